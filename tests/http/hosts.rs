//! Host names: a page of another site that makes its own name point here (DNS rebinding) gets nothing.

use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;

use crate::server::Server;

#[widget_action("hosts.act")]
pub async fn hosts_act() -> &'static str {
    "done"
}

const BODY: &str = r#"{"action":"hosts.act"}"#;

/// The statuses of a post and a read with these `Host` lines.
async fn statuses(server: &Server, hosts: &str) -> [String; 2] {
    let post = format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len());
    let status = async |line: &str, rest: &str| {
        let answer = server.raw(format!("{line} HTTP/1.1\r\n{hosts}connection: close\r\n{rest}").as_bytes()).await;
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    [status("POST /api/chat/action", &post).await, status("GET /api/chat/actions", "\r\n").await]
}

async fn answers(chat: ChatWidgetsBuilder, hosts: &[&str], status: &str) {
    let server = Server::serve(chat.build().unwrap());
    for host in hosts {
        let lines = format!("host: {host}\r\n");
        assert_eq!(statuses(&server, &lines).await, [status, status], "{host}");
    }
}

#[actix_web::test]
async fn a_server_on_a_loopback_address_answers_to_loopback_names() {
    let own = ["localhost", "LOCALHOST:8080", "localhost.", "chat.localhost", "127.0.0.1:1", "127.9.9.9", "[::1]:8080"];
    answers(ChatWidgets::builder(), &own, "200").await;
    let others =
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "[2001:db8::1]", "a b", ""];
    answers(ChatWidgets::builder(), &others, "403").await;
}

#[actix_web::test]
async fn a_server_answers_to_the_names_that_it_is_given_and_to_no_other() {
    let chat = || ChatWidgets::builder().allowed_hosts(["shop.example", "www.shop.example"]);
    answers(chat(), &["shop.example", "SHOP.example:443", "www.shop.example"], "200").await;
    answers(chat(), &["localhost", "evil.example", "shop.example.evil.example", "a.shop.example"], "403").await;
}

#[actix_web::test]
async fn two_hosts_are_none_and_a_request_without_one_is_from_no_browser() {
    let server = Server::serve(ChatWidgets::builder().build().unwrap());
    let twice = statuses(&server, "host: localhost\r\nhost: localhost\r\n").await;
    assert!(twice.iter().all(|status| ["400", "403"].contains(&status.as_str())), "{twice:?}");
    let answer = server.raw(b"GET /api/chat/actions HTTP/1.0\r\n\r\n").await;
    assert!(answer.contains(" 200 "), "{answer}");
}

#[actix_web::test]
async fn who_is_refused_is_told_what_to_do() {
    let server = Server::serve(ChatWidgets::builder().build().unwrap());
    let answer = server.raw(b"GET /api/chat/actions HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\r\n").await;
    assert!(answer.contains(r#""code":"forbidden""#) && answer.contains("`allowed_hosts`"), "{answer}");
}

#[actix_web::test]
async fn every_answer_is_kept_by_nobody_and_is_what_it_says() {
    let server = Server::serve(ChatWidgets::builder().build().unwrap());
    let acted = server.act("hosts.act", serde_json::json!({})).await;
    let path = format!("threads/{}", acted.thread());
    let form = server
        .request(reqwest::Method::POST, "action")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("~action=hosts.act");
    let answers = [
        acted,
        server.get(&path).await,
        server.get("actions").await,
        server.get("nothing").await,
        server.get("action").await,
        crate::server::Answer::to(form.header("accept", "text/html")).await,
        server.act("hosts.unknown", serde_json::json!({})).await,
        crate::server::Answer::to(server.request(reqwest::Method::DELETE, &path)).await,
    ];
    for answer in answers {
        let header = |name: &str| answer.header(name);
        assert_eq!(
            [header("x-content-type-options"), header("cache-control"), header("referrer-policy")],
            ["nosniff", "no-store", "same-origin"],
            "{answer:?}"
        );
    }
}
