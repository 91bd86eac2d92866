//! Routes and methods: what is there, and problems for all that is not.

use actix_web::{App, HttpServer, rt};
use chatwidgets::prelude::*;
use reqwest::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::server::{Answer, Server};

#[derive(Deserialize, JsonSchema)]
pub struct Wish {
    #[schemars(length(max = 20))]
    #[expect(dead_code, reason = "its schema is what counts")]
    wish: String,
}

/// Grants a wish.
///
/// At once.
#[widget_action("routes.grant")]
pub async fn routes_grant(Payload(_): Payload<Wish>) {}

#[widget_action("routes.ask", timeout = "250ms")]
pub async fn routes_ask() {}

#[actix_web::test]
async fn other_methods_are_refused_with_those_that_are_allowed() {
    let server = Server::start();
    let cases = [
        ("action", "POST", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"].as_slice()),
        ("message", "POST", &["GET", "PUT", "PATCH", "DELETE"]),
        ("threads/x", "GET, HEAD, DELETE", &["POST", "PUT", "PATCH", "OPTIONS"]),
        ("actions", "GET, HEAD", &["POST", "PUT", "DELETE", "BREW"]),
    ];
    for (path, allowed, methods) in cases {
        for method in methods {
            let answer = Answer::to(server.request(method.parse().unwrap(), path)).await;
            answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        }
    }
    let head = Answer::to(server.request(Method::HEAD, "action")).await;
    assert_eq!((head.status, head.header("allow")), (405, "POST"));
}

#[actix_web::test]
async fn an_unknown_route_below_the_scope_is_a_problem() {
    let server = Server::start();
    let paths = ["", "nothing", "action/", "action/x", "threads", "threads/", "threads/a/b", "stream/message", "%ff"];
    for path in paths {
        for method in [Method::GET, Method::POST] {
            Answer::to(server.request(method, path)).await.problem(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn a_thread_id_that_is_none_is_not_found() {
    let server = Server::start();
    for id in ["x", "6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f", "%20", "%ff", "%2e%2e%2f", "%00", "%F0%9F%98%80"] {
        for method in [Method::GET, Method::DELETE] {
            let path = format!("threads/{id}");
            Answer::to(server.request(method, &path)).await.problem(404, "thread_not_found");
        }
    }
}

#[actix_web::test]
async fn the_catalogue_lists_every_action_by_name() {
    let server = Server::start();
    let catalogue = server.get("actions").await.ok();
    let actions = catalogue["actions"].as_array().unwrap();
    let names: Vec<_> = actions.iter().map(|action| action["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"routes.ask"), "{names:?}");
    let of = |name: &str| actions.iter().find(|action| action["name"] == name).unwrap().clone();
    let grant = of("routes.grant");
    assert!(grant["description"].as_str().unwrap().starts_with("Grants a wish."), "{grant}");
    assert_eq!(grant["payload"]["properties"]["wish"]["maxLength"], 20);
    assert_eq!(grant["payload"]["required"], json!(["wish"]));
    let ask = of("routes.ask");
    assert!(ask.get("payload").is_none(), "a handler that takes none has none: {ask}");
    assert!(ask.get("description").is_none(), "{ask}");
}

#[actix_web::test]
async fn head_answers_what_get_does_without_the_body() {
    let server = Server::start();
    let head = Answer::to(server.request(Method::HEAD, "actions")).await;
    assert_eq!((head.status, head.header("content-type"), head.text.as_str()), (200, "application/json", ""));
}

#[actix_web::test]
async fn the_scope_can_be_mounted_anywhere_and_leaves_the_rest_of_the_app_alone() {
    let chat = ChatWidgets::builder().build().unwrap();
    let server = HttpServer::new(move || {
        App::new()
            .service(actix_web::web::scope("/v1").service(chat.scope("/talk")))
            .route("/", actix_web::web::get().to(async || "home"))
    })
    .workers(1)
    .disable_signals()
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let running = rt::spawn(server);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |path: &str| Answer::to(client.get(format!("http://{address}{path}")));
    assert_eq!(get("/").await.text, "home");
    get("/v1/talk/actions").await.ok();
    get("/v1/talk/nothing").await.problem(404, "not_found");
    let outside = get("/v1/nothing").await;
    assert_eq!((outside.status, outside.header("content-type")), (404, ""), "this one is the app's");
    handle.stop(false).await;
    running.await.unwrap().unwrap();
}
