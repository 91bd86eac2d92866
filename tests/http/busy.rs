//! How many handlers may run at the same time: in one thread, and in all.

use std::time::Duration;

use actix_web::web;
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};

use crate::server::{Answer, Server, soon, text};

/// What a test and the handlers that it watches share.
pub struct Desk {
    started: Notify,
    cancelled: Notify,
    /// One permit lets one handler end.
    go_on: Semaphore,
}

impl Default for Desk {
    fn default() -> Self {
        Self { started: Notify::new(), cancelled: Notify::new(), go_on: Semaphore::new(0) }
    }
}

#[widget_action("busy.wait")]
pub async fn busy_wait(desk: web::Data<Desk>) -> &'static str {
    desk.started.notify_one();
    desk.go_on.acquire().await.unwrap().forget();
    "waited"
}

#[widget_action("busy.once", once)]
pub async fn busy_once() -> &'static str {
    "once"
}

#[widget_action("busy.offer")]
pub async fn busy_offer() -> Reply {
    Reply::new("offer").widget(Button::new("Once", BusyOnce))
}

#[widget_action("busy.quick")]
pub async fn busy_quick() -> &'static str {
    "quick"
}

#[widget_action("busy.fail")]
pub async fn busy_fail() -> Result<(), ActionError> {
    tokio::task::yield_now().await;
    Err(ActionError::internal("no"))
}

#[widget_action("busy.panic")]
pub async fn busy_panic() {
    tokio::task::yield_now().await;
    panic!("no");
}

#[widget_action("busy.panic_at_once")]
pub async fn busy_panic_at_once() {
    panic!("no");
}

#[widget_action("busy.slow", timeout = "20ms")]
pub async fn busy_slow(context: ActionContext) {
    context.cancelled().await;
}

#[widget_action("busy.bad_reply")]
pub async fn busy_bad_reply() -> Reply {
    Reply::default().widget(Image::new("x", "a.png").expires_in(Duration::from_secs(1)))
}

#[widget_action("busy.heed")]
pub async fn busy_heed(context: ActionContext, desk: web::Data<Desk>) {
    desk.started.notify_one();
    context.cancelled().await;
    desk.cancelled.notify_one();
}

pub struct Missing;

#[widget_action("busy.missing")]
pub async fn busy_missing(_: web::Data<Missing>) {}

async fn assistant(UserMessage(message): UserMessage, desk: web::Data<Desk>) -> Result<&'static str, ActionError> {
    match message.as_str() {
        "fail" => Err(ActionError::internal("no")),
        "wait" => Ok(busy_wait(desk).await),
        _ => Ok("heard"),
    }
}

struct Scene {
    server: Server,
    desk: web::Data<Desk>,
    thread: String,
}

impl Scene {
    async fn of(chat: ChatWidgetsBuilder) -> Self {
        let desk = web::Data::new(Desk::default());
        let state = desk.clone();
        let server = Server::configured(chat.assistant(assistant).build().unwrap(), move |app| {
            app.app_data(state.clone());
        });
        let thread = server.act("busy.quick", json!({})).await.thread();
        Self { server, desk, thread }
    }

    fn body(&self, action: &str) -> Value {
        json!({"action": action, "threadId": self.thread})
    }

    async fn act(&self, action: &str) -> Answer {
        self.server.post("action", &self.body(action)).await
    }

    async fn say(&self, message: &str) -> Answer {
        self.server.post("message", &json!({"message": message, "threadId": self.thread})).await
    }

    /// A handler that runs until it is let go.
    async fn wait(&self) -> tokio::task::JoinHandle<Answer> {
        let post = self.server.post_aside("action", &self.body("busy.wait"));
        soon(self.desk.started.notified()).await;
        post
    }

    /// Whether the thread takes a handler again, which it does a moment after the last one has ended.
    async fn is_free(&self, after: &str) {
        let free = async {
            loop {
                let answer = self.act("busy.quick").await;
                if answer.status != 429 && answer.status != 503 {
                    return answer.content();
                }
                tokio::task::yield_now().await;
            }
        };
        let free = tokio::time::timeout(Duration::from_secs(10), free).await;
        assert_eq!(free.unwrap_or_else(|_| panic!("a handler counts for ever after {after}")), "quick");
    }
}

#[actix_web::test]
async fn a_thread_runs_no_more_handlers_at_once_than_it_may() {
    let scene = Scene::of(ChatWidgets::builder().handlers_per_thread(2)).await;
    let running = [scene.wait().await, scene.wait().await];
    let before = scene.server.said(&scene.thread).await;
    for answer in [scene.act("busy.quick").await, scene.say("hi").await] {
        answer.problem(429, "too_many_requests");
        assert_eq!(answer.header("retry-after"), "1");
    }
    assert_eq!(scene.server.said(&scene.thread).await, before, "a message that is refused is not kept");
    assert_eq!(scene.server.act("busy.quick", json!({})).await.content(), "quick", "a new thread is not affected");
    let other = scene.server.act("busy.quick", json!({})).await.thread();
    let body = json!({"action": "busy.quick", "threadId": other});
    assert_eq!(scene.server.post("action", &body).await.content(), "quick", "nor another one");
    scene.desk.go_on.add_permits(1);
    let [first, second] = running;
    // Either of them ends.
    let ended = soon(first_of(first, second)).await;
    assert_eq!(ended.0.content(), "waited");
    assert_eq!(scene.act("busy.quick").await.content(), "quick");
    scene.desk.go_on.add_permits(1);
    assert_eq!(soon(ended.1).await.unwrap().content(), "waited");
}

type Post = tokio::task::JoinHandle<Answer>;

/// The answer that comes first, and the post whose answer is still to come.
async fn first_of(mut first: Post, mut second: Post) -> (Answer, Post) {
    tokio::select! {
        answer = &mut first => (answer.unwrap(), second),
        answer = &mut second => (answer.unwrap(), first),
    }
}

#[actix_web::test]
async fn a_message_takes_a_handlers_place() {
    for limits in [ChatWidgets::builder().handlers_per_thread(1), ChatWidgets::builder().handlers(1)] {
        let scene = Scene::of(limits).await;
        let message = json!({"message": "wait", "threadId": scene.thread});
        let running = scene.server.post_aside("message", &message);
        soon(scene.desk.started.notified()).await;
        assert!([429, 503].contains(&scene.act("busy.quick").await.status));
        assert!([429, 503].contains(&scene.say("hi").await.status));
        scene.desk.go_on.add_permits(1);
        assert_eq!(soon(running).await.unwrap().content(), "waited");
        assert_eq!(scene.say("hi").await.content(), "heard");
    }
}

#[actix_web::test]
async fn eight_handlers_run_in_a_thread_unless_told() {
    let scene = Scene::of(ChatWidgets::builder()).await;
    let mut running = Vec::new();
    for _ in 0..8 {
        running.push(scene.wait().await);
    }
    scene.act("busy.quick").await.problem(429, "too_many_requests");
    scene.desk.go_on.add_permits(8);
    for post in running {
        soon(post).await.unwrap().ok();
    }
    scene.is_free("eight at once").await;
}

#[actix_web::test]
async fn a_server_runs_no_more_handlers_at_once_than_it_may() {
    let scene = Scene::of(ChatWidgets::builder().handlers(1)).await;
    let offer = scene.server.act("busy.offer", json!({})).await.ok();
    let once = json!({"widgetId": offer["widgets"][0]["id"], "threadId": offer["threadId"], "action": "busy.once"});
    let running = scene.wait().await;
    let said = scene.server.said(&scene.thread).await;
    let answers = [
        scene.act("busy.quick").await,
        scene.server.act("busy.quick", json!({})).await,
        scene.server.post("action", &once).await,
        scene.say("hi").await,
        scene.server.post("message", &json!({"message": "hi"})).await,
    ];
    for answer in answers {
        answer.problem(503, "overloaded");
        assert_eq!(answer.header("retry-after"), "5");
    }
    assert_eq!(scene.server.said(&scene.thread).await, said, "what is read is no handler, and nothing was kept");
    scene.server.get("actions").await.ok();
    scene.desk.go_on.add_permits(1);
    assert_eq!(soon(running).await.unwrap().content(), "waited");
    assert_eq!(scene.server.post("action", &once).await.content(), "once", "its offer is open");
    assert_eq!(scene.say("hi").await.content(), "heard");
}

#[actix_web::test]
async fn however_a_handler_ends_it_counts_no_longer() {
    for limits in [ChatWidgets::builder().handlers_per_thread(1), ChatWidgets::builder().handlers(1)] {
        let scene = Scene::of(limits).await;
        let ends = [
            ("busy.fail", 500),
            ("busy.panic", 500),
            ("busy.panic_at_once", 500),
            ("busy.missing", 500),
            ("busy.bad_reply", 500),
            ("busy.slow", 504),
            ("busy.once", 403),
            ("busy.unknown", 404),
            ("busy.quick", 200),
        ];
        for (action, status) in ends {
            assert_eq!(scene.act(action).await.status, status, "{action}");
            scene.is_free(action).await;
            // In a thread that never came to be.
            scene.server.act(action, json!({})).await;
            scene.is_free(action).await;
        }
        for message in ["hi", "fail", " "] {
            scene.say(message).await;
            scene.is_free(message).await;
        }
        let mut body = scene.body("busy.offer");
        body["requestId"] = json!("busy-1");
        let offer = scene.server.post("action", &body).await.ok();
        scene.server.post("action", &body).await.ok();
        scene.is_free("a retry").await;
        body["action"] = json!("busy.quick");
        scene.server.post("action", &body).await.problem(409, "conflict");
        scene.is_free("another request of the same id").await;
        let id = &offer["widgets"][0]["id"];
        scene.server.click(&scene.thread, id, "busy.once", json!({})).await.ok();
        scene.server.click(&scene.thread, id, "busy.once", json!({})).await.problem(409, "already_done");
        scene.is_free("a click that came too late").await;
    }
}

#[actix_web::test]
async fn a_handler_whose_client_hangs_up_counts_until_it_ends() {
    let scene = Scene::of(ChatWidgets::builder().handlers_per_thread(1)).await;
    let stream = scene.server.begin(&scene.body("busy.heed")).await;
    soon(scene.desk.started.notified()).await;
    drop(stream);
    soon(scene.desk.cancelled.notified()).await;
    scene.is_free("a hang-up").await;
    let stream = scene.server.begin(&scene.body("busy.wait")).await;
    soon(scene.desk.started.notified()).await;
    drop(stream);
    scene.act("busy.quick").await.problem(429, "too_many_requests");
    scene.desk.go_on.add_permits(1);
    scene.is_free("a hang-up").await;
}

#[actix_web::test]
async fn refusals_do_not_add_up() {
    let scene = Scene::of(ChatWidgets::builder().handlers_per_thread(1).handlers(2)).await;
    let running = scene.wait().await;
    for _ in 0..20 {
        scene.act("busy.quick").await.problem(429, "too_many_requests");
        scene.say("hi").await.problem(429, "too_many_requests");
    }
    assert_eq!(scene.server.act("busy.quick", json!({})).await.content(), "quick", "they hold no place of the server");
    let path = format!("threads/{}", scene.thread);
    assert_eq!(Answer::to(scene.server.request(Method::DELETE, &path)).await.status, 204);
    scene.desk.go_on.add_permits(1);
    soon(running).await.unwrap().problem(500, "reply_lost");
    let begun = scene.server.act("busy.quick", json!({})).await;
    assert_eq!(text(&begun.ok()["content"]), "quick");
}

#[actix_web::test]
async fn a_retry_waits_for_its_first_without_a_place_of_its_own() {
    let scene = Scene::of(ChatWidgets::builder().handlers_per_thread(1).handlers(1)).await;
    let mut body = scene.body("busy.wait");
    body["requestId"] = json!("busy-2");
    let first = scene.server.post_aside("action", &body);
    soon(scene.desk.started.notified()).await;
    let second = scene.server.post_aside("action", &body);
    // Whatever is asked after it is answered after it was looked at: there is one worker.
    scene.server.get("actions").await.ok();
    scene.desk.go_on.add_permits(1);
    let (first, second) = (soon(first).await.unwrap().ok(), soon(second).await.unwrap().ok());
    assert_eq!(first, second);
}
