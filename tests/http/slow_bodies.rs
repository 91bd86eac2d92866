//! Bodies that arrive slowly, or never to the end: they hold little memory, and not for long.

use std::time::{Duration, Instant};

use actix_web::{HttpRequest, rt};
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Server, soon};

#[widget_action("slow_bodies.act")]
pub async fn slow_bodies_act() -> &'static str {
    "done"
}

async fn nobody() -> Result<UserId, ActionError> {
    Err(ActionError::internal("nobody may come in"))
}

async fn by_header(request: HttpRequest) -> Option<UserId> {
    request.headers().get("x-user").map(|name| UserId::from(name.to_str().unwrap()))
}

fn serve(builder: ChatWidgetsBuilder) -> Server {
    Server::serve(builder.build().unwrap())
}

/// A post that announces so many bytes, and sends so many of them.
async fn begin(server: &Server, user: &str, announced: usize, sent: usize) -> TcpStream {
    let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("{head}x-user: {user}\r\ncontent-length: {announced}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&text()[..sent]).await.unwrap();
    stream
}

/// The beginning of a body that could be right.
fn text() -> Vec<u8> {
    let mut text = br#"{"action":"slow_bodies.act","custom":""#.to_vec();
    text.resize(1_000_000, b'x');
    text
}

/// All that the server answers until it closes.
async fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // What was not read when the server closed may end in a reset.
    let _ = soon(stream.read_to_end(&mut answer)).await;
    String::from_utf8(answer).unwrap()
}

#[actix_web::test]
async fn a_body_that_stalls_is_a_408_and_its_connection_is_closed() {
    let server = serve(ChatWidgets::builder().body_timeout(Duration::from_millis(200)));
    let mut stalled = Vec::new();
    for sent in [0, 20, 100_000] {
        stalled.push(begin(&server, "ada", 900_000, sent).await);
    }
    let answers: Vec<_> = stalled.into_iter().map(|stalled| rt::spawn(answer(stalled))).collect();
    for answer in answers {
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains(r#""code":"request_timeout""#), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

#[actix_web::test]
async fn a_long_body_that_keeps_to_the_least_rate_may_take_its_time() {
    let server = serve(ChatWidgets::builder().body_timeout(Duration::from_millis(300)).min_body_rate(1_000));
    let mut body = text()[..1_000].to_vec();
    body.extend_from_slice(b"\"}");
    let mut stream = begin(&server, "ada", body.len(), 0).await;
    // Slower than the rate it would end after 300 ms; at three times the rate it ends after 1 s at the earliest.
    for piece in body.chunks(100) {
        tokio::time::sleep(Duration::from_millis(30)).await;
        stream.write_all(piece).await.unwrap();
    }
    let mut answer = vec![0; 4_096];
    let length = soon(stream.read(&mut answer)).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[actix_web::test]
async fn a_refused_request_is_not_waited_for_longer() {
    let server = serve(ChatWidgets::builder().user(nobody).body_timeout(Duration::from_millis(200)));
    let answer = answer(begin(&server, "ada", 900_000, 100_000).await).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

/// A chat with room for four bodies, two of which may be one person's.
fn four_bodies() -> Server {
    serve(
        ChatWidgets::builder()
            .user(by_header)
            .address(|_| None)
            .body_timeout(Duration::from_secs(60))
            .max_body_bytes(1_000_000)
            .max_bytes_of_bodies(4_000_000)
            .largest_share(2),
    )
}

#[actix_web::test]
async fn all_bodies_together_have_a_bounded_memory() {
    let server = four_bodies();
    let mut stalled = Vec::new();
    for user in ["ada", "ada", "bob", "bob"] {
        stalled.push(begin(&server, user, 1_000_000, 900_000).await);
    }
    // What was sent has to be read before the next one comes.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let refused = answer(begin(&server, "eve", 1_000_000, 900_000).await).await;
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("overloaded"), "{refused}");
    // What everybody does goes on.
    assert_eq!(server.act("slow_bodies.act", json!({})).await.content(), "done");
    drop(stalled);
    let large = json!({"action": "slow_bodies.act", "custom": "x".repeat(900_000)});
    soon(async { while server.post("action", &large).await.status != 200 {} }).await;
}

#[actix_web::test]
async fn one_person_gets_a_share_of_it() {
    let server = four_bodies();
    let stalled = [begin(&server, "ada", 1_000_000, 900_000).await, begin(&server, "ada", 1_000_000, 900_000).await];
    tokio::time::sleep(Duration::from_millis(300)).await;
    let refused = answer(begin(&server, "ada", 1_000_000, 900_000).await).await;
    assert!(refused.starts_with("HTTP/1.1 429 ") && refused.contains("retry-after"), "{refused}");
    let others = begin(&server, "bob", 1_000_000, 900_000).await;
    let mut byte = [0];
    let waits = tokio::time::timeout(Duration::from_millis(300), others.peek(&mut byte)).await;
    assert!(waits.is_err(), "another person's body is taken");
    drop(stalled);
}

#[actix_web::test]
async fn the_body_of_a_refused_request_is_never_collected() {
    let server = serve(
        ChatWidgets::builder()
            .user(async |request: HttpRequest| by_header(request).await.ok_or(ActionError::internal("who?")))
            .address(|_| None)
            .max_bytes_of_bodies(1_000_000)
            .max_body_bytes(1_000_000),
    );
    let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n";
    let mut stalled = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(format!("{head}content-type: application/json\r\n\r\n").as_bytes()).await.unwrap();
        stream.write_all(&text()[..900_000]).await.unwrap();
        stalled.push(stream);
    }
    let mut stream = begin(&server, "ada", 900_000, 899_998).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(b"\"}").await.unwrap();
    let mut answer = vec![0; 4_096];
    let length = soon(stream.read(&mut answer)).await.unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
}

#[actix_web::test]
async fn a_stop_does_not_wait_for_a_body() {
    let chat = ChatWidgets::builder().build().unwrap();
    let server = Server::serve(chat.clone());
    let stalled = begin(&server, "ada", 900_000, 100_000).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    chat.drain().await;
    let answer = answer(stalled).await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("shutting_down"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
