//! Clients that hold their connections and do nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt;
use actix_web::web::ServiceConfig;
use chatwidgets::thread::{MemoryStore, NewThread, ThreadStore as _};
use chatwidgets::{ChatTurn, ChatWidgets, Role, ThreadId, send_timeout};
use chatwidgets_tests::serving::Serving;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::resident;

const MIB: usize = 1 << 20;

async fn connect(server: &Serving, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

#[actix_web::test]
#[ignore = "a process of its own"]
async fn senders() {
    let chat = ChatWidgets::builder().body_timeout(Duration::from_secs(3)).build().unwrap();
    let server = Serving::start(move |app| {
        app.service(chat.scope("/api/chat"));
    });
    let mut body = b"POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n".to_vec();
    body.extend_from_slice(b"content-length: 1000000\r\n\r\n");
    body.resize(body.len() + 900_000, b' ');
    let body = Arc::new(body);
    let before = resident();
    let mut clients = Vec::new();
    for _ in 0..400 {
        let body = Arc::clone(&body);
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        clients.push(rt::spawn(async move {
            // The server may close while this writes.
            let _ = stream.write_all(&body).await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }));
    }
    let started = Instant::now();
    let mut most = 0;
    while !clients.iter().all(JoinHandle::is_finished) {
        most = most.max(resident());
        sleep(Duration::from_millis(20)).await;
    }
    let grown = most.saturating_sub(before);
    println!("senders: {} MiB more, for {:?}", grown / MIB, started.elapsed());
    // Actix itself keeps up to 384 KiB of what a connection sends before anybody reads it.
    assert!(grown < 176 * MIB, "{} MiB", grown / MIB);
    // The time limit, and how long Actix then lets a client read the answer.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[actix_web::test]
#[ignore = "a process of its own"]
async fn readers() {
    let store = MemoryStore::builder().max_thread_bytes(32 * MIB).build();
    let chat = ChatWidgets::builder().store(store).build().unwrap();
    let id = ThreadId::random();
    // Longer than what the system itself keeps for a connection.
    let turns = (0..1_000).map(|_| Arc::new(ChatTurn::new(Role::Assistant, id, "x".repeat(20_000)))).collect();
    chat.store().create(NewThread::new(id, turns)).await.unwrap();
    let mounted = chat.clone();
    let mount = move |app: &mut ServiceConfig| {
        app.service(mounted.scope("/api/chat"));
    };
    let server = Serving::start_with(mount, send_timeout(Duration::from_secs(2)));
    for accept in ["application/json", "text/html"] {
        let request = format!("GET /api/chat/threads/{id} HTTP/1.1\r\nhost: localhost\r\naccept: {accept}\r\n\r\n");
        let before = resident();
        let mut clients = Vec::new();
        for _ in 0..60 {
            clients.push(connect(&server, request.as_bytes()).await);
        }
        sleep(Duration::from_secs(1)).await;
        let grown = resident().saturating_sub(before);
        println!("{accept}: {} MiB more", grown / MIB);
        assert!(grown < 16 * MIB, "{} MiB for {accept}", grown / MIB);
        sleep(Duration::from_secs(8)).await;
        for mut client in clients {
            let mut answer = Vec::new();
            let ended = client.read_to_end(&mut answer).await;
            assert!(ended.is_err(), "the client was not dropped, and read {} bytes", answer.len());
        }
    }
}
