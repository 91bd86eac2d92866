//! Changes of one widget at the same time, of all kinds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use super::dice::{Dice, ends, rounds};
use super::{HOUR, MINUTE, Press, change, finish, key, now, replied, run, start_at, state, thread_with, widget};
use crate::thread::{Start, StoreError, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, Widget, WidgetId, WidgetInstance, WidgetState};

pub(super) async fn expiry_updates_and_a_finish_lose_none_of_each_other(store: impl ThreadStore) {
    let store = Arc::new(store);
    rounds(500, |dice| a_race_of_changes(Arc::clone(&store), dice)).await;
}

fn button(label: usize) -> Widget {
    Button::new(label.to_string(), Press).expires_in(MINUTE).into()
}

fn late() -> SystemTime {
    now() + MINUTE
}

async fn expire(store: Arc<impl ThreadStore>, thread: ThreadId, mut dice: Dice) -> Vec<WidgetInstance> {
    dice.pause().await;
    store.expire(thread, late()).await.expect("late widgets are marked")
}

/// Writes labels that go up by one, each over what it has read.
async fn relabel(store: Arc<impl ThreadStore>, thread: ThreadId, id: WidgetId, mut dice: Dice) -> u64 {
    let mut updates = 0;
    for _ in 0..3 {
        dice.pause().await;
        let mut read = widget(&*store, thread, id).await;
        let label = label_of(&read.widget);
        dice.pause().await;
        read.widget = Button::new((label + 1).to_string(), Press).into();
        let revision = read.revision;
        match store.update_widget(thread, read).await {
            Ok(stored) => {
                assert_eq!(stored.revision, revision + 1);
                updates += 1;
            }
            Err(StoreError::Conflict(stored)) => assert!(stored.revision > revision, "a conflict with what is newer"),
            Err(error) => panic!("an update: {error}"),
        }
    }
    updates
}

fn label_of(widget: &Widget) -> u64 {
    let json = serde_json::to_value(widget).expect("a widget is JSON");
    json["label"].as_str().and_then(|label| label.parse().ok()).expect("a label that is a number")
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
        assert_eq!(turns.len() == 2, is_done, "the reply and the changes that it makes are there together");
        assert!(is_done || !was_settled, "what was stored stays");
    }
}

async fn a_race_of_changes(store: Arc<impl ThreadStore>, mut dice: Dice) {
    let (id, widgets) = thread_with(&*store, [button(0), button(0)]).await;
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
    let labels = [roll(), roll()].map(|dice| tokio::spawn(relabel(Arc::clone(&store), id, used, dice)));
    let reading = tokio::spawn(read(Arc::clone(&store), id, Arc::clone(&settled), roll()));
    ends(settling).await;
    ends(reading).await;
    let (mut expired, mut updates) = (Vec::new(), 0);
    for task in expiring {
        expired.extend(ends(task).await.into_iter().map(|instance| instance.id));
    }
    for task in labels {
        updates += ends(task).await;
    }

    let count = |id: WidgetId| expired.iter().filter(|other| **other == id).count() as u64;
    assert_eq!(count(beside), 1, "of two calls one marks a late widget");
    assert!(count(used) <= 1, "a widget expires once");
    let last = widget(&*store, id, used).await;
    assert_eq!(label_of(&last.widget), updates, "no update is lost");
    assert_eq!(state(&last), (WidgetState::Done, updates + count(used) + 1), "each change is one revision");
    assert_eq!(state(&widget(&*store, id, beside).await), (WidgetState::Expired, 1));
    assert_eq!(store.expire(id, now() + HOUR).await.expect("late widgets are marked"), []);
    let (_, shown) = replied(&*store, id, &click, "a retry").await;
    assert_eq!(shown, [last], "a retry shows the widget as it is now");
    store.delete(id).await.expect("a thread is deleted");
}
