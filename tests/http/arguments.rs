//! A handler's other arguments: the app's state, and extractors of the app's own that refuse a request.

use std::future::{Ready, ready};

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev, error, web};
use chatwidgets::prelude::*;
use serde_json::json;

use crate::server::{Answer, Server};

/// Who asks, by a header; refuses in the ways that apps do.
pub struct User(String);

impl FromRequest for User {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let user = request.headers().get("x-user").and_then(|value| value.to_str().ok()).unwrap_or_default();
        ready(match user {
            "" => {
                let challenge = (header::WWW_AUTHENTICATE, r#"Bearer realm="chat""#);
                let response = HttpResponse::Unauthorized().insert_header(challenge).body("<h1>Log in</h1>");
                Err(error::InternalError::from_response("no user is logged in", response).into())
            }
            "odd" => Err(error::ErrorBadRequest("this header is odd")),
            "banned" => Err(error::ErrorForbidden("this user is banned")),
            "teapot" => Err(error::ErrorImATeapot("no coffee")),
            "too many" => Err(error::ErrorTooManyRequests("come back later")),
            "lost" => Err(error::ErrorInternalServerError("the user table is at db-7:5432")),
            "panic" => panic!("the user table is at db-7:5432"),
            user => Ok(Self(user.to_owned())),
        })
    }
}

#[widget_action("arguments.who_am_i")]
pub async fn arguments_who_am_i(User(user): User) -> String {
    user
}

#[widget_action("arguments.count")]
pub async fn arguments_count(count: web::Data<u32>) -> String {
    count.to_string()
}

#[widget_action("arguments.path")]
pub async fn arguments_path(_: web::Path<(u32,)>) {}

#[widget_action("arguments.query")]
pub async fn arguments_query(query: web::Query<std::collections::BTreeMap<String, u8>>) -> String {
    format!("{query:?}")
}

#[widget_action("arguments.optional")]
pub async fn arguments_optional(user: Option<User>, count: Option<web::Data<u32>>) -> String {
    format!("{:?} {:?}", user.map(|user| user.0), count)
}

async fn ask_as(server: &Server, user: &str) -> Answer {
    let request = server.request(reqwest::Method::POST, "action").header("content-type", "application/json");
    let request = request.body(r#"{"action":"arguments.who_am_i","requestId":"arguments-1"}"#);
    Answer::to(if user.is_empty() { request } else { request.header("x-user", user) }).await
}

#[actix_web::test]
async fn an_extractor_that_asks_for_a_login_keeps_status_and_challenge() {
    let server = Server::start();
    assert_eq!(ask_as(&server, "ada").await.content(), "ada");
    let answer = ask_as(&server, "").await;
    let problem = answer.problem(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), r#"Bearer realm="chat""#);
    assert_eq!(problem["detail"], "no user is logged in");
    assert_eq!((&problem["action"], &problem["requestId"]), (&json!("arguments.who_am_i"), &json!("arguments-1")));
}

#[actix_web::test]
async fn an_extractor_that_refuses_keeps_its_status_with_the_nearest_code() {
    let server = Server::start();
    for (user, status, code, detail) in [
        ("odd", 400, "bad_request", "this header is odd"),
        ("banned", 403, "forbidden", "this user is banned"),
        ("teapot", 418, "bad_request", "no coffee"),
        ("too many", 429, "too_many_requests", "come back later"),
    ] {
        assert_eq!(ask_as(&server, user).await.problem(status, code)["detail"], detail);
    }
    server.act("arguments.path", json!({})).await.problem(404, "not_found");
}

#[actix_web::test]
async fn an_extractor_that_fails_or_panics_is_opaque() {
    let server = Server::start();
    for user in ["lost", "panic"] {
        let answer = ask_as(&server, user).await;
        answer.problem(500, "handler_failed");
        assert!(!answer.text.contains("db-7"), "{}", answer.text);
    }
    assert_eq!(ask_as(&server, "ada").await.content(), "ada", "the worker lives");
}

#[actix_web::test]
async fn state_that_the_app_does_not_have_is_a_failure() {
    let server = Server::start();
    let answer = server.act("arguments.count", json!({})).await;
    let problem = answer.problem(500, "handler_failed");
    assert!(problem.get("detail").is_none() && !answer.text.contains("u32"), "{problem}");
    let server = Server::with_data(&web::Data::new(7_u32));
    assert_eq!(server.act("arguments.count", json!({})).await.content(), "7");
}

#[actix_web::test]
async fn extractors_read_the_request_as_it_came() {
    let server = Server::start();
    let ask = |query: &'static str| {
        let request = server.request(reqwest::Method::POST, &format!("action?{query}"));
        Answer::to(request.header("content-type", "application/json").body(r#"{"action":"arguments.query"}"#))
    };
    assert_eq!(ask("a=5").await.content(), r#"Query({"a": 5})"#);
    ask("a=five").await.problem(400, "bad_request");
    assert_eq!(server.act("arguments.optional", json!({})).await.content(), "None None");
}
