//! What a browser posts without a script, over a socket: the same envelope in another dress.

use actix_web::web;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Answer, Server, text};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    #[schemars(length(max = 20))]
    text: String,
    pinned: bool,
}

#[widget_action("urlencoded.begin")]
pub async fn urlencoded_begin() -> Reply {
    Reply::new("").widget(Form::new("Note", UrlencodedNote)).widget(Button::new("Once", UrlencodedOnce.bind(7)))
}

#[widget_action("urlencoded.note")]
pub async fn urlencoded_note(Payload(note): Payload<Note>) -> String {
    format!("{:?} {}", note.text, note.pinned)
}

#[widget_action("urlencoded.once", once)]
pub async fn urlencoded_once(Bound(number): Bound<u8>) -> String {
    number.to_string()
}

#[widget_action("urlencoded.body")]
pub async fn urlencoded_body(bytes: web::Bytes, form: web::Form<Vec<(String, String)>>) -> String {
    format!("{} {}", String::from_utf8_lossy(&bytes), form.len())
}

#[widget_action("urlencoded.json")]
pub async fn urlencoded_json(_: web::Json<Value>) {}

async fn assistant(UserMessage(message): UserMessage) -> String {
    format!("{message:?}")
}

async fn post(server: &Server, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = server.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    Answer::to(request.body(body)).await
}

#[actix_web::test]
async fn an_action_is_posted_as_a_form() {
    let server = Server::start();
    let answer = post(&server, "action", "~action=urlencoded.note&~threadId=&text=a%0D%0Ab+%26&pinned=on").await;
    assert_eq!(answer.content(), r#""a\nb &" true"#);
    let again = format!("%7Eaction=urlencoded.note&~threadId={}&text=x", answer.thread());
    let again = post(&server, "action", again).await;
    assert_eq!((again.content(), again.thread()), (r#""x" false"#.to_owned(), answer.thread()));
    let errors = post(&server, "action", "~action=urlencoded.note&text=123456789012345678901&pinned=x").await;
    let of = |pointer: &str, code: &str, message: &str| (pointer.to_owned(), code.to_owned(), message.to_owned());
    let expected = [
        of("/pinned", "type", "must be true or false"),
        of("/text", "max_length", "must be at most 20 characters long"),
    ];
    let mut found = errors.field_errors();
    found.sort();
    assert_eq!(found, expected);
}

#[actix_web::test]
async fn what_is_no_envelope_is_malformed() {
    let server = Server::start();
    let many = format!("~action=urlencoded.note{}", "&x=".repeat(1_000));
    let bodies = ["", "text=x", "~action=a&~action=a", "~action=a&~other=1", "~action=a&x=%FF", &*many];
    for body in bodies {
        post(&server, "action", body.to_owned()).await.problem(400, "malformed_request");
    }
    post(&server, "action", "~action=a&x=\u{fffd}").await.problem(404, "unknown_action");
    post(&server, "action", "~action=urlencoded.note&~requestId=a+b").await.problem(400, "malformed_request");
    post(&server, "action", "~action=urlencoded.note&~threadId=x").await.problem(404, "thread_not_found");
    post(&server, "action", vec![b'x'; (1 << 20) + 1]).await.problem(413, "payload_too_large");
}

#[actix_web::test]
async fn a_message_is_posted_as_a_form() {
    let server = Server::serve(ChatWidgets::builder().assistant(assistant).build().unwrap());
    let answer = post(&server, "message", "message=a%0D%0Ab&~threadId=&send=Send").await;
    assert_eq!(answer.content(), r#""a\nb""#);
    let again = post(&server, "message", format!("message=c&~threadId={}", answer.thread())).await;
    assert_eq!(again.thread(), answer.thread());
    post(&server, "message", "message=+%0D%0A").await.problem(400, "empty_message");
    for body in ["", "~threadId=", "message=a&message=b", "message=a&~widgetId=x"] {
        post(&server, "message", body).await.problem(400, "malformed_request");
    }
}

#[actix_web::test]
async fn a_click_runs_once_and_a_retry_is_answered_as_before() {
    let server = Server::start();
    let begun = server.act("urlencoded.begin", json!({})).await;
    let (thread, turn) = (begun.thread(), begun.ok());
    let id = |at: usize| text(&turn["widgets"][at]["id"]);
    let once = format!("~action=urlencoded.once&~threadId={thread}&~widgetId={}&~requestId=r1", id(1));
    let first = post(&server, "action", once.clone()).await;
    assert_eq!(first.content(), "7");
    assert_eq!(post(&server, "action", once.clone()).await.ok(), first.ok());
    post(&server, "action", once.replace("r1", "r2")).await.problem(409, "already_done");
    post(&server, "action", once.replace(&id(1), &id(0))).await.problem(409, "conflict");
    post(&server, "action", "~action=urlencoded.once&~widgetId=").await.problem(403, "not_offered");

    let note = format!("~action=urlencoded.note&~threadId={thread}&~widgetId={}&~requestId=r3&text=x", id(0));
    let first = post(&server, "action", note.clone()).await;
    assert_eq!(post(&server, "action", note.clone()).await.ok(), first.ok());
    post(&server, "action", format!("{note}&pinned=on")).await.problem(409, "conflict");
}

#[actix_web::test]
async fn body_extractors_see_the_form_as_it_came() {
    let server = Server::start();
    let body = "~action=urlencoded.body&x=%41+b&x";
    assert_eq!(post(&server, "action", body).await.content(), format!("{body} 3"));
    post(&server, "action", "~action=urlencoded.json").await.problem(400, "bad_request");
}
