//! The payload of the guide's action, as clients get it wrong. Binding in full is tested
//! without a socket, in `binding`.

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::Server;

#[derive(Debug, Deserialize, JsonSchema)]
pub struct PayloadFeedback {
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    #[schemars(length(max = 500))]
    comments: Option<String>,
}

#[widget_action("payload.submit")]
pub async fn payload_submit(Payload(feedback): Payload<PayloadFeedback>) -> String {
    format!("{} {:?}", feedback.rating, feedback.comments.map(|comments| comments.chars().count()))
}

/// What a payload is answered with, if it is refused at one field.
async fn refused_at(server: &Server, payload: Value, pointer: &str, code: &str, message: &str) {
    let what = payload.to_string();
    let errors = server.act("payload.submit", payload).await.field_errors();
    assert_eq!(errors, [(pointer.to_owned(), code.to_owned(), message.to_owned())], "{what}");
}

#[actix_web::test]
async fn a_rating_that_is_none_is_refused_at_its_field() {
    let server = Server::start();
    refused_at(&server, json!({"rating": 0}), "/rating", "minimum", "must be at least 1").await;
    refused_at(&server, json!({"rating": 6}), "/rating", "maximum", "must be at most 5").await;
    refused_at(&server, json!({"rating": 5.5}), "/rating", "type", "must be a whole number").await;
    refused_at(&server, json!({"rating": "five"}), "/rating", "type", "must be a whole number").await;
    refused_at(&server, json!({"rating": null}), "/rating", "type", "must be a whole number").await;
    refused_at(&server, json!({"rating": [5]}), "/rating", "type", "must be a whole number").await;
    refused_at(&server, json!({}), "/rating", "required", "is required").await;
    refused_at(&server, json!(null), "/rating", "required", "is required").await;
}

#[actix_web::test]
async fn a_rating_as_text_or_with_a_fraction_of_nothing_is_taken() {
    let server = Server::start();
    for rating in [json!(5), json!("5"), json!(5.0), json!("5.0")] {
        assert_eq!(server.act("payload.submit", json!({"rating": rating})).await.content(), "5 None");
    }
}

#[actix_web::test]
async fn a_number_that_no_type_holds_is_malformed() {
    let server = Server::start();
    let body = r#"{"action":"payload.submit","payload":{"rating":1e400}}"#;
    let problem = server.post_text("action", body).await.problem(400, "malformed_request");
    assert_eq!(problem["action"], "payload.submit");
}

#[actix_web::test]
async fn comments_are_counted_in_characters() {
    let server = Server::start();
    let too_long = "must be at most 500 characters long";
    for letter in ["a", "ß", "語", "😀"] {
        let comments = |n: usize| json!({"rating": 5, "comments": letter.repeat(n)});
        assert_eq!(server.act("payload.submit", comments(500)).await.content(), "5 Some(500)");
        refused_at(&server, comments(501), "/comments", "max_length", too_long).await;
    }
}

#[actix_web::test]
async fn a_payload_that_is_no_object_is_refused() {
    let server = Server::start();
    for payload in [json!("rating=5"), json!([5]), json!(5), json!(true)] {
        refused_at(&server, payload, "", "type", "must be an object").await;
    }
}

#[actix_web::test]
async fn every_field_at_fault_is_reported_in_one_answer() {
    let server = Server::start();
    let body = json!({
        "action": "payload.submit", "requestId": "two-faults",
        "payload": {"rating": 9, "comments": "x".repeat(501)},
    });
    let answer = server.post("action", &body).await;
    let errors = answer.field_errors();
    let mut pointers: Vec<_> = errors.iter().map(|(pointer, code, _)| (pointer.as_str(), code.as_str())).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, [("/comments", "max_length"), ("/rating", "maximum")]);
    let problem = answer.json();
    assert_eq!(problem["title"], "Invalid payload");
    assert_eq!(problem["detail"], "2 fields need attention");
    assert_eq!((&problem["action"], &problem["requestId"]), (&json!("payload.submit"), &json!("two-faults")));
}
