//! Changes of one widget at the same time, of all kinds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use super::dice::{Dice, ends, rounds};
use super::{HOUR, MINUTE, Press, change, finish, key, now, replied, run, start_at, state, thread_with, widget};
use crate::thread::{Start, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, Widget, WidgetId, WidgetInstance, WidgetState};

pub(super) async fn expiry_and_finishes_lose_none_of_each_other(store: impl ThreadStore) {
    let store = Arc::new(store);
    rounds(500, |dice| a_race_of_changes(Arc::clone(&store), dice)).await;
}

fn button() -> Widget {
    Button::new("Press", Press).expires_in(MINUTE).into()
}

fn late() -> SystemTime {
    now() + MINUTE
}

async fn expire(store: Arc<impl ThreadStore>, thread: ThreadId, mut dice: Dice) -> Vec<WidgetInstance> {
    dice.pause().await;
    store.expire(thread, late()).await.expect("late widgets are marked")
}

/// Settles a widget again and again; answers how often that changed it.
async fn settle_again(store: Arc<impl ThreadStore>, thread: ThreadId, id: WidgetId, mut dice: Dice) -> u64 {
    let mut times = 0;
    for _ in 0..3 {
        dice.pause().await;
        let end = start_at(now()).finish(thread, [change(id, ChangeTo::Done)]);
        let changed = finish(&*store, thread, &end).await;
        assert_eq!(changed[0].state, WidgetState::Done);
        times += changed.len() as u64;
    }
    times
}

async fn settle(store: Arc<impl ThreadStore>, thread: ThreadId, run: Start, id: WidgetId, mut dice: Dice) {
    dice.pause().await;
    let changed = finish(&*store, thread, &run.finish(thread, [change(id, ChangeTo::Done)])).await;
    assert_eq!(changed[0].state, WidgetState::Done);
}

/// Reads the thread while it is changed: no state is seen that is only half there.
async fn read(store: Arc<impl ThreadStore>, thread: ThreadId, settled: Arc<AtomicBool>, mut dice: Dice) {
    for _ in 0..4 {
        dice.pause().await;
        let was_settled = settled.load(Ordering::SeqCst);
        let turns = store.all(thread).await.expect("the thread is read");
        let is_done = turns[0].widgets[0].state == WidgetState::Done;
        assert_eq!(turns.len() > 1, is_done, "the reply and the changes that it makes are there together");
        assert!(is_done || !was_settled, "what was stored stays");
    }
}

async fn a_race_of_changes(store: Arc<impl ThreadStore>, mut dice: Dice) {
    let (id, widgets) = thread_with(&*store, [button(), button()]).await;
    let (used, beside) = (widgets[0].id, widgets[1].id);
    let click = start_at(now()).once(used, Press).request(&key("r", 1));
    run(&*store, id, &click, "a click").await;
    let settled = Arc::new(AtomicBool::new(false));
    let mut roll = || Dice::new(dice.roll(u64::MAX));
    let settling = {
        let (store, click, settled, dice) = (Arc::clone(&store), click.clone(), Arc::clone(&settled), roll());
        tokio::spawn(async move {
            settle(store, id, click, used, dice).await;
            settled.store(true, Ordering::SeqCst);
        })
    };
    let expiring = [roll(), roll()].map(|dice| tokio::spawn(expire(Arc::clone(&store), id, dice)));
    let others = [roll(), roll()].map(|dice| tokio::spawn(settle_again(Arc::clone(&store), id, used, dice)));
    let reading = tokio::spawn(read(Arc::clone(&store), id, Arc::clone(&settled), roll()));
    ends(settling).await;
    ends(reading).await;
    let (mut expired, mut changes) = (Vec::new(), 0);
    for task in expiring {
        expired.extend(ends(task).await.into_iter().map(|instance| instance.id));
    }
    for task in others {
        changes += ends(task).await;
    }

    let count = |id: WidgetId| expired.iter().filter(|other| **other == id).count() as u64;
    assert_eq!(count(beside), 1, "of two calls one marks a late widget");
    assert!(count(used) <= 1, "a widget expires once");
    let last = widget(&*store, id, used).await;
    assert_eq!(state(&last), (WidgetState::Done, changes + count(used) + 1), "each change is one revision");
    assert_eq!(state(&widget(&*store, id, beside).await), (WidgetState::Expired, 1));
    assert_eq!(store.expire(id, now() + HOUR).await.expect("late widgets are marked"), []);
    let (_, shown) = replied(&*store, id, &click, "a retry").await;
    assert_eq!(shown, [last], "a retry shows the widget as it is now");
    store.delete(id).await.expect("a thread is deleted");
}
