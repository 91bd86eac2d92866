//! `once`: the first click that the handler accepts settles its widget, and no other one runs.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::{rt, web};
use chatwidgets::prelude::*;
use reqwest::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::server::{Answer, Server, click, soon, text};

/// What a test and the handlers that it watches share.
#[derive(Default)]
pub struct Desk {
    runs: AtomicUsize,
    started: Notify,
    cancelled: Notify,
    pub go_on: Notify,
}

impl Desk {
    pub fn run(&self) -> usize {
        self.runs.fetch_add(1, Ordering::SeqCst)
    }

    pub fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

#[widget_action("once.take", once)]
pub async fn once_take(desk: web::Data<Desk>) -> &'static str {
    desk.run();
    tokio::task::yield_now().await;
    "taken"
}

#[widget_action("once.wait", once)]
pub async fn once_wait(desk: web::Data<Desk>) -> &'static str {
    desk.run();
    desk.started.notify_one();
    desk.go_on.notified().await;
    "waited"
}

#[widget_action("once.heed", once)]
pub async fn once_heed(context: ActionContext, desk: web::Data<Desk>) -> &'static str {
    desk.run();
    desk.started.notify_one();
    context.cancelled().await;
    desk.cancelled.notify_one();
    desk.go_on.notified().await;
    "heeded"
}

#[derive(Deserialize, JsonSchema)]
pub struct Rating {
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
}

#[widget_action("once.rate", once)]
pub async fn once_rate(Payload(rating): Payload<Rating>, desk: web::Data<Desk>) -> String {
    desk.run();
    rating.rating.to_string()
}

#[widget_action("once.offer")]
pub async fn once_offer() -> Reply {
    Reply::new("Once")
        .widget(Button::new("Take", OnceTake))
        .widget(Button::new("Wait", OnceWait))
        .widget(Form::new("Rate", OnceRate).cancel_with("Wait instead", OnceWait))
        .widget(Button::new("Heed", OnceHeed))
}

const TAKE: usize = 0;
const WAIT: usize = 1;
const RATE: usize = 2;
const HEED: usize = 3;

pub struct Scene {
    pub server: Server,
    pub chat: ChatWidgets,
    pub desk: web::Data<Desk>,
    pub turn: Value,
    pub thread: String,
}

impl Scene {
    pub async fn open(action: &str, payload: Value) -> Self {
        Self::of(ChatWidgets::builder().build().unwrap(), action, payload).await
    }

    /// A chat in which an action has offered something.
    pub async fn of(chat: ChatWidgets, action: &str, payload: Value) -> Self {
        let desk = web::Data::new(Desk::default());
        let server = serve(&chat, &desk);
        let turn = server.act(action, payload).await.ok();
        Self { server, chat, desk, thread: text(&turn["threadId"]), turn }
    }

    pub fn id(&self, widget: usize) -> &Value {
        &self.turn["widgets"][widget]["id"]
    }

    pub async fn click(&self, widget: usize, action: &str, rest: Value) -> Answer {
        self.server.click(&self.thread, self.id(widget), action, rest).await
    }

    /// The widget's state and revision, as the thread has them.
    pub async fn state(&self, widget: usize) -> (Option<String>, Option<u64>) {
        state_of(&self.server.widget(&self.thread, self.id(widget)).await)
    }

    /// A click that comes too late: the problem shows what became of the widget.
    pub async fn is_done(&self, widget: usize, action: &str) {
        let answer = self.click(widget, action, json!({"payload": {"rating": 1}})).await;
        let problem = answer.problem(409, "already_done");
        assert_eq!(problem["widget"], self.server.widget(&self.thread, self.id(widget)).await);
        assert_eq!(state_of(&problem["widget"]), (Some("done".into()), Some(1)));
    }
}

fn serve(chat: &ChatWidgets, desk: &web::Data<Desk>) -> Server {
    let desk = desk.clone();
    Server::configured(chat.clone(), move |app| {
        app.app_data(desk.clone());
    })
}

fn state_of(widget: &Value) -> (Option<String>, Option<u64>) {
    (widget.get("state").map(text), widget.get("revision").and_then(Value::as_u64))
}

#[actix_web::test]
async fn the_second_of_two_clicks_finds_the_widget_done() {
    let scene = Scene::open("once.offer", json!({})).await;
    let turn = scene.click(TAKE, "once.take", json!({})).await.ok();
    assert_eq!(turn["content"], "taken");
    let update = &turn["updates"][0];
    assert_eq!((turn["updates"].as_array().unwrap().len(), &update["op"]), (1, &json!("replace")));
    assert_eq!(update["widgetId"], *scene.id(TAKE));
    assert_eq!(update["widget"], scene.server.widget(&scene.thread, scene.id(TAKE)).await);
    let mut expected = scene.turn["widgets"][TAKE].clone();
    (expected["state"], expected["revision"]) = (json!("done"), json!(1));
    assert_eq!(update["widget"], expected, "nothing else about it changes");
    scene.is_done(TAKE, "once.take").await;
    scene.is_done(TAKE, "once.take").await;
    assert_eq!((scene.desk.runs(), scene.server.said(&scene.thread).await.len()), (1, 2));
    assert_eq!(scene.state(WAIT).await, (None, None), "its neighbours are open");
    let read = scene.server.get(&format!("threads/{}", scene.thread)).await.ok();
    assert!(read["turns"].as_array().unwrap().iter().all(|turn| turn.get("updates").is_none()), "{read}");
}

#[actix_web::test]
async fn two_clicks_at_the_same_time_are_one_answer_and_one_in_progress() {
    let scene = Scene::open("once.offer", json!({})).await;
    let first = scene.server.post_aside("action", &click(&scene.thread, scene.id(WAIT), "once.wait", json!({})));
    soon(scene.desk.started.notified()).await;
    let second = scene.click(WAIT, "once.wait", json!({})).await;
    let problem = second.problem(409, "in_progress");
    assert_eq!(problem["widget"], scene.turn["widgets"][WAIT], "it is open still");
    assert_eq!(problem["action"], "once.wait");
    // Another widget is another offer.
    assert_eq!(scene.click(TAKE, "once.take", json!({})).await.content(), "taken");
    scene.desk.go_on.notify_one();
    assert_eq!(soon(first).await.unwrap().content(), "waited");
    scene.is_done(WAIT, "once.wait").await;
}

#[actix_web::test]
async fn of_two_hundred_clicks_on_one_offer_one_runs() {
    let scene = Scene::open("once.offer", json!({})).await;
    // Two workers, so that two threads ask for it.
    let servers = [&scene.server, &serve(&scene.chat, &scene.desk)];
    let body = click(&scene.thread, scene.id(TAKE), "once.take", json!({}));
    let clicks: Vec<_> = (0..200).map(|n| servers[n % 2].post_aside("action", &body)).collect();
    let mut taken = 0;
    for click in clicks {
        let answer = soon(click).await.unwrap();
        if answer.status == 200 {
            taken += 1;
            continue;
        }
        let code = text(&answer.json()["code"]);
        let problem = answer.problem(409, &code);
        let expected = match code.as_str() {
            "already_done" => (Some("done".to_owned()), Some(1)),
            "in_progress" => (None, None),
            other => panic!("{other}"),
        };
        assert_eq!((problem["widget"]["id"].clone(), state_of(&problem["widget"])), (scene.id(TAKE).clone(), expected));
    }
    assert_eq!((taken, scene.desk.runs()), (1, 1));
    assert_eq!(scene.server.said(&scene.thread).await.len(), 2);
    assert_eq!(scene.state(TAKE).await, (Some("done".into()), Some(1)));
}

#[actix_web::test]
async fn while_a_click_runs_all_others_are_in_progress() {
    let scene = Scene::open("once.offer", json!({})).await;
    let body = click(&scene.thread, scene.id(WAIT), "once.wait", json!({}));
    let mut clicks = JoinSet::new();
    for _ in 0..200 {
        let click = scene.server.post_aside("action", &body);
        clicks.spawn_local(async move { click.await.unwrap() });
    }
    for _ in 0..199 {
        soon(clicks.join_next()).await.unwrap().unwrap().problem(409, "in_progress");
    }
    scene.desk.go_on.notify_one();
    assert_eq!(soon(clicks.join_next()).await.unwrap().unwrap().content(), "waited");
    assert_eq!(scene.desk.runs(), 1);
}

#[actix_web::test]
async fn a_payload_that_is_refused_leaves_it_open() {
    let scene = Scene::open("once.offer", json!({})).await;
    for wrong in [json!({}), json!({"rating": 6}), json!({"rating": "five"}), json!([5])] {
        scene.click(RATE, "once.rate", json!({"payload": wrong})).await.problem(422, "invalid_payload");
    }
    assert_eq!((scene.state(RATE).await, scene.desk.runs()), ((None, None), 0));
    assert_eq!(scene.click(RATE, "once.rate", json!({"payload": {"rating": 5}})).await.content(), "5");
    scene.is_done(RATE, "once.rate").await;
    assert_eq!(scene.desk.runs(), 1);
}

#[actix_web::test]
async fn a_click_that_finds_its_thread_busy_leaves_it_open() {
    let chat = ChatWidgets::builder().handlers_per_thread(1).build().unwrap();
    let scene = Scene::of(chat, "once.offer", json!({})).await;
    let first = scene.server.post_aside("action", &click(&scene.thread, scene.id(WAIT), "once.wait", json!({})));
    soon(scene.desk.started.notified()).await;
    let busy = scene.click(TAKE, "once.take", json!({})).await;
    busy.problem(429, "too_many_requests");
    scene.desk.go_on.notify_one();
    soon(first).await.unwrap().ok();
    assert_eq!(scene.click(TAKE, "once.take", json!({})).await.content(), "taken");
}

#[actix_web::test]
async fn a_click_on_a_part_is_one_on_the_whole_widget() {
    let scene = Scene::open("once.offer", json!({})).await;
    let cancel = scene.turn["widgets"][RATE]["actions"][1]["id"].clone();
    let first = scene.server.post_aside("action", &click(&scene.thread, &cancel, "once.wait", json!({})));
    soon(scene.desk.started.notified()).await;
    let rating = json!({"payload": {"rating": 1}});
    let problem = scene.click(RATE, "once.rate", rating).await.problem(409, "in_progress");
    assert_eq!(problem["widget"], scene.turn["widgets"][RATE]);
    scene.desk.go_on.notify_one();
    assert_eq!(soon(first).await.unwrap().ok()["updates"][0]["widgetId"], *scene.id(RATE));
    scene.is_done(RATE, "once.rate").await;
    let again = scene.server.click(&scene.thread, &cancel, "once.wait", json!({})).await;
    assert_eq!(again.problem(409, "already_done")["widget"]["id"], *scene.id(RATE));
    assert_eq!(scene.desk.runs(), 1);
}

#[actix_web::test]
async fn a_click_whose_client_hangs_up_is_run_to_its_end() {
    let scene = Scene::open("once.offer", json!({})).await;
    let body = click(&scene.thread, scene.id(HEED), "once.heed", json!({"requestId": "once-gone"}));
    let stream = scene.server.begin(&body).await;
    soon(scene.desk.started.notified()).await;
    drop(stream);
    soon(scene.desk.cancelled.notified()).await;
    scene.click(HEED, "once.heed", json!({})).await.problem(409, "in_progress");
    let retry = scene.server.post_aside("action", &body);
    scene.desk.go_on.notify_one();
    assert_eq!(soon(retry).await.unwrap().content(), "heeded", "the same request is told what came of it");
    assert_eq!(scene.server.post("action", &body).await.content(), "heeded");
    scene.is_done(HEED, "once.heed").await;
    let said: Vec<_> = scene.server.said(&scene.thread).await.into_iter().map(|(_, content)| content).collect();
    assert_eq!((said, scene.desk.runs()), (vec!["Once".into(), "heeded".into()], 1));
}

#[actix_web::test]
async fn a_server_that_ends_in_the_middle_leaves_the_offer_open() {
    let Scene { server, chat, desk, turn, thread } = Scene::open("once.offer", json!({})).await;
    let other = serve(&chat, &desk);
    let id = &turn["widgets"][WAIT]["id"];
    let body = click(&thread, id, "once.wait", json!({"requestId": "once-stop"}));
    let stream = server.begin(&body).await;
    soon(desk.started.notified()).await;
    // At once, without a word to its handlers.
    rt::task::spawn_blocking(|| drop(server)).await.unwrap();
    drop(stream);
    let retry = other.post_aside("action", &body);
    // It waits until the first run is gone.
    soon(desk.started.notified()).await;
    desk.go_on.notify_one();
    assert_eq!(soon(retry).await.unwrap().content(), "waited");
    assert_eq!((desk.runs(), other.said(&thread).await.len()), (2, 2), "the first run said nothing");
    assert_eq!(state_of(&other.widget(&thread, id).await), (Some("done".into()), Some(1)));
}

#[actix_web::test]
async fn a_server_that_stops_cleanly_has_the_reply() {
    let Scene { server, chat, desk, turn, thread } = Scene::open("once.offer", json!({})).await;
    let id = &turn["widgets"][HEED]["id"];
    let first = server.post_aside("action", &click(&thread, id, "once.heed", json!({})));
    soon(desk.started.notified()).await;
    let refuse = async {
        soon(desk.cancelled.notified()).await;
        let take = &turn["widgets"][TAKE]["id"];
        server.click(&thread, take, "once.take", json!({})).await.problem(503, "shutting_down");
        desk.go_on.notify_one();
    };
    tokio::join!(chat.drain(), refuse);
    assert_eq!(soon(first).await.unwrap().content(), "heeded");
    assert_eq!(state_of(&server.widget(&thread, id).await), (Some("done".into()), Some(1)));
    assert_eq!(state_of(&server.widget(&thread, &turn["widgets"][TAKE]["id"]).await), (None, None));
    assert_eq!(desk.runs(), 1);
}

#[actix_web::test]
async fn a_thread_that_is_deleted_under_a_click_takes_its_reply_along() {
    let scene = Scene::open("once.offer", json!({})).await;
    let first = scene.server.post_aside("action", &click(&scene.thread, scene.id(WAIT), "once.wait", json!({})));
    soon(scene.desk.started.notified()).await;
    let path = format!("threads/{}", scene.thread);
    assert_eq!(Answer::to(scene.server.request(Method::DELETE, &path)).await.status, 204);
    scene.desk.go_on.notify_one();
    let answer = soon(first).await.unwrap();
    assert_eq!(answer.problem(500, "reply_lost").get("widget"), None);
    scene.click(WAIT, "once.wait", json!({})).await.problem(404, "thread_not_found");
    soon(scene.chat.drain()).await;
}
