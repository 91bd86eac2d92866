//! Runs without HTTP.

use std::sync::Arc;

use actix_web::web;
use bytes::Bytes;

use super::detached::without_request;
use super::{
    Call, Caller, Click, Engine, Limits, Message, Outcome, Refusal, Trigger, What, click, is_quickly_boxed, message,
};
use crate::action::{ActionContext, ActionEntry, Discovery, Encoding, ErrorCode, RequestId};
use crate::clock::Clock;
use crate::thread::{MemoryStore, UserId};

fn engine(entry: ActionEntry) -> Arc<Engine> {
    let mut discovery = Discovery::default();
    discovery.add(entry);
    let registry = discovery.check().unwrap();
    Arc::new(Engine::new(registry, Arc::new(MemoryStore::default()), Clock::new(), Limits::default(), None, false))
}

fn ada() -> Caller {
    Caller {
        request: without_request(Some("de-CH")),
        body: Bytes::new(),
        encoding: Encoding::Json,
        user: Some(UserId::from("ada")),
        address: None,
        thread: None,
        request_id: RequestId::made_up(),
    }
}

async fn run(engine: &Arc<Engine>, action: &str) -> Result<Outcome, Refusal> {
    let action = Arc::clone(engine.registry.find(action).unwrap());
    let payload = Bytes::from_static(b"{}");
    let click = Click { action, payload, trigger: Trigger::Person(None), messages: None };
    engine.run(Call { caller: ada(), what: What::Click(click) }).await
}

#[actix_web::test]
async fn a_handler_runs_without_an_http_request() {
    async fn greet(context: ActionContext) -> String {
        format!("Hello, {} in {}!", context.user().unwrap(), context.locale().unwrap())
    }
    let engine = engine(ActionEntry::new("greet", greet));
    let outcome = run(&engine, "greet").await.unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert_eq!(outcome.turn.content, "Hello, ada in de-CH!");
    let stored = engine.store.all(outcome.turn.thread_id).await.unwrap();
    assert_eq!(stored, [outcome.turn]);
}

#[actix_web::test]
async fn an_extractor_that_needs_the_app_refuses_a_run_without_a_request() {
    async fn count(_: web::Data<u64>) -> &'static str {
        "not reached"
    }
    let engine = engine(ActionEntry::new("count", count));
    let refusal = run(&engine, "count").await.err().unwrap();
    assert_eq!(*refusal.code(), ErrorCode::HandlerFailed);
    let reason = refusal.reason();
    assert_eq!(reason.action.as_deref(), Some("count"));
    assert!(reason.request_id.is_some(), "the log has the reason under it");
}

#[actix_web::test]
async fn a_message_without_an_assistant_is_refused() {
    let engine = engine(ActionEntry::new("greet", async || "Hello!"));
    let message = Message { text: "Hello?".into(), may_begin: true };
    let refusal = engine.run(Call { caller: ada(), what: What::Message(message) }).await.err().unwrap();
    assert_eq!(*refusal.code(), ErrorCode::NoAssistant);
}

#[test]
fn a_run_takes_no_large_piece_of_memory() {
    fn size_of_run<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }
    let sizes = [size_of_run(click::run), size_of_run(message::run)];
    assert!(sizes.into_iter().all(is_quickly_boxed), "{sizes:?}");
}
