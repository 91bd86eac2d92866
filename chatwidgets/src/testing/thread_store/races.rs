//! Starts at the same time: of what one of them only may hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use tokio::task::yield_now;

use super::dice::{Dice, PATIENCE, ends, rounds};
use super::{
    Press, abandon, change, closed, finish, instances, key, now, replied, reply_of, run, start, start_at, state,
    thread_with,
};
use crate::thread::{NewThread, RequestKey, Started, ThreadStore};
use crate::turn::{ChatTurn, Role, ThreadId, TurnId};
use crate::widget::{Button, ChangeTo, WidgetId, WidgetState};

/// How many hold what one run only may hold, and how often a run was accepted.
#[derive(Default)]
struct Watch {
    holds: AtomicUsize,
    shared: AtomicBool,
    accepted: AtomicUsize,
}

impl Watch {
    /// What a handler does while it holds something that no other run may hold.
    async fn hold(&self, dice: &mut Dice) {
        // Told at the end: a task that panics here would leave others waiting for its run.
        if self.holds.fetch_add(1, Ordering::SeqCst) > 0 {
            self.shared.store(true, Ordering::SeqCst);
        }
        dice.pause().await;
        self.holds.fetch_sub(1, Ordering::SeqCst);
    }

    fn accept(&self) {
        self.accepted.fetch_add(1, Ordering::SeqCst);
    }

    /// How many runs were accepted, of which one held it at a time.
    fn accepted(&self) -> usize {
        assert!(!self.shared.load(Ordering::SeqCst), "two runs held the same at a time");
        self.accepted.load(Ordering::SeqCst)
    }
}

/// Waits for another run.
async fn wait(begun: Instant) {
    assert!(begun.elapsed() < PATIENCE, "a request runs for ever: its end was lost");
    yield_now().await;
}

/// How a task of the race ended.
#[derive(Debug)]
enum End {
    /// Its own run was accepted, with this turn.
    Finished(TurnId),
    Replied(TurnId),
    Closed,
    /// It tried several times, and the offer was always held.
    KeptOut,
    /// Its run failed, and it did not try again.
    GaveUp,
}

/// Clicks until there is an answer.
async fn click(
    store: Arc<impl ThreadStore>,
    (thread, button): (ThreadId, WidgetId),
    request: Option<RequestKey>,
    watch: Arc<Watch>,
    mut dice: Dice,
) -> End {
    let (mut tries, begun) = (0, Instant::now());
    loop {
        dice.pause().await;
        let mut asked = start_at(now()).once(button, Press);
        asked.request.clone_from(&request);
        match start(&*store, thread, &asked).await {
            Started::Run(_) => {
                watch.hold(&mut dice).await;
                tries += 1;
                if dice.roll(3) > 0 || tries > 2 {
                    let end = asked.finish(thread, [change(button, ChangeTo::Done)]);
                    let changed = finish(&*store, thread, &end).await;
                    assert_eq!(changed.iter().map(state).collect::<Vec<_>>(), [(WidgetState::Done, 1)]);
                    watch.accept();
                    return End::Finished(reply_of(&end).turn_id);
                }
                abandon(&*store, thread, &asked).await;
                if dice.roll(4) == 0 {
                    return End::GaveUp;
                }
            }
            Started::Replied { turn, updates } => {
                assert_eq!(instances(updates).iter().map(state).collect::<Vec<_>>(), [(WidgetState::Done, 1)]);
                return End::Replied(turn.turn_id);
            }
            Started::Running => {
                assert!(request.is_some(), "a request without an id belongs to no other");
                wait(begun).await;
            }
            Started::InProgress(instance) => {
                assert_eq!(state(&instance), (WidgetState::Open, 0), "what is in progress is open");
                tries += 1;
                if tries > 20 {
                    return End::KeptOut;
                }
                yield_now().await;
            }
            Started::Closed(instance) => {
                assert_eq!(state(&instance), (WidgetState::Done, 1), "what is closed is done");
                return End::Closed;
            }
            other => panic!("a click on what is offered: {other:?}"),
        }
    }
}

pub(super) async fn of_many_clicks_once_one_is_settled(store: impl ThreadStore) {
    let store = Arc::new(store);
    rounds(1_500, |dice| a_race_of_clicks(Arc::clone(&store), dice)).await;
}

async fn a_race_of_clicks(store: Arc<impl ThreadStore>, mut dice: Dice) {
    let (id, widgets) = thread_with(&*store, [Button::new("Press", Press)]).await;
    let button = widgets[0].id;
    let watch = Arc::new(Watch::default());
    // Two retries of one request, two of another, and clicks with an id of their own or none.
    let requests =
        [Some(key("a", 1)), Some(key("a", 1)), Some(key("b", 2)), Some(key("b", 2)), Some(key("c", 3)), None];
    let tasks = 2 + usize::try_from(dice.roll(5)).expect("a small number");
    let first = usize::try_from(dice.roll(6)).expect("a small number");
    let requests: Vec<_> = requests.iter().cycle().skip(first).take(tasks).cloned().collect();
    let clicks: Vec<_> = requests
        .iter()
        .map(|request| {
            let dice = Dice::new(dice.roll(u64::MAX));
            tokio::spawn(click(Arc::clone(&store), (id, button), request.clone(), Arc::clone(&watch), dice))
        })
        .collect();
    let mut ended = Vec::new();
    for (click, request) in clicks.into_iter().zip(requests) {
        ended.push((request, ends(click).await));
    }

    let accepted = watch.accepted();
    let turns = store.all(id).await.expect("the thread is read");
    assert!(accepted <= 1, "an offer that can be used once was settled {accepted} times");
    assert_eq!(turns.len(), 1 + accepted, "a run that was accepted has one turn, and no other has any");
    let winner = ended.iter().find_map(|(request, end)| match end {
        End::Finished(turn) => Some((request.clone(), *turn)),
        _ => None,
    });
    let stranger = start_at(now()).once(button, Press).request(&key("stranger", 9));
    let Some((winner, turn)) = winner else {
        assert!(ended.iter().all(|(_, end)| matches!(end, End::GaveUp | End::KeptOut)), "nobody won: {ended:?}");
        run(&*store, id, &stranger, "all have given up").await;
        store.delete(id).await.expect("a thread is deleted");
        return;
    };
    assert_eq!(turns[1].turn_id, turn);
    for (request, end) in &ended {
        match end {
            End::Replied(reply) => assert_eq!((reply, request), (&turn, &winner), "only its own retries get the reply"),
            End::Closed => assert!(winner.is_none() || *request != winner, "a retry of the winner is no loser"),
            End::Finished(_) | End::KeptOut | End::GaveUp => {}
        }
        let mut retry = start_at(now()).once(button, Press);
        retry.request.clone_from(request);
        if request.is_some() && *request == winner {
            assert_eq!(replied(&*store, id, &retry, "a retry of the winner").await.0.turn_id, turn);
        } else {
            closed(&*store, id, &retry, "a retry of a loser").await;
        }
    }
    assert_eq!(state(&closed(&*store, id, &stranger, "another click").await), (WidgetState::Done, 1));
    store.delete(id).await.expect("a thread is deleted");
}

/// Sends a message until it is answered, by its own run or another one.
async fn say(
    store: Arc<impl ThreadStore>,
    thread: ThreadId,
    request: RequestKey,
    watch: Arc<Watch>,
    mut dice: Dice,
) -> TurnId {
    let (mut tries, begun) = (0, Instant::now());
    loop {
        dice.pause().await;
        let asked = start_at(now()).request(&request).message(thread, &request.id);
        match start(&*store, thread, &asked).await {
            Started::Run(offer) => {
                assert_eq!(offer, None);
                watch.hold(&mut dice).await;
                tries += 1;
                if dice.roll(2) > 0 || tries > 3 {
                    let end = asked.finish(thread, []);
                    finish(&*store, thread, &end).await;
                    watch.accept();
                    return reply_of(&end).turn_id;
                }
                abandon(&*store, thread, &asked).await;
            }
            Started::Replied { turn, .. } => return turn.turn_id,
            Started::Running => wait(begun).await,
            other => panic!("a message: {other:?}"),
        }
    }
}

pub(super) async fn of_many_tries_of_a_message_one_is_answered(store: impl ThreadStore) {
    let store = Arc::new(store);
    rounds(300, |dice| a_race_of_messages(Arc::clone(&store), dice)).await;
}

async fn a_race_of_messages(store: Arc<impl ThreadStore>, mut dice: Dice) {
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("a thread is made");
    let mut messages = Vec::new();
    for request in [key("a", 1), key("b", 2)] {
        let watch = Arc::new(Watch::default());
        let tries: Vec<_> = (0..3)
            .map(|_| {
                let dice = Dice::new(dice.roll(u64::MAX));
                tokio::spawn(say(Arc::clone(&store), id, request.clone(), Arc::clone(&watch), dice))
            })
            .collect();
        messages.push((request, watch, tries));
    }
    for (request, watch, tries) in messages {
        let mut replies = Vec::new();
        for attempt in tries {
            replies.push(ends(attempt).await);
        }
        assert_eq!(watch.accepted(), 1, "a message is answered once");
        assert!(replies.iter().all(|reply| *reply == replies[0]), "all of its tries get the same reply");
        let turns = store.all(id).await.expect("the thread is read");
        let place = |turn: &dyn Fn(&ChatTurn) -> bool| {
            let places: Vec<_> = (0..turns.len()).filter(|&n| turn(&turns[n])).collect();
            assert_eq!(places.len(), 1, "it is said once, and answered once");
            places[0]
        };
        let said = place(&|turn| turn.role == Role::User && turn.content == request.id);
        let answered = place(&|turn| turn.turn_id == replies[0]);
        assert!(said < answered, "a message comes before its reply");
    }
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 4);
    store.delete(id).await.expect("a thread is deleted");
}
