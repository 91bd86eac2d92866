//! `requestId`: who asks again is answered again, and nothing runs twice.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::server::{Answer, Server, click, soon, text};

/// What a test and the handlers that it watches share.
#[derive(Default)]
pub struct Desk {
    runs: AtomicUsize,
    pub started: Notify,
    pub go_on: Notify,
}

impl Desk {
    fn run(&self) -> usize {
        self.runs.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[derive(Deserialize, JsonSchema)]
pub struct Text {
    text: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Echo {
    text: String,
    #[serde(default)]
    count: u8,
    #[serde(default)]
    loud: bool,
}

#[widget_action("retries.echo")]
pub async fn retries_echo(Payload(echo): Payload<Echo>) -> String {
    format!("{} {} {}", echo.text, echo.count, echo.loud)
}

#[widget_action("retries.begin")]
pub async fn retries_begin() -> Reply {
    Reply::new("begun")
        .widget(Button::new("Once", RetriesOnce))
        .widget(Button::new("Count", RetriesCount))
        .widget(Button::new("Count too", RetriesCount))
}

#[widget_action("retries.count")]
pub async fn retries_count(desk: web::Data<Desk>) -> Reply {
    Reply::new(format!("run {}", desk.run())).widget(Button::new("Once", RetriesOnce))
}

#[widget_action("retries.say")]
pub async fn retries_say(Payload(text): Payload<Text>, desk: web::Data<Desk>) -> Result<String, ActionError> {
    match (text.text.as_str(), desk.run()) {
        ("fails at first", 1) => Err(ActionError::conflict("not now")),
        ("panics at first", 1) => panic!("fell over"),
        (text, run) => Ok(format!("{text}, run {run}")),
    }
}

#[widget_action("retries.wait")]
pub async fn retries_wait(desk: web::Data<Desk>) -> String {
    let run = desk.run();
    desk.started.notify_one();
    desk.go_on.notified().await;
    format!("run {run}")
}

#[widget_action("retries.once", once)]
pub async fn retries_once(desk: web::Data<Desk>) -> String {
    format!("run {}", desk.run())
}

async fn assistant(UserMessage(message): UserMessage, desk: web::Data<Desk>) -> Result<String, ActionError> {
    let run = desk.run();
    match message.as_str() {
        "fail" if run == 1 => Err(ActionError::internal("it is tired")),
        "panic" if run == 1 => panic!("fell over"),
        "wait" => {
            desk.started.notify_one();
            desk.go_on.notified().await;
            Ok(format!("run {run}"))
        }
        _ => Ok(format!("run {run}")),
    }
}

pub struct Scene {
    pub server: Server,
    pub desk: web::Data<Desk>,
    turn: Value,
    pub thread: String,
}

impl Scene {
    pub async fn open() -> Self {
        let desk = web::Data::new(Desk::default());
        let state = desk.clone();
        let chat = ChatWidgets::builder().assistant(assistant).build().unwrap();
        let server = Server::configured(chat, move |app| {
            app.app_data(state.clone());
        });
        let turn = server.act("retries.begin", json!({})).await.ok();
        Self { server, desk, thread: text(&turn["threadId"]), turn }
    }

    fn id(&self, widget: usize) -> &Value {
        &self.turn["widgets"][widget]["id"]
    }

    pub fn runs(&self) -> usize {
        self.desk.runs.load(Ordering::SeqCst)
    }

    pub fn body(&self, action: &str, payload: Value, request: &str) -> Value {
        json!({"action": action, "payload": payload, "threadId": self.thread, "requestId": request})
    }

    pub fn message(&self, message: &str, request: &str) -> Value {
        json!({"message": message, "threadId": self.thread, "requestId": request})
    }

    pub async fn post(&self, body: &Value) -> Answer {
        self.server.post("action", body).await
    }

    /// Posts with the header, as it is.
    pub async fn keyed(&self, body: &Value, key: &str) -> Answer {
        let path = if body.get("message").is_some() { "message" } else { "action" };
        let request = self.server.request(Method::POST, path).header("content-type", "application/json");
        Answer::to(request.header("Idempotency-Key", key).body(body.to_string())).await
    }

    /// What was said since the thread began.
    pub async fn said(&self) -> Vec<String> {
        self.server.said(&self.thread).await.into_iter().skip(1).map(|(role, text)| format!("{role}: {text}")).collect()
    }
}

#[actix_web::test]
async fn who_asks_again_gets_the_same_bytes_and_nothing_runs() {
    let scene = Scene::open().await;
    for body in [
        scene.body("retries.count", json!({}), "a"),
        scene.body("retries.say", json!({"text": "hi"}), "b"),
        click(&scene.thread, scene.id(1), "retries.count", json!({"requestId": "c"})),
    ] {
        let first = scene.post(&body).await;
        first.ok();
        let runs = scene.runs();
        for _ in 0..3 {
            let again = scene.post(&body).await;
            assert_eq!((again.status, &again.text), (200, &first.text));
            assert_eq!(again.header("content-type"), first.header("content-type"));
        }
        assert_eq!(scene.runs(), runs);
    }
    assert_eq!(scene.said().await.len(), 3);
}

#[actix_web::test]
async fn while_the_first_still_runs_the_others_wait_for_it() {
    let scene = Scene::open().await;
    let body = scene.body("retries.wait", json!({}), "wait");
    let first = scene.server.post_aside("action", &body);
    soon(scene.desk.started.notified()).await;
    let others: Vec<_> = (0..20).map(|_| scene.server.post_aside("action", &body)).collect();
    // Another body under the same id need not wait to be refused.
    scene.post(&scene.body("retries.count", json!({}), "wait")).await.problem(409, "conflict");
    assert!(others.iter().all(|other| !other.is_finished()));
    scene.desk.go_on.notify_one();
    let first = soon(first).await.unwrap();
    assert_eq!(first.content(), "run 1");
    for other in others {
        assert_eq!(soon(other).await.unwrap().text, first.text);
    }
    assert_eq!((scene.runs(), scene.said().await), (1, vec!["assistant: run 1".into()]));
}

#[actix_web::test]
async fn another_body_under_the_same_id_is_a_conflict() {
    let scene = Scene::open().await;
    let first = click(&scene.thread, scene.id(1), "retries.count", json!({"requestId": "a", "payload": {"x": 1}}));
    let answer = scene.post(&first).await;
    answer.ok();
    let others = [
        (click(&scene.thread, scene.id(1), "retries.count", json!({"requestId": "a", "payload": {"x": 2}})), "payload"),
        (click(&scene.thread, scene.id(1), "retries.count", json!({"requestId": "a"})), "no payload"),
        (click(&scene.thread, scene.id(2), "retries.count", json!({"requestId": "a", "payload": {"x": 1}})), "widget"),
        (scene.body("retries.count", json!({"x": 1}), "a"), "no widget"),
        (scene.body("retries.say", json!({"x": 1}), "a"), "action"),
        (scene.body("retries.wait", json!({}), "a"), "action and payload"),
    ];
    for (body, what) in others {
        let problem = scene.post(&body).await.problem(409, "conflict");
        assert_eq!((&problem["requestId"], problem.get("widget")), (&json!("a"), None), "{what}");
    }
    let message = scene.server.post("message", &scene.message("hi", "a")).await;
    message.problem(409, "conflict");
    assert_eq!(scene.post(&first).await.text, answer.text, "the first is remembered all the same");
    assert_eq!((scene.runs(), scene.said().await.len()), (1, 1));
}

#[actix_web::test]
async fn a_click_with_an_unreadable_widget_id_is_another_request() {
    let scene = Scene::open().await;
    let mut body = scene.body("retries.count", json!({}), "a");
    scene.post(&body).await.ok();
    body["widgetId"] = json!("nonsense");
    scene.post(&body).await.problem(409, "conflict");
    assert_eq!(scene.runs(), 1);
}

#[actix_web::test]
async fn it_is_checked_before_the_widget() {
    let scene = Scene::open().await;
    let body = click(&scene.thread, scene.id(0), "retries.once", json!({"requestId": "once"}));
    let first = scene.post(&body).await;
    assert_eq!(first.ok()["updates"][0]["widget"]["state"], "done");
    assert_eq!(scene.post(&body).await.text, first.text, "the answer, and what became of the widget");
    let other = click(&scene.thread, scene.id(0), "retries.once", json!({"requestId": "twice"}));
    scene.post(&other).await.problem(409, "already_done");
    scene.post(&other).await.problem(409, "already_done");
    scene.server.click(&scene.thread, scene.id(0), "retries.once", json!({})).await.problem(409, "already_done");
    assert_eq!((scene.runs(), scene.said().await.len()), (1, 1));
}

#[actix_web::test]
async fn of_many_at_once_with_one_id_one_runs_and_all_are_answered() {
    let scene = Scene::open().await;
    let body = click(&scene.thread, scene.id(0), "retries.once", json!({"requestId": "many"}));
    let posts: Vec<_> = (0..50).map(|_| scene.server.post_aside("action", &body)).collect();
    for post in posts {
        let answer = soon(post).await.unwrap().ok();
        assert_eq!((&answer["content"], &answer["updates"][0]["widget"]["state"]), (&json!("run 1"), &json!("done")));
    }
    assert_eq!((scene.runs(), scene.said().await.len()), (1, 1));
}

#[actix_web::test]
async fn what_failed_runs_again() {
    let scene = Scene::open().await;
    let body = scene.body("retries.say", json!({"text": "fails at first"}), "a");
    let problem = scene.post(&body).await.problem(409, "conflict");
    assert_eq!(problem["detail"], "not now", "the handler's own");
    let again = scene.post(&body).await;
    assert_eq!(again.content(), "fails at first, run 2");
    assert_eq!(scene.post(&body).await.text, again.text);
    assert_eq!(scene.runs(), 2);
    let refused = scene.body("retries.say", json!({}), "b");
    scene.post(&refused).await.problem(422, "invalid_payload");
    // Nothing came of it: the person corrects what was entered, and may keep the id.
    let corrected = scene.body("retries.say", json!({"text": "corrected"}), "b");
    assert_eq!(scene.post(&corrected).await.content(), "corrected, run 3");
    let scene = Scene::open().await;
    let body = scene.body("retries.say", json!({"text": "panics at first"}), "a");
    scene.post(&body).await.problem(500, "handler_failed");
    assert_eq!(scene.post(&body).await.content(), "panics at first, run 2");
}

#[actix_web::test]
async fn a_refused_click_is_not_remembered() {
    let scene = Scene::open().await;
    let refused = scene.body("retries.once", json!({}), "a");
    scene.post(&refused).await.problem(403, "not_offered");
    scene.post(&refused).await.problem(403, "not_offered");
    let offered = click(&scene.thread, scene.id(0), "retries.once", json!({"requestId": "a"}));
    assert_eq!(scene.post(&offered).await.content(), "run 1");
}

#[actix_web::test]
async fn a_request_in_another_thread_is_another_one() {
    let scene = Scene::open().await;
    let mut body = scene.body("retries.count", json!({}), "a");
    assert_eq!(scene.post(&body).await.content(), "run 1");
    let elsewhere = scene.server.act("retries.begin", json!({})).await.thread();
    body["threadId"] = json!(elsewhere);
    let there = scene.post(&body).await;
    assert_eq!((there.content(), there.thread()), ("run 2".into(), elsewhere));
    assert_eq!(scene.post(&body).await.text, there.text);
    assert_eq!(scene.runs(), 2);
}

#[actix_web::test]
async fn the_request_that_begins_a_thread_is_remembered_there() {
    let scene = Scene::open().await;
    let mut body = json!({"action": "retries.count", "requestId": "a"});
    let first = scene.post(&body).await;
    body["threadId"] = first.thread().into();
    assert_eq!(scene.post(&body).await.text, first.text);
    body["payload"] = json!({"x": 1});
    scene.post(&body).await.problem(409, "conflict");
    assert_eq!(scene.runs(), 1);
}

#[actix_web::test]
async fn without_an_id_every_post_runs() {
    let scene = Scene::open().await;
    let mut body = scene.body("retries.count", json!({}), "");
    body.as_object_mut().unwrap().remove("requestId");
    for run in 1..=3 {
        assert_eq!(scene.post(&body).await.content(), format!("run {run}"));
    }
    body["requestId"] = json!(null);
    assert_eq!(scene.post(&body).await.content(), "run 4");
    assert_eq!(scene.post(&body).await.content(), "run 5");
}

#[actix_web::test]
async fn the_header_idempotency_key_is_the_same() {
    let scene = Scene::open().await;
    let mut body = scene.body("retries.count", json!({}), "key-1");
    let bare = body.clone();
    body.as_object_mut().unwrap().remove("requestId");
    let first = scene.keyed(&body, "key-1").await;
    assert_eq!(first.content(), "run 1");
    for key in ["key-1", "\"key-1\"", " key-1 "] {
        assert_eq!(scene.keyed(&body, key).await.text, first.text, "{key}");
        assert_eq!(scene.keyed(&bare, key).await.text, first.text, "{key}, and in the body too");
    }
    assert_eq!(scene.post(&bare).await.text, first.text);
    for key in ["key-2", "\"key-2\"", "", "KEY-1"] {
        let problem = scene.keyed(&bare, key).await.problem(400, "malformed_request");
        assert_eq!(problem["detail"], "`requestId` and the header `Idempotency-Key` differ", "{key}");
    }
    for key in ["", "\"\"", "a b", &"x".repeat(129), "ä"] {
        scene.keyed(&body, key).await.problem(400, "malformed_request");
    }
    let problem = scene.keyed(&scene.body("retries.say", json!({}), "key-1"), "key-1").await;
    problem.problem(409, "conflict");
    assert_eq!((scene.runs(), scene.said().await.len()), (1, 1));
    assert_eq!(scene.keyed(&body, &"x".repeat(128)).await.content(), "run 2");
}

#[actix_web::test]
async fn a_payload_written_in_another_way_is_the_same_request() {
    let server = Server::start();
    let thread = server.act("retries.echo", json!({"text": "first"})).await.thread();
    let post = async |content_type: &str, body: String| {
        let request = server.request(Method::POST, "action").header(CONTENT_TYPE, content_type);
        Answer::to(request.body(body)).await
    };
    let json = |payload: &str| {
        format!(r#"{{"action":"retries.echo","threadId":"{thread}","requestId":"other-way","payload":{payload}}}"#)
    };
    let first = post("application/json", json(r#"{"text":"a","count":5,"loud":true}"#)).await.content();
    for again in
        ["{ \"loud\": true, \"count\": 5.0,\n \"text\": \"\\u0061\" }", r#"{"count":"5","text":"a","loud":"on"}"#]
    {
        assert_eq!(post("application/json", json(again)).await.content(), first, "{again}");
    }
    let form = format!("~action=retries.echo&~threadId={thread}&~requestId=other-way&text=a&count=5&loud=on");
    assert_eq!(post("application/x-www-form-urlencoded", form).await.content(), first);
    for other in [r#"{"text":"b","count":5,"loud":true}"#, r#"{"text":"a","count":6,"loud":true}"#] {
        post("application/json", json(other)).await.problem(409, "conflict");
    }
    assert_eq!(server.said(&thread).await.len(), 2, "it ran once");
}

#[actix_web::test]
async fn two_keys_that_differ_are_malformed() {
    let server = Server::start();
    let post = async |keys: &[&str]| {
        let request = server.request(Method::POST, "action").header(CONTENT_TYPE, "application/json");
        let request = keys.iter().fold(request, |request, key| request.header("idempotency-key", *key));
        Answer::to(request.body(r#"{"action":"retries.echo","payload":{"text":"x"}}"#)).await
    };
    assert_eq!(post(&["one", "\"one\""]).await.status, 200);
    let problem = post(&["one", "two"]).await.problem(400, "malformed_request");
    assert_eq!(problem["detail"], "there are two headers `Idempotency-Key`, and they differ");
}
