//! Cross-site requests: what another site lets a person's browser post is refused.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;

use crate::server::{Answer, Server};

/// How often a handler or the assistant ran.
#[derive(Default)]
pub struct Runs(AtomicUsize);

#[widget_action("origin.count")]
pub async fn origin_count(runs: web::Data<Runs>) -> String {
    (runs.0.fetch_add(1, Ordering::SeqCst) + 1).to_string()
}

struct Scene {
    server: Server,
    runs: web::Data<Runs>,
}

type Headers<'a> = &'a [(&'a str, &'a str)];

const HOST: &str = "chat.example";

impl Scene {
    fn of(chat: ChatWidgetsBuilder) -> Self {
        let runs = web::Data::new(Runs::default());
        let state = runs.clone();
        let chat = chat.allowed_hosts([HOST, "127.0.0.1"]).assistant(origin_count).build().unwrap();
        let server = Server::configured(chat, move |app| {
            app.app_data(state.clone());
        });
        Self { server, runs }
    }

    async fn send(&self, method: Method, path: &str, headers: Headers<'_>, body: Option<&str>) -> Answer {
        let mut request = self.server.request(method, path).header("host", HOST);
        for &(name, value) in headers {
            request = request.header(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_owned());
        }
        let answer = Answer::to(request).await;
        let cors = answer.headers.keys().find(|name| name.as_str().starts_with("access-control"));
        assert_eq!(cors, None, "another origin may read nothing: {headers:?}");
        answer
    }

    fn runs(&self) -> usize {
        self.runs.0.load(Ordering::SeqCst)
    }

    /// Whether these headers let a request change something: the same for every route that does.
    async fn lets_through(&self, headers: Headers<'_>) -> bool {
        let begun = self.send(Method::POST, "action", &[], Some(r#"{"action":"origin.count"}"#)).await;
        let (thread, before) = (begun.thread(), self.runs());
        let path = format!("threads/{thread}");
        let action = json!({"action": "origin.count", "threadId": thread}).to_string();
        let message = json!({"message": "hi", "threadId": thread}).to_string();
        let answers = [
            self.send(Method::POST, "action", headers, Some(&action)).await,
            self.send(Method::POST, "action", headers, Some(r#"{"action":"origin.count"}"#)).await,
            self.send(Method::POST, "message", headers, Some(&message)).await,
            self.send(Method::POST, "message", headers, Some(r#"{"message":"hi"}"#)).await,
            self.send(Method::DELETE, &path, headers, None).await,
        ];
        for (method, path) in [(Method::GET, &*path), (Method::HEAD, &path), (Method::GET, "actions")] {
            let answer = self.send(method.clone(), path, headers, None).await;
            assert!(answer.status != 403, "{method} {path} changes nothing: {headers:?} {answer:?}");
        }
        if answers.iter().all(|answer| [200, 204].contains(&answer.status)) {
            assert_eq!(self.runs() - before, 4, "{headers:?}");
            return true;
        }
        for answer in &answers {
            assert_eq!(
                answer.problem(403, "forbidden")["detail"],
                "this request comes from another site",
                "{headers:?}"
            );
        }
        assert_eq!(self.runs(), before, "{headers:?}");
        assert_eq!(self.server.said(&thread).await.len(), 1, "nothing is stored, nothing is forgotten: {headers:?}");
        false
    }
}

#[actix_web::test]
async fn what_changes_something_comes_from_here_or_from_no_browser() {
    let scene = Scene::of(ChatWidgets::builder());
    let let_through: [Headers<'_>; 9] = [
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        // Behind a proxy that changes `Host`, the browser's own word counts.
        &[("sec-fetch-site", "same-origin"), ("origin", "https://elsewhere.example")],
        &[("origin", "https://chat.example")],
        &[("origin", "http://chat.example")],
        &[("origin", "https://CHAT.example")],
        &[("referer", "https://evil.example/")],
        &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
    ];
    for headers in let_through {
        assert!(scene.lets_through(headers).await, "{headers:?}");
    }
}

#[actix_web::test]
async fn what_comes_from_another_site_changes_nothing() {
    let scene = Scene::of(ChatWidgets::builder());
    let refused: [Headers<'_>; 20] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "")],
        &[("sec-fetch-site", "Same-Origin")],
        &[("sec-fetch-site", "same-origin, cross-site")],
        &[("sec-fetch-site", "\u{e9}")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-origin")],
        // It is more to be believed than `Origin`.
        &[("sec-fetch-site", "cross-site"), ("origin", "https://chat.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://shop.chat.example")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://chat.example:8443")],
        &[("origin", "https://chat.example.evil.example")],
        &[("origin", "https://evilchat.example")],
        &[("origin", "https://sub.chat.example")],
        &[("origin", "https://chat.example@evil.example")],
        &[("origin", "https://evil.example#chat.example")],
        &[("origin", "https://chat.example https://evil.example")],
        // What a page can set itself does not count.
        &[("origin", "https://evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")],
    ];
    for headers in refused {
        assert!(!scene.lets_through(headers).await, "{headers:?}");
    }
}

#[actix_web::test]
async fn an_origin_that_is_allowed_may_post_and_no_other() {
    let chat = ChatWidgets::builder().allow_origin("https://shop.example").allow_origin("http://localhost:5173");
    let scene = Scene::of(chat);
    for site in ["cross-site", "same-site"] {
        for origin in ["https://shop.example", "https://SHOP.example", "http://localhost:5173"] {
            assert!(scene.lets_through(&[("sec-fetch-site", site), ("origin", origin)]).await, "{site} {origin}");
            assert!(scene.lets_through(&[("origin", origin)]).await, "{origin}");
        }
        let others = [
            "http://shop.example",
            "https://shop.example:444",
            "https://shop.example.evil.example",
            "https://sub.shop.example",
            "https://shop.example/",
            "http://localhost",
            "null",
            "",
        ];
        for origin in others {
            assert!(!scene.lets_through(&[("sec-fetch-site", site), ("origin", origin)]).await, "{site} {origin}");
        }
        assert!(!scene.lets_through(&[("sec-fetch-site", site)]).await, "an origin is not allowed for being unknown");
    }
}

#[actix_web::test]
async fn a_preflight_is_not_answered_by_the_chat() {
    let scene = Scene::of(ChatWidgets::builder().allow_origin("https://shop.example"));
    for origin in ["https://shop.example", "https://evil.example"] {
        let headers = [("origin", origin), ("access-control-request-method", "POST"), ("sec-fetch-site", "cross-site")];
        for path in ["action", "message", "threads/x"] {
            let answer = scene.send(Method::OPTIONS, path, &headers, None).await;
            answer.problem(405, "method_not_allowed");
        }
    }
    assert_eq!(scene.runs(), 0);
}

#[actix_web::test]
async fn the_host_may_be_in_the_request_line() {
    let scene = Scene::of(ChatWidgets::builder());
    let post = async |line: &str, origin: &str| {
        let head = format!("POST {line} HTTP/1.0\r\norigin: {origin}\r\ncontent-type: application/json\r\n");
        let body = r#"{"action":"origin.count"}"#;
        scene.server.raw(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await
    };
    let absolute = "http://chat.example/api/chat/action";
    assert!(post(absolute, "https://evil.example").await.contains(" 403 "), "another origin");
    assert!(post("/api/chat/action", "https://chat.example").await.contains(" 403 "), "of an unknown host");
    assert_eq!(scene.runs(), 0);
    let answer = post(absolute, "https://chat.example").await;
    assert!(answer.contains(" 200 "), "as in HTTP/2, where there is no `Host`: {answer}");
}
