//! What a reply does to its thread.

use serde_json::json;

use super::{
    Book, MINUTE, Press, Refund, abandon, append, change, closed, controls, finish, key, now, replied, reply_of, run,
    start_at, state, thread_with, turn, turn_with, widget,
};
use crate::thread::{StoreError, ThreadStore};
use crate::widget::{
    Button, ChangeTo, CollectionImage, Form, ImageCollection, Widget, WidgetAction as _, WidgetChange, WidgetId,
    WidgetState,
};

fn buttons(n: usize) -> impl Iterator<Item = Button> {
    (0..n).map(|n| Button::new(format!("Press {n}"), Press))
}

pub(super) async fn a_reply_and_its_changes_are_stored_in_one_step(store: impl ThreadStore) {
    let (id, first) = thread_with(&store, buttons(2)).await;
    let later = turn_with(id, buttons(1).map(Widget::from));
    append(&store, id, [turn(id, "hello"), later.clone()]).await;
    let click = start_at(now()).once(first[1].id, Press);
    run(&store, id, &click, "a click").await;
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 3, "a click adds no turn");
    let mut end = click.finish(
        id,
        [
            change(later.widgets[0].id, ChangeTo::Widget(Box::new(Button::new("Again", Press).into()))),
            change(first[1].id, ChangeTo::Done),
        ],
    );
    let mut reply =
        (*turn_with(id, [Form::new("Refund", Refund.bind(Some(1))).cancel_with("Book", Book.bind(2)).into()])).clone();
    reply.content = "größe 🪑".into();
    end.turn = Some(std::sync::Arc::new(reply));
    let changed = finish(&store, id, &end).await;
    let seen: Vec<_> = changed.iter().map(|instance| (instance.id, state(instance))).collect();
    let expected = [(changed[0].id, (WidgetState::Open, 1)), (first[1].id, (WidgetState::Done, 1))];
    assert_ne!(changed[0].id, later.widgets[0].id, "another widget that can be used has an id of its own");
    assert_error!(store.widget(id, later.widgets[0].id).await, StoreError::WidgetNotFound, "the widget that it was");
    assert_eq!(seen, expected, "what was changed is answered, in order");
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns.len(), 4, "the reply is one turn");
    assert_eq!(*turns[3], **reply_of(&end), "the reply is stored as it is");
    assert_eq!(turns[0].widgets, [first[0].clone(), changed[1].clone()], "a change leaves other widgets alone");
    assert_eq!(turns[2].widgets, [changed[0].clone()]);
    for instance in &changed {
        assert_eq!(widget(&store, id, instance.id).await, *instance, "a change is found");
    }
    let cancel = controls(&reply_of(&end).widgets[0])[0];
    let offer = run(&store, id, &start_at(now()).click(cancel, Book), "a click on a widget of the reply").await;
    assert_eq!(offer.expect("an offer").action.bound(), Some(json!(2)));
}

pub(super) async fn a_change_of_what_is_not_there_is_left_out(store: impl ThreadStore) {
    let (id, widgets) = thread_with(
        &store,
        [
            Button::new("Press", Press).into(),
            Widget::from(Form::new("Refund", Refund.bind(None)).cancel_with("Book", Book.bind(1))),
        ],
    )
    .await;
    let (_, others) = thread_with(&store, buttons(1)).await;
    let asked = start_at(now()).request(&key("r", 1));
    run(&store, id, &asked, "a request").await;
    let end = asked.finish(
        id,
        [
            change(WidgetId::random(), ChangeTo::Done),
            change(others[0].id, ChangeTo::Done),
            change(widgets[0].id, ChangeTo::Done),
            // A control inside a widget, not a widget.
            change(controls(&widgets[1])[0], ChangeTo::Done),
        ],
    );
    let changed = finish(&store, id, &end).await;
    assert_eq!(changed.iter().map(|instance| instance.id).collect::<Vec<_>>(), [widgets[0].id]);
    assert_eq!(widget(&store, id, widgets[1].id).await, widgets[1]);
    let (_, updates) = replied(&store, id, &asked, "a retry").await;
    assert_eq!(updates, changed, "a retry gets the same updates");
}

pub(super) async fn a_replaced_widget_has_new_controls_and_the_old_ones_are_gone(store: impl ThreadStore) {
    let rooms = |number: u64| {
        let room = CollectionImage::new("/room.jpg").action(Book.bind(number));
        Widget::from(ImageCollection::new("Rooms", [room]).action(Press))
    };
    let (id, widgets) = thread_with(&store, [rooms(1), rooms(10)]).await;
    let (mut collection, mut old) = (widgets[0].id, controls(&widgets[0])[0]);
    for number in 2..4_u64 {
        let click = start_at(now()).once(old, Book);
        run(&store, id, &click, "a click").await;
        let to = ChangeTo::Widget(Box::new(rooms(number)));
        let changed = finish(&store, id, &click.finish(id, [change(collection, to)])).await;
        assert_eq!(state(&changed[0]), (WidgetState::Open, number - 1));
        assert_ne!(changed[0].id, collection, "it has an id of its own");
        assert_error!(store.widget(id, collection).await, StoreError::WidgetNotFound, "the widget that it was");
        collection = changed[0].id;
        let new = controls(&changed[0])[0];
        assert_ne!(new, old, "its controls have ids of their own");
        assert_eq!(widget(&store, id, new).await, changed[0], "it is found by its new control");
        assert_eq!(widget(&store, id, collection).await, changed[0], "it is found by its own id");
        assert_error!(store.widget(id, old).await, StoreError::WidgetNotFound, "the control that it had");
        let on_old =
            closed(&store, id, &start_at(now()).once(old, Book), "a click on what is not there any more").await;
        assert_eq!(on_old, changed[0], "it is told what took its place");
        let on_new = start_at(now()).once(new, Book);
        let offer = run(&store, id, &on_new, "a click on the new control").await.expect("an offer");
        assert_eq!((offer.widget, offer.action.bound()), (collection, Some(json!(number))));
        abandon(&store, id, &on_new).await;
        old = new;
    }
    assert_eq!(widget(&store, id, controls(&widgets[1])[0]).await, widgets[1], "other widgets keep their controls");
    // What has no controls any more.
    let click = start_at(now()).once(collection, Press);
    run(&store, id, &click, "a click").await;
    let to = ChangeTo::Widget(Box::new(Button::new("Booked", Press).into()));
    let collection = finish(&store, id, &click.finish(id, [change(collection, to)])).await[0].id;
    assert_error!(store.widget(id, old).await, StoreError::WidgetNotFound, "the control that it had");
    run(&store, id, &start_at(now()).once(collection, Press), "a click on what took its place").await;
}

pub(super) async fn a_done_widget_can_be_opened_again(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, buttons(1).map(|button| button.expires_in(MINUTE))).await;
    let mut button = widgets[0].id;
    for (to, expected) in [
        (ChangeTo::Done, (WidgetState::Done, 1)),
        (ChangeTo::Open, (WidgetState::Open, 2)),
        (ChangeTo::Done, (WidgetState::Done, 3)),
        (ChangeTo::Done, (WidgetState::Done, 4)),
        (ChangeTo::Widget(Box::new(Button::new("Again", Press).into())), (WidgetState::Open, 5)),
    ] {
        let changed = finish(&store, id, &start_at(now()).finish(id, [change(button, to)])).await;
        assert_eq!(state(&changed[0]), expected);
        button = changed[0].id;
        assert_eq!(widget(&store, id, button).await, changed[0]);
        let click = start_at(now()).once(button, Press);
        if expected.0.is_open() {
            run(&store, id, &click, "a click on what is open again").await;
            abandon(&store, id, &click).await;
        } else {
            closed(&store, id, &click, "a click on what is done").await;
        }
    }
}

pub(super) async fn a_run_that_never_started_can_finish(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, buttons(2)).await;
    let held = start_at(now()).once(widgets[0].id, Press);
    run(&store, id, &held, "a click").await;
    let asked = start_at(now()).request(&key("r", 1));
    let end = asked.finish(id, [change(widgets[1].id, ChangeTo::Done)]);
    let changed = finish(&store, id, &end).await;
    assert_eq!(changed.len(), 1);
    let (turn, updates) = replied(&store, id, &asked, "its request is remembered").await;
    assert_eq!((&*turn, &updates), (&**reply_of(&end), &changed));
    super::in_progress(&store, id, &start_at(now()).once(widgets[0].id, Press), "it lets go of no other run").await;
}

pub(super) async fn a_click_that_ends_late_leaves_a_done_widget_alone(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, buttons(1)).await;
    let button = widgets[0].id;
    let clicked = |to: ChangeTo| [WidgetChange { unless_done: true, ..change(button, to) }];
    let changed = finish(&store, id, &start_at(now()).finish(id, clicked(ChangeTo::Done))).await;
    assert_eq!(state(&changed[0]), (WidgetState::Done, 1), "an open one is changed");
    for to in [ChangeTo::Open, ChangeTo::Done, ChangeTo::Widget(Box::new(Button::new("New", Press).into()))] {
        assert_eq!(finish(&store, id, &start_at(now()).finish(id, clicked(to))).await, []);
    }
    assert_eq!(widget(&store, id, button).await, changed[0]);
    let changed = finish(&store, id, &start_at(now()).finish(id, [change(button, ChangeTo::Open)])).await;
    assert_eq!(state(&changed[0]), (WidgetState::Open, 2), "by its id it can be opened");
}

pub(super) async fn a_run_whose_reply_is_lost_settles_all_the_same(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, buttons(1)).await;
    let click = start_at(now()).once(widgets[0].id, Press).request(&key("r", 1));
    run(&store, id, &click, "a click").await;
    let mut end = click.finish(id, [change(widgets[0].id, ChangeTo::Done)]);
    end.turn = None;
    assert_eq!(state(&finish(&store, id, &end).await[0]), (WidgetState::Done, 1));
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 1, "no turn is added");
    // There is no reply to be remembered, and nothing is held.
    closed(&store, id, &click, "the same again").await;
}
