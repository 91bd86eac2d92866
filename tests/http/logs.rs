//! What is in the log: reasons, under the id that the client has; and nothing that a person entered.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use actix_web::web;
use chatwidgets::ThreadId;
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::server::{Server, text};

/// A log of all tests of this program: each looks for what it alone can have written.
#[derive(Clone, Copy)]
pub struct Log(&'static Mutex<Vec<u8>>);

static DEBUG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static INFO: Mutex<Vec<u8>> = Mutex::new(Vec::new());

impl Log {
    fn lock(self) -> MutexGuard<'static, Vec<u8>> {
        self.0.lock().unwrap()
    }

    /// The lines that contain a text.
    pub fn lines(self, text: &str) -> Vec<String> {
        let log = self.lock();
        let log = String::from_utf8_lossy(&log);
        log.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
    }

    #[track_caller]
    pub fn line(self, text: &str) -> String {
        self.lines(text).first().unwrap_or_else(|| panic!("no line of the log contains {text}")).clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged at `debug` and above, and what at `info` and above.
pub fn logs() -> (Log, Log) {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    let (debug, info) = (Log(&DEBUG), Log(&INFO));
    INSTALLED.get_or_init(|| {
        let debug = fmt::layer().with_span_events(FmtSpan::CLOSE).with_writer(move || debug);
        let debug = debug.with_ansi(false).with_filter(LevelFilter::DEBUG);
        let info = fmt::layer().with_writer(move || info).with_ansi(false).with_filter(LevelFilter::INFO);
        // Brings the lines of the `log` crate too.
        tracing_subscriber::registry().with(debug).with(info).init();
    });
    (debug, info)
}

pub struct Missing;

#[widget_action("logs.missing")]
pub async fn logs_missing(_: web::Data<Missing>) {}

/// Takes no text, and says which it was given.
pub struct Picky;

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Err(de::Error::custom(format!("{} is not to my taste", String::deserialize(deserializer)?)))
    }
}

#[derive(Deserialize, JsonSchema)]
pub struct Entered {
    #[schemars(length(max = 40))]
    text: String,
    #[serde(default)]
    #[expect(dead_code, reason = "only its schema counts")]
    number: Option<u8>,
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    #[expect(dead_code, reason = "it is never there")]
    picky: Option<Picky>,
}

#[widget_action("logs.entered")]
pub async fn logs_entered(Payload(entered): Payload<Entered>) -> Result<String, ActionError> {
    match entered.text.as_str() {
        text if text.ends_with("field") => Err(ActionError::field("/text", "odd", text)),
        text if text.ends_with("conflict") => Err(ActionError::conflict(text)),
        _ => Ok(entered.text),
    }
}

/// An envelope that no request has.
#[derive(Debug, Deserialize)]
pub struct Strict {
    #[expect(dead_code, reason = "only its type counts")]
    payload: u8,
}

#[widget_action("logs.strict")]
pub async fn logs_strict(_: web::Json<Strict>) {}

#[widget_action("logs.fail")]
pub async fn logs_fail(context: ActionContext, envelope: web::Json<Value>) -> Result<Reply, ActionError> {
    match envelope["payload"]["how"].as_str() {
        Some("panic") => panic!("fell over"),
        Some("slow") => context.cancelled().await,
        Some("big") => return Ok(Reply::new("x".repeat(5_000))),
        _ => Err(ActionError::internal("db-7 does not answer"))?,
    }
    Ok(Reply::default())
}

#[widget_action("logs.offered", offered)]
pub async fn logs_offered() {}

#[widget_action("logs.offer")]
pub async fn logs_offer() -> Reply {
    Reply::default().widget(Button::new("Mine", LogsOffered)).widget(Button::new("Other", LogsOffer))
}

pub async fn parrot(UserMessage(message): UserMessage) -> String {
    message
}

#[actix_web::test]
async fn state_that_is_missing_is_named_in_the_log() {
    let (_, log) = logs();
    let server = Server::start();
    let body = json!({"action": "logs.missing", "requestId": "logs-missing"});
    server.post("action", &body).await.problem(500, "handler_failed");
    let line = log.line("logs-missing");
    assert!(line.contains(r#"request_id="logs-missing""#), "in quotes, since a client made it: {line}");
    assert!(line.contains("ERROR") && line.contains("Data<http::logs::Missing>"), "{line}");
    assert!(line.contains("app_data"), "and what to do: {line}");
}

#[actix_web::test]
async fn a_failure_is_in_the_log_under_the_id_that_the_client_has() {
    let (debug, log) = logs();
    let server = Server::start();
    let problem = server.act("logs.fail", json!({})).await.problem(500, "handler_failed");
    let line = log.line(problem["requestId"].as_str().unwrap());
    assert!(line.contains("ERROR") && line.contains("db-7 does not answer") && line.contains("logs.fail"), "{line}");
    let problem = server.act("logs.fail", json!({"how": "panic"})).await.problem(500, "handler_failed");
    let line = log.line(problem["requestId"].as_str().unwrap());
    assert!(line.contains("panicked: fell over"), "{line}");
    let thread = server.act("envelope.greet", json!({})).await.thread();
    let closed = debug.line(&format!("thread={thread}"));
    assert!(closed.contains(r#"action="envelope.greet""#) && closed.contains(r#"outcome="ok""#), "{closed}");
}

#[actix_web::test]
async fn an_unknown_action_is_logged_with_its_two_usual_causes() {
    let (_, log) = logs();
    let server = Server::start();
    server.act("logs.mising", json!({})).await.problem(404, "unknown_action");
    let line = log.line("logs.mising");
    assert!(line.contains("WARN") && line.contains("logs.missing"), "{line}");
    assert!(line.contains("misspelt") && line.contains("not linked"), "{line}");
}

#[actix_web::test]
async fn the_actions_are_counted_at_start_and_listed_at_debug() {
    let (debug, info) = logs();
    let entry = |name| chatwidgets::ActionEntry::new(name, async || "x");
    let chat = ChatWidgets::builder().without_discovery().action(entry("logs.only_here"));
    chat.action(entry("logs.and_here")).build().unwrap();
    assert!(info.line("chat actions are registered").contains("actions="));
    assert!(!info.lines("actions=2").is_empty());
    assert!(debug.line("logs.only_here").contains("logs.rs:"), "{}", debug.line("logs.only_here"));
    assert_eq!(info.lines("logs.only_here"), [""; 0]);
}

#[actix_web::test]
async fn nothing_that_a_person_entered_is_in_the_log() {
    const MARK: &str = "entered-9e1c";
    let (debug, _) = logs();
    let server = Server::serve(ChatWidgets::builder().assistant(parrot).build().unwrap());
    let entered = |rest: &str| json!({"text": format!("{MARK}{rest}")});
    assert_eq!(server.act("logs.entered", entered("")).await.content(), MARK);
    server.act("logs.entered", entered(" field")).await.problem(422, "invalid_payload");
    server.act("logs.entered", entered(" conflict")).await.problem(409, "conflict");
    server.act("logs.entered", entered(&"x".repeat(100))).await.problem(422, "invalid_payload");
    let wrong = json!({"text": "x", "number": MARK});
    server.act("logs.entered", wrong).await.problem(422, "invalid_payload");
    let picky = json!({"text": "x", "picky": MARK});
    let refused = server.act("logs.entered", picky).await;
    assert!(refused.text.contains(MARK), "what only serde finds is told the client: {}", refused.text);
    server.act("logs.strict", json!({"x": MARK})).await.problem(400, "bad_request");
    server.act("logs.missing", json!({"x": MARK})).await.problem(500, "handler_failed");
    server.act("logs.fail", json!({"x": MARK})).await.problem(500, "handler_failed");
    server.act("logs.unknown", json!({"x": MARK})).await.problem(404, "unknown_action");
    server.post_text("action", format!("{{\"action\":\"{MARK}")).await.problem(400, "malformed_request");
    let misplaced = format!("{{\"action\":\"logs.entered\",\"threadId\":[\"{MARK}\"]}}");
    server.post_text("action", misplaced).await.problem(400, "malformed_request");
    assert_eq!(server.post("message", &json!({"message": MARK})).await.content(), MARK);
    assert_eq!(debug.lines(MARK), [""; 0]);
}

#[actix_web::test]
async fn the_log_tells_why_a_click_was_refused() {
    let (_, log) = logs();
    let server = Server::start();
    let turn = server.act("logs.offer", json!({})).await.ok();
    let (thread, unknown) = (text(&turn["threadId"]), json!(ThreadId::random()));
    let why = [
        (json!({"threadId": thread}), "the click names no widget"),
        (json!({"threadId": thread, "widgetId": "x"}), "the click's widget id cannot be read"),
        (json!({"threadId": thread, "widgetId": unknown}), "its thread has no such widget"),
        (json!({"threadId": thread, "widgetId": turn["widgets"][1]["id"]}), "its widget names another action"),
        (json!({"widgetId": turn["widgets"][0]["id"]}), "the click names no thread"),
    ];
    for (mut body, why) in why {
        body["action"] = json!("logs.offered");
        let refused = || log.lines("logs.offered").iter().filter(|line| line.contains(why)).count();
        let before = refused();
        server.post("action", &body).await.problem(403, "not_offered");
        assert_eq!(refused(), before + 1, "{why}");
    }
    assert_eq!(log.lines(&text(&turn["widgets"][1]["id"])), [""; 0], "a widget's id is as good as a key");
}

#[actix_web::test]
async fn thread_ids_are_in_the_log_at_debug_only() {
    let (debug, info) = logs();
    let store = MemoryStore::builder().max_bytes(4_000).build();
    let chat = ChatWidgets::builder().store(store).assistant(parrot).build().unwrap();
    let server = Server::serve(chat);
    let thread = server.act("envelope.greet", json!({})).await.thread();
    let click = |action: &'static str, payload: Value| {
        server_post(&server, json!({"action": action, "payload": payload, "threadId": thread}))
    };
    click("logs.fail", json!({})).await.problem(500, "handler_failed");
    click("logs.fail", json!({"how": "panic"})).await.problem(500, "handler_failed");
    click("logs.fail", json!({"how": "big"})).await.problem(500, "reply_lost");
    click("logs.missing", json!({})).await.problem(500, "handler_failed");
    click("limits.slow", json!({})).await.problem(500, "handler_failed");
    click("logs.unknown", json!({})).await.problem(404, "unknown_action");
    let no_widget = json!({"action": "envelope.greet", "threadId": thread, "widgetId": "x"});
    server.post("action", &no_widget).await.problem(403, "not_offered");
    server.post("message", &json!({"message": "hi", "threadId": thread})).await.ok();
    let unknown = ThreadId::random().to_string();
    server.get(&format!("threads/{unknown}")).await.problem(404, "thread_not_found");
    assert!(!debug.lines(&thread).is_empty());
    assert_eq!(info.lines(&thread), [""; 0]);
    assert_eq!(info.lines(&unknown), [""; 0]);
}

async fn server_post(server: &Server, body: Value) -> crate::server::Answer {
    server.post("action", &body).await
}

#[widget_action("logs.block")]
pub async fn logs_block() {
    std::thread::sleep(Duration::from_millis(2_500));
}

#[widget_action("logs.patient")]
pub async fn logs_patient() {
    tokio::time::sleep(Duration::from_millis(2_500)).await;
}

#[actix_web::test]
async fn a_handler_that_blocks_its_thread_is_in_the_log_once_a_minute() {
    let (_, info) = logs();
    let server = Server::start();
    server.act("logs.patient", json!({})).await.ok();
    for _ in 0..2 {
        server.act("logs.block", json!({})).await.ok();
    }
    let lines = info.lines("a handler blocks its thread");
    let lines: Vec<_> = lines.iter().filter(|line| line.contains("logs.")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = lines[0];
    assert!(line.contains("WARN") && line.contains(r#"action="logs.block" lasts="#), "{line}");
}
