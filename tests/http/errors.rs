//! What a handler's own errors come to: what it chose to say reaches the client, and nothing else does.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, error};
use chatwidgets::prelude::*;
use chatwidgets::{FieldError, ThreadId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::server::{Answer, Server, text};

/// A text that must stay inside.
const SECRET: &str = "the password is swordfish";

#[derive(Deserialize, JsonSchema)]
pub struct Failing {
    how: String,
}

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SECRET)
    }
}

impl std::error::Error for Broken {}

#[widget_action("errors.fail")]
pub async fn errors_fail(Payload(failing): Payload<Failing>) -> Result<Reply, ActionError> {
    // A handler that need not wait may run elsewhere than one that has to.
    let how = match failing.how.strip_prefix("late ") {
        Some(how) => {
            tokio::task::yield_now().await;
            how
        }
        None => failing.how.as_str(),
    };
    Err(match how {
        "error" => Broken.into(),
        "internal" => ActionError::internal(SECRET),
        "io" => std::io::Error::other(SECRET).into(),
        "no error status" => ActionError::status(StatusCode::OK, "fine", SECRET),
        "actix 500" => error::ErrorInternalServerError(SECRET).into(),
        "actix 503" => error::ErrorServiceUnavailable(SECRET).into(),
        "actix 404" => error::ErrorNotFound("no such pizza").into(),
        "actix 418" => error::ErrorImATeapot("short and stout").into(),
        "actix response" => {
            let response = HttpResponse::Conflict().insert_header(("x-lock", "7")).body("<b>taken</b>");
            actix_web::Error::from(error::InternalError::from_response("taken", response)).into()
        }
        "invalid" => ActionError::invalid("the two do not go together"),
        "field" => ActionError::field("/comments", "taken", "is taken"),
        "fields" => {
            ActionError::fields([FieldError::new("/a", "odd", "is odd"), FieldError::new("/b~1c", "even", "is even")])
        }
        "forbidden" => ActionError::forbidden("only for staff"),
        "not found" => ActionError::not_found("no such order"),
        "conflict" => ActionError::conflict("somebody else was first"),
        "too often" => ActionError::too_many_requests(Duration::from_millis(1_500)),
        "payment" => ActionError::status(StatusCode::PAYMENT_REQUIRED, "card_declined", "the card was declined"),
        "upstream" => ActionError::status(StatusCode::BAD_GATEWAY, "bank_is_down", "the bank does not answer"),
        "mistake" => return Ok(Reply::new("x").widget(Image::new("x", "javascript:swordfish"))),
        how => panic!("{SECRET}: {how}"),
    })
}

#[widget_action("errors.panic_with_a_value")]
pub async fn errors_panic_with_a_value() -> Reply {
    std::panic::panic_any(7_u8)
}

/// An assistant whose whole message is how it fails.
async fn failing_assistant(UserMessage(how): UserMessage) -> Result<Reply, ActionError> {
    errors_fail(Payload(Failing { how })).await
}

async fn fail(how: &str) -> Answer {
    let server = Server::start();
    let body = json!({"action": "errors.fail", "payload": {"how": how}, "requestId": "errors-1"});
    let answer = server.post("action", &body).await;
    let problem = answer.json();
    assert_eq!((&problem["action"], &problem["requestId"]), (&json!("errors.fail"), &json!("errors-1")), "{how}");
    assert!(!answer.text.contains("swordfish"), "the reason is for the log: {}", answer.text);
    let next = server.act("errors.fail", json!({"how": "forbidden"})).await;
    next.problem(403, "forbidden");
    assert_ne!(next.json()["requestId"], "errors-1", "the worker lives, and ids are made where none are given");
    answer
}

#[actix_web::test]
async fn a_failure_of_the_handlers_is_opaque() {
    for how in ["error", "late error", "internal", "io", "no error status", "actix 500", "mistake"] {
        // A handler that has replied, even if that cannot be sent, has done its work.
        let code = if how == "mistake" { "reply_lost" } else { "handler_failed" };
        let problem = fail(how).await.problem(500, code);
        assert!(problem.get("detail").is_none() && problem.get("errors").is_none(), "{how}: {problem}");
    }
    let problem = fail("actix 503").await.problem(503, "overloaded");
    assert!(problem.get("detail").is_none(), "{problem}");
}

#[actix_web::test]
async fn a_panic_is_a_failure_and_the_worker_lives_on() {
    fail("panic").await.problem(500, "handler_failed");
    fail("late panic").await.problem(500, "handler_failed");
    let server = Server::start();
    for _ in 0..20 {
        server.act("errors.panic_with_a_value", json!({})).await.problem(500, "handler_failed");
    }
    server.act("errors.fail", json!({"how": "conflict"})).await.problem(409, "conflict");
}

#[actix_web::test]
async fn an_actix_error_keeps_its_status_and_headers() {
    let problem = fail("actix 404").await.problem(404, "not_found");
    assert_eq!(problem["detail"], "no such pizza");
    let problem = fail("actix 418").await.problem(418, "bad_request");
    assert_eq!((&problem["title"], &problem["detail"]), (&json!("Bad request"), &json!("short and stout")));
    let answer = fail("actix response").await;
    let problem = answer.problem(409, "conflict");
    assert_eq!((answer.header("x-lock"), &problem["detail"]), ("7", &json!("taken")));
}

#[actix_web::test]
async fn a_handler_refuses_fields_of_its_own() {
    let own = |pointer: &str, code: &str, message: &str| (pointer.to_owned(), code.to_owned(), message.to_owned());
    assert_eq!(fail("field").await.field_errors(), [own("/comments", "taken", "is taken")]);
    let both = [own("/a", "odd", "is odd"), own("/b~1c", "even", "is even")];
    assert_eq!(fail("fields").await.field_errors(), both);
    let problem = fail("invalid").await.problem(422, "invalid_payload");
    assert_eq!(problem["detail"], "the two do not go together");
    assert!(problem.get("errors").is_none(), "{problem}");
}

#[actix_web::test]
async fn a_handler_says_no_in_its_own_words() {
    for (how, status, code, detail) in [
        ("forbidden", 403, "forbidden", "only for staff"),
        ("not found", 404, "not_found", "no such order"),
        ("conflict", 409, "conflict", "somebody else was first"),
        ("payment", 402, "card_declined", "the card was declined"),
        ("upstream", 502, "bank_is_down", "the bank does not answer"),
    ] {
        assert_eq!(fail(how).await.problem(status, code)["detail"], detail);
    }
}

#[actix_web::test]
async fn too_often_says_when_to_try_again_in_whole_seconds() {
    let answer = fail("too often").await;
    answer.problem(429, "too_many_requests");
    assert_eq!(answer.header("retry-after"), "2", "1.5 s are rounded up");
}

#[actix_web::test]
async fn an_action_that_fails_makes_no_thread() {
    // The thread's id is known to the handler alone.
    let (tell, told) = std::sync::mpsc::channel::<ThreadId>();
    let chat = ChatWidgets::builder().without_discovery();
    let failing = move |context: ActionContext| {
        tell.send(context.thread_id()).unwrap();
        async { Err::<Reply, _>(ActionError::conflict("no")) }
    };
    let server = Server::serve(chat.action(chatwidgets::ActionEntry::new("fail", failing)).build().unwrap());
    let answer = server.act("fail", json!({})).await;
    assert!(answer.problem(409, "conflict").get("threadId").is_none());
    let thread = told.recv().unwrap();
    server.get(&format!("threads/{thread}")).await.problem(404, "thread_not_found");
}

#[actix_web::test]
async fn an_action_that_fails_leaves_its_thread_as_it_was() {
    let server = Server::start();
    let thread = server.act("envelope.greet", json!({})).await.thread();
    for how in ["error", "panic", "forbidden"] {
        let body = json!({"action": "errors.fail", "payload": {"how": how}, "threadId": thread});
        assert!(server.post("action", &body).await.status >= 400);
    }
    assert_eq!(server.said(&thread).await.len(), 1);
}

#[actix_web::test]
async fn an_assistant_fails_as_a_handler_does() {
    let chat = ChatWidgets::builder().without_discovery().assistant(failing_assistant).build().unwrap();
    let server = Server::serve(chat);
    for (how, status, code) in
        [("error", 500, "handler_failed"), ("panic", 500, "handler_failed"), ("conflict", 409, "conflict")]
    {
        let answer = server.post("message", &json!({"message": how, "requestId": "errors-2"})).await;
        let problem = answer.problem(status, code);
        assert_eq!(text(&problem["requestId"]), "errors-2");
        assert!(problem.get("action").is_none() && !answer.text.contains("swordfish"), "{problem}");
    }
}
