//! A long conversation: it is compressed, comes in pieces, and a page that has most of it gets only the rest.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt;
use chatwidgets::prelude::*;
use chatwidgets::thread::{NewThread, ThreadStore as _};
use chatwidgets::{ChatTurn, Role, ThreadId};
use serde_json::json;

use crate::server::Server;

/// A thread of many turns, each with a button.
async fn long_thread(server: &Server, turns: usize) -> String {
    let first = server.script("action", &json!({"action": "conversation.long"})).await;
    let thread = first.header("x-thread-id").to_owned();
    for _ in 1..turns {
        server.script("action", &json!({"action": "conversation.long", "threadId": thread})).await;
    }
    thread
}

#[widget_action("conversation.long")]
pub async fn conversation_long() -> Reply {
    Reply::new("A **word** and another. ".repeat(20)).widget(Button::new("Once", ConversationOnce))
}

#[widget_action("conversation.once", once)]
pub async fn conversation_once() -> &'static str {
    "done"
}

async fn read(server: &Server, path: &str, encoding: &str) -> crate::server::Answer {
    let request = server.request(reqwest::Method::GET, path).header("accept", crate::server::SCRIPT);
    crate::server::Answer::to(request.header("accept-encoding", encoding)).await
}

#[actix_web::test]
async fn a_page_that_says_what_it_has_gets_only_the_rest() {
    let server = Server::start();
    let thread = long_thread(&server, 40).await;
    let path = format!("/api/chat/threads/{thread}");
    let all = read(&server, &path, "identity").await;
    assert_eq!(all.fragment().all("li").len(), 40);
    let known = |answer: &crate::server::Answer| format!("{path}?known={}", answer.header("x-thread-version"));
    let again = read(&server, &known(&all), "identity").await;
    assert_eq!((again.status, again.text.as_str()), (200, ""), "nothing has changed");
    assert_eq!(again.header("x-thread-version"), all.header("x-thread-version"));
    server.script("action", &json!({"action": "conversation.long", "threadId": thread})).await;
    let newer = read(&server, &known(&all), "identity").await;
    assert_eq!(newer.fragment().all("li").len(), 2, "the new one, and the one before, as its place");
    let click = |turn: usize| {
        let fragment = all.fragment();
        let button = fragment.all("input[name='~widgetId']")[turn].attr("value").unwrap().to_owned();
        json!({"action": "conversation.once", "threadId": thread, "widgetId": button})
    };
    server.script("action", &click(39)).await;
    let changed = read(&server, &known(&newer), "identity").await.fragment().all("li").len();
    assert!((3..41).contains(&changed), "a recent one has changed: {changed}");
    server.script("action", &click(0)).await;
    assert_eq!(read(&server, &known(&newer), "identity").await.fragment().all("li").len(), 43, "an old one");
    assert_eq!(read(&server, &format!("{path}?known=nonsense"), "identity").await.fragment().all("li").len(), 43);
}

#[actix_web::test]
async fn a_long_conversation_is_compressed_where_that_is_taken() {
    let server = Server::start();
    let thread = long_thread(&server, 100).await;
    for path in
        [format!("/api/chat/threads/{thread}"), format!("/?thread={thread}"), format!("/api/chat?thread={thread}")]
    {
        let plain = read(&server, &path, "identity").await;
        let packed = read(&server, &path, "gzip").await;
        assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"), "{path}");
        assert!(packed.bytes.len() * 10 < plain.bytes.len(), "{path}: {} of {}", packed.bytes.len(), plain.bytes.len());
        let mut unpacked = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed.bytes[..]), &mut unpacked).unwrap();
        // The ids of requests are made anew for each page.
        assert_eq!(unpacked.len(), plain.text.len(), "{path}");
        assert!(plain.text.ends_with(&unpacked[unpacked.len() - 40..]), "{path}");
    }
    let short = read(&server, "/api/chat/threads/00000000-0000-4000-8000-000000000000", "gzip").await;
    assert_eq!(short.header("content-encoding"), "");
}

#[actix_web::test]
async fn who_draws_a_long_conversation_lets_others_have_their_turn() {
    let chat = ChatWidgets::builder().build().unwrap();
    let id = ThreadId::random();
    let text = "*a* **b** `c` [d](e) ".repeat(2_000);
    let turns = (0..80).map(|_| Arc::new(ChatTurn::new(Role::Assistant, id, text.clone()))).collect();
    chat.store().create(NewThread::new(id, turns)).await.unwrap();
    let server = Arc::new(Server::serve(&chat));
    let path = format!("/api/chat/threads/{id}");
    let reader = {
        let server = Arc::clone(&server);
        rt::spawn(async move {
            let started = Instant::now();
            let answer = read(&server, &path, "gzip").await;
            (answer.status, started.elapsed())
        })
    };
    let mut longest = Duration::ZERO;
    let mut others = 0;
    while !reader.is_finished() {
        let started = Instant::now();
        assert_eq!(read(&server, "/api/chat/actions", "identity").await.status, 200);
        longest = longest.max(started.elapsed());
        others += 1;
    }
    let (status, took) = reader.await.unwrap();
    assert_eq!(status, 200);
    assert!(others > 10 && longest < took / 4, "{others} others, the slowest in {longest:?} of {took:?}");
}
