//! `ActionContext`: what a handler can ask about the click that it serves.

use chatwidgets::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Answer, Server, text};

#[widget_action("context.tell")]
pub async fn context_tell(context: ActionContext) -> String {
    told_by(&context).to_string()
}

fn told_by(context: &ActionContext) -> Value {
    json!({
        "thread": context.thread_id(),
        "action": context.action(),
        "widget": context.widget_id(),
        "request": context.request_id(),
        "peer": context.peer_addr(),
        "locale": context.locale(),
        "cancelled": context.is_cancelled(),
    })
}

#[widget_action("context.offer")]
pub async fn context_offer() -> Reply {
    Reply::new("here").widget(Button::new("Tell", ContextTell))
}

async fn assistant(context: ActionContext) -> String {
    told_by(&context).to_string()
}

/// What the handler said of its context.
fn told(answer: &Answer) -> Value {
    serde_json::from_str(&answer.content()).unwrap()
}

#[actix_web::test]
async fn a_handler_knows_its_thread_its_action_and_its_request() {
    let server = Server::start();
    let offer = server.act("context.offer", json!({})).await.ok();
    let widget = &offer["widgets"][0]["id"];
    let body = json!({
        "action": "context.tell", "requestId": "context-1", "threadId": offer["threadId"], "widgetId": widget,
    });
    let context = told(&server.post("action", &body).await);
    assert_eq!(context["thread"], offer["threadId"]);
    assert_eq!((&context["action"], &context["request"]), (&json!("context.tell"), &json!("context-1")));
    assert_eq!((&context["widget"], &context["cancelled"]), (widget, &json!(false)));
}

#[actix_web::test]
async fn what_the_client_leaves_out_is_made_up_or_not_there() {
    let server = Server::start();
    let answers = [server.act("context.tell", json!({})).await, server.act("context.tell", json!({})).await];
    let contexts = answers.each_ref().map(told);
    for (answer, context) in answers.iter().zip(&contexts) {
        assert_eq!(text(&context["thread"]), answer.thread(), "a new thread's id is known before it is stored");
        assert!(text(&context["request"]).len() >= 16, "{context}");
        assert_eq!((&context["widget"], &context["locale"]), (&json!(null), &json!(null)));
    }
    assert_ne!(contexts[0]["request"], contexts[1]["request"]);
}

#[actix_web::test]
async fn an_assistant_has_a_context_too() {
    let server = Server::serve(ChatWidgets::builder().assistant(assistant).build().unwrap());
    let answer = server.post("message", &json!({"message": "hi", "requestId": "context-2"})).await;
    let context = told(&answer);
    assert_eq!((&context["action"], &context["request"]), (&json!(""), &json!("context-2")));
    assert_eq!(text(&context["thread"]), answer.thread());
}

#[actix_web::test]
async fn the_peer_is_the_other_end_of_the_connection() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"action":"context.tell"}"#;
    let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    // A header that anybody can write is not believed.
    let forged = "x-forwarded-for: 203.0.113.7\r\nforwarded: for=203.0.113.7\r\nconnection: close\r\n";
    let request = format!("{head}{forged}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let turn: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let context: Value = serde_json::from_str(turn["content"].as_str().unwrap()).unwrap();
    assert_eq!(context["peer"], stream.local_addr().unwrap().to_string());
}

#[actix_web::test]
async fn the_locale_is_the_one_that_the_client_likes_best() {
    let server = Server::start();
    for (accepted, locale) in [
        ("de-CH", json!("de-CH")),
        ("de-CH, de;q=0.9, en;q=0.8", json!("de-CH")),
        ("en;q=0.3, fr;q=0.9, de;q=0.5", json!("fr")),
        ("de;q=0, en;q=0.1", json!("en")),
        ("en, fr", json!("en")),
        ("zh-Hant-TW,zh;q=0.5", json!("zh-Hant-TW")),
        ("*", json!(null)),
        ("", json!(null)),
        ("???, ;;q=", json!(null)),
        ("de;q=0", json!(null)),
    ] {
        let request = server.request(Method::POST, "action").header("content-type", "application/json");
        let request = request.header("accept-language", accepted).body(r#"{"action":"context.tell"}"#);
        assert_eq!(told(&Answer::to(request).await)["locale"], locale, "{accepted}");
    }
}
