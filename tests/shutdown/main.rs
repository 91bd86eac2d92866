//! Stopping a server, on real sockets and by real signals: nothing new begins, what runs is finished.
//!
//! The server is this very program, started again as the ignored test `server`.
#![cfg(unix)]

mod offers;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use actix_web::{App, HttpServer};
use chatwidgets::prelude::*;

/// How long the server gives what runs, in milliseconds.
const DRAIN_TIMEOUT: &str = "CHATWIDGETS_TEST_DRAIN_TIMEOUT";

/// How long the slow handler works.
const WORK: Duration = Duration::from_millis(1_500);

#[widget_action("slow")]
async fn slow(context: ActionContext) -> &'static str {
    println!("running");
    tokio::spawn(async {
        tokio::time::sleep(WORK).await;
    })
    .await
    .expect("the work is done");
    println!("cancelled: {}", context.is_cancelled());
    println!("finished");
    "done"
}

#[widget_action("endless")]
async fn endless() {
    println!("running");
    std::future::pending::<()>().await;
}

#[widget_action("quick")]
async fn quick() -> &'static str {
    "quick"
}

fn drain_timeout() -> Duration {
    let milliseconds = std::env::var(DRAIN_TIMEOUT).ok().and_then(|milliseconds| milliseconds.parse().ok());
    Duration::from_millis(milliseconds.unwrap_or(4_000))
}

#[test]
#[ignore = "the server that the other tests start"]
fn server() {
    let chat = ChatWidgets::builder().drain_timeout(drain_timeout()).build().expect("no action clashes");
    let drained = chat.drained();
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || App::new().service(chat.scope("/api/chat")))
            .workers(1)
            .h1_allow_half_closed(false)
            .shutdown_signal(drained)
            .bind(("127.0.0.1", 0))
            .expect("a port is free");
        println!("\nlistening on {}", server.addrs()[0]);
        server.run().await.expect("the server ends well");
    });
    println!("\nstopped");
}

struct Server {
    process: Child,
    lines: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        Self::start_as("server", Duration::from_secs(4))
    }

    /// Starts an ignored test, with that long for what runs when it stops.
    fn start_as(test: &str, drain_timeout: Duration) -> Self {
        let program = std::env::current_exe().expect("a test knows its program");
        let mut process = Command::new(program)
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env(DRAIN_TIMEOUT, drain_timeout.as_millis().to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let lines = BufReader::new(process.stdout.take().expect("its output is piped"));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { process, lines, address };
        server.listens();
        server
    }

    /// Waits until it says where it listens.
    fn listens(&mut self) {
        let line = self.wait_for("listening on ");
        self.address = line.trim_start_matches("listening on ").parse().expect("it says its address");
    }

    /// Reads the server's output up to a line that begins so.
    fn wait_for(&mut self, start: &str) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("its output is text");
            assert!(read > 0, "the server ended without {start:?}: {seen}");
            if line.starts_with(start) {
                return line.trim_end().to_owned();
            }
            seen.push_str(&line);
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server accepts");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit can be set");
        stream
    }

    fn post(&self, action: &str) -> TcpStream {
        self.post_body(&format!(r#"{{"action":"{action}"}}"#))
    }

    fn post_body(&self, body: &str) -> TcpStream {
        let stream = self.connect();
        send_body(&stream, body);
        stream
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(status.expect("`kill` runs").success());
    }

    fn end(mut self) -> ExitStatus {
        let status = self.process.wait().expect("the server ends");
        drop(self);
        status
    }
}

impl Drop for Server {
    /// A test that failed must not leave its server behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn send(stream: &TcpStream, action: &str) {
    send_body(stream, &format!(r#"{{"action":"{action}"}}"#));
}

fn send_body(mut stream: &TcpStream, body: &str) {
    let length = body.len();
    let head =
        "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: {length}\r\n\r\n{body}").expect("the server reads");
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    answer
}

/// How an action is refused once the server knows of the signal, which takes a moment.
fn refusal(server: &Server) -> String {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let refused = answer(server.post("quick"));
        if refused.starts_with("HTTP/1.1 503") {
            return refused;
        }
        assert!(Instant::now() < deadline, "the server does not refuse: {refused}");
    }
}

fn stops_cleanly_on(signal: &str) {
    let mut server = Server::start();
    let waiting = server.post("slow");
    server.wait_for("running");
    let idle = server.connect();
    server.signal(signal);
    let refused = refusal(&server);
    assert!(refused.contains(r#""code":"shutting_down""#), "{refused}");
    assert!(refused.contains("retry-after: 5\r\n"), "{refused}");
    send(&idle, "quick");
    assert!(answer(idle).starts_with("HTTP/1.1 503"), "a connection from before is refused too");
    let done = answer(waiting);
    assert!(done.starts_with("HTTP/1.1 200") && done.contains(r#""content":"done""#), "{done}");
    assert_eq!(server.wait_for("cancelled"), "cancelled: true", "a handler can know that the server stops");
    server.wait_for("stopped");
    assert!(server.end().success());
}

#[test]
fn a_stop_does_not_wait_for_bodies_that_never_end() {
    let mut server = Server::start();
    let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    // From then on it hears signals.
    assert!(answer(server.post("quick")).starts_with("HTTP/1.1 200"));
    let stalled: Vec<_> = (0..3).map(|_| server.connect()).collect();
    for mut stream in &stalled {
        write!(stream, "{head}content-length: 1000000\r\n\r\n{}", "x".repeat(900_000)).expect("the server reads");
    }
    let started = Instant::now();
    server.signal("-TERM");
    server.wait_for("stopped");
    assert!(server.end().success());
    assert!(started.elapsed() < Duration::from_secs(10), "it took {:?}", started.elapsed());
}

#[test]
fn ctrl_c_refuses_new_actions_and_lets_running_ones_finish() {
    stops_cleanly_on("-INT");
}

#[test]
fn sigterm_refuses_new_actions_and_lets_running_ones_finish() {
    stops_cleanly_on("-TERM");
}

#[test]
fn a_handler_finishes_though_its_client_has_gone() {
    let mut server = Server::start();
    let waiting = server.post("slow");
    server.wait_for("running");
    drop(waiting);
    server.signal("-INT");
    server.wait_for("finished");
    server.wait_for("stopped");
    assert!(server.end().success());
}

#[test]
fn a_handler_that_never_ends_is_abandoned_after_the_time_limit() {
    let mut server = Server::start();
    let waiting = server.post("endless");
    server.wait_for("running");
    drop(waiting);
    let told = Instant::now();
    server.signal("-TERM");
    server.wait_for("stopped");
    assert!(told.elapsed() >= Duration::from_secs(4), "it was given its time");
    assert!(server.end().success());
}

#[test]
fn a_second_ctrl_c_does_not_wait() {
    let mut server = Server::start();
    let waiting = server.post("endless");
    server.wait_for("running");
    drop(waiting);
    let told = Instant::now();
    server.signal("-INT");
    refusal(&server);
    server.signal("-INT");
    server.wait_for("stopped");
    assert!(told.elapsed() < Duration::from_secs(4), "it did not wait for the time limit");
    assert!(server.end().success());
}
