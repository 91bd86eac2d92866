//! `ChatWidgets::builder().user(..)`: the app tells who asks, or that nobody may.

use std::future::Ready;
use std::io;

use actix_web::{HttpRequest, web};
use chatwidgets::ThreadId;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::owners::{Scene, Visitor};
use crate::server::{Answer, Server, soon};

/// Every route, as somebody who may be refused.
async fn everywhere(scene: &Scene, user: &str) -> Vec<Answer> {
    let thread = ThreadId::random();
    let mut answers = Vec::new();
    for path in ["actions".to_owned(), format!("threads/{thread}"), "threads/x".to_owned()] {
        answers.push(scene.get(Some(user), &path).await);
    }
    answers.push(scene.send(Some(user), Method::DELETE, &format!("threads/{thread}"), None).await);
    answers.push(scene.post(Some(user), "action", &json!({"action": "owners.whoami"})).await);
    answers.push(scene.post(Some(user), "action", &json!({"action": "owners.nothing"})).await);
    answers.push(scene.post(Some(user), "message", &json!({"message": "hi"})).await);
    // What is posted does not count: the body is not looked at.
    for (content_type, body) in [("application/json", "{"), ("text/plain", "hi"), ("application/json", "")] {
        for route in ["action", "message"] {
            let request = scene.server.request(Method::POST, route).header("x-user", user);
            answers.push(Answer::to(request.header(CONTENT_TYPE, content_type).body(body)).await);
        }
    }
    answers
}

#[actix_web::test]
async fn who_is_not_known_is_refused_everywhere_and_is_not_told_why() {
    let scene = Scene::open();
    for user in ["stranger", "forger"] {
        for answer in everywhere(&scene, user).await {
            let problem = answer.problem(401, "unauthenticated");
            assert_eq!(problem["detail"], "you are not signed in");
            assert!(!answer.text.contains("4711") && !answer.text.contains("digit"), "{answer:?}");
        }
    }
    assert_eq!(scene.runs(), 0);
    scene.get(Some("ada"), "actions").await.ok();
}

#[actix_web::test]
async fn an_error_with_a_status_of_its_own_keeps_it() {
    let scene = Scene::open();
    for answer in everywhere(&scene, "banned").await {
        assert_eq!(answer.problem(403, "forbidden")["detail"], "go away");
    }
    for answer in everywhere(&scene, "teapot").await {
        assert_eq!(answer.problem(418, "bad_request")["detail"], "tea only", "what an extractor says");
    }
}

#[actix_web::test]
async fn a_hook_that_panics_is_an_error_and_the_worker_lives() {
    let scene = Scene::open();
    for _ in 0..3 {
        for answer in everywhere(&scene, "broken").await {
            let problem = answer.problem(500, "handler_failed");
            assert_eq!(problem.get("detail"), None, "{problem}");
        }
    }
    assert_eq!(scene.post(Some("ada"), "message", &json!({"message": "hi"})).await.content(), r#"Some("ada")"#);
    // One that panics before there is a future to be awaited.
    let at_once = Scene::of(ChatWidgets::builder().user(|| -> Ready<UserId> { panic!("at once") }));
    at_once.get(None, "actions").await.problem(500, "handler_failed");
    at_once.get(None, "actions").await.problem(500, "handler_failed");
}

#[actix_web::test]
async fn a_hook_whose_state_is_missing_is_an_error_of_the_server() {
    struct Sessions;
    let scene = Scene::of(ChatWidgets::builder().user(async |_: web::Data<Sessions>| UserId::from("ada")));
    for answer in everywhere(&scene, "ada").await {
        let problem = answer.problem(500, "handler_failed");
        assert_eq!(problem.get("detail"), None, "{problem}");
    }
}

#[actix_web::test]
async fn a_hook_returns_a_user_an_option_or_a_result_of_either() {
    let body = json!({"action": "owners.whoami"});
    let hooks = [
        (ChatWidgets::builder().user(async || UserId::from("ada")), r#"Some("ada")"#),
        (ChatWidgets::builder().user(async || Some(UserId::new("ada".to_owned()))), r#"Some("ada")"#),
        (ChatWidgets::builder().user(async || None::<UserId>), "None"),
        (ChatWidgets::builder().user(async || Ok::<_, ActionError>(UserId::from("ada"))), r#"Some("ada")"#),
        (ChatWidgets::builder().user(async || Ok::<_, io::Error>(None::<UserId>)), "None"),
        (ChatWidgets::builder().user(async |_: HttpRequest, _: Visitor| UserId::from("two")), r#"Some("two")"#),
    ];
    for (chat, expected) in hooks {
        let scene = Scene::of(chat);
        assert_eq!(scene.post(None, "action", &body).await.content(), expected);
        assert_eq!(scene.post(None, "message", &json!({"message": "hi"})).await.content(), expected);
    }
    let errors = [
        ChatWidgets::builder().user(async || Err::<UserId, _>(io::Error::other("4711"))),
        ChatWidgets::builder().user(async || Err::<Option<UserId>, _>(ActionError::internal("4711"))),
    ];
    for chat in errors {
        let answer = Scene::of(chat).post(None, "action", &body).await;
        answer.problem(401, "unauthenticated");
        assert!(!answer.text.contains("4711"), "{answer:?}");
    }
}

#[actix_web::test]
async fn the_hook_is_asked_before_the_body_has_come() {
    let asked = web::Data::new(Notify::new());
    let hook = async |asked: web::Data<Notify>| {
        asked.notify_one();
        Err::<UserId, _>(ActionError::internal("nobody"))
    };
    let state = asked.clone();
    let server = Server::configured(ChatWidgets::builder().user(hook).build().unwrap(), move |app| {
        app.app_data(state.clone());
    });
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 4\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    soon(asked.notified()).await;
    stream.write_all(b"body").await.unwrap();
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains(r#""code":"unauthenticated""#), "{answer}");
}
