//! Threads that are not there.

use super::{Press, key, now, start_at, thread_with, turn};
use crate::thread::{NewThread, StoreError, ThreadStore, UserId};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, WidgetInstance};

/// Asserts that nothing can be done with a thread any more.
async fn assert_gone(store: &impl ThreadStore, id: ThreadId, widget: &WidgetInstance) {
    let start = start_at(now()).once(widget.id, Press).request(&key("r", 1)).message(id, "hello");
    let finish = start.finish(id, [super::change(widget.id, ChangeTo::Done)]);
    assert_error!(store.owner(id).await, StoreError::ThreadNotFound, "owner");
    assert_error!(store.last(id, 0).await, StoreError::ThreadNotFound, "last");
    assert_error!(store.all(id).await, StoreError::ThreadNotFound, "all");
    assert_error!(store.widget(id, widget.id).await, StoreError::ThreadNotFound, "widget");
    assert_error!(store.start(id, start_at(now())).await, StoreError::ThreadNotFound, "start of nothing");
    assert_error!(store.start(id, start.clone()).await, StoreError::ThreadNotFound, "start");
    assert_error!(store.finish(id, finish).await, StoreError::ThreadNotFound, "finish");
    assert_error!(store.abandon(id, start.run, None).await, StoreError::ThreadNotFound, "abandon");
    assert_error!(store.abandon(id, start.run, Some(&key("r", 1))).await, StoreError::ThreadNotFound, "abandon");
    assert_error!(store.expire(id, now()).await, StoreError::ThreadNotFound, "expire");
    assert_error!(store.delete(id).await, StoreError::ThreadNotFound, "delete");
}

pub(super) async fn a_thread_that_never_was_is_not_found(store: impl ThreadStore) {
    let (_, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    assert_gone(&store, ThreadId::random(), &widgets[0]).await;
}

pub(super) async fn a_deleted_thread_is_gone(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press), Button::new("Press", Press)]).await;
    let request = key("r", 1);
    let answered = start_at(now()).click(widgets[0].id, Press).request(&request);
    super::run(&store, id, &answered, "a click").await;
    super::finish(&store, id, &answered.finish(id, [super::change(widgets[0].id, ChangeTo::Done)])).await;
    // One run is left in the middle.
    super::run(&store, id, &start_at(now()).once(widgets[1].id, Press).request(&key("s", 1)), "a click").await;
    store.delete(id).await.expect("it is deleted");
    assert_gone(&store, id, &widgets[0]).await;
    assert_gone(&store, id, &widgets[1]).await;
    // Nothing of it is left to be found again.
    let ann = Some(UserId::new("ann"));
    let new = NewThread::new(id, vec![turn(id, "new")]).owned_by(ann.clone());
    store.create(new).await.expect("a thread is made again");
    assert_error!(store.widget(id, widgets[1].id).await, StoreError::WidgetNotFound, "a widget of the old thread");
    super::run(&store, id, &start_at(now()).request(&request).asked_by(ann), "a request that the old thread answered")
        .await;
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 1);
}
