//! Clicks: which offer they find, and what they hold.

use serde_json::json;

use super::{
    Book, MILLI, MINUTE, Press, Refund, Switch, abandon, change, closed, controls, finish, in_progress, key, now, run,
    start, start_at, state, thread_with, widget,
};
use crate::thread::{NotOffered, RunId, Started, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{
    ActionRef, Button, ChangeTo, CollectionImage, Form, Image, ImageCollection, Toggle, Widget, WidgetAction as _,
    WidgetId, WidgetState, input,
};

fn on() -> input::Checked {
    input::Checked { checked: true }
}

/// A form for a refund, with a button that books instead.
fn form(refund: Option<u64>, book: u64) -> Widget {
    Form::new("Refund", Refund.bind(refund)).cancel_with("Book", Book.bind(book)).into()
}

/// A collection of two rooms to be booked, which can be pressed itself.
fn rooms(first: u64, second: u64) -> Widget {
    let room = |number: u64| CollectionImage::new("/room.jpg").action(Book.bind(number));
    ImageCollection::new("Rooms", [room(first), CollectionImage::new("/sea.jpg"), room(second)]).action(Press).into()
}

/// Asserts what a click finds: the widget, and what the server kept.
async fn assert_offer(
    (store, thread): (&impl ThreadStore, ThreadId),
    (control, action): (WidgetId, &'static str),
    (widget, preset, bound): (WidgetId, Option<serde_json::Value>, Option<serde_json::Value>),
) {
    for once in [false, true] {
        let mut asked = start_at(now());
        asked.click = Some(crate::thread::Click::new(control, action, once));
        let offer = run(store, thread, &asked, action).await.expect("a click finds an offer");
        assert_eq!((offer.widget, offer.action.name()), (widget, action), "the widget and the action of the click");
        let kept = |action: &ActionRef| (action.preset().map(|preset| json!(preset)), action.bound());
        assert_eq!(kept(&offer.action), (preset.clone(), bound.clone()), "what the server kept of {action}");
        abandon(store, thread, &asked).await;
    }
}

pub(super) async fn a_click_finds_what_the_server_kept(store: impl ThreadStore) {
    let (id, widgets) = thread_with(
        &store,
        [
            Button::new("Press", Press).into(),
            Button::new("On", Switch.with(on())).into(),
            Button::new("Refund nothing", Refund.bind(None).with(on())).into(),
            Toggle::new("Refund", Refund.bind(Some(3))).into(),
            Image::new("Room", "/room.jpg").action(Book.bind(4)).into(),
            form(None, 5),
            rooms(6, 7),
        ],
    )
    .await;
    let at = (&store, id);
    let ids: Vec<_> = widgets.iter().map(|widget| widget.id).collect();
    let checked = || Some(json!({ "checked": true }));
    assert_offer(at, (ids[0], "press"), (ids[0], None, None)).await;
    assert_offer(at, (ids[1], "switch"), (ids[1], checked(), None)).await;
    assert_offer(at, (ids[2], "refund"), (ids[2], checked(), Some(json!(null)))).await;
    assert_offer(at, (ids[3], "refund"), (ids[3], None, Some(json!(3)))).await;
    assert_offer(at, (ids[4], "book"), (ids[4], None, Some(json!(4)))).await;
    assert_offer(at, (ids[5], "refund"), (ids[5], None, Some(json!(null)))).await;
    assert_offer(at, (controls(&widgets[5])[0], "book"), (ids[5], None, Some(json!(5)))).await;
    assert_offer(at, (ids[6], "press"), (ids[6], None, None)).await;
    let [first, second] = controls(&widgets[6])[..] else { panic!("two images have an action of their own") };
    assert_offer(at, (first, "book"), (ids[6], None, Some(json!(6)))).await;
    assert_offer(at, (second, "book"), (ids[6], None, Some(json!(7)))).await;
    assert_eq!(run(&store, id, &start_at(now()), "a start of nothing").await, None, "no click, no offer");
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns[0].widgets, widgets, "clicks that were abandoned change nothing");
}

pub(super) async fn a_click_on_what_is_not_offered_is_refused(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press).into(), form(None, 1)]).await;
    let (_, others) = thread_with(&store, [Button::new("Press", Press).into(), form(None, 1)]).await;
    let (form, cancel) = (widgets[1].id, controls(&widgets[1])[0]);
    let no_widget = Started::NotOffered(NotOffered::NoWidget);
    let other_action = Started::NotOffered(NotOffered::OtherAction);
    let refused = [
        (start_at(now()).click(WidgetId::random(), Press), &no_widget, "a widget that never was"),
        (start_at(now()).click(others[0].id, Press), &no_widget, "another thread's widget"),
        (start_at(now()).click(controls(&others[1])[0], Book), &no_widget, "a control of another thread's widget"),
        (start_at(now()).click(widgets[0].id, Switch), &other_action, "another action"),
        (start_at(now()).click(form, Press), &other_action, "another action of a form"),
        (start_at(now()).click(form, Book), &other_action, "what the server bound to a control, without its id"),
        (start_at(now()).click(cancel, Refund), &other_action, "a form's action by its other button"),
    ];
    for (mut click, expected, what) in refused {
        for once in [false, true] {
            click.click.as_mut().expect("a click").once = once;
            assert_eq!(start(&store, id, &click).await, *expected, "{what}");
        }
    }
    // A closed widget is no excuse: who asks for another action learns nothing of it.
    let done = start_at(now()).once(widgets[0].id, Press);
    run(&store, id, &done, "a click").await;
    finish(&store, id, &done.finish(id, [change(widgets[0].id, ChangeTo::Done)])).await;
    assert_eq!(start(&store, id, &start_at(now()).once(widgets[0].id, Switch)).await, other_action);
}

pub(super) async fn a_refused_click_holds_nothing(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press), Button::new("Press", Press)]).await;
    let (open, held) = (widgets[0].id, widgets[1].id);
    let other_action = start_at(now()).once(open, Switch).request(&key("r", 1));
    assert!(matches!(start(&store, id, &other_action).await, Started::NotOffered(_)), "another action is refused");
    run(&store, id, &start_at(now()).once(held, Press), "a click").await;
    let kept_out = start_at(now()).once(held, Press).request(&key("r", 1)).message(id, "not said");
    in_progress(&store, id, &kept_out, "a second click").await;
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 1, "what is refused says nothing");
    // Neither the request's id is used up, nor the offer taken.
    run(&store, id, &start_at(now()).once(open, Press).request(&key("r", 2)), "a click that is offered").await;
}

pub(super) async fn a_click_once_keeps_another_one_out_until_it_ends(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    let button = widgets[0].id;
    let first = start_at(now()).once(button, Press).request(&key("first", 1));
    let second = start_at(now()).once(button, Press).request(&key("second", 2));
    let unnamed = start_at(now()).once(button, Press);
    run(&store, id, &first, "the first click").await;
    assert_eq!(in_progress(&store, id, &second, "the second click").await, widgets[0], "it is shown the widget");
    assert_eq!(in_progress(&store, id, &unnamed, "a click without a request id").await, widgets[0]);
    let changed = finish(&store, id, &first.finish(id, [change(button, ChangeTo::Done)])).await;
    assert_eq!(changed.iter().map(state).collect::<Vec<_>>(), [(WidgetState::Done, 1)]);
    for late in [&second, &unnamed] {
        let shown = closed(&store, id, late, "a click on what is done").await;
        assert_eq!((&shown, state(&shown)), (&changed[0], (WidgetState::Done, 1)), "it is shown the widget as it is");
    }
    let not_once = start_at(now()).click(button, Press);
    assert_eq!(closed(&store, id, &not_once, "a click that is not once, on what is done").await, changed[0]);
}

pub(super) async fn a_click_once_on_any_control_holds_the_whole_widget(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [form(Some(1), 2), rooms(3, 4)]).await;
    let (form, cancel) = (widgets[0].id, controls(&widgets[0])[0]);
    let by_form = start_at(now()).once(form, Refund);
    let by_button = start_at(now()).once(cancel, Book);
    run(&store, id, &by_form, "a form is sent").await;
    assert_eq!(in_progress(&store, id, &by_button, "its other button").await, widgets[0]);
    abandon(&store, id, &by_form).await;
    run(&store, id, &by_button, "its other button").await;
    assert_eq!(in_progress(&store, id, &by_form, "the form itself").await, widgets[0]);
    let images = controls(&widgets[1]);
    run(&store, id, &start_at(now()).once(images[0], Book), "an image is clicked").await;
    let other = start_at(now()).once(images[1], Book);
    assert_eq!(in_progress(&store, id, &other, "another image").await, widgets[1]);
}

pub(super) async fn a_click_once_holds_no_other_widget(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press), Button::new("Press", Press)]).await;
    let (_, elsewhere) = thread_with(&store, [Button::new("Press", Press)]).await;
    run(&store, id, &start_at(now()).once(widgets[0].id, Press), "a click").await;
    let other = start_at(now()).once(widgets[1].id, Press);
    run(&store, id, &other, "a click on the widget beside it").await;
    finish(&store, id, &other.finish(id, [change(other_id(&other), ChangeTo::Done)])).await;
    let first = start_at(now()).once(widgets[0].id, Press);
    in_progress(&store, id, &first, "the end of the other click lets go of that one only").await;
    assert!(matches!(
        start(&store, id, &start_at(now()).once(elsewhere[0].id, Press)).await,
        Started::NotOffered(NotOffered::NoWidget)
    ));
}

fn other_id(start: &crate::thread::Start) -> WidgetId {
    start.click.as_ref().expect("a click").control
}

pub(super) async fn what_an_abandoned_run_held_is_free(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    for request in [None, Some(key("r", 1)), Some(key("s", 1))] {
        let mut click = start_at(now()).once(widgets[0].id, Press);
        click.request = request;
        run(&store, id, &click, "a click").await;
        abandon(&store, id, &click).await;
    }
    let retry = start_at(now()).once(widgets[0].id, Press).request(&key("r", 1));
    run(&store, id, &retry, "the same click again").await;
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!((turns.len(), &turns[0].widgets), (1, &widgets), "what was abandoned leaves nothing behind");
}

pub(super) async fn what_a_run_held_is_free_when_its_time_is_over(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    let lost = start_at(now()).once(widgets[0].id, Press);
    run(&store, id, &lost, "a click whose server stops").await;
    let just_before = start_at(now() + MINUTE - MILLI).once(widgets[0].id, Press);
    in_progress(&store, id, &just_before, "a millisecond before it is over").await;
    let at_the_end = start_at(now() + MINUTE).once(widgets[0].id, Press);
    run(&store, id, &at_the_end, "when it is over").await;
    let after = start_at(now() + MINUTE + MILLI).once(widgets[0].id, Press);
    in_progress(&store, id, &after, "the new run holds it").await;
}

pub(super) async fn a_run_lets_go_of_its_own_only(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    let button = widgets[0].id;
    let lost = start_at(now()).once(button, Press).request(&key("lost", 1));
    run(&store, id, &lost, "a click whose server hangs").await;
    let later = now() + MINUTE;
    let current = start_at(later).once(button, Press).request(&key("current", 2));
    run(&store, id, &current, "a click when the first is over").await;
    let third = start_at(later).once(button, Press);
    abandon(&store, id, &lost).await;
    in_progress(&store, id, &third, "the one that hung is abandoned").await;
    store.abandon(id, RunId::random(), Some(&key("current", 2))).await.expect("a run that never was is abandoned");
    store.abandon(id, RunId::random(), Some(&key("unknown", 3))).await.expect("a run that never was is abandoned");
    in_progress(&store, id, &third, "a run that never was is abandoned").await;
    assert_eq!(start(&store, id, &start_at(later).request(&key("current", 2))).await, Started::Running);
    // A reply that comes too late is stored: the handler has run. It closes no other run.
    finish(&store, id, &lost.finish(id, [])).await;
    in_progress(&store, id, &third, "the one that hung has finished").await;
    abandon(&store, id, &current).await;
    run(&store, id, &third, "the one that held it is abandoned").await;
}

pub(super) async fn clicks_that_are_not_once_run_side_by_side(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [Button::new("Press", Press)]).await;
    let clicks: Vec<_> =
        (0..3).map(|n| start_at(now()).click(widgets[0].id, Press).request(&key(&n.to_string(), 0))).collect();
    for click in &clicks {
        run(&store, id, click, "a click that is not once").await;
    }
    for click in &clicks {
        assert!(finish(&store, id, &click.finish(id, [])).await.is_empty(), "nothing is changed");
    }
    assert_eq!(store.all(id).await.expect("the thread is read").len(), 4, "each has its reply");
    assert_eq!(widget(&store, id, widgets[0].id).await, widgets[0], "the widget stays as it is");
    let again = start_at(now()).click(widgets[0].id, Press);
    run(&store, id, &again, "a click later on").await;
}

pub(super) async fn a_held_widget_can_be_replaced(store: impl ThreadStore) {
    let refund = |label: &str, order| Button::new(label, Refund.bind(Some(order)).with(on()));
    let (id, widgets) = thread_with(&store, [refund("Refund", 1)]).await;
    let button = widgets[0].id;
    let first = start_at(now()).once(button, Refund);
    run(&store, id, &first, "a click").await;
    let to = ChangeTo::Widget(Box::new(refund("Refund the other one", 2).into()));
    let changed = finish(&store, id, &start_at(now()).finish(id, [change(button, to)])).await;
    let again = start_at(now()).once(button, Refund);
    assert_eq!(closed(&store, id, &again, "a second click").await, changed[0], "it is shown what took its place");
    let second = start_at(now()).once(changed[0].id, Refund);
    let offer = run(&store, id, &second, "a click on what took its place").await.expect("an offer");
    assert_eq!(offer.action.bound(), Some(json!(2)), "it finds what the server keeps by now");
    let late = finish(&store, id, &first.finish(id, [change(button, ChangeTo::Done)])).await;
    assert_eq!(late, [], "the first run ends, and leaves what took its place alone");
    let changed = finish(&store, id, &second.finish(id, [change(changed[0].id, ChangeTo::Done)])).await;
    assert_eq!(state(&changed[0]), (WidgetState::Done, 2));
}
