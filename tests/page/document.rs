//! The page itself: its headers, and what is in it.

use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::ACCEPT;

use crate::server::{Answer, BROWSER, Server};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

fn has_strict_headers(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("content-security-policy"), POLICY);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    let vary = answer.header("vary").to_lowercase();
    assert!(vary.contains("accept") && vary.contains("accept-language"), "{vary}");
}

async fn assistant() -> &'static str {
    "hello"
}

#[actix_web::test]
async fn the_page_is_html_that_nothing_foreign_can_run_in() {
    let server = Server::start();
    for accept in [BROWSER, "*/*", "application/json"] {
        let answer = Answer::to(server.request(Method::GET, "/").header(ACCEPT, accept)).await;
        answer.page(200).is_sound();
        has_strict_headers(&answer);
    }
    assert_eq!(server.get("/").await.status, 200);
}

#[actix_web::test]
async fn every_part_of_a_page_has_the_strict_headers() {
    let server = Server::serve(&ChatWidgets::builder().assistant(assistant).build().unwrap());
    let (thread, page) = server.begin("everything.ask").await;
    has_strict_headers(&page);
    let dom = page.page(200);
    for path in [format!("/?thread={thread}x"), "/api/chat".to_owned(), format!("/api/chat/threads/{thread}")] {
        has_strict_headers(&server.visit(&path).await);
    }
    let refused = server.submit(&dom.form("everything.take")).await;
    refused.page(422).is_sound();
    has_strict_headers(&refused);
    let turn = server.script("message", &serde_json::json!({"message": "hi", "threadId": thread})).await;
    turn.fragment().is_sound();
    has_strict_headers(&turn);
}

#[actix_web::test]
async fn a_page_full_of_widgets_has_nothing_inline() {
    let server = Server::start();
    for action in ["everything.ask", "lone.ask"] {
        let (_, page) = server.begin(action).await;
        page.page(200).is_sound();
    }
}

#[actix_web::test]
async fn the_page_has_what_its_script_looks_for() {
    let server = Server::serve(&ChatWidgets::builder().assistant(assistant).title("A & B").build().unwrap());
    let dom = server.visit("/").await.page(200);
    assert_eq!(dom.attr("chat-widgets", "src"), "/api/chat");
    assert_eq!(dom.attr("chat-widgets > section.cw", "data-cw-prefix"), "/api/chat");
    assert_eq!(dom.attr("section.cw", "data-cw-thread"), "");
    assert_eq!((dom.attr("html", "lang"), dom.attr("html", "dir")), ("en", "ltr"));
    assert_eq!((dom.text("title"), dom.text("h1.cw-title")), ("A & B".into(), "A & B".into()));
    assert_eq!(dom.attr("header a[data-cw-new]", "href"), "/");
    for css in [
        "ol[data-cw-log]",
        "div[data-cw-scroll][tabindex='0'][role=region][aria-label]",
        "p[data-cw-typing][hidden]",
        "span#newest[data-cw-end]",
        "button[data-cw-newest][hidden]",
        "div[data-cw-notice][hidden]",
        "div[data-cw-status][role=status]",
        "dialog[data-cw-viewer] button[data-cw-close]",
        "template[data-cw-template=gone]",
        "template[data-cw-template=mine]",
        "template[data-cw-template=failure]",
        "form[data-cw-message][method=post] label[for=cw-message]",
        "form[data-cw-message] textarea#cw-message[name=message][required]",
        "form[data-cw-message] button[type=submit]",
    ] {
        dom.one(css);
    }
    assert_eq!(dom.composer().action, "/api/chat/message");
    let words: serde_json::Value = serde_json::from_str(dom.attr("section.cw", "data-cw-words")).unwrap();
    for word in ["offline", "unreachable", "waitSeconds", "busy", "expired", "failed"] {
        assert!(words[word].as_str().is_some_and(|word| !word.is_empty()), "{word} in {words}");
    }
    for word in ["widgets", "fieldsAtFault", "loadFailed", "tryAgain", "sending"] {
        assert!(words[word].as_str().is_some_and(|word| !word.is_empty()), "{word} in {words}");
    }
}

#[actix_web::test]
async fn without_an_assistant_there_is_nothing_to_write_in() {
    let server = Server::start();
    assert!(!server.visit("/").await.page(200).has("form[data-cw-message]"));
}

#[actix_web::test]
async fn head_has_the_headers_of_the_page_alone() {
    let server = Server::start();
    for path in ["/", "/api/chat"] {
        let head = Answer::to(server.request(Method::HEAD, path)).await;
        assert_eq!((head.status, &*head.text), (200, ""));
        has_strict_headers(&head);
    }
}

#[actix_web::test]
async fn other_methods_are_refused_by_a_problem() {
    let server = Server::start();
    let file = server.visit("/").await.page(200).attr("link[rel=stylesheet]", "href").to_owned();
    for path in ["/", "/api/chat", "/api/chat/assets/chat-widgets.js", &file] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = Answer::to(server.request(method, path).header(ACCEPT, BROWSER)).await;
            answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), "GET, HEAD", "{path}");
        }
    }
}

#[actix_web::test]
async fn style_sheets_and_modules_of_the_app_are_on_the_page_and_in_its_policy() {
    let builder = ChatWidgets::builder().stylesheet("/own.css").stylesheet("https://cdn.example:8443/a/b.css?x");
    let builder = builder.script("https://js.example/m.js").script("https://evil.example; script-src *");
    let server = Server::serve(&builder.build().unwrap());
    let answer = server.visit("/").await;
    let dom = answer.page(200);
    dom.is_sound();
    for url in ["/own.css", "https://cdn.example:8443/a/b.css?x"] {
        dom.one(&format!("link[rel=stylesheet][href='{url}']"));
    }
    dom.one("script[type=module][src='https://js.example/m.js']");
    let policy = POLICY.replace("style-src 'self'", "style-src 'self' https://cdn.example:8443");
    let policy = policy.replace("script-src 'self'", "script-src 'self' https://js.example");
    assert_eq!(answer.header("content-security-policy"), policy);
}

#[actix_web::test]
async fn no_other_site_holds_the_page() {
    let page = Server::start().get("/").await;
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin-allow-popups");
    assert_eq!((page.header("x-content-type-options"), page.header("cache-control")), ("nosniff", "no-store"));
}

#[actix_web::test]
async fn fonts_frames_and_connections_of_the_app_are_in_the_policy() {
    let builder = ChatWidgets::builder().font_source("https://fonts.example").frame_source("https://*.maps.example");
    let server = Server::serve(&builder.connect_source("wss://live.example:8443").build().unwrap());
    let policy = POLICY.replace("font-src 'self'", "font-src 'self' https://fonts.example");
    let policy = policy.replace("connect-src 'self'", "connect-src 'self' wss://live.example:8443");
    let answer = server.visit("/").await;
    assert_eq!(answer.header("content-security-policy"), format!("{policy}; frame-src 'self' https://*.maps.example"));
}

#[test]
fn what_is_no_origin_ends_the_build_and_names_the_place() {
    let here = std::panic::Location::caller().file();
    let error = ChatWidgets::builder().font_source("https://a.example; script-src *").build().unwrap_err().to_string();
    assert!(error.contains(here) && error.contains("is no origin"), "{error}");
}
