//! The suite that every [`ThreadStore`] passes.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::thread::{Click, Finish, Offer, RequestKey, RunId, Start, Started, ThreadStore};
use crate::turn::{ChatTurn, Role, ThreadId, WidgetUpdate};
use crate::widget::{
    ChangeTo, NoBound, NoPayload, Widget, WidgetAction, WidgetChange, WidgetId, WidgetInstance, WidgetState, input,
};

/// Asserts an error by its variant.
macro_rules! assert_error {
    ($result:expr, $pattern:pat, $($what:tt)+) => {
        let result = $result;
        assert!(matches!(result, Err($pattern)), "{}: expected {}, got {result:?}", format_args!($($what)+), stringify!($pattern));
    };
}

mod changes;
mod dice;
mod expiry;
mod finishes;
mod gone;
mod offers;
mod owners;
mod races;
mod requests;
mod turns;
mod writers;

/// Runs the whole suite against stores made by `make`, one a case.
///
/// Under `#[tokio::test(flavor = "multi_thread")]` writers really are concurrent:
///
/// ```
/// use chatwidgets::testing::thread_store;
/// use chatwidgets::thread::MemoryStore;
///
/// # tokio::runtime::Builder::new_multi_thread().build()?.block_on(async {
/// thread_store::suite(async || MemoryStore::default()).await;
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// It makes some 50,000 calls, most of them in races of thousands of rounds; each of those races ends after 20 seconds
/// where calls are slow. The times that it passes to the store are made up: none of it waits for time to pass.
///
/// # Panics
///
/// On the first promise of the trait that the store does not keep.
pub async fn suite<S: ThreadStore>(make: impl AsyncFn() -> S) {
    /// Each case with a store of its own, in a box: the future of the suite would be as large as all of them.
    macro_rules! run {
        ($($module:ident: $($case:ident)*;)*) => { $($(Box::pin($module::$case(make().await)).await;)*)* };
    }
    run! {
        turns:
            turns_come_back_in_order
            a_long_thread_answers_its_end
            what_is_not_there_is_not_found
            a_thread_belongs_to_whom_it_was_made_for
            threads_do_not_mix
            a_widget_is_found_with_what_only_the_server_knows;
        owners:
            a_thread_is_used_by_its_owner_alone
            a_thread_of_nobody_is_open_to_all
            what_is_not_yours_is_left_as_it_is;
        gone:
            a_thread_that_never_was_is_not_found
            a_deleted_thread_is_gone;
        offers:
            a_click_finds_what_the_server_kept
            a_click_on_what_is_not_offered_is_refused
            a_refused_click_holds_nothing
            a_click_once_keeps_another_one_out_until_it_ends
            a_click_once_on_any_control_holds_the_whole_widget
            a_click_once_holds_no_other_widget
            what_an_abandoned_run_held_is_free
            what_a_run_held_is_free_when_its_time_is_over
            a_run_lets_go_of_its_own_only
            clicks_that_are_not_once_run_side_by_side
            a_held_widget_can_be_replaced;
        finishes:
            a_reply_and_its_changes_are_stored_in_one_step
            a_change_of_what_is_not_there_is_left_out
            a_replaced_widget_has_new_controls_and_the_old_ones_are_gone
            a_done_widget_can_be_opened_again
            a_click_that_ends_late_leaves_a_done_widget_alone
            a_run_whose_reply_is_lost_settles_all_the_same
            a_run_that_never_started_can_finish;
        expiry:
            a_click_in_time_runs_and_a_late_one_closes_the_widget
            a_late_click_on_a_control_inside_closes_the_whole_widget
            expire_marks_all_that_are_late_and_no_others
            a_widget_expires_however_it_got_into_the_thread
            a_widget_that_is_opened_again_has_the_time_that_is_left
            a_widget_that_expires_while_it_is_used_is_settled_all_the_same;
        requests:
            a_retry_gets_the_reply_with_its_widgets_as_they_are_now
            an_answered_retry_of_a_click_needs_no_offer
            a_request_that_runs_is_running_and_one_that_failed_runs_again
            an_id_is_for_one_request
            a_request_whose_time_is_over_runs_again
            a_run_ends_no_request_of_another_run
            a_message_is_stored_with_its_start_once
            another_message_under_the_id_of_a_failed_one_is_stored
            a_request_without_an_id_is_never_a_retry
            a_request_is_remembered_for_a_day
            the_request_that_made_a_thread_is_remembered
            requests_of_other_threads_are_others;
        writers:
            concurrent_writers_lose_no_turn
            concurrent_changes_are_all_made;
        races:
            of_many_clicks_once_one_is_settled
            of_many_tries_of_a_message_one_is_answered;
        changes:
            expiry_and_finishes_lose_none_of_each_other;
    }
}

struct Press;

impl WidgetAction for Press {
    const NAME: &'static str = "press";
    type Payload = NoPayload;
    type Bound = NoBound;
}

struct Switch;

impl WidgetAction for Switch {
    const NAME: &'static str = "switch";
    type Payload = input::Checked;
    type Bound = NoBound;
}

/// An action with a payload and with bound arguments, which may be `null`.
struct Refund;

impl WidgetAction for Refund {
    const NAME: &'static str = "refund";
    type Payload = input::Checked;
    type Bound = Option<u64>;
}

/// An action with bound arguments alone.
struct Book;

impl WidgetAction for Book {
    const NAME: &'static str = "book";
    type Payload = NoPayload;
    type Bound = u64;
}

/// The time at which a case begins: no clock is asked.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000)
}

const MILLI: Duration = Duration::from_millis(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn turn(thread: ThreadId, content: impl Into<String>) -> Arc<ChatTurn> {
    Arc::new(ChatTurn::new(Role::User, thread, content))
}

fn turn_with(thread: ThreadId, widgets: impl IntoIterator<Item = Widget>) -> Arc<ChatTurn> {
    turn_at(thread, now(), widgets)
}

/// A turn whose widgets were sent at that time.
fn turn_at(thread: ThreadId, time: SystemTime, widgets: impl IntoIterator<Item = Widget>) -> Arc<ChatTurn> {
    let mut turn = ChatTurn::new(Role::Assistant, thread, "");
    turn.widgets.extend(widgets.into_iter().map(|widget| WidgetInstance::sent_at(widget, time)));
    Arc::new(turn)
}

/// Adds turns, each as the reply of a run that held nothing.
async fn append(store: &impl ThreadStore, thread: ThreadId, turns: impl IntoIterator<Item = Arc<ChatTurn>>) {
    for turn in turns {
        store.finish(thread, Finish::new(RunId::random(), turn, now())).await.expect("a turn is added");
    }
}

fn contents(turns: &[Arc<ChatTurn>]) -> Vec<&str> {
    turns.iter().map(|turn| &*turn.content).collect()
}

/// Makes a thread with one turn of these widgets; answers its id and the instances.
async fn thread_with<W: Into<Widget>>(
    store: &impl ThreadStore,
    widgets: impl IntoIterator<Item = W>,
) -> (ThreadId, Vec<WidgetInstance>) {
    let id = ThreadId::random();
    let turn = turn_with(id, widgets.into_iter().map(Into::into));
    store.create(crate::thread::NewThread::new(id, vec![Arc::clone(&turn)])).await.expect("a thread is made");
    (id, turn.widgets.clone())
}

/// The ids of the controls inside a widget.
fn controls(instance: &WidgetInstance) -> Vec<WidgetId> {
    instance.control_ids().skip(1).collect()
}

/// A start at a time, which lasts for a minute.
fn start_at(time: SystemTime) -> Start {
    Start::new(time, time + MINUTE)
}

impl Start {
    /// It is a click that may run beside others.
    fn click<A: WidgetAction>(mut self, control: WidgetId, _: A) -> Self {
        self.click = Some(Click::new(control, A::NAME, false));
        self
    }

    /// It is a click that no other may run beside.
    fn once<A: WidgetAction>(mut self, control: WidgetId, _: A) -> Self {
        self.click = Some(Click::new(control, A::NAME, true));
        self
    }

    fn request(mut self, request: &RequestKey) -> Self {
        self.request = Some(request.clone());
        self
    }

    fn message(mut self, thread: ThreadId, content: &str) -> Self {
        self.message = Some(turn(thread, content));
        self
    }

    /// What ends it well at its own time.
    fn finish(&self, thread: ThreadId, changes: impl IntoIterator<Item = WidgetChange>) -> Finish {
        let reply = Arc::new(ChatTurn::new(Role::Assistant, thread, format!("reply of {}", self.run)));
        let mut finish = Finish::new(self.run, reply, self.now);
        finish.request.clone_from(&self.request);
        finish.changes = changes.into_iter().collect();
        finish
    }
}

fn key(id: &str, digest: u8) -> RequestKey {
    RequestKey { id: id.to_owned(), digest: [digest; 16] }
}

fn change(widget: WidgetId, to: ChangeTo) -> WidgetChange {
    WidgetChange::new(widget, to)
}

async fn start(store: &impl ThreadStore, thread: ThreadId, start: &Start) -> Started {
    store.start(thread, start.clone()).await.expect("a start is decided on")
}

/// A start that must run.
async fn run(store: &impl ThreadStore, thread: ThreadId, asked: &Start, why: &str) -> Option<Offer> {
    match start(store, thread, asked).await {
        Started::Run(offer) => offer,
        other => panic!("{why}: expected a run, got {other:?}"),
    }
}

/// A start that must be answered with a reply.
async fn replied(
    store: &impl ThreadStore,
    thread: ThreadId,
    asked: &Start,
    why: &str,
) -> (Arc<ChatTurn>, Vec<WidgetInstance>) {
    match start(store, thread, asked).await {
        Started::Replied { turn, updates } => (turn, instances(updates)),
        other => panic!("{why}: expected a reply, got {other:?}"),
    }
}

/// A start that must find the widget closed.
async fn closed(store: &impl ThreadStore, thread: ThreadId, asked: &Start, why: &str) -> WidgetInstance {
    match start(store, thread, asked).await {
        Started::Closed(instance) => *instance,
        other => panic!("{why}: expected a closed widget, got {other:?}"),
    }
}

/// A start that must find another click running.
async fn in_progress(store: &impl ThreadStore, thread: ThreadId, asked: &Start, why: &str) -> WidgetInstance {
    match start(store, thread, asked).await {
        Started::InProgress(instance) => *instance,
        other => panic!("{why}: expected another click in progress, got {other:?}"),
    }
}

async fn finish(store: &impl ThreadStore, thread: ThreadId, finish: &Finish) -> Vec<WidgetInstance> {
    let updates = store.finish(thread, finish.clone()).await.expect("a run finishes");
    let wanted: Vec<_> = finish.changes.iter().map(|change| change.widget).collect();
    let mut ids = updates.iter().map(|WidgetUpdate::Replace { widget_id, .. }| widget_id);
    assert!(ids.all(|id| wanted.contains(id)), "an update names the instance that was to be changed");
    instances(updates)
}

/// The reply that ends a run.
fn reply_of(end: &Finish) -> &Arc<ChatTurn> {
    end.turn.as_ref().expect("a run ends with a reply")
}

/// What became of widgets.
fn instances(updates: Vec<WidgetUpdate>) -> Vec<WidgetInstance> {
    updates.into_iter().map(|WidgetUpdate::Replace { widget, .. }| widget).collect()
}

async fn abandon(store: &impl ThreadStore, thread: ThreadId, start: &Start) {
    store.abandon(thread, start.run, start.request.as_ref()).await.expect("a run is abandoned");
}

async fn widget(store: &impl ThreadStore, thread: ThreadId, id: WidgetId) -> WidgetInstance {
    store.widget(thread, id).await.expect("a widget is found")
}

/// Which state it is in, and how often it was changed.
fn state(instance: &WidgetInstance) -> (WidgetState, u64) {
    (instance.state, instance.revision)
}
