//! Widgets whose time is over.

use super::{
    Book, HOUR, MILLI, MINUTE, Press, Refund, append, change, closed, controls, finish, in_progress, key, now,
    reply_of, run, start, start_at, state, thread_with, turn_at, turn_with, widget,
};
use crate::thread::{NotOffered, Started, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, Form, Widget, WidgetAction as _, WidgetId, WidgetInstance, WidgetState};
use std::time::{Duration, SystemTime};

/// A button that can be used for so long.
fn button(time: Duration) -> Button {
    Button::new("Press", Press).expires_in(time)
}

async fn expire(store: &impl ThreadStore, thread: ThreadId, now: SystemTime) -> Vec<WidgetInstance> {
    let mut expired = store.expire(thread, now).await.expect("late widgets are marked");
    // In any order.
    expired.sort_by_key(|instance| instance.id);
    expired
}

fn sorted(ids: impl IntoIterator<Item = WidgetId>) -> Vec<WidgetId> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort();
    ids
}

fn ids(instances: &[WidgetInstance]) -> Vec<WidgetId> {
    instances.iter().map(|instance| instance.id).collect()
}

pub(super) async fn a_click_in_time_runs_and_a_late_one_closes_the_widget(store: impl ThreadStore) {
    for (late, once) in [(Duration::ZERO, true), (MILLI, false), (HOUR, true)] {
        let (id, widgets) = thread_with(&store, [button(MINUTE), button(HOUR * 2)]).await;
        let control = widgets[0].id;
        let in_time = start_at(now() + MINUTE - MILLI).click(control, Press);
        run(&store, id, &in_time, "a millisecond before its time is over").await;
        let mut click = start_at(now() + MINUTE + late).click(control, Press).request(&key("r", 1));
        click.click.as_mut().expect("a click").once = once;
        let expired = closed(&store, id, &click, "when its time is over").await;
        assert_eq!(expired, widgets[0].in_state(WidgetState::Expired), "it is shown as expired, one revision later");
        assert_eq!(widget(&store, id, control).await, expired, "it is stored so");
        let turns = store.all(id).await.expect("the thread is read");
        assert_eq!(turns[0].widgets, [expired.clone(), widgets[1].clone()], "in its turn too, and no other widget");
        assert_eq!(closed(&store, id, &click, "a second late click").await, expired, "it expires once");
        assert_eq!(expire(&store, id, now() + HOUR).await, [], "it has expired by then");
        run(&store, id, &start_at(now() + HOUR).click(widgets[1].id, Press), "a click on the other widget").await;
    }
}

pub(super) async fn a_late_click_on_a_control_inside_closes_the_whole_widget(store: impl ThreadStore) {
    let form = Form::new("Refund", Refund.bind(None)).cancel_with("Book", Book.bind(1)).expires_in(MINUTE);
    let (id, widgets) = thread_with(&store, [form]).await;
    let (form, cancel) = (widgets[0].id, controls(&widgets[0])[0]);
    run(&store, id, &start_at(now() + MINUTE - MILLI).click(cancel, Book), "a click in time").await;
    let expired = closed(&store, id, &start_at(now() + MINUTE).click(cancel, Book), "a late click").await;
    assert_eq!((expired.id, state(&expired)), (form, (WidgetState::Expired, 1)));
    assert_eq!(closed(&store, id, &start_at(now() + MINUTE).click(form, Refund), "on the form").await, expired);
    let other_action = start(&store, id, &start_at(now() + MINUTE).click(form, Press)).await;
    assert_eq!(other_action, Started::NotOffered(NotOffered::OtherAction), "also when it has expired");
    assert_eq!(widget(&store, id, cancel).await, expired, "it is found by its control also when it has expired");
}

pub(super) async fn expire_marks_all_that_are_late_and_no_others(store: impl ThreadStore) {
    let forever = || Button::new("Press", Press);
    let (id, first) = thread_with(&store, [button(MINUTE), forever(), button(HOUR), button(MINUTE)]).await;
    let (other, _) = thread_with(&store, [button(MINUTE)]).await;
    let second = turn_with(id, [button(MINUTE), button(MINUTE + MILLI), button(HOUR * 2)].map(Widget::from));
    append(&store, id, [second.clone()]).await;
    // One is done in time.
    finish(&store, id, &start_at(now()).finish(id, [change(first[3].id, ChangeTo::Done)])).await;
    assert_eq!(expire(&store, id, now()).await, [], "nothing is late");
    assert_eq!(expire(&store, id, now() + MINUTE - MILLI).await, [], "nothing is late");
    let late = expire(&store, id, now() + MINUTE).await;
    assert_eq!(ids(&late), sorted([first[0].id, second.widgets[0].id]), "those whose time is over, of all turns");
    for instance in &late {
        assert_eq!(state(instance), (WidgetState::Expired, 1), "they have expired");
        assert_eq!(widget(&store, id, instance.id).await, *instance, "they are stored so");
    }
    assert_eq!(expire(&store, id, now() + MINUTE).await, [], "a second call marks none");
    assert_eq!(ids(&expire(&store, id, now() + MINUTE + MILLI).await), [second.widgets[1].id], "a later one the next");
    assert_eq!(ids(&expire(&store, id, now() + HOUR * 3).await), sorted([first[2].id, second.widgets[2].id]));
    assert_eq!(expire(&store, id, now() + HOUR * 3).await, [], "none is left");
    let turns = store.all(id).await.expect("the thread is read");
    let states = |turn: usize| turns[turn].widgets.iter().map(state).collect::<Vec<_>>();
    let expired = (WidgetState::Expired, 1);
    assert_eq!(states(0), [expired, (WidgetState::Open, 0), expired, (WidgetState::Done, 1)]);
    assert_eq!(states(1), [expired; 3]);
    assert_eq!(expire(&store, other, now() + MINUTE).await.len(), 1, "each thread by itself");
}

pub(super) async fn a_widget_expires_however_it_got_into_the_thread(store: impl ThreadStore) {
    let (id, mut widgets) = thread_with(&store, [button(MINUTE)]).await;
    let forever = Button::new("Press", Press);
    let appended = turn_at(id, now() + MINUTE, [button(MINUTE).into(), forever.clone().into(), forever.into()]);
    append(&store, id, [appended.clone()]).await;
    widgets.extend_from_slice(&appended.widgets);
    // One in a reply, and two in the place of others: their time begins with the change.
    let to = |time| ChangeTo::Widget(Box::new(button(time).into()));
    let replacing = [change(widgets[2].id, to(MINUTE * 2)), change(widgets[3].id, to(MINUTE * 3))];
    let mut end = start_at(now() + MINUTE * 2).finish(id, replacing);
    end.turn = Some(turn_at(id, now() + MINUTE * 2, [button(MINUTE).into()]));
    let changed = finish(&store, id, &end).await;
    assert_eq!(changed[0].expires_at, Some(now() + MINUTE * 4));
    widgets.splice(2..4, changed);
    widgets.extend_from_slice(&reply_of(&end).widgets);
    for (minute, expected) in [(1, 0), (2, 1), (3, 4), (4, 2), (5, 3)] {
        let time = now() + MINUTE * minute;
        assert_eq!(expire(&store, id, time - MILLI).await, [], "minute {minute}: none too early");
        assert_eq!(ids(&expire(&store, id, time).await), [widgets[expected].id], "minute {minute}");
        let click = start_at(time).click(widgets[expected].id, Press);
        assert_eq!(closed(&store, id, &click, "a late click").await.state, WidgetState::Expired);
    }
}

pub(super) async fn a_widget_that_is_opened_again_has_the_time_that_is_left(store: impl ThreadStore) {
    let (id, widgets) = thread_with(&store, [button(MINUTE), button(MINUTE)]).await;
    // One before its time is over, one after.
    let open = |n: usize| [change(widgets[n].id, ChangeTo::Open)];
    let changed = finish(&store, id, &start_at(now()).finish(id, open(0))).await;
    assert_eq!((changed[0].expires_at, state(&changed[0])), (widgets[0].expires_at, (WidgetState::Open, 1)));
    let expired = ids(&expire(&store, id, now() + MINUTE).await);
    assert!(expired.len() == 2 && widgets.iter().all(|widget| expired.contains(&widget.id)), "each has its time still");
    let changed = finish(&store, id, &start_at(now() + MINUTE).finish(id, open(1))).await;
    assert_eq!((changed[0].expires_at, state(&changed[0])), (None, (WidgetState::Open, 2)));
    assert_eq!(expire(&store, id, now() + HOUR).await, []);
    run(&store, id, &start_at(now() + HOUR).once(widgets[1].id, Press), "a click much later").await;
}

pub(super) async fn a_widget_that_expires_while_it_is_used_is_settled_all_the_same(store: impl ThreadStore) {
    for by_click in [false, true] {
        let (id, widgets) = thread_with(&store, [button(MINUTE)]).await;
        let control = widgets[0].id;
        let click = start_at(now() + MINUTE - MILLI).once(control, Press).request(&key("r", 1));
        run(&store, id, &click, "a click in time").await;
        let second = start_at(now() + MINUTE - MILLI).once(control, Press);
        in_progress(&store, id, &second, "a second click in time").await;
        if by_click {
            let late = start_at(now() + MINUTE).once(control, Press);
            assert_eq!(closed(&store, id, &late, "a late click").await.state, WidgetState::Expired);
        } else {
            assert_eq!(expire(&store, id, now() + MINUTE).await.len(), 1, "it expires though it is in use");
        }
        let changed = finish(&store, id, &click.finish(id, [change(control, ChangeTo::Done)])).await;
        assert_eq!(state(&changed[0]), (WidgetState::Done, 2), "its last use is what counts");
        assert_eq!(expire(&store, id, now() + HOUR).await, [], "what is done does not expire");
        let after = start_at(now() + HOUR).once(control, Press);
        assert_eq!(closed(&store, id, &after, "a click much later").await, changed[0]);
    }
}
