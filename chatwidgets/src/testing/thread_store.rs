//! The suite that every [`ThreadStore`] passes.

use std::sync::Arc;

use serde_json::json;

use crate::thread::{StoreError, ThreadStore};
use crate::turn::{ChatTurn, Role, ThreadId};
use crate::widget::{Button, NoPayload, Toggle, Widget, WidgetAction, WidgetId, WidgetInstance, WidgetState, input};

struct Press;

impl WidgetAction for Press {
    const NAME: &'static str = "press";
    type Payload = NoPayload;
}

struct Switch;

impl WidgetAction for Switch {
    const NAME: &'static str = "switch";
    type Payload = input::Checked;
}

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
/// # Panics
///
/// On the first promise of the trait that the store does not keep.
pub async fn suite<S: ThreadStore>(make: impl AsyncFn() -> S) {
    turns_come_back_in_order(make().await).await;
    a_long_thread_answers_its_end(make().await).await;
    what_is_not_there_is_not_found(make().await).await;
    a_deleted_thread_is_gone(make().await).await;
    threads_do_not_mix(make().await).await;
    a_widget_is_found_with_what_only_the_server_knows(make().await).await;
    a_widget_is_updated_once_a_revision(make().await).await;
    concurrent_writers_lose_no_turn(Arc::new(make().await)).await;
    concurrent_updates_have_one_winner(Arc::new(make().await)).await;
}

fn turn(thread: ThreadId, content: impl Into<String>) -> Arc<ChatTurn> {
    Arc::new(ChatTurn::new(Role::User, thread, content))
}

fn turn_with(thread: ThreadId, widgets: impl IntoIterator<Item = Widget>) -> Arc<ChatTurn> {
    Arc::new(ChatTurn::new(Role::Assistant, thread, "").with_widgets(widgets))
}

fn contents(turns: &[Arc<ChatTurn>]) -> Vec<&str> {
    turns.iter().map(|turn| &*turn.content).collect()
}

/// Asserts an error by its variant.
macro_rules! assert_error {
    ($result:expr, $pattern:pat, $($what:tt)+) => {
        let result = $result;
        assert!(matches!(result, Err($pattern)), "{}: expected {}, got {result:?}", format_args!($($what)+), stringify!($pattern));
    };
}

async fn turns_come_back_in_order(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turns: Vec<_> = ["a", "b", "c", "d", "größe 🪑"].map(|content| turn(id, content)).into();
    store.create(id, turns[..1].to_vec()).await.expect("a thread is made");
    store.append(id, turns[1..3].to_vec()).await.expect("turns are added");
    store.append(id, turns[3..].to_vec()).await.expect("turns are added");
    store.append(id, Vec::new()).await.expect("no turn is added");
    let last = store.last(id, 2).await.expect("the last turns are read");
    assert_eq!(contents(&last), ["d", "größe 🪑"], "the last 2 turns, oldest first");
    assert_eq!(store.last(id, 0).await.expect("a thread is there").len(), 0, "the last 0 turns");
    assert_eq!(store.last(id, 99).await.expect("all turns are read").len(), 5, "the last 99 of 5 turns");
    assert_eq!(store.all(id).await.expect("all turns are read"), turns, "turns come back as they were stored");
    assert_error!(store.create(id, Vec::new()).await, StoreError::Failed(_), "a thread is made twice");
    assert_eq!(store.all(id).await.expect("all turns are read").len(), 5, "a thread survives being made twice");
}

async fn a_long_thread_answers_its_end(store: impl ThreadStore) {
    let id = ThreadId::random();
    store.create(id, Vec::new()).await.expect("an empty thread is made");
    assert!(store.all(id).await.expect("an empty thread is read").is_empty(), "an empty thread has no turns");
    for hundred in 0..10 {
        let turns = (0..100).map(|n| turn(id, (hundred * 100 + n).to_string()));
        store.append(id, turns.collect()).await.expect("turns are added");
    }
    assert_eq!(contents(&store.last(id, 3).await.expect("the end is read")), ["997", "998", "999"]);
}

async fn what_is_not_there_is_not_found(store: impl ThreadStore) {
    let (id, widget) = (ThreadId::random(), WidgetInstance::new(Button::new("Press", Press)));
    assert_error!(store.append(id, vec![turn(id, "a")]).await, StoreError::ThreadNotFound, "append");
    assert_error!(store.last(id, 0).await, StoreError::ThreadNotFound, "last");
    assert_error!(store.all(id).await, StoreError::ThreadNotFound, "all");
    assert_error!(store.widget(id, widget.id).await, StoreError::ThreadNotFound, "widget");
    assert_error!(store.update_widget(id, widget.clone()).await, StoreError::ThreadNotFound, "update_widget");
    assert_error!(store.delete(id).await, StoreError::ThreadNotFound, "delete");
    store.create(id, vec![turn(id, "a")]).await.expect("a thread is made");
    assert_error!(store.widget(id, widget.id).await, StoreError::WidgetNotFound, "widget");
    assert_error!(store.update_widget(id, widget).await, StoreError::WidgetNotFound, "update_widget");
}

async fn a_deleted_thread_is_gone(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into()]);
    store.create(id, vec![Arc::clone(&turn)]).await.expect("a thread is made");
    store.delete(id).await.expect("it is deleted");
    assert_error!(store.all(id).await, StoreError::ThreadNotFound, "all");
    assert_error!(store.append(id, vec![Arc::clone(&turn)]).await, StoreError::ThreadNotFound, "append");
    assert_error!(store.widget(id, turn.widgets[0].id).await, StoreError::ThreadNotFound, "widget");
    assert_error!(store.delete(id).await, StoreError::ThreadNotFound, "delete");
}

async fn threads_do_not_mix(store: impl ThreadStore) {
    let (one, other) = (ThreadId::random(), ThreadId::random());
    let turn_of_one = turn_with(one, [Button::new("Press", Press).into()]);
    store.create(one, vec![Arc::clone(&turn_of_one)]).await.expect("a thread is made");
    store.create(other, vec![turn(other, "b")]).await.expect("another thread is made");
    assert_error!(store.widget(other, turn_of_one.widgets[0].id).await, StoreError::WidgetNotFound, "another's widget");
    store.delete(one).await.expect("one is deleted");
    assert_eq!(contents(&store.all(other).await.expect("the other is read")), ["b"]);
}

async fn a_widget_is_found_with_what_only_the_server_knows(store: impl ThreadStore) {
    let id = ThreadId::random();
    let preset = Button::new("On", Switch.with(input::Checked { checked: true }));
    let turn = turn_with(id, [Button::new("Press", Press).into(), preset.into()]);
    store.create(id, vec![turn_with(id, []), Arc::clone(&turn)]).await.expect("a thread is made");
    for widget in &turn.widgets {
        assert_eq!(store.widget(id, widget.id).await.expect("the widget is found"), *widget);
    }
    let found = store.widget(id, turn.widgets[1].id).await.expect("the widget is found");
    let preset = found.widget.action().and_then(|action| action.preset()).map(|preset| json!(preset));
    assert_eq!(preset, Some(json!({ "checked": true })), "a preset payload is kept");
    assert_error!(store.widget(id, WidgetId::random()).await, StoreError::WidgetNotFound, "an unknown widget");
}

async fn a_widget_is_updated_once_a_revision(store: impl ThreadStore) {
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into(), Toggle::new("Sound", Switch).into()]);
    store.create(id, vec![Arc::clone(&turn)]).await.expect("a thread is made");
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

async fn concurrent_writers_lose_no_turn(store: Arc<impl ThreadStore>) {
    const WRITERS: usize = 8;
    const PAIRS: usize = 50;
    let id = ThreadId::random();
    store.create(id, Vec::new()).await.expect("a thread is made");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..PAIRS {
                    let pair = ["first", "second"].map(|half| turn(id, format!("{writer} {n} {half}")));
                    store.append(id, pair.into()).await.expect("turns are added");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("a writer ends well");
    }
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns.len(), WRITERS * PAIRS * 2, "no turn is lost");
    let mut next = [0; WRITERS];
    for pair in turns.chunks(2) {
        let (first, second) = (&pair[0].content, &pair[1].content);
        let writer: usize = first.split(' ').next().and_then(|writer| writer.parse().ok()).expect("a writer's turn");
        let n = next[writer];
        next[writer] += 1;
        assert_eq!(*first, format!("{writer} {n} first"), "a writer's turns keep their order");
        assert_eq!(*second, format!("{writer} {n} second"), "turns of one call stay together");
    }
}

async fn concurrent_updates_have_one_winner(store: Arc<impl ThreadStore>) {
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into()]);
    store.create(id, vec![Arc::clone(&turn)]).await.expect("a thread is made");
    let clicks: Vec<_> = (0..32)
        .map(|_| {
            let (store, widget) = (Arc::clone(&store), turn.widgets[0].clone());
            tokio::spawn(async move { store.update_widget(id, widget).await })
        })
        .collect();
    let mut winners = 0;
    for click in clicks {
        match click.await.expect("an update ends well") {
            Ok(_) => winners += 1,
            Err(StoreError::Conflict(_)) => {}
            Err(error) => panic!("an update that comes too late is a conflict, got {error}"),
        }
    }
    assert_eq!(winners, 1, "of several updates of one revision one succeeds");
}
