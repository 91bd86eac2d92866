//! Stores that wait, and stores that fail: a click holds nothing that is not let go of.

use std::future::{Future as _, poll_fn};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::thread::{Finish, MemoryStore, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore};
use chatwidgets::{ChatTurn, ErrorCode, ThreadId, WidgetId, WidgetInstance, WidgetState, WidgetUpdate};
use tokio::sync::Notify;

/// What a test and its handler share.
#[derive(Default)]
struct Desk {
    runs: AtomicUsize,
    started: Notify,
    go_on: Notify,
}

#[widget_action("unsteady.pay", once)]
async fn unsteady_pay(Bound(n): Bound<u8>, desk: web::Data<Desk>) -> String {
    desk.runs.fetch_add(1, Ordering::SeqCst);
    format!("paid {n}")
}

#[widget_action("unsteady.wait", once)]
async fn unsteady_wait(desk: web::Data<Desk>) -> Result<&'static str, ActionError> {
    desk.runs.fetch_add(1, Ordering::SeqCst);
    desk.started.notify_one();
    desk.go_on.notified().await;
    Ok("waited")
}

async fn assistant() -> Reply {
    Reply::new("menu").widget(Button::new("Pay", UnsteadyPay.bind(7))).widget(Button::new("Wait", UnsteadyWait))
}

/// A store in memory that has to wait before it answers, as one does that is elsewhere; and that may fail.
#[derive(Default)]
struct Unsteady {
    store: MemoryStore,
    waits: AtomicBool,
    panics: AtomicBool,
    fails: AtomicBool,
    go_on: Notify,
    /// What it was asked, in order.
    calls: Mutex<Vec<&'static str>>,
}

impl Unsteady {
    async fn wait(&self) {
        assert!(!self.panics.load(Ordering::SeqCst), "the disk is on fire");
        if self.waits.load(Ordering::SeqCst) {
            self.go_on.notified().await;
        }
    }
}

#[async_trait::async_trait]
impl ThreadStore for Unsteady {
    async fn create(&self, thread: NewThread) -> Result<(), StoreError> {
        self.calls.lock().unwrap().push("create");
        self.store.create(thread).await
    }
    async fn owner(&self, thread: ThreadId) -> Result<Option<UserId>, StoreError> {
        self.calls.lock().unwrap().push("owner");
        self.store.owner(thread).await
    }
    async fn last(&self, thread: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        self.calls.lock().unwrap().push("last");
        self.store.last(thread, n).await
    }
    async fn widget(&self, thread: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        self.calls.lock().unwrap().push("widget");
        self.store.widget(thread, widget).await
    }
    async fn start(&self, thread: ThreadId, start: Start) -> Result<Started, StoreError> {
        self.calls.lock().unwrap().push("start");
        let started = self.store.start(thread, start).await;
        // It has noted the start down, and its answer is on the way.
        if self.waits.load(Ordering::SeqCst) {
            self.go_on.notified().await;
        }
        started
    }
    async fn finish(&self, thread: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        self.calls.lock().unwrap().push("finish");
        self.wait().await;
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::failed("the cable is out"));
        }
        self.store.finish(thread, finish).await
    }
    async fn abandon(&self, thread: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError> {
        self.calls.lock().unwrap().push("abandon");
        self.wait().await;
        self.store.abandon(thread, run, request).await
    }
    async fn expire(&self, thread: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        self.calls.lock().unwrap().push("expire");
        self.store.expire(thread, now).await
    }
    async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        self.calls.lock().unwrap().push("delete");
        self.store.delete(thread).await
    }
}

async fn scene() -> (TestChat, Arc<Unsteady>, web::Data<Desk>) {
    let (store, desk) = (Arc::new(Unsteady::default()), web::Data::new(Desk::default()));
    let chat = ChatWidgets::builder().store(Arc::clone(&store)).assistant(assistant).build().unwrap();
    let chat = TestChat::new(chat).app_data(desk.clone());
    chat.say("the menu").await.unwrap();
    (chat, store, desk)
}

#[tokio::test]
async fn a_click_asks_the_store_twice() {
    let (chat, store, _) = scene().await;
    store.calls.lock().unwrap().clear();
    chat.widget("Pay").request_id("r").click().await.unwrap();
    assert_eq!(*store.calls.lock().unwrap(), ["start", "finish"]);
}

#[test]
fn a_store_that_fails_keeps_its_cause() {
    let error = StoreError::failed("the cable is out");
    assert_eq!(error.to_string(), "the store failed");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the cable is out");
}

#[tokio::test]
async fn a_client_who_hangs_up_while_the_store_answers_leaves_nothing_held() {
    let (chat, store, desk) = scene().await;
    let pay = chat.widget("Pay").request_id("r");
    store.waits.store(true, Ordering::SeqCst);
    {
        let click = pay.click();
        tokio::pin!(click);
        // As far as the store's answer, and no further.
        for _ in 0..50 {
            assert!(poll_fn(|context| Poll::Ready(click.as_mut().poll(context).is_pending())).await);
            tokio::task::yield_now().await;
        }
    }
    store.waits.store(false, Ordering::SeqCst);
    // What lets go had to wait for the store as well.
    store.go_on.notify_waiters();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(desk.runs.load(Ordering::SeqCst), 0);
    assert_eq!(pay.click().await.unwrap().content, "paid 7");
}

#[tokio::test]
async fn a_store_that_panics_wherever_it_is_asked_ends_a_click_and_not_the_program() {
    let (chat, store, desk) = scene().await;
    store.panics.store(true, Ordering::SeqCst);
    // The handler has run: nobody is told to try again.
    assert_eq!(chat.widget("Pay").click().await.unwrap_err().code, ErrorCode::ReplyLost);
    store.panics.store(false, Ordering::SeqCst);
    assert_eq!(desk.runs.load(Ordering::SeqCst), 1);
    // What the store still holds is free when the run would be over.
    assert_eq!(chat.widget("Pay").click().await.unwrap_err().code, ErrorCode::InProgress);
    chat.advance(Duration::from_secs(60));
    assert_eq!(chat.widget("Pay").click().await.unwrap().content, "paid 7");
}

#[tokio::test]
async fn a_run_holds_its_offer_and_its_request_however_late_it_is() {
    let (chat, _, desk) = scene().await;
    let wait = chat.widget("Wait").request_id("r");
    let other = chat.widget("Wait");
    let late = async {
        desk.started.notified().await;
        // A handler that blocks its thread, or a clock that jumps: for the store the run is long over.
        chat.advance(Duration::from_secs(3_600));
        assert_eq!(other.click().await.unwrap_err().code, ErrorCode::InProgress);
        let same = wait.click();
        tokio::pin!(same);
        tokio::select! {
            _ = &mut same => panic!("it waits"),
            () = tokio::time::sleep(Duration::from_millis(100)) => {}
        }
        desk.go_on.notify_one();
        same.await.unwrap().content
    };
    let (first, same) = tokio::join!(wait.click(), late);
    assert_eq!((first.unwrap().content.as_str(), same.as_str()), ("waited", "waited"));
    assert_eq!(desk.runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_left_open_by_a_handler_that_was_late_has_no_more_time() {
    #[widget_action("unsteady.later", once)]
    async fn later(desk: web::Data<Desk>) -> Reply {
        desk.started.notify_one();
        desk.go_on.notified().await;
        Reply::new("not now").reopen()
    }
    async fn offer() -> Reply {
        Reply::new("").widget(Button::new("Pay", Later).expires_in(Duration::from_secs(600)))
    }
    let desk = web::Data::new(Desk::default());
    let chat = TestChat::new(ChatWidgets::builder().assistant(offer).build().unwrap()).app_data(desk.clone());
    chat.say("menu").await.unwrap();
    let pay = chat.widget("Pay");
    for (time, state) in [(599, WidgetState::Open), (1, WidgetState::Expired)] {
        let late = async {
            desk.started.notified().await;
            chat.advance(Duration::from_secs(time));
            desk.go_on.notify_one();
        };
        let (turn, ()) = tokio::join!(pay.click(), late);
        assert_eq!((turn.unwrap().content.as_str(), pay.state()), ("not now", state));
    }
    assert_eq!(pay.click().await.unwrap_err().code, ErrorCode::Expired);
}

#[tokio::test]
async fn what_was_accepted_and_cannot_be_settled_is_not_free_at_once() {
    let (chat, store, desk) = scene().await;
    store.fails.store(true, Ordering::SeqCst);
    assert_eq!(chat.widget("Pay").click().await.unwrap_err().code, ErrorCode::ReplyLost);
    store.fails.store(false, Ordering::SeqCst);
    assert_eq!(chat.widget("Pay").click().await.unwrap_err().code, ErrorCode::InProgress);
    assert_eq!(desk.runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn at_most_so_many_wait_for_a_request() {
    let (chat, _, desk) = scene().await;
    let wait = chat.widget("Wait").request_id("r");
    let waiters = futures_of(&wait, 70);
    let release = async {
        desk.started.notified().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        desk.go_on.notify_one();
    };
    let (answers, ()) = tokio::join!(waiters, release);
    let codes: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.map_or_else(|refused| refused.code.to_string(), |turn| turn.content))
        .collect();
    let count = |code: &str| codes.iter().filter(|other| *other == code).count();
    assert_eq!((count("waited"), count("too_many_requests")), (65, 5), "{codes:?}");
}

/// Clicks so many times at once.
async fn futures_of(
    widget: &chatwidgets::testing::TestWidget<'_>,
    n: usize,
) -> Vec<Result<ChatTurn, chatwidgets::testing::Refused>> {
    let mut clicks: Vec<_> = (0..n).map(|_| Box::pin(widget.click())).collect();
    let mut answers: Vec<_> = (0..n).map(|_| None).collect();
    poll_fn(|context| {
        for (click, answer) in clicks.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let Poll::Ready(ready) = click.as_mut().poll(context)
            {
                *answer = Some(ready);
            }
        }
        if answers.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    answers.into_iter().flatten().collect()
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_too_long_to_tell_who_asks_is_not_waited_for() {
    async fn who() -> Option<UserId> {
        std::future::pending().await
    }
    let chat = TestChat::new(ChatWidgets::builder().user(who).assistant(assistant).build().unwrap());
    assert_eq!(chat.say("the menu").await.unwrap_err().code, ErrorCode::Overloaded);
}

#[tokio::test]
async fn a_message_for_which_there_is_no_room_begins_no_thread() {
    let store = Arc::new(MemoryStore::builder().max_thread_bytes(2_000).build());
    let chat = ChatWidgets::builder().store(Arc::clone(&store)).assistant(assistant).build().unwrap();
    let refused = TestChat::new(chat.clone()).say(&"x".repeat(3_000)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), store.threads()), ("thread_full", 0));
    TestChat::new(chat).say("short").await.unwrap();
    assert_eq!(store.threads(), 1);
}

#[tokio::test]
async fn a_message_has_a_length() {
    let chat = || TestChat::new(ChatWidgets::builder().assistant(assistant).build().unwrap());
    chat().say(&"x".repeat(64 << 10)).await.unwrap();
    let refused = chat().say(&"x".repeat((64 << 10) + 1)).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (413, "payload_too_large"));
    let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).max_message_bytes(2).build().unwrap());
    chat.say("é").await.unwrap();
    assert_eq!(chat.say("é!").await.unwrap_err().status, 413, "bytes are counted");
}
