//! Offers that are in use when the server stops: the reply is there or the offer is open, never neither.

use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{App, HttpServer, web};
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use serde_json::{Value, json};

use super::{Server, answer, drain_timeout, refusal};

/// Works for so many milliseconds on the first server; bound, so that each offer has its own.
#[widget_action("book", once)]
async fn book(Bound(work): Bound<u64>, server: web::Data<u8>) -> String {
    println!("\nrunning");
    if **server == 1 {
        tokio::time::sleep(Duration::from_millis(work)).await;
    }
    format!("booked {work}")
}

/// Never ends on the first server, and at once on the next.
#[widget_action("hang", once)]
async fn hang(server: web::Data<u8>) -> &'static str {
    println!("\nrunning");
    if **server == 1 {
        std::future::pending::<()>().await;
    }
    "hung"
}

#[widget_action("offer")]
async fn offer() -> Reply {
    let books = (1..=20).map(|n| Button::new(format!("Book {n}"), Book.bind(n * 50)));
    Reply::new("offer").widget(Button::new("Hang", Hang)).widget(Button::new("Book", Book.bind(1_500))).widgets(books)
}

const HANG: usize = 0;
const BOOK: usize = 1;

/// Serves the same store twice, one server after the other, as a program that is started again would.
#[test]
#[ignore = "the server that the other tests start"]
fn server() {
    let store = Arc::new(MemoryStore::default());
    actix_web::rt::System::new().block_on(async {
        for server in 1_u8..=2 {
            let chat = ChatWidgets::builder().store(Arc::clone(&store)).drain_timeout(drain_timeout());
            let chat = chat.handlers_per_thread(100).build().expect("no action clashes");
            let drained = chat.drained();
            let data = web::Data::new(server);
            let server = HttpServer::new(move || App::new().app_data(data.clone()).service(chat.scope("/api/chat")))
                .workers(2)
                .h1_allow_half_closed(false)
                .shutdown_timeout(1)
                .shutdown_signal(drained)
                .bind(("127.0.0.1", 0))
                .expect("a port is free");
            println!("\nlistening on {}", server.addrs()[0]);
            server.run().await.expect("the server ends well");
            println!("\nstopped");
        }
    });
}

struct Scene {
    server: Server,
    turn: Value,
}

impl Scene {
    fn open(drain_timeout: Duration) -> Self {
        let server = Server::start_as("offers::server", drain_timeout);
        let turn = json(&answer(server.post("offer")));
        Self { server, turn }
    }

    fn id(&self, widget: usize) -> &Value {
        &self.turn["widgets"][widget]["id"]
    }

    fn click(&self, widget: usize) -> TcpStream {
        let action = &self.turn["widgets"][widget]["action"];
        let (thread, id) = (&self.turn["threadId"], self.id(widget));
        let request = format!("request-{widget}");
        let body = json!({"action": action, "threadId": thread, "widgetId": id, "requestId": request});
        self.server.post_body(&body.to_string())
    }

    /// What the thread says of a widget, and all that was said.
    fn thread(&self) -> (Vec<Value>, Vec<String>) {
        let mut stream = self.server.connect();
        let path = format!("/api/chat/threads/{}", self.turn["threadId"].as_str().expect("it has a thread"));
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("the server reads");
        let thread = json(&answer(stream));
        let turns = thread["turns"].as_array().expect("a thread has turns").clone();
        let said = turns.iter().skip(1).map(|turn| turn["content"].as_str().unwrap_or_default().to_owned());
        (turns[0]["widgets"].as_array().expect("a turn has widgets").clone(), said.collect())
    }

    /// Goes on with the server that was started after the first one.
    fn next(&mut self) {
        self.server.wait_for("stopped");
        self.server.listens();
    }

    /// The offer can be used on the next server, and once only.
    fn is_open(&self, widget: usize, reply: &str) {
        let (widgets, said) = self.thread();
        assert_eq!((widgets[widget].get("state"), said.len()), (None, 0), "it said nothing, so it is open");
        let deadline = Instant::now() + Duration::from_secs(10);
        let done = loop {
            let done = answer(self.click(widget));
            // The task of a worker that is gone goes a moment later.
            if !done.contains("in_progress") {
                break done;
            }
            assert!(Instant::now() < deadline, "it stays in progress: {done}");
        };
        assert!(done.starts_with("HTTP/1.1 200") && json(&done)["content"] == reply, "{done}");
        self.is_done(widget, reply);
    }

    /// The reply is in the thread, once, and the same request gets it.
    fn is_done(&self, widget: usize, reply: &str) {
        let (widgets, said) = self.thread();
        assert_eq!((&widgets[widget]["state"], said), (&json!("done"), vec![reply.to_owned()]));
        let retry = answer(self.click(widget));
        assert!(retry.starts_with("HTTP/1.1 200") && json(&retry)["content"] == reply, "{retry}");
        assert_eq!(self.thread().1.len(), 1, "a retry says nothing anew");
    }
}

fn json(answer: &str) -> Value {
    let body = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}")).1;
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

#[test]
fn a_click_that_is_drained_has_its_reply_and_its_offer_is_done() {
    for signal in ["-INT", "-TERM"] {
        let mut scene = Scene::open(Duration::from_secs(20));
        let waiting = scene.click(BOOK);
        scene.server.wait_for("running");
        scene.server.signal(signal);
        refusal(&scene.server);
        let done = answer(waiting);
        assert!(done.starts_with("HTTP/1.1 200") && json(&done)["content"] == "booked 1500", "{done}");
        scene.next();
        scene.is_done(BOOK, "booked 1500");
    }
}

#[test]
fn a_click_that_is_drained_is_done_though_its_client_has_gone() {
    let mut scene = Scene::open(Duration::from_secs(20));
    let waiting = scene.click(BOOK);
    scene.server.wait_for("running");
    drop(waiting);
    scene.server.signal("-INT");
    scene.next();
    scene.is_done(BOOK, "booked 1500");
}

#[test]
fn an_offer_whose_handler_outlasts_the_drain_is_open() {
    for client_waits in [false, true] {
        let mut scene = Scene::open(Duration::from_millis(300));
        let mut waiting = Some(scene.click(HANG));
        scene.server.wait_for("running");
        if !client_waits {
            waiting.take();
        }
        scene.server.signal("-TERM");
        scene.next();
        drop(waiting);
        scene.is_open(HANG, "hung");
    }
}

#[test]
fn an_offer_whose_handler_is_abandoned_by_a_second_ctrl_c_is_open() {
    let mut scene = Scene::open(Duration::from_secs(60));
    let waiting = scene.click(HANG);
    scene.server.wait_for("running");
    drop(waiting);
    scene.server.signal("-INT");
    refusal(&scene.server);
    let told = Instant::now();
    scene.server.signal("-INT");
    scene.next();
    assert!(told.elapsed() < Duration::from_secs(30), "it did not wait for the time limit");
    scene.is_open(HANG, "hung");
}

#[test]
fn of_many_offers_each_has_its_reply_or_is_open_whenever_the_server_stops() {
    for (drain, signals) in [(Duration::from_millis(250), 1), (Duration::from_secs(60), 2)] {
        let mut scene = Scene::open(drain);
        let offers: Vec<_> = (BOOK + 1..BOOK + 21).collect();
        let clicks: Vec<_> = offers.iter().map(|&widget| scene.click(widget)).collect();
        for _ in &offers {
            scene.server.wait_for("running");
        }
        drop(clicks);
        scene.server.signal("-INT");
        if signals == 2 {
            refusal(&scene.server);
            scene.server.signal("-INT");
        }
        scene.next();
        let (widgets, said) = scene.thread();
        assert!(said.len() < offers.len(), "some were in the middle: {said:?}");
        let mut replies = said.len();
        for widget in offers {
            let reply = format!("booked {}", (widget - BOOK) * 50);
            let is_done = widgets[widget].get("state").is_some_and(|state| state == "done");
            assert_eq!(said.iter().filter(|said| **said == reply).count(), usize::from(is_done), "{reply}: {said:?}");
            replies += usize::from(!is_done);
            let deadline = Instant::now() + Duration::from_secs(10);
            let clicked = loop {
                let clicked = answer(scene.click(widget));
                if !clicked.contains("in_progress") || Instant::now() > deadline {
                    break clicked;
                }
            };
            assert!(clicked.starts_with("HTTP/1.1 200") && json(&clicked)["content"] == reply, "{clicked}");
        }
        assert_eq!((replies, scene.thread().1.len()), (20, 20), "each was booked once");
    }
}
