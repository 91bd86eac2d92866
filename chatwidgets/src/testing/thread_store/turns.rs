//! Turns, and the widgets in them.

use std::sync::Arc;

use serde_json::json;

use super::{Book, Press, Switch, contents, controls, now, run, start_at, thread_with, turn, turn_with, widget};
use crate::thread::{NewThread, StoreError, ThreadStore, UserId};
use crate::turn::ThreadId;
use crate::widget::{
    Button, CollectionImage, ImageCollection, Toggle, Widget, WidgetAction as _, WidgetId, WidgetInstance, WidgetState,
    input,
};

pub(super) async fn turns_come_back_in_order(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turns: Vec<_> = ["a", "b", "c", "d", "größe 🪑"].map(|content| turn(id, content)).into();
    store.create(NewThread::new(id, turns[..1].to_vec())).await.expect("a thread is made");
    store.append(id, turns[1..3].to_vec()).await.expect("turns are added");
    store.append(id, turns[3..].to_vec()).await.expect("turns are added");
    store.append(id, Vec::new()).await.expect("no turn is added");
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
    for hundred in 0..10 {
        let turns = (0..100).map(|n| turn(id, (hundred * 100 + n).to_string()));
        store.append(id, turns.collect()).await.expect("turns are added");
    }
    assert_eq!(contents(&store.last(id, 3).await.expect("the end is read")), ["997", "998", "999"]);
}

pub(super) async fn what_is_not_there_is_not_found(store: impl ThreadStore) {
    let (id, _) = thread_with(&store, [Button::new("Press", Press)]).await;
    let widget = WidgetInstance::new(Button::new("Press", Press));
    assert_error!(store.widget(id, widget.id).await, StoreError::WidgetNotFound, "widget");
    assert_error!(store.update_widget(id, widget).await, StoreError::WidgetNotFound, "update_widget");
}

pub(super) async fn a_thread_belongs_to_whom_it_was_made_for(store: impl ThreadStore) {
    for owner in [None, Some(UserId::new("ann")), Some(UserId::new("bär 🐻")), Some(UserId::new(""))] {
        let id = ThreadId::random();
        store.create(NewThread::new(id, Vec::new()).owned_by(owner.clone())).await.expect("a thread is made");
        assert_eq!(store.owner(id).await.expect("its owner is told"), owner, "a thread keeps its owner");
        store.append(id, vec![turn(id, "a")]).await.expect("a turn is added");
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
    let preset = found.widget.action().and_then(|action| action.preset()).map(|preset| json!(preset));
    assert_eq!(preset, Some(json!({ "checked": true })), "a preset payload is kept");
    assert_error!(store.widget(id, WidgetId::random()).await, StoreError::WidgetNotFound, "an unknown widget");
}

pub(super) async fn a_widget_is_updated_once_a_revision(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into(), Toggle::new("Sound", Switch).into()]);
    store.create(NewThread::new(id, vec![Arc::clone(&turn)])).await.expect("a thread is made");
    let mut changed = turn.widgets[0].clone();
    changed.state = WidgetState::Done;
    let stored = store.update_widget(id, changed.clone()).await.expect("a widget is updated");
    assert_eq!((stored.revision, stored.state), (1, WidgetState::Done), "an update adds 1 to the revision");
    assert_eq!(store.widget(id, changed.id).await.expect("the widget is found"), stored, "an update is found");
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns[0].widgets[0], stored, "an update is in the thread");
    assert_eq!(turns[0].widgets[1], turn.widgets[1], "an update leaves other widgets alone");
    match store.update_widget(id, changed).await {
        Err(StoreError::Conflict(current)) => assert_eq!(*current, stored, "a conflict tells what is stored"),
        other => panic!("an update of an old revision is a conflict, got {other:?}"),
    }
    let again = store.update_widget(id, stored).await.expect("the current revision is updated");
    assert_eq!(again.revision, 2);
}

pub(super) async fn what_an_update_puts_in_is_found_and_what_it_replaces_is_gone(store: impl ThreadStore) {
    let photos = |book: u64| {
        let photo = CollectionImage::new(format!("/rooms/{book}.jpg")).action(Book.bind(book));
        Widget::from(ImageCollection::new("Rooms", [photo]))
    };
    let (id, widgets) = thread_with(&store, [photos(1), photos(2)]).await;
    let old = controls(&widgets[0])[0];
    assert_eq!(widget(&store, id, old).await, widgets[0], "a widget is found by a control inside it");
    let other = WidgetInstance::new(photos(3));
    let new = controls(&other)[0];
    let update = WidgetInstance { id: widgets[0].id, ..other };
    let stored = store.update_widget(id, update).await.expect("a widget is updated");
    assert_eq!(widget(&store, id, new).await, stored, "it is found by its new control");
    assert_error!(store.widget(id, old).await, StoreError::WidgetNotFound, "the control that it had");
    let mut by_control = stored.clone();
    by_control.id = new;
    assert_error!(store.update_widget(id, by_control).await, StoreError::WidgetNotFound, "an update by a control's id");
    let click = start_at(now()).click(new, Book);
    let offer = run(&store, id, &click, "a new control is clicked").await.expect("an offer");
    assert_eq!((offer.widget, offer.action.bound()), (stored.id, Some(&json!(3))), "with what the server kept");
    assert_eq!(widget(&store, id, controls(&widgets[1])[0]).await, widgets[1], "other widgets are left alone");
}
