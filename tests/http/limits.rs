//! What a server does not take on: too long, too full, about to stop.

use std::time::Duration;

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use serde_json::json;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::server::{Server, text};

#[derive(Default)]
struct Watch {
    started: Notify,
    cancelled: Notify,
    go_on: Notify,
    ended: Notify,
}

/// Holds its thread up for longer than it may run, and then waits for less than that.
#[widget_action("limits.blocks", timeout = "400ms")]
async fn limits_blocks() -> &'static str {
    std::thread::sleep(Duration::from_millis(500));
    tokio::time::sleep(Duration::from_millis(300)).await;
    "late"
}

/// Tells that it was dropped.
struct Ends(web::Data<Watch>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.ended.notify_one();
    }
}

#[widget_action("limits.slow", timeout = "50ms")]
async fn limits_slow(context: ActionContext, watch: web::Data<Watch>) -> &'static str {
    let _ends = Ends(watch.clone());
    context.cancelled().await;
    watch.cancelled.notify_one();
    watch.go_on.notified().await;
    "late"
}

#[widget_action("limits.endless", timeout = "50ms")]
async fn limits_endless(watch: web::Data<Watch>) {
    let _ends = Ends(watch.clone());
    std::future::pending::<()>().await;
}

#[widget_action("limits.wait")]
async fn limits_wait(context: ActionContext, watch: web::Data<Watch>) -> &'static str {
    watch.started.notify_one();
    context.cancelled().await;
    watch.cancelled.notify_one();
    watch.go_on.notified().await;
    "done"
}

#[widget_action("limits.talk")]
async fn limits_talk() -> String {
    "x".repeat(2_000)
}

async fn endless_assistant() {
    std::future::pending::<()>().await;
}

/// Far longer than anything here takes: only a test that fails waits for it.
async fn soon(what: &Notify) {
    timeout(Duration::from_secs(30), what.notified()).await.expect("it happens");
}

#[actix_web::test]
async fn a_handler_that_takes_too_long_is_answered_for_and_cancelled() {
    let watch = web::Data::new(Watch::default());
    let server = Server::with_data(&watch);
    let body = json!({"action": "limits.slow", "requestId": "limits-1"});
    let problem = server.post("action", &body).await.problem(504, "handler_timeout");
    assert_eq!((text(&problem["action"]), text(&problem["requestId"])), ("limits.slow".into(), "limits-1".into()));
    soon(&watch.cancelled).await;
    // It is given time to put things in order.
    watch.go_on.notify_one();
    soon(&watch.ended).await;
}

#[actix_web::test]
async fn the_time_before_a_handler_first_waits_counts() {
    let server = Server::with_data(&web::Data::new(Watch::default()));
    server.act("limits.blocks", json!({})).await.problem(504, "handler_timeout");
}

#[actix_web::test]
async fn a_handler_that_does_not_heed_its_limit_is_abandoned() {
    let watch = web::Data::new(Watch::default());
    let server = Server::with_data(&watch);
    server.act("limits.endless", json!({})).await.problem(504, "handler_timeout");
    soon(&watch.ended).await;
}

#[actix_web::test]
async fn an_assistant_has_a_limit_too() {
    let chat = ChatWidgets::builder().assistant(endless_assistant).assistant_timeout(Duration::from_millis(50));
    let server = Server::serve(chat.build().unwrap());
    server.post("message", &json!({"message": "hi"})).await.problem(504, "handler_timeout");
}

#[actix_web::test]
async fn a_server_that_stops_takes_nothing_new_and_finishes_what_runs() {
    let watch = web::Data::new(Watch::default());
    let chat = ChatWidgets::builder().assistant(async || "hello").build().unwrap();
    let state = watch.clone();
    let server = Server::configured(chat.clone(), move |app| {
        app.app_data(state.clone());
    });
    let stop = async {
        soon(&watch.started).await;
        let refuse = async {
            // The running handler learns of the stop, so the stop has begun.
            soon(&watch.cancelled).await;
            let talk = server.act("limits.talk", json!({})).await;
            talk.problem(503, "shutting_down");
            assert_eq!(talk.header("retry-after"), "5");
            assert_eq!(talk.json()["action"], "limits.talk");
            assert!(talk.json()["requestId"].is_string());
            server.post("message", &json!({"message": "hi"})).await.problem(503, "shutting_down");
            server.act("limits.tolk", json!({})).await.problem(404, "unknown_action");
            server.get("actions").await.ok();
            watch.go_on.notify_one();
        };
        tokio::join!(chat.drain(), refuse);
    };
    let (answer, ()) = tokio::join!(server.act("limits.wait", json!({})), stop);
    assert_eq!(answer.content(), "done");
    assert_eq!(server.said(&answer.thread()).await.len(), 1, "what was said can still be read");
}

#[actix_web::test]
async fn a_thread_that_is_full_says_so_before_anything_runs() {
    let store = MemoryStore::builder().max_bytes(1_500).build();
    let chat = ChatWidgets::builder().store(store).assistant(async || "short").build().unwrap();
    let server = Server::serve(chat);
    let long = "x".repeat(2_000);
    let answer = server.post("message", &json!({"message": long})).await;
    let problem = answer.problem(409, "thread_full");
    assert!(!answer.headers.contains_key("retry-after"), "waiting does not help");
    assert_eq!(problem["detail"], "this thread has no room for more; begin a new one");
    let thread = server.post("message", &json!({"message": "hi"})).await.thread();
    // The handler has run: whoever is told to try again would run it twice.
    let answer = server.post("action", &json!({"action": "limits.talk"})).await;
    answer.problem(500, "reply_lost");
    assert!(!answer.headers.contains_key("retry-after"));
    assert_eq!(server.said(&thread).await.len(), 2, "the turn that does not fit is not there in part");
}
