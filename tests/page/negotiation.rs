//! `Accept`: who gets HTML, and that everybody else gets what they always got.

use std::time::Duration;

use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderValue};
use serde_json::{Value, json};

use crate::server::{Answer, BROWSER, SCRIPT, Server};

#[widget_action("negotiation.button", once)]
pub async fn negotiation_button() -> Reply {
    Reply::new("pressed").widget(Button::new("Again", NegotiationButton))
}

#[widget_action("negotiation.late")]
pub async fn negotiation_late() -> Reply {
    let late = Button::new("Late", NegotiationButton).expires_in(Duration::from_millis(1));
    Reply::new("").widget(late).widget(Button::new("Now", NegotiationButton))
}

async fn assistant() -> &'static str {
    "hello"
}

fn server() -> Server {
    Server::serve(&ChatWidgets::builder().assistant(assistant).build().unwrap())
}

const HTML: [&str; 8] = [
    BROWSER,
    SCRIPT,
    "text/html",
    "TEXT/HTML",
    "text/html;q=0.1",
    "application/json;q=0.5, text/html",
    "text/html; charset=utf-8",
    "text/html, application/json;q=0.9, */*;q=0.1",
];

const JSON: [&str; 9] = [
    "",
    "*/*",
    "application/json",
    "application/json, text/plain, */*",
    "text/html;q=0.5, application/json",
    "application/json, text/html;q=0.9",
    "text/htmlx",
    "text/plain",
    "application/xhtml+xml",
];

fn is_html(answer: &Answer) -> bool {
    assert_eq!(answer.status, 200, "{answer:?}");
    match answer.header("content-type") {
        "text/html; charset=utf-8" => true,
        "application/json" => false,
        other => panic!("{other}"),
    }
}

/// Whether each route of the chat answers HTML.
async fn answers(server: &Server, thread: &str, accept: &str) -> [bool; 3] {
    let body = |name: &str, value: &str| json!({name: value, "threadId": thread});
    let action = server.posting("action", &body("action", "negotiation.late"));
    let message = server.posting("message", &body("message", "hi"));
    let threads = server.request(Method::GET, &format!("/api/chat/threads/{thread}"));
    let mut html = Vec::new();
    for request in [action, message, threads] {
        html.push(is_html(&Answer::to(request.header(ACCEPT, accept)).await));
    }
    html.try_into().unwrap()
}

#[actix_web::test]
async fn who_likes_html_best_gets_html() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    for accept in HTML {
        assert_eq!(answers(&server, &thread, accept).await, [true; 3], "{accept}");
    }
}

#[actix_web::test]
async fn everybody_else_gets_json() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    for accept in JSON {
        assert_eq!(answers(&server, &thread, accept).await, [false; 3], "{accept}");
    }
    let body = json!({"message": "hi"});
    assert!(!is_html(&server.post("message", &body).await), "without the header");
}

#[actix_web::test]
async fn who_refuses_html_gets_json() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    for accept in ["text/html;q=0", "text/html;q=0, */*", "text/html;q=0, application/json;q=0.1"] {
        assert_eq!(answers(&server, &thread, accept).await, [false; 3], "{accept}");
    }
}

#[actix_web::test]
async fn several_headers_are_one_list() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    let ask = |accepts: [&'static str; 2]| {
        let request = server.request(Method::GET, &format!("/api/chat/threads/{thread}"));
        Answer::to(request.header(ACCEPT, accepts[0]).header(ACCEPT, accepts[1]))
    };
    assert!(is_html(&ask(["application/json;q=0.5", "text/html"]).await));
    assert!(!is_html(&ask(["text/html;q=0.5", "application/json"]).await));
}

#[actix_web::test]
async fn an_accept_that_cannot_be_read_is_as_good_as_none() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    for accept in [&b"text/html;q=x"[..], b"\xff", b"text/html, \xff", b";;,", b"text/html;q=9"] {
        let request = server.request(Method::GET, &format!("/api/chat/threads/{thread}"));
        let answer = Answer::to(request.header(ACCEPT, HeaderValue::from_bytes(accept).unwrap())).await;
        assert_eq!(answer.status, 200, "{accept:?}");
    }
}

#[actix_web::test]
async fn json_answers_have_no_html_in_them() {
    let server = server();
    let turn = server.post("action", &json!({"action": "negotiation.late"})).await.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&turn), ["role", "content", "threadId", "turnId", "widgets"]);
    assert_eq!(keys(&turn["widgets"][1]), ["id", "type", "label", "action"]);
    let thread = turn["threadId"].as_str().unwrap();
    let answer = server.get(&format!("/api/chat/threads/{thread}")).await;
    assert_eq!(keys(&answer.json()), ["threadId", "turns"]);
    assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/json", "no-store"));
    assert_eq!(answer.header("content-security-policy"), "");
    let body = json!({"action": "negotiation.button", "threadId": thread, "widgetId": turn["widgets"][1]["id"]});
    let reply = server.post("action", &body).await;
    assert_eq!(keys(&reply.json()), ["role", "content", "threadId", "turnId", "widgets", "updates"]);
    let done = server.post("action", &body).await.problem(409, "already_done");
    assert_eq!(keys(&done), ["type", "title", "status", "code", "detail", "action", "widget", "requestId"]);
}

#[actix_web::test]
async fn html_names_its_thread_and_what_it_depends_on() {
    let server = server();
    let thread = server.act("negotiation.late").await;
    let body = json!({"action": "negotiation.late", "threadId": thread});
    let read = server.visit(&format!("/api/chat/threads/{thread}")).await;
    for answer in [server.script("action", &body).await, read] {
        assert_eq!(answer.header("x-thread-id"), thread);
        assert_eq!(answer.header("vary"), "accept, accept-encoding, accept-language");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let new = server.script("message", &json!({"message": "hi"})).await;
    server.visit(&format!("/?thread={}", new.header("x-thread-id"))).await.page(200);
}

#[actix_web::test]
async fn problems_are_documents_and_carry_html_for_those_who_want_it() {
    let server = server();
    let (thread, page) = server.begin("negotiation.late").await;
    let dom = page.page(200);
    let late = dom.all(".cw-widget")[0].attr("data-cw-widget").unwrap();
    let body = json!({"action": "negotiation.button", "threadId": thread, "widgetId": late});
    for accept in ["", "*/*", "application/json", "application/problem+json"] {
        let answer = Answer::to(server.posting("action", &body).header(ACCEPT, accept)).await;
        let problem = answer.problem(410, "expired");
        assert!(problem.get("html").is_none() && problem.get("widget").is_some(), "{problem}");
    }
    for accept in [SCRIPT, BROWSER, "text/html"] {
        let answer = Answer::to(server.posting("action", &body).header(ACCEPT, accept)).await;
        assert!(answer.problem(410, "expired")["html"].is_string());
    }
    for (path, body, status, code) in [
        ("action", json!({"action": "negotiation.none"}), 404, "unknown_action"),
        ("action", json!({}), 400, "malformed_request"),
        ("message", json!({"message": " "}), 400, "empty_message"),
    ] {
        assert!(server.script(path, &body).await.problem(status, code).get("html").is_none());
    }
    server.visit("/api/chat/threads/x").await.problem(404, "thread_not_found");
    server.visit("/api/chat/none").await.problem(404, "not_found");
}
