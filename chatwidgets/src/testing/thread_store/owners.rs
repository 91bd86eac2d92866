//! Threads that belong to somebody.

use super::{MINUTE, Press, key, now, run, start, start_at, turn_with, widget};
use crate::thread::{NewThread, Start, Started, ThreadStore, UserId};
use crate::turn::ThreadId;
use crate::widget::{Button, WidgetId, WidgetInstance};

/// A thread with a button that can be used for a minute.
async fn thread_of(store: &impl ThreadStore, owner: Option<&str>) -> (ThreadId, WidgetInstance) {
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).expires_in(MINUTE).into()]);
    let button = turn.widgets[0].clone();
    store.create(NewThread::new(id, vec![turn]).owned_by(owner.map(UserId::from))).await.expect("a thread is made");
    (id, button)
}

fn asked_by(user: Option<&str>, control: WidgetId) -> Start {
    start_at(now()).click(control, Press).asked_by(user.map(UserId::from))
}

pub(super) async fn a_thread_is_used_by_its_owner_alone(store: impl ThreadStore) {
    for owner in ["ann", "bär 🐻", ""] {
        let (id, button) = thread_of(&store, Some(owner)).await;
        run(&store, id, &asked_by(Some(owner), button.id), "the owner").await;
        for user in [None, Some("eve"), Some("Ann"), Some("ann ")] {
            assert_eq!(start(&store, id, &asked_by(user, button.id)).await, Started::NotYours, "{user:?} of {owner:?}");
        }
    }
}

pub(super) async fn a_thread_of_nobody_is_open_to_all(store: impl ThreadStore) {
    let (id, button) = thread_of(&store, None).await;
    for user in [None, Some("ann"), Some("eve")] {
        run(&store, id, &asked_by(user, button.id), "somebody who knows the id").await;
    }
}

pub(super) async fn what_is_not_yours_is_left_as_it_is(store: impl ThreadStore) {
    let (id, button) = thread_of(&store, Some("ann")).await;
    let [ann, eve] = ["ann", "eve"].map(|user| Some(UserId::from(user)));
    // When the button has expired, so that its state would show a look.
    let foreign = start_at(now() + MINUTE).once(button.id, Press).request(&key("r", 1)).message(id, "hello");
    assert_eq!(start(&store, id, &foreign.asked_by(eve)).await, Started::NotYours);
    assert_eq!(widget(&store, id, button.id).await, button, "nothing has expired");
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 1, "no message is stored");
    let own = start_at(now()).once(button.id, Press).request(&key("r", 2)).asked_by(ann);
    run(&store, id, &own, "neither the offer is held nor the request's id used").await;
}
