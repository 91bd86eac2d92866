//! Requests that are sent again, and messages.

use std::sync::Arc;

use super::{
    HOUR, MILLI, MINUTE, Press, abandon, change, closed, contents, finish, key, now, replied, reply_of, run, start,
    start_at, state, thread_with, turn, turn_with, widget,
};
use crate::thread::{Ledger, NewThread, RequestKey, Started, StoreError, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, WidgetInstance, WidgetState};

async fn thread(store: &impl ThreadStore) -> (ThreadId, Vec<WidgetInstance>) {
    thread_with(store, [Button::new("Press", Press), Button::new("Press", Press)]).await
}

async fn said(store: &impl ThreadStore, thread: ThreadId) -> Vec<String> {
    let turns = store.all(thread).await.expect("the thread is read");
    contents(&turns).into_iter().map(str::to_owned).collect()
}

pub(super) async fn a_retry_gets_the_reply_with_its_widgets_as_they_are_now(store: impl ThreadStore) {
    let (id, widgets) = thread(&store).await;
    let asked = start_at(now()).click(widgets[0].id, Press).request(&key("r", 1));
    run(&store, id, &asked, "a click").await;
    let mut end = asked.finish(
        id,
        [
            change(widgets[1].id, ChangeTo::Done),
            change(widgets[0].id, ChangeTo::Widget(Box::new(Button::new("Pressed", Press).into()))),
        ],
    );
    end.turn = Some(turn_with(id, [Button::new("Undo", Press).into()]));
    let changed = finish(&store, id, &end).await;
    let (turn, updates) = replied(&store, id, &asked, "a retry").await;
    assert_eq!((&turn, &updates), (reply_of(&end), &changed), "a retry gets what the first try got");
    super::append(&store, id, [super::turn(id, "more")]).await;
    let opened = finish(&store, id, &start_at(now()).finish(id, [change(widgets[1].id, ChangeTo::Open)])).await;
    let undone =
        finish(&store, id, &start_at(now()).finish(id, [change(reply_of(&end).widgets[0].id, ChangeTo::Done)])).await;
    let (turn, updates) = replied(&store, id, &asked, "a retry later on").await;
    assert_eq!(turn.turn_id, reply_of(&end).turn_id);
    assert_eq!(turn.widgets, undone, "the reply's widgets are shown as they are now");
    assert_eq!(updates, [opened[0].clone(), changed[1].clone()], "and those that it changed");
    assert_eq!(said(&store, id).await.len(), 5, "a retry adds no turn");
}

pub(super) async fn an_answered_retry_of_a_click_needs_no_offer(store: impl ThreadStore) {
    let (id, widgets) = thread(&store).await;
    let asked = start_at(now()).once(widgets[0].id, Press).request(&key("r", 1));
    run(&store, id, &asked, "a click").await;
    let end = asked.finish(id, [change(widgets[0].id, ChangeTo::Done)]);
    let changed = finish(&store, id, &end).await;
    let (turn, updates) = replied(&store, id, &asked, "a retry of a click on what is done").await;
    assert_eq!((&turn, &updates), (reply_of(&end), &changed));
    closed(&store, id, &start_at(now()).once(widgets[0].id, Press).request(&key("s", 1)), "another click").await;
    assert_eq!(start(&store, id, &asked.clone().request(&key("r", 2))).await, Started::Conflict);
}

pub(super) async fn a_request_that_runs_is_running_and_one_that_failed_runs_again(store: impl ThreadStore) {
    let (id, widgets) = thread(&store).await;
    for once in [false, true] {
        let mut first = start_at(now()).click(widgets[0].id, Press).request(&key(&format!("r {once}"), 1));
        first.click.as_mut().expect("a click").once = once;
        run(&store, id, &first, "a click").await;
        let mut retry = start_at(now() + MILLI);
        (retry.request, retry.click) = (first.request.clone(), first.click.clone());
        assert_eq!(start(&store, id, &retry).await, Started::Running, "its retry does not run beside it");
        abandon(&store, id, &first).await;
        run(&store, id, &retry, "its retry when it has failed").await;
        assert_eq!(start(&store, id, &first).await, Started::Running, "a third try");
        finish(&store, id, &retry.finish(id, [])).await;
        replied(&store, id, &first, "a try when it has finished").await;
        // What has ended stays so.
        abandon(&store, id, &retry).await;
        abandon(&store, id, &first).await;
        replied(&store, id, &first, "a try when it was abandoned after its end").await;
    }
}

pub(super) async fn an_id_is_for_one_request(store: impl ThreadStore) {
    let (id, widgets) = thread(&store).await;
    let first = start_at(now()).click(widgets[0].id, Press).request(&key("r", 1));
    // Digests that differ in a bit are different.
    let mut digest = [1; 16];
    digest[15] = 0;
    let other = start_at(now()).click(widgets[1].id, Press).request(&RequestKey { id: "r".to_owned(), digest });
    run(&store, id, &first, "a click").await;
    assert_eq!(start(&store, id, &other).await, Started::Conflict, "while the first one runs");
    abandon(&store, id, &first).await;
    run(&store, id, &other, "when the first one has failed, its id is free").await;
    assert_eq!(start(&store, id, &first).await, Started::Conflict, "it is the other one's now");
    finish(&store, id, &other.finish(id, [])).await;
    assert_eq!(start(&store, id, &first).await, Started::Conflict, "also when it has finished");
    replied(&store, id, &other, "its retry").await;
    for unlike in ["R", "r.", "rr"] {
        let unlike = start_at(now()).request(&key(unlike, 9));
        run(&store, id, &unlike, "an id that looks alike is another").await;
    }
}

pub(super) async fn a_request_whose_time_is_over_runs_again(store: impl ThreadStore) {
    let (id, _) = thread(&store).await;
    for (name, digest) in [("same", 1), ("other", 2)] {
        let lost = start_at(now()).request(&key(name, 1));
        run(&store, id, &lost, "a request whose server stops").await;
        let before = start_at(now() + MINUTE - MILLI).request(&key(name, 1));
        assert_eq!(start(&store, id, &before).await, Started::Running, "a millisecond before it is over");
        let before = start_at(now() + MINUTE - MILLI).request(&key(name, 3));
        assert_eq!(start(&store, id, &before).await, Started::Conflict, "a millisecond before it is over");
        let after = start_at(now() + MINUTE).request(&key(name, digest));
        run(&store, id, &after, "when it is over").await;
        assert_eq!(start(&store, id, &after).await, Started::Running);
    }
}

pub(super) async fn a_run_ends_no_request_of_another_run(store: impl ThreadStore) {
    let (id, _) = thread(&store).await;
    let lost = start_at(now()).request(&key("r", 1));
    run(&store, id, &lost, "a request whose server hangs").await;
    let current = start_at(now() + MINUTE).request(&key("r", 1));
    run(&store, id, &current, "the same when it is over").await;
    abandon(&store, id, &lost).await;
    assert_eq!(start(&store, id, &current).await, Started::Running, "the one that hung is abandoned");
    // A run without a request ends none.
    store.abandon(id, current.run, None).await.expect("a run is abandoned");
    finish(&store, id, &start_at(now()).finish(id, [])).await;
    assert_eq!(start(&store, id, &current).await, Started::Running);
}

pub(super) async fn a_message_is_stored_with_its_start_once(store: impl ThreadStore) {
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("a thread is made");
    let attempt = |n: u32| start_at(now() + MILLI * n).request(&key("r", 1)).message(id, "hello");
    let first = attempt(0);
    run(&store, id, &first, "a message").await;
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns.as_slice(), [first.message.clone().expect("a message")], "it is stored before the handler runs");
    assert_eq!(start(&store, id, &attempt(1)).await, Started::Running);
    abandon(&store, id, &first).await;
    assert_eq!(said(&store, id).await, ["hello"], "it stays though its run failed");
    for n in 2..4 {
        let retry = attempt(n);
        run(&store, id, &retry, "the same again").await;
        abandon(&store, id, &retry).await;
    }
    // One that only asks for an earlier reply does not make the message forgotten.
    let asked = start_at(now() + MILLI * 3).request(&key("r", 1));
    run(&store, id, &asked, "without the message").await;
    abandon(&store, id, &asked).await;
    // One whose server stops is over at some time.
    run(&store, id, &attempt(4), "the same again").await;
    let mut last = start_at(now() + HOUR).request(&key("r", 1)).message(id, "hello");
    run(&store, id, &last, "when that is over").await;
    assert_eq!(said(&store, id).await, ["hello"], "it is said once");
    let end = last.finish(id, []);
    finish(&store, id, &end).await;
    last.now += MILLI;
    let (turn, updates) = replied(&store, id, &last, "a retry").await;
    assert_eq!((&turn, updates.len()), (reply_of(&end), 0));
    assert_eq!(said(&store, id).await, ["hello", &reply_of(&end).content], "the reply is the second turn");
    // A request that answered no message before says it: there was none to be stored.
    let click = start_at(now()).request(&key("click", 1));
    run(&store, id, &click, "a request without a message").await;
    abandon(&store, id, &click).await;
    run(&store, id, &start_at(now()).request(&key("click", 1)).message(id, "new"), "with one").await;
    assert_eq!(said(&store, id).await.last().expect("a turn"), "new");
}

pub(super) async fn another_message_under_the_id_of_a_failed_one_is_stored(store: impl ThreadStore) {
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("a thread is made");
    for (digest, content) in [(1, "first"), (2, "second"), (1, "third")] {
        let asked = start_at(now()).request(&key("r", digest)).message(id, content);
        run(&store, id, &asked, content).await;
        abandon(&store, id, &asked).await;
    }
    assert_eq!(said(&store, id).await, ["first", "second", "third"]);
    // So it is if the failed one never ended.
    let lost = start_at(now()).request(&key("s", 1)).message(id, "fourth");
    run(&store, id, &lost, "a message whose server stops").await;
    let asked = start_at(now() + MINUTE).request(&key("s", 2)).message(id, "fifth");
    run(&store, id, &asked, "another one when that is over").await;
    assert_eq!(said(&store, id).await[3..], ["fourth", "fifth"]);
}

pub(super) async fn a_request_without_an_id_is_never_a_retry(store: impl ThreadStore) {
    let (id, _) = thread(&store).await;
    for n in 0..3 {
        let asked = start_at(now()).message(id, "hello");
        run(&store, id, &asked, "a message").await;
        match n {
            0 => abandon(&store, id, &asked).await,
            1 => drop(finish(&store, id, &asked.finish(id, [])).await),
            _ => {}
        }
    }
    assert_eq!(said(&store, id).await.iter().filter(|said| *said == "hello").count(), 3);
}

pub(super) async fn a_request_is_remembered_for_a_day(store: impl ThreadStore) {
    let (id, widgets) = thread(&store).await;
    let asked = start_at(now()).request(&key("r", 1));
    run(&store, id, &asked, "a request").await;
    let mut end = asked.finish(id, []);
    // From its end on.
    end.now = now() + MINUTE;
    finish(&store, id, &end).await;
    let failed = start_at(now() + MINUTE).request(&key("failed", 1)).message(id, "failed");
    run(&store, id, &failed, "a message").await;
    abandon(&store, id, &failed).await;
    // Others come in between.
    for hour in 1..24 {
        let time = now() + HOUR * hour;
        run(&store, id, &start_at(time).request(&key(&hour.to_string(), 1)), "a request in between").await;
        replied(&store, id, &start_at(time).request(&key("r", 1)), "a retry within the day").await;
    }
    let over = now() + MINUTE + Ledger::REMEMBERED;
    replied(&store, id, &start_at(over - MILLI).request(&key("r", 1)), "a millisecond before the day is over").await;
    assert_eq!(start(&store, id, &start_at(over - MILLI).request(&key("r", 2))).await, Started::Conflict);
    let retry = start_at(over - MILLI).request(&key("failed", 1)).message(id, "failed");
    run(&store, id, &retry, "a retry of what failed").await;
    abandon(&store, id, &retry).await;
    assert_eq!(said(&store, id).await.iter().filter(|said| *said == "failed").count(), 1);
    let other = start_at(over).request(&key("r", 2)).click(widgets[0].id, Press);
    run(&store, id, &other, "another request when the day is over").await;
    // A retry is a use: it was remembered anew when it was tried again.
    let retry = start_at(over).request(&key("failed", 1)).message(id, "failed");
    run(&store, id, &retry, "a retry of what failed").await;
    abandon(&store, id, &retry).await;
    assert_eq!(said(&store, id).await.iter().filter(|said| *said == "failed").count(), 1);
    let much_later = start_at(over + Ledger::REMEMBERED).request(&key("failed", 1)).message(id, "failed");
    run(&store, id, &much_later, "another message a day later").await;
    assert_eq!(said(&store, id).await.iter().filter(|said| *said == "failed").count(), 2, "it was forgotten");
}

pub(super) async fn the_request_that_made_a_thread_is_remembered(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turns = vec![turn(id, "hello"), turn_with(id, [Button::new("Press", Press).into()])];
    let request = key("r", 1);
    let new = NewThread::new(id, turns.clone()).replied_to(Some(request.clone()), now());
    store.create(new).await.expect("a thread is made");
    let retry = start_at(now() + HOUR).request(&request);
    let (turn, updates) = replied(&store, id, &retry, "a retry").await;
    assert_eq!((&turn, updates.len()), (&turns[1], 0), "the reply is its last turn");
    finish(&store, id, &start_at(now()).finish(id, [change(turn.widgets[0].id, ChangeTo::Done)])).await;
    let (turn, _) = replied(&store, id, &retry, "a retry").await;
    assert_eq!(state(&turn.widgets[0]), (WidgetState::Done, 1), "its widgets are shown as they are now");
    assert_eq!(start(&store, id, &start_at(now()).request(&key("r", 2))).await, Started::Conflict);
    let over = now() + Ledger::REMEMBERED;
    replied(&store, id, &start_at(over - MILLI).request(&request), "a millisecond before the day is over").await;
    run(&store, id, &start_at(over).request(&request), "when the day is over").await;
    let twice = NewThread::new(id, Vec::new()).replied_to(Some(key("s", 1)), now());
    assert_error!(store.create(twice).await, StoreError::Failed(_), "a thread is made twice");
    run(&store, id, &start_at(over).request(&key("s", 1)), "what was refused is not remembered").await;
}

pub(super) async fn requests_of_other_threads_are_others(store: impl ThreadStore) {
    let ((one, widgets), (other, _)) = (thread(&store).await, thread(&store).await);
    let asked = start_at(now()).request(&key("r", 1));
    run(&store, one, &asked, "a request").await;
    let elsewhere = start_at(now()).request(&key("r", 2));
    run(&store, other, &elsewhere, "another one under the same id in another thread").await;
    let end = asked.finish(one, [change(widgets[0].id, ChangeTo::Done)]);
    finish(&store, one, &end).await;
    assert_eq!(start(&store, other, &elsewhere).await, Started::Running, "each thread by itself");
    assert_eq!(replied(&store, one, &asked, "a retry").await.0, Arc::clone(reply_of(&end)));
    assert_eq!(widget(&store, one, widgets[0].id).await.state, WidgetState::Done);
}
