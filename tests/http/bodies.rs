//! Extractors that read the body: each of them gets the whole envelope, as it came.

use actix_web::web;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::Server;

#[derive(Deserialize, JsonSchema)]
pub struct Note {
    text: String,
}

/// Reads the same body four times, in different ways.
#[widget_action("bodies.all")]
pub async fn bodies_all(
    bytes: web::Bytes,
    Payload(note): Payload<Note>,
    envelope: web::Json<Value>,
    stream: web::Payload,
) -> String {
    let streamed = stream.to_bytes_limited(1 << 20).await.unwrap().unwrap();
    let parsed: Value = serde_json::from_slice(&bytes).unwrap();
    let is_same = [streamed == bytes, parsed == *envelope, envelope["payload"]["text"] == note.text];
    format!("{} {is_same:?} {}", bytes.len(), envelope["custom"])
}

/// What the person entered, with its envelope typed by the app.
#[derive(Deserialize)]
pub struct OwnEnvelope {
    action: String,
}

#[widget_action("bodies.typed")]
pub async fn bodies_typed(envelope: web::Json<OwnEnvelope>) -> String {
    envelope.into_inner().action
}

#[widget_action("bodies.form")]
pub async fn bodies_form(_: web::Form<Value>) {}

async fn assistant(message: UserMessage, bytes: web::Bytes, envelope: web::Json<Value>) -> String {
    format!("{} {} {}", message.0 == envelope["message"], bytes.len(), envelope["custom"])
}

#[actix_web::test]
async fn every_body_extractor_sees_the_whole_envelope() {
    let server = Server::start();
    // 900 KiB is above the limits that Actix sets for extractors by itself.
    for length in [1, 300 << 10, 900 << 10] {
        let body = json!({"action": "bodies.all", "payload": {"text": "x".repeat(length)}, "custom": "kept"});
        let expected = format!("{} [true, true, true] \"kept\"", body.to_string().len());
        assert_eq!(server.post("action", &body).await.content(), expected);
    }
    assert_eq!(server.act("bodies.typed", json!({})).await.content(), "bodies.typed");
    server.act("bodies.form", json!({})).await.problem(415, "unsupported_media_type");
}

#[actix_web::test]
async fn an_assistants_body_extractors_see_it_too() {
    let server = Server::serve(ChatWidgets::builder().assistant(assistant).max_message_bytes(1 << 20).build().unwrap());
    let body = json!({"message": "x".repeat(900 << 10), "custom": 7});
    let expected = format!("true {} 7", body.to_string().len());
    assert_eq!(server.post("message", &body).await.content(), expected);
}

#[actix_web::test]
async fn a_limit_of_the_apps_own_counts_for_extractors_too() {
    let chat = || ChatWidgets::builder().max_body_bytes(4 << 20);
    let server = Server::serve(chat().build().unwrap());
    let body = json!({"action": "bodies.all", "payload": {"text": "x".repeat(900 << 10)}, "custom": "x".repeat(100)});
    server.post("action", &body).await.ok();
    let big = json!({"action": "bodies.typed", "payload": {"text": "x".repeat(3 << 20)}});
    assert_eq!(server.post("action", &big).await.content(), "bodies.typed");
    let server = Server::serve(chat().max_body_bytes(100).build().unwrap());
    let problem = server.post("action", &body).await.problem(413, "payload_too_large");
    assert_eq!(problem["detail"], "the body must not exceed 100 bytes");
}

#[actix_web::test]
async fn a_body_without_a_length_is_read_to_its_end() {
    let server = Server::start();
    let post = async |chunks: &str| {
        let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
        let rest = "connection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        server.raw(format!("{head}{rest}{chunks}").as_bytes()).await
    };
    let answer = post("a\r\n{\"action\":\r\n10\r\n\"envelope.greet\"\r\n1\r\n}\r\n0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Hello!"), "{answer}");
    let answer = post("a\r\n{\"action\":\r\nthis is no chunk\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains(r#""code":"malformed_request""#), "{answer}");
}
