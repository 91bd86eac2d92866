//! `POST action`: what is wrong with the envelope, before any handler is chosen.

use chatwidgets::prelude::*;
use reqwest::Method;
use serde_json::json;

use crate::server::{Answer, Server, text};

#[widget_action("envelope.greet")]
pub async fn envelope_greet() -> Reply {
    Reply::new("Hello!").widget(Button::new("Again", EnvelopeGreet)).widget(Button::new("Wave", EnvelopeWave))
}

#[widget_action("envelope.wave")]
pub async fn envelope_wave() -> &'static str {
    "waves"
}

const UNKNOWN_THREAD: &str = "6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f";

#[actix_web::test]
async fn a_body_that_is_no_envelope_is_malformed() {
    let server = Server::start();
    let deep = |n: usize| {
        let (open, close) = ("[".repeat(n), "]".repeat(n));
        format!(r#"{{"action":"envelope.greet","payload":{{"x":{open}{close}}}}}"#)
    };
    let cases = [
        ("", "empty"),
        ("  \n", "blank"),
        ("hello", "not JSON"),
        (r#"{"action":"envelope.greet""#, "cut off"),
        (r#"{"action":"envelope.greet"}}"#, "something after it"),
        (r#"{'action':'envelope.greet'}"#, "not quite JSON"),
        ("[]", "an array"),
        (r#"[{"action":"envelope.greet"}]"#, "an array of one"),
        (r#""envelope.greet""#, "a text"),
        ("null", "null"),
        ("{}", "no action"),
        (r#"{"action":null}"#, "null for an action"),
        (r#"{"action":5}"#, "a number for an action"),
        (r#"{"action":["envelope.greet"]}"#, "a list of actions"),
        (r#"{"action":"envelope.greet","action":"envelope.wave"}"#, "two actions"),
        (r#"{"action":"envelope.greet","threadId":5}"#, "a number for a thread"),
        (r#"{"action":"envelope.greet","threadId":{}}"#, "an object for a thread"),
        (r#"{"action":"envelope.greet","widgetId":5}"#, "a number for a widget"),
        (r#"{"action":"envelope.greet","requestId":5}"#, "a number for a request"),
        (r#"{"action":"envelope.greet","requestId":""}"#, "an empty request id"),
        (r#"{"action":"envelope.greet","requestId":"a\nb"}"#, "a request id with a line break"),
        (&deep(63), "65 deep"),
        (&deep(10_000), "10,000 deep"),
        (&"[".repeat(10_000), "10,000 open brackets"),
        (&r#"{"a":"#.repeat(10_000), "10,000 open objects"),
    ];
    for (body, what) in cases {
        let problem = server.post_text("action", body.to_owned()).await.problem(400, "malformed_request");
        assert!(!text(&problem["detail"]).is_empty(), "{what}: {problem}");
    }
    assert_eq!(server.post_text("action", deep(62)).await.content(), "Hello!", "64 deep is taken");
}

#[actix_web::test]
async fn invalid_utf8_is_malformed() {
    let server = Server::start();
    let body = b"{\"action\":\"envelope.greet\",\"payload\":{\"a\":\"\xff\xfe\"}}".to_vec();
    let problem = server.post_text("action", body).await.problem(400, "malformed_request");
    assert_eq!(problem["detail"], "the body is not UTF-8");
}

#[actix_web::test]
async fn a_body_above_a_mebibyte_is_too_large() {
    let server = Server::start();
    let padded = |to: usize| {
        let frame = r#"{"action":"envelope.greet","payload":{"a":""}}"#.len();
        let padding = "x".repeat(to - frame);
        format!(r#"{{"action":"envelope.greet","payload":{{"a":"{padding}"}}}}"#)
    };
    assert_eq!(server.post_text("action", padded(1 << 20)).await.content(), "Hello!");
    for size in [(1 << 20) + 1, 2 << 20, 8 << 20] {
        let problem = server.post_text("action", padded(size)).await.problem(413, "payload_too_large");
        assert_eq!(problem["detail"], "the body must not exceed 1 MB");
    }
    server.post_text("message", padded(2 << 20)).await.problem(413, "payload_too_large");
    assert_eq!(server.act("envelope.greet", json!({})).await.content(), "Hello!", "the worker lives");
}

#[actix_web::test]
async fn another_content_type_is_unsupported() {
    let server = Server::start();
    let post = |content_type: Option<&'static str>| {
        let request = server.request(Method::POST, "action").body(r#"{"action":"envelope.greet"}"#);
        Answer::to(match content_type {
            Some(content_type) => request.header("content-type", content_type),
            None => request,
        })
    };
    let others = [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded; charset=iso-8859-1"),
        Some("multipart/form-data; boundary=x"),
        Some("application/jsonp"),
        Some(""),
    ];
    for content_type in others {
        let problem = post(content_type).await.problem(415, "unsupported_media_type");
        let both = "the content type of the body must be `application/json` or `application/x-www-form-urlencoded`";
        assert_eq!(problem["detail"], both);
    }
    for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(post(Some(content_type)).await.content(), "Hello!", "{content_type}");
    }
}

#[actix_web::test]
async fn an_unknown_action_is_answered_with_the_nearest_one() {
    let server = Server::start();
    for misspelt in ["envelope.great", "envelope.gree", "envelope.greeet", "Envelope.greet"] {
        let problem = server.act(misspelt, json!({})).await.problem(404, "unknown_action");
        assert_eq!(problem["detail"], format!("there is no action `{misspelt}`; the nearest is `envelope.greet`"));
        assert_eq!(problem["action"], misspelt);
    }
    let problem = server.act("zzz", json!({})).await.problem(404, "unknown_action");
    assert_eq!(problem["detail"], "there is no action `zzz`");
    server.act("", json!({})).await.problem(404, "unknown_action");
    server.act("\u{0}\u{202e}<script>", json!({})).await.problem(404, "unknown_action");
}

#[actix_web::test]
async fn a_name_of_ten_thousand_characters_is_not_echoed() {
    let server = Server::start();
    for name in ["a".repeat(10_000), "ä".repeat(10_000)] {
        let answer = server.act(&name, json!({})).await;
        answer.problem(404, "unknown_action");
        assert!(answer.text.len() < 1_000, "{}", answer.text.len());
    }
}

#[actix_web::test]
async fn a_thread_that_is_not_named_is_a_new_one() {
    let server = Server::start();
    let mut threads = Vec::new();
    for body in [
        json!({"action": "envelope.greet"}),
        json!({"action": "envelope.greet", "threadId": null}),
        json!({"action": "envelope.greet", "threadId": ""}),
        json!({"action": "envelope.greet", "payload": null}),
        json!({"action": "envelope.greet", "widgetId": null, "requestId": null}),
        json!({"action": "envelope.greet", "somethingElse": [1, 2]}),
    ] {
        threads.push(server.post("action", &body).await.thread());
    }
    threads.sort();
    threads.dedup();
    assert_eq!(threads.len(), 6);
    let body = json!({"action": "envelope.greet", "threadId": threads[0]});
    assert_eq!(server.post("action", &body).await.thread(), threads[0], "one that is named is gone on with");
    assert_eq!(server.said(&threads[0]).await.len(), 2);
}

#[actix_web::test]
async fn an_unknown_thread_is_not_found_whatever_its_id_looks_like() {
    let server = Server::start();
    // The last one is as long as the body's limit lets it be.
    for thread in [UNKNOWN_THREAD, "x", "../..", "null", " ", &"6".repeat((1 << 20) - 100)] {
        let body = json!({"action": "envelope.greet", "threadId": thread});
        let answer = server.post("action", &body).await;
        let problem = answer.problem(404, "thread_not_found");
        assert_eq!(problem["action"], "envelope.greet");
        assert!(answer.text.len() < 1_000, "an id of any length is not echoed");
    }
    // A whole mebibyte of it is a body above the limit.
    let body = json!({"action": "envelope.greet", "threadId": "6".repeat(1 << 20)});
    server.post("action", &body).await.problem(413, "payload_too_large");
}

#[actix_web::test]
async fn a_click_on_a_widget_that_does_not_offer_the_action_is_refused() {
    let server = Server::start();
    let turn = server.act("envelope.greet", json!({})).await.ok();
    let elsewhere = server.act("envelope.greet", json!({})).await.ok();
    let (thread, [again, wave]) = (&turn["threadId"], [&turn["widgets"][0]["id"], &turn["widgets"][1]["id"]]);
    let click = |action: &str, thread: &serde_json::Value, widget: &serde_json::Value| {
        let (server, body) = (&server, json!({"action": action, "threadId": thread, "widgetId": widget}));
        async move { server.post("action", &body).await }
    };
    assert_eq!(click("envelope.greet", thread, again).await.content(), "Hello!");
    assert_eq!(click("envelope.wave", thread, wave).await.content(), "waves");
    let turns = server.said(thread.as_str().unwrap()).await.len();
    let unknown = json!(UNKNOWN_THREAD);
    let refused = [
        (click("envelope.greet", thread, &unknown).await, "an unknown widget"),
        (click("envelope.greet", thread, &json!("")).await, "an empty id"),
        (click("envelope.greet", thread, &json!("no id")).await, "no id at all"),
        (click("envelope.greet", thread, &elsewhere["widgets"][0]["id"]).await, "a widget of another thread"),
        (click("envelope.greet", &elsewhere["threadId"], again).await, "in another thread"),
        (click("envelope.wave", thread, again).await, "a widget that names another action"),
        (click("envelope.greet", &json!(null), again).await, "without a thread"),
        (click("envelope.greet", &json!(""), again).await, "in a thread that is yet to be made"),
    ];
    for (answer, what) in refused {
        let problem = answer.problem(403, "not_offered");
        assert!(problem["action"].is_string() && problem["requestId"].is_string(), "{what}");
    }
    click("envelope.greet", &unknown, again).await.problem(404, "thread_not_found");
    assert_eq!(server.said(thread.as_str().unwrap()).await.len(), turns, "a refused click says nothing");
}
