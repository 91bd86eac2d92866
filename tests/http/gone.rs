//! Clients that hang up while a handler runs: it learns of it, and runs to its end all the same.

use actix_web::web;
use chatwidgets::ThreadId;
use chatwidgets::prelude::*;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};

use crate::server::{Server, soon};

/// How a test and the handler that it watches find each other.
struct Watch {
    started: mpsc::UnboundedSender<ThreadId>,
    cancelled: Notify,
    go_on: Notify,
}

#[widget_action("gone.work")]
async fn gone_work(context: ActionContext, watch: web::Data<Watch>) -> String {
    watch.started.send(context.thread_id()).unwrap();
    context.cancelled().await;
    watch.cancelled.notify_one();
    watch.go_on.notified().await;
    format!("done, cancelled: {}", context.is_cancelled())
}

#[widget_action("gone.begin")]
async fn gone_begin() -> &'static str {
    "begun"
}

#[widget_action("gone.wait")]
async fn gone_wait(context: ActionContext, watch: web::Data<Watch>) -> String {
    watch.started.send(context.thread_id()).unwrap();
    watch.go_on.notified().await;
    format!("done, cancelled: {}", context.is_cancelled())
}

struct Scene {
    server: Server,
    chat: ChatWidgets,
    watch: web::Data<Watch>,
    started: mpsc::UnboundedReceiver<ThreadId>,
}

fn scene() -> Scene {
    let (tell, started) = mpsc::unbounded_channel();
    let watch = web::Data::new(Watch { started: tell, cancelled: Notify::new(), go_on: Notify::new() });
    let chat = ChatWidgets::builder().build().unwrap();
    let state = watch.clone();
    let server = Server::configured(chat.clone(), move |app| {
        app.app_data(state.clone());
    });
    Scene { server, chat, watch, started }
}

/// The handler sees that its client has gone, and its turn is in the thread afterwards.
async fn runs_to_its_end_after(hang_up: impl FnOnce(TcpStream), in_new_thread: bool) {
    let Scene { server, chat, watch, mut started } = scene();
    let mut body = json!({"action": "gone.work"});
    let mut expected = vec![("assistant".to_owned(), "done, cancelled: true".to_owned())];
    if !in_new_thread {
        body["threadId"] = server.act("gone.begin", json!({})).await.thread().into();
        expected.insert(0, ("assistant".to_owned(), "begun".to_owned()));
    }
    let stream = server.begin(&body).await;
    let thread = soon(started.recv()).await.unwrap();
    hang_up(stream);
    soon(watch.cancelled.notified()).await;
    watch.go_on.notify_one();
    // Resolves when no handler runs any more, and its turn is stored by then.
    soon(chat.drain()).await;
    assert_eq!(server.said(&thread.to_string()).await, expected);
}

#[actix_web::test]
async fn a_handler_whose_client_closes_the_connection_runs_to_its_end() {
    runs_to_its_end_after(drop, true).await;
    runs_to_its_end_after(drop, false).await;
}

#[actix_web::test]
async fn a_handler_whose_client_resets_the_connection_runs_to_its_end() {
    let reset = |stream: TcpStream| stream.set_zero_linger().unwrap();
    runs_to_its_end_after(reset, true).await;
    runs_to_its_end_after(reset, false).await;
}

#[actix_web::test]
async fn a_handler_whose_client_waits_is_not_cancelled() {
    let Scene { server, watch, mut started, .. } = scene();
    let post = server.act("gone.wait", json!({}));
    let release = async {
        soon(started.recv()).await.unwrap();
        watch.go_on.notify_one();
    };
    let (answer, ()) = tokio::join!(post, release);
    assert_eq!(answer.content(), "done, cancelled: false");
}

#[actix_web::test]
async fn a_body_that_breaks_off_runs_nothing() {
    let Scene { server, mut started, .. } = scene();
    let half = b"POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                 content-length: 100\r\n\r\n{\"action\":\"gone.wait\"}";
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, half).await.unwrap();
    drop(stream);
    // The only worker has dealt with it before it answers the next one.
    assert_eq!(server.act("gone.begin", json!({})).await.content(), "begun");
    assert!(started.try_recv().is_err());
}
