//! Turns, and the widgets in them.

use std::sync::Arc;

use serde_json::json;

use super::{Press, Switch, append, contents, thread_with, turn, turn_with};
use crate::thread::{NewThread, StoreError, ThreadStore, UserId};
use crate::turn::ThreadId;
use crate::widget::{ActionRef, Button, WidgetAction as _, WidgetId, WidgetInstance, input};

pub(super) async fn turns_come_back_in_order(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turns: Vec<_> = ["a", "b", "c", "d", "größe 🪑"].map(|content| turn(id, content)).into();
    store.create(NewThread::new(id, turns[..1].to_vec())).await.expect("a thread is made");
    append(&store, id, turns[1..].iter().cloned()).await;
    let last = store.last(id, 2).await.expect("the last turns are read");
    assert_eq!(contents(&last), ["d", "größe 🪑"], "the last 2 turns, oldest first");
    assert_eq!(store.last(id, 0).await.expect("a thread is there").len(), 0, "the last 0 turns");
    assert_eq!(store.last(id, 99).await.expect("all turns are read").len(), 5, "the last 99 of 5 turns");
    assert_eq!(store.all(id).await.expect("all turns are read"), turns, "turns come back as they were stored");
    assert_error!(store.create(NewThread::new(id, Vec::new())).await, StoreError::Failed(_), "a thread is made twice");
    assert_eq!(store.all(id).await.expect("all turns are read").len(), 5, "a thread survives being made twice");
}

pub(super) async fn a_long_thread_answers_its_end(store: impl ThreadStore) {
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("an empty thread is made");
    assert!(store.all(id).await.expect("an empty thread is read").is_empty(), "an empty thread has no turns");
    append(&store, id, (0..1_000).map(|n| turn(id, n.to_string()))).await;
    assert_eq!(contents(&store.last(id, 3).await.expect("the end is read")), ["997", "998", "999"]);
}

pub(super) async fn what_is_not_there_is_not_found(store: impl ThreadStore) {
    let (id, _) = thread_with(&store, [Button::new("Press", Press)]).await;
    let widget = WidgetInstance::new(Button::new("Press", Press));
    assert_error!(store.widget(id, widget.id).await, StoreError::WidgetNotFound, "widget");
}

pub(super) async fn a_thread_belongs_to_whom_it_was_made_for(store: impl ThreadStore) {
    for owner in [None, Some(UserId::new("ann")), Some(UserId::new("bär 🐻")), Some(UserId::new(""))] {
        let id = ThreadId::random();
        store.create(NewThread::new(id, Vec::new()).owned_by(owner.clone())).await.expect("a thread is made");
        assert_eq!(store.owner(id).await.expect("its owner is told"), owner, "a thread keeps its owner");
        append(&store, id, [turn(id, "a")]).await;
        let twice = store.create(NewThread::new(id, Vec::new()).owned_by(Some(UserId::new("eve")))).await;
        assert_error!(twice, StoreError::Failed(_), "a thread is made twice");
        assert_eq!(store.owner(id).await.expect("its owner is told"), owner, "nobody takes a thread over");
    }
}

pub(super) async fn threads_do_not_mix(store: impl ThreadStore) {
    let (one, other) = (ThreadId::random(), ThreadId::random());
    let turn_of_one = turn_with(one, [Button::new("Press", Press).into()]);
    store.create(NewThread::new(one, vec![Arc::clone(&turn_of_one)])).await.expect("a thread is made");
    store.create(NewThread::new(other, vec![turn(other, "b")])).await.expect("another thread is made");
    assert_error!(store.widget(other, turn_of_one.widgets[0].id).await, StoreError::WidgetNotFound, "another's widget");
    store.delete(one).await.expect("one is deleted");
    assert_eq!(contents(&store.all(other).await.expect("the other is read")), ["b"]);
}

pub(super) async fn a_widget_is_found_with_what_only_the_server_knows(store: impl ThreadStore) {
    let id = ThreadId::random();
    let preset = Button::new("On", Switch.with(input::Checked { checked: true }));
    let turn = turn_with(id, [Button::new("Press", Press).into(), preset.into()]);
    store.create(NewThread::new(id, vec![turn_with(id, []), Arc::clone(&turn)])).await.expect("a thread is made");
    for widget in &turn.widgets {
        assert_eq!(store.widget(id, widget.id).await.expect("the widget is found"), *widget);
    }
    let found = store.widget(id, turn.widgets[1].id).await.expect("the widget is found");
    let preset = found.widget.action().and_then(ActionRef::preset).map(|preset| json!(preset));
    assert_eq!(preset, Some(json!({ "checked": true })), "a preset payload is kept");
    assert_error!(store.widget(id, WidgetId::random()).await, StoreError::WidgetNotFound, "an unknown widget");
}
