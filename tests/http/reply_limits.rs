//! How large a reply may be: a handler's bug must not fill the store.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::{ChatWidgetsBuilder, ThreadId, WidgetId};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::logs::logs;
use crate::server::{Answer, Server, soon, text};

/// Where a handler says in which thread it runs.
pub struct Told {
    threads: mpsc::UnboundedSender<ThreadId>,
    runs: AtomicUsize,
}

/// What a reply is to have.
#[derive(Default, Deserialize, JsonSchema)]
pub struct Size {
    #[serde(default)]
    widgets: usize,
    #[serde(default)]
    text: String,
    #[serde(default)]
    replace: Vec<String>,
    #[serde(default)]
    label: String,
}

fn reply(size: Size) -> Reply {
    let buttons = (0..size.widgets).map(|n| Button::new(n.to_string(), ReplyLimitsTell));
    let ids = size.replace.iter().map(|id| id.parse::<WidgetId>().unwrap());
    let reply = Reply::new(size.text).widgets(buttons);
    ids.fold(reply, |reply, id| reply.replace_widget(id, Button::new(size.label.clone(), ReplyLimitsTell)))
}

#[widget_action("reply_limits.tell")]
pub async fn reply_limits_tell() {}

#[widget_action("reply_limits.plain")]
pub async fn reply_limits_plain(Payload(size): Payload<Size>, context: ActionContext, told: web::Data<Told>) -> Reply {
    told.threads.send(context.thread_id()).unwrap();
    told.runs.fetch_add(1, Ordering::SeqCst);
    reply(size)
}

/// What can be entered in a form.
#[derive(Deserialize, JsonSchema)]
pub struct Entered {
    #[serde(default)]
    widgets: usize,
    #[serde(default)]
    text: String,
}

#[widget_action("reply_limits.once", once)]
pub async fn reply_limits_once(Payload(entered): Payload<Entered>, told: web::Data<Told>) -> Reply {
    told.runs.fetch_add(1, Ordering::SeqCst);
    let Entered { widgets, text } = entered;
    reply(Size { widgets, text, ..Size::default() })
}

#[widget_action("reply_limits.offer")]
pub async fn reply_limits_offer() -> Reply {
    Reply::new("offer").widget(Form::new("Once", ReplyLimitsOnce)).widget(Button::new("Other", ReplyLimitsTell))
}

async fn assistant(UserMessage(message): UserMessage) -> Reply {
    reply(serde_json::from_str(&message).unwrap())
}

struct Scene {
    server: Server,
    told: web::Data<Told>,
    threads: mpsc::UnboundedReceiver<ThreadId>,
}

impl Scene {
    fn of(chat: ChatWidgetsBuilder) -> Self {
        let (tell, threads) = mpsc::unbounded_channel();
        let told = web::Data::new(Told { threads: tell, runs: AtomicUsize::new(0) });
        let state = told.clone();
        let server =
            Server::configured(chat.assistant(assistant).max_message_bytes(1 << 20).build().unwrap(), move |app| {
                app.app_data(state.clone());
            });
        Self { server, told, threads }
    }

    async fn act(&self, size: Value) -> Answer {
        self.server.act("reply_limits.plain", size).await
    }

    /// A reply that is too large is a failure of the handler; nobody is told to try it again, and nothing is kept.
    async fn is_too_large(&mut self, size: Value) {
        let (_, log) = logs();
        while self.threads.try_recv().is_ok() {}
        let answer = self.act(size.clone()).await;
        let problem = answer.problem(500, "reply_lost");
        let line = log.line(&text(&problem["requestId"]));
        assert!(
            line.contains("ERROR") && line.contains(", and may have ") && line.contains("the reply has "),
            "{line}"
        );
        assert_eq!((problem.get("detail"), answer.header("retry-after")), (None, ""), "the log alone knows why");
        let thread = soon(self.threads.recv()).await.unwrap();
        self.server.get(&format!("threads/{thread}")).await.problem(404, "thread_not_found");
        let message = json!({"message": size.to_string()});
        let problem = self.server.post("message", &message).await.problem(500, "reply_lost");
        assert_eq!(self.server.said(&text(&problem["threadId"])).await.len(), 1, "what the person said is kept");
    }

    /// The JSON of a turn with an empty text.
    async fn least(&self) -> usize {
        self.act(json!({})).await.text.len()
    }
}

#[actix_web::test]
async fn a_reply_has_no_more_widgets_than_it_may() {
    let mut scene = Scene::of(ChatWidgets::builder().max_reply_widgets(2));
    for widgets in 0..=2 {
        assert_eq!(scene.act(json!({"widgets": widgets})).await.ok()["widgets"].as_array().unwrap().len(), widgets);
    }
    scene.is_too_large(json!({"widgets": 3})).await;
    scene.is_too_large(json!({"widgets": 500})).await;
}

#[actix_web::test]
async fn a_widget_in_the_place_of_another_counts_too() {
    let scene = Scene::of(ChatWidgets::builder().max_reply_widgets(2));
    let offer = scene.server.act("reply_limits.offer", json!({})).await.ok();
    let ids = [0, 1].map(|n| text(&offer["widgets"][n]["id"]));
    let change = async |widgets: usize, replace: &[String]| {
        let payload = json!({"widgets": widgets, "replace": replace, "label": "New"});
        let body = json!({"action": "reply_limits.plain", "threadId": offer["threadId"], "payload": payload});
        scene.server.post("action", &body).await
    };
    change(1, &ids).await.problem(500, "reply_lost");
    let thread = text(&offer["threadId"]);
    assert_eq!(scene.server.widget(&thread, &json!(ids[0])).await, offer["widgets"][0], "nothing was replaced");
    assert_eq!(scene.server.said(&thread).await.len(), 1);
    let turn = change(0, &ids).await.ok();
    assert_eq!(turn["updates"].as_array().unwrap().len(), 2);
    change(1, &ids[..1]).await.ok();
}

#[actix_web::test]
async fn a_reply_has_no_more_bytes_than_it_may() {
    let mut scene = Scene::of(ChatWidgets::builder().max_reply_bytes(1_000));
    let room = 1_000 - scene.least().await;
    assert_eq!(scene.act(json!({"text": "x".repeat(room)})).await.text.len(), 1_000);
    scene.is_too_large(json!({"text": "x".repeat(room + 1)})).await;
    // Bytes, as they are written: not characters.
    scene.act(json!({"text": "é".repeat(room / 2)})).await.ok();
    scene.is_too_large(json!({"text": "é".repeat(room / 2 + 1)})).await;
    scene.is_too_large(json!({"text": "\"".repeat(room / 2 + 1)})).await;
    scene.is_too_large(json!({"widgets": 50})).await;
}

#[actix_web::test]
async fn what_replaces_a_widget_is_counted_in_bytes_too() {
    let scene = Scene::of(ChatWidgets::builder().max_reply_bytes(1_000));
    let offer = scene.server.act("reply_limits.offer", json!({})).await.ok();
    let replace = async |id: &Value, length: usize| {
        let payload = json!({"replace": [id], "label": "x".repeat(length)});
        let body = json!({"action": "reply_limits.plain", "threadId": offer["threadId"], "payload": payload});
        scene.server.post("action", &body).await
    };
    let turn = replace(&offer["widgets"][1]["id"], 500).await.ok();
    let id = &turn["updates"][0]["widget"]["id"];
    replace(id, 950).await.problem(500, "reply_lost");
    let stored = scene.server.widget(&text(&offer["threadId"]), id).await;
    assert_eq!(text(&stored["label"]).len(), 500);
}

#[actix_web::test]
async fn a_reply_that_is_too_large_is_lost_and_settles_its_offer() {
    let scenes = [
        (Scene::of(ChatWidgets::builder().max_reply_widgets(2)), json!({"widgets": 3})),
        (Scene::of(ChatWidgets::builder().max_reply_bytes(1_000)), json!({"text": "x".repeat(1_000)})),
    ];
    for (scene, too_large) in scenes {
        let offer = scene.server.act("reply_limits.offer", json!({})).await.ok();
        let (thread, id) = (text(&offer["threadId"]), &offer["widgets"][0]["id"]);
        let click = async |payload: &Value| {
            let rest = json!({"payload": payload, "requestId": "reply-limits"});
            scene.server.click(&thread, id, "reply_limits.once", rest).await
        };
        click(&too_large).await.problem(500, "reply_lost");
        assert_eq!(scene.server.widget(&thread, id).await["state"], "done");
        assert_eq!(scene.server.said(&thread).await.len(), 1);
        click(&json!({"text": "short"})).await.problem(409, "already_done");
        assert_eq!(scene.told.runs.load(Ordering::SeqCst), 1, "what it did, it did once");
    }
}

#[actix_web::test]
async fn unless_told_a_reply_has_a_hundred_widgets_and_half_a_mebibyte_at_most() {
    let mut scene = Scene::of(ChatWidgets::builder());
    scene.act(json!({"widgets": 100})).await.ok();
    scene.is_too_large(json!({"widgets": 101})).await;
    let room = (512 << 10) - scene.least().await;
    scene.act(json!({"text": "x".repeat(room)})).await.ok();
    scene.is_too_large(json!({"text": "x".repeat(room + 1)})).await;
}
