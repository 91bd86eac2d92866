//! Thread stores: the suite that all of them pass, and the bounds of the one in memory.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chatwidgets::prelude::*;
use chatwidgets::testing::thread_store;
use chatwidgets::thread::{
    Click, Finish, Ledger, MemoryStore, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore,
};
use chatwidgets::widget::{ChangeTo, WidgetChange};
use chatwidgets::{ChatTurn, Role, ThreadId, WidgetId, WidgetUpdate};

fn turn(thread: ThreadId, content: &str) -> Vec<Arc<ChatTurn>> {
    vec![Arc::new(ChatTurn::new(Role::User, thread, content))]
}

async fn thread(store: &MemoryStore, content: &str) -> ThreadId {
    let id = ThreadId::random();
    store.create(NewThread::new(id, turn(id, content))).await.unwrap();
    id
}

/// Adds a turn as the reply of a run that held nothing.
async fn append(store: &MemoryStore, id: ThreadId, content: &str) -> Result<Vec<WidgetUpdate>, StoreError> {
    store.finish(id, Finish::new(RunId::random(), turn(id, content).remove(0), SystemTime::now())).await
}

async fn is_there(store: &MemoryStore, id: ThreadId) -> bool {
    match store.last(id, 0).await {
        Ok(_) => true,
        Err(StoreError::ThreadNotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_store_in_memory_passes_the_suite() {
    thread_store::suite(async || MemoryStore::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_small_store_of_one_shard_passes_the_suite() {
    thread_store::suite(async || MemoryStore::builder().max_threads(10).build()).await;
}

#[tokio::test]
async fn the_store_in_memory_passes_the_suite_on_one_thread() {
    thread_store::suite(async || MemoryStore::default()).await;
}

#[tokio::test]
async fn the_least_recently_used_thread_goes_first() {
    let store = MemoryStore::builder().max_threads(3).build();
    let (a, b, c) = (thread(&store, "a").await, thread(&store, "b").await, thread(&store, "c").await);
    store.last(a, 1).await.unwrap();
    let d = thread(&store, "d").await;
    assert!(!is_there(&store, b).await, "b was not used since");
    assert!(is_there(&store, a).await && is_there(&store, c).await && is_there(&store, d).await);
    assert_eq!(store.threads(), 3);
}

#[tokio::test]
async fn bytes_are_bounded_over_all_threads() {
    let store = MemoryStore::builder().max_bytes(64 << 10).build();
    let old = thread(&store, &"x".repeat(20 << 10)).await;
    let new = thread(&store, &"y".repeat(20 << 10)).await;
    assert!(is_there(&store, old).await);
    append(&store, new, &"z".repeat(30 << 10)).await.unwrap();
    assert!(!is_there(&store, old).await, "a reply makes room too");
    assert!(store.bytes() <= 64 << 10);
    assert!(matches!(append(&store, new, &"z".repeat(30 << 10)).await, Err(StoreError::ThreadFull)));
    assert_eq!(store.all(new).await.unwrap().len(), 2, "what does not fit leaves the thread as it was");
    let id = ThreadId::random();
    assert!(matches!(
        store.create(NewThread::new(id, turn(id, &"z".repeat(80 << 10)))).await,
        Err(StoreError::ThreadFull)
    ));
    store.delete(new).await.unwrap();
    assert_eq!((store.threads(), store.bytes()), (0, 0), "nothing is counted that is not there");
}

#[tokio::test]
async fn many_shards_keep_the_bounds_together() {
    let store = MemoryStore::builder().max_threads(20_000).max_bytes(300 << 10).build();
    for _ in 0..2_000 {
        thread(&store, "a turn of a person").await;
        assert!(store.bytes() <= 300 << 10);
    }
    assert!(store.threads() > 300, "{} threads", store.threads());
}

#[tokio::test(start_paused = true)]
async fn an_idle_thread_expires() {
    let store = MemoryStore::builder().max_threads(100).idle(Duration::from_secs(60)).build();
    let (used, idle) = (thread(&store, "used").await, thread(&store, "idle").await);
    tokio::time::advance(Duration::from_secs(40)).await;
    store.last(used, 1).await.unwrap();
    tokio::time::advance(Duration::from_secs(30)).await;
    assert!(is_there(&store, used).await);
    assert!(!is_there(&store, idle).await);
    tokio::time::advance(Duration::from_secs(60)).await;
    thread(&store, "new").await;
    assert_eq!(store.threads(), 1, "a write lets go of what is idle, without anybody asking for it");
}

struct Press;

impl WidgetAction for Press {
    const NAME: &'static str = "press";
    type Payload = NoPayload;
    type Bound = NoBound;
}

/// An action with bound arguments, which are charged too.
struct Book;

impl WidgetAction for Book {
    const NAME: &'static str = "book";
    type Payload = NoPayload;
    type Bound = String;
}

/// Before the widgets of these tests are sent, by the clock.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn key(id: impl ToString) -> Option<RequestKey> {
    Some(RequestKey::new(id.to_string(), [7; 16]))
}

fn start(request: Option<RequestKey>) -> Start {
    let mut start = Start::new(now(), now() + Duration::from_secs(60));
    start.request = request;
    start
}

fn click(control: WidgetId, action: &'static str, request: Option<RequestKey>) -> Start {
    let mut start = start(request);
    start.click = Some(Click::new(control, action, true));
    start
}

fn finish(start: &Start, thread: ThreadId, content: &str, changes: Vec<WidgetChange>) -> Finish {
    let mut finish = Finish::new(start.run, Arc::new(ChatTurn::new(Role::Assistant, thread, content)), start.now);
    (finish.request, finish.changes) = (start.request.clone(), changes);
    finish
}

/// A thread with a button that lasts, one that expires and a collection of images; and the widgets' ids.
async fn thread_with_widgets(store: &MemoryStore) -> (ThreadId, [WidgetId; 3]) {
    let id = ThreadId::random();
    let image = CollectionImage::new("/room.jpg").action(Book.bind("a room".repeat(50)));
    let turn = ChatTurn::new(Role::Assistant, id, "").with_widgets([
        Button::new("Press", Press).into(),
        Button::new("Press", Press).expires_in(Duration::from_secs(1)).into(),
        ImageCollection::new("Rooms", [image]).into(),
    ]);
    let widgets = [0, 1, 2].map(|n: usize| turn.widgets[n].id);
    store.create(NewThread::new(id, vec![Arc::new(turn)]).replied_to(key("made"), now())).await.unwrap();
    (id, widgets)
}

#[tokio::test]
async fn nothing_is_counted_any_more_when_a_thread_is_gone_whatever_was_done_in_it() {
    let store = MemoryStore::default();
    let (id, [pressed, expiring, mut replaced]) = thread_with_widgets(&store).await;
    let settle = |to: ChangeTo, widget: WidgetId| vec![WidgetChange::new(widget, to)];
    let step = |bytes: &mut usize, grows: bool, what: &str| {
        let before = std::mem::replace(bytes, store.bytes());
        assert_eq!(*bytes > before, grows, "{what}: from {before} to {bytes} bytes");
    };
    let mut bytes = store.bytes();

    let asked = start(key("asked"));
    store.start(id, asked.clone()).await.unwrap();
    step(&mut bytes, true, "a request that runs");
    store.abandon(id, asked.run, asked.request.as_ref()).await.unwrap();
    step(&mut bytes, false, "a request that failed");
    let mut message = start(key("message"));
    message.message = Some(turn(id, "hello")[0].clone());
    store.start(id, message.clone()).await.unwrap();
    store.abandon(id, message.run, message.request.as_ref()).await.unwrap();
    step(&mut bytes, true, "a message whose run failed");
    store.start(id, message.clone()).await.unwrap();
    step(&mut bytes, false, "the same message");

    let press = click(pressed, "press", key("press"));
    assert!(matches!(store.start(id, press.clone()).await.unwrap(), Started::Run(Some(_))));
    store.finish(id, finish(&press, id, "pressed", settle(ChangeTo::Done, pressed))).await.unwrap();
    step(&mut bytes, true, "a reply");
    assert!(matches!(store.start(id, press).await.unwrap(), Started::Replied { .. }));
    step(&mut bytes, false, "a retry");

    let bound = |size: usize| {
        let image = CollectionImage::new("/room.jpg").action(Book.bind("x".repeat(size)));
        ChangeTo::Widget(Box::new(ImageCollection::new("Rooms", [image.clone(), image]).into()))
    };
    for size in [10_000, 20_000, 10] {
        let run = start(None);
        let updates = store.finish(id, finish(&run, id, "", settle(bound(size), replaced))).await.unwrap();
        let Some(WidgetUpdate::Replace { widget, .. }) = updates.first() else { panic!("a widget is replaced") };
        replaced = widget.id;
        step(&mut bytes, size > 10, "another widget");
    }
    assert_eq!(store.expire(id, SystemTime::now() + Duration::from_secs(5)).await.unwrap()[0].id, expiring);
    step(&mut bytes, true, "a widget that has expired");
    store.finish(id, finish(&start(None), id, "", settle(ChangeTo::Open, expiring))).await.unwrap();
    // A run is left in the middle.
    store.start(id, click(replaced, "press", key("left"))).await.unwrap();
    let (other, _) = thread_with_widgets(&store).await;
    store.delete(other).await.unwrap();
    store.delete(id).await.unwrap();
    assert_eq!((store.threads(), store.bytes()), (0, 0), "nothing is counted that is not there");
}

#[tokio::test]
async fn a_turn_that_was_changed_is_counted_anew_in_another_thread() {
    let store = MemoryStore::default();
    let id = ThreadId::random();
    let turn = ChatTurn::new(Role::Assistant, id, "").with_widgets([Button::new("short", Press).into()]);
    let button = Cell::new(turn.widgets[0].id);
    store.create(NewThread::new(id, vec![Arc::new(turn)])).await.unwrap();
    let relabel = async |thread: ThreadId, label: String| {
        let to = ChangeTo::Widget(Box::new(Button::new(label, Press).into()));
        let changes = vec![WidgetChange::new(button.get(), to)];
        let updates = store.finish(thread, finish(&start(None), thread, "", changes)).await.unwrap();
        let WidgetUpdate::Replace { widget, .. } = &updates[0] else { unreachable!() };
        button.set(widget.id);
    };
    relabel(id, "long".repeat(1_000)).await;
    let copy = ThreadId::random();
    let before = store.bytes();
    store.create(NewThread::new(copy, store.all(id).await.unwrap())).await.unwrap();
    // But for what is set aside for the state of a widget that was changed.
    assert!((2 * before - 100..=2 * before).contains(&store.bytes()), "{} of {before}", store.bytes());
    relabel(copy, String::new()).await;
    for thread in [id, copy] {
        store.delete(thread).await.unwrap();
    }
    assert_eq!((store.threads(), store.bytes()), (0, 0));
}

#[tokio::test]
async fn a_thread_that_leaves_unasked_takes_its_bytes_along() {
    let store = MemoryStore::builder().max_threads(1).build();
    let (id, [pressed, ..]) = thread_with_widgets(&store).await;
    store.start(id, click(pressed, "press", key("r"))).await.unwrap();
    let next = thread(&store, "next").await;
    assert!(!is_there(&store, id).await);
    store.delete(next).await.unwrap();
    assert_eq!((store.threads(), store.bytes()), (0, 0));
}

#[tokio::test]
async fn requests_that_are_forgotten_are_not_counted() {
    let store = MemoryStore::default();
    let id = thread(&store, "a").await;
    let empty = store.bytes();
    for n in 0..1_000 {
        store.start(id, start(key(n))).await.unwrap();
    }
    assert!(store.bytes() >= empty + 1_000 * 200);
    let mut later = start(None);
    later.now = now() + Ledger::REMEMBERED;
    later.until = later.now + Duration::from_secs(60);
    store.start(id, later).await.unwrap();
    assert_eq!(store.bytes(), empty);
}

/// A store whose threads have so much room, and a thread that leaves that much of it, give or take a little.
async fn nearly_full(limit: usize, left: usize) -> (MemoryStore, ThreadId, WidgetId) {
    let store = MemoryStore::builder().max_thread_bytes(limit).build();
    let (id, [pressed, ..]) = thread_with_widgets(&store).await;
    append(&store, id, "").await.unwrap();
    let fill = limit - left - store.bytes();
    // What an empty turn takes is part of it.
    let overhead = {
        let before = store.bytes();
        append(&store, id, "").await.unwrap();
        store.bytes() - before
    };
    append(&store, id, &"x".repeat(fill.saturating_sub(2 * overhead))).await.unwrap();
    (store, id, pressed)
}

#[tokio::test]
async fn a_message_without_room_is_refused_before_anything_is_noted() {
    let (store, id, _) = nearly_full(64 << 10, 1_000).await;
    let before = (store.bytes(), store.all(id).await.unwrap());
    let mut message = start(key("r"));
    message.message = Some(turn(id, &"x".repeat(2_000))[0].clone());
    assert!(matches!(store.start(id, message.clone()).await, Err(StoreError::ThreadFull)));
    assert_eq!((store.bytes(), store.all(id).await.unwrap()), before, "it leaves nothing behind");
    // Neither is the id used up.
    message.request.as_mut().unwrap().digest = [8; 16];
    message.message = Some(turn(id, "short")[0].clone());
    assert_eq!(store.start(id, message).await.unwrap(), Started::Run(None));
}

#[tokio::test]
async fn a_click_without_room_for_its_reply_is_refused_before_it_runs() {
    let (store, id, pressed) = nearly_full(64 << 10, 1_000).await;
    let mut press = click(pressed, "press", key("r"));
    press.room = 4_000;
    assert!(matches!(store.start(id, press.clone()).await, Err(StoreError::ThreadFull)));
    press.room = 0;
    let again = store.start(id, press).await.unwrap();
    assert!(matches!(again, Started::Run(Some(_))), "what was refused holds nothing: {again:?}");
}

#[tokio::test]
async fn what_was_answered_is_answered_again_though_the_store_is_full() {
    let store = MemoryStore::builder().max_thread_bytes(16 << 10).build();
    let (id, [pressed, expiring, _]) = thread_with_widgets(&store).await;
    let mut press = click(pressed, "press", key("press"));
    press.room = 1_000;
    store.start(id, press.clone()).await.unwrap();
    let done = vec![WidgetChange::new(pressed, ChangeTo::Done)];
    store.finish(id, finish(&press, id, "pressed", done)).await.unwrap();
    let mut message = start(key("message"));
    message.message = Some(turn(id, &"x".repeat(1_000))[0].clone());
    store.start(id, message.clone()).await.unwrap();
    let mut running = click(expiring, "press", key("running"));
    running.room = 1_000;
    store.start(id, running.clone()).await.unwrap();
    while append(&store, id, "full").await.is_ok() {}
    assert!(matches!(store.start(id, press.clone()).await.unwrap(), Started::Replied { .. }));
    assert_eq!(store.start(id, message.clone()).await.unwrap(), Started::Running);
    assert_eq!(store.start(id, running.clone()).await.unwrap(), Started::Running);
    running.request = key("another");
    assert!(matches!(store.start(id, running).await.unwrap(), Started::InProgress(_)));
    press.request = key("another");
    assert!(matches!(store.start(id, press).await.unwrap(), Started::Closed(_)), "what is done is said to be done");
    // A message that is stored needs no room a second time.
    store.abandon(id, message.run, message.request.as_ref()).await.unwrap();
    assert_eq!(store.start(id, message).await.unwrap(), Started::Run(None));
}

#[tokio::test]
async fn a_thread_full_of_requests_has_room_again_when_they_are_forgotten() {
    let store = MemoryStore::builder().max_thread_bytes(16 << 10).build();
    let (id, [pressed, ..]) = thread_with_widgets(&store).await;
    for n in 0..100 {
        let _ = store.start(id, start(key(n))).await;
    }
    let mut press = click(pressed, "press", key("r"));
    press.room = 1_000;
    assert!(matches!(store.start(id, press.clone()).await, Err(StoreError::ThreadFull)));
    press.now += Ledger::REMEMBERED;
    press.until += Ledger::REMEMBERED;
    assert!(matches!(store.start(id, press).await.unwrap(), Started::Run(Some(_))));
}

#[tokio::test]
async fn a_reply_for_which_there_was_room_is_stored() {
    const ROOM: usize = 2_000;
    let (mut refused, mut ran) = (0, 0);
    for left in (0..4_000).step_by(16) {
        let (store, id, pressed) = nearly_full(64 << 10, left).await;
        let mut press = click(pressed, "press", key("r"));
        press.room = ROOM;
        match store.start(id, press.clone()).await {
            Ok(Started::Run(_)) => ran += 1,
            Err(StoreError::ThreadFull) => {
                refused += 1;
                continue;
            }
            other => panic!("{other:?}"),
        }
        let json = |content: &str| serde_json::to_vec(&ChatTurn::new(Role::Assistant, id, content)).unwrap().len();
        let content = "x".repeat(ROOM - json(""));
        let done = vec![WidgetChange::new(pressed, ChangeTo::Done)];
        store.finish(id, finish(&press, id, &content, done)).await.unwrap();
        assert!(store.bytes() <= 64 << 10, "{left} bytes left");
    }
    assert!(refused > 10 && ran > 10, "{refused} refused, {ran} run");
}
