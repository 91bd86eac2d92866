//! `expires_in`: after its time a widget can be used no more, and is shown so.

use std::time::{Duration, SystemTime};

use actix_web::web;
use chatwidgets::WidgetId;
use chatwidgets::prelude::*;
use chrono::DateTime;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::server::{Server, click, soon, text};

#[derive(Default)]
pub struct Watch {
    started: Notify,
    go_on: Notify,
}

#[widget_action("expiry.plain")]
pub async fn expiry_plain() -> &'static str {
    "plain"
}

#[widget_action("expiry.once", once)]
pub async fn expiry_once() -> &'static str {
    "once"
}

#[widget_action("expiry.wait", once)]
pub async fn expiry_wait(watch: web::Data<Watch>) -> &'static str {
    watch.started.notify_one();
    watch.go_on.notified().await;
    "waited"
}

#[derive(Deserialize, JsonSchema)]
pub struct Entered {
    #[expect(dead_code, reason = "only its field counts")]
    text: Option<String>,
}

#[widget_action("expiry.form")]
pub async fn expiry_form(_: Payload<Entered>) -> &'static str {
    "entered"
}

#[widget_action("expiry.reopen")]
pub async fn expiry_reopen(Bound(widget): Bound<String>) -> Reply {
    Reply::new("open again").reopen_widget(widget.parse::<WidgetId>().unwrap())
}

#[derive(Deserialize, JsonSchema)]
pub struct Time {
    ms: u64,
}

#[widget_action("expiry.offer")]
pub async fn expiry_offer(Payload(time): Payload<Time>) -> Reply {
    let time = Duration::from_millis(time.ms);
    let pictures = [CollectionImage::new("/1.png").action(ExpiryPlain), CollectionImage::new("/2.png")];
    Reply::new("For a while")
        .widget(Button::new("Once", ExpiryOnce).expires_in(time))
        .widget(Button::new("Plain", ExpiryPlain).expires_in(time))
        .widget(Form::new("Form", ExpiryForm).cancel_with("No", ExpiryPlain).expires_in(time))
        .widget(ImageCollection::new("Images", pictures).expires_in(time))
        .widget(Button::new("Wait", ExpiryWait).expires_in(time))
        .widget(Button::new("For ever", ExpiryOnce))
}

#[derive(Deserialize, JsonSchema)]
pub struct Which {
    id: String,
}

#[widget_action("expiry.offer_again")]
pub async fn expiry_offer_again(Payload(which): Payload<Which>) -> Reply {
    Reply::default().widget(Button::new("Reopen", ExpiryReopen.bind(which.id)))
}

/// Each widget that expires, with what is clicked and its action.
const CONTROLS: [(usize, &str, &str); 6] = [
    (0, "/0", "expiry.once"),
    (1, "/1", "expiry.plain"),
    (2, "/2", "expiry.form"),
    (2, "/2/actions/1", "expiry.plain"),
    (3, "/3/images/0", "expiry.plain"),
    (4, "/4", "expiry.wait"),
];

struct Scene {
    server: Server,
    watch: web::Data<Watch>,
    turn: Value,
    thread: String,
}

impl Scene {
    async fn open(ms: u64) -> Self {
        let watch = web::Data::new(Watch::default());
        let server = Server::with_data(&watch);
        let turn = server.act("expiry.offer", json!({ "ms": ms })).await.ok();
        Self { server, watch, thread: text(&turn["threadId"]), turn }
    }

    fn id(&self, pointer: &str) -> &Value {
        self.turn["widgets"].pointer(&format!("{pointer}/id")).unwrap_or_else(|| panic!("{pointer}"))
    }

    async fn is_over(&self) {
        let end = expires_at(&self.turn["widgets"][0]);
        while let Ok(left) = end.duration_since(SystemTime::now()) {
            tokio::time::sleep(left + Duration::from_millis(1)).await;
        }
    }
}

#[track_caller]
fn expires_at(widget: &Value) -> SystemTime {
    let text = text(&widget["expiresAt"]);
    assert!(text.ends_with('Z'), "in UTC: {text}");
    let time = DateTime::parse_from_rfc3339(&text).unwrap().timestamp_millis();
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(time).unwrap())
}

#[actix_web::test]
async fn a_widget_says_until_when_it_can_be_used() {
    let before = SystemTime::now();
    let scene = Scene::open(3_600_000).await;
    let after = SystemTime::now();
    let hour = Duration::from_secs(3_600);
    // To the millisecond.
    let before = before - Duration::from_millis(1);
    for widget in &scene.turn["widgets"].as_array().unwrap()[..5] {
        let end = expires_at(widget);
        assert!(before + hour <= end && end <= after + hour, "{widget}");
        assert_eq!(scene.server.widget(&scene.thread, &widget["id"]).await, *widget);
    }
    assert_eq!(scene.turn["widgets"][5].get("expiresAt"), None);
    scene.watch.go_on.notify_one();
    for (_, pointer, action) in CONTROLS {
        scene.server.click(&scene.thread, scene.id(pointer), action, json!({})).await.ok();
    }
}

#[actix_web::test]
async fn a_late_click_is_expired_and_shows_the_widget_so() {
    let scene = Scene::open(1).await;
    scene.is_over().await;
    for (widget, pointer, action) in CONTROLS {
        let answer = scene.server.click(&scene.thread, scene.id(pointer), action, json!({})).await;
        let problem = answer.problem(410, "expired");
        let mut expected = scene.turn["widgets"][widget].clone();
        (expected["state"], expected["revision"]) = (json!("expired"), json!(1));
        assert_eq!(problem["widget"], expected, "{pointer}");
        assert_eq!(problem["action"], action);
        assert_eq!(scene.server.widget(&scene.thread, &expected["id"]).await, expected, "once, not at every look");
    }
    assert_eq!(scene.server.said(&scene.thread).await.len(), 1);
    scene.server.click(&scene.thread, scene.id("/5"), "expiry.once", json!({})).await.ok();
}

#[actix_web::test]
async fn a_widget_whose_time_is_over_is_read_as_expired() {
    let scene = Scene::open(1).await;
    scene.is_over().await;
    let read = scene.server.get(&format!("threads/{}", scene.thread)).await.ok();
    let states: Vec<_> =
        read["turns"][0]["widgets"].as_array().unwrap().iter().map(|widget| &widget["state"]).collect();
    let expired = json!("expired");
    assert_eq!(states, [&expired, &expired, &expired, &expired, &expired, &Value::Null]);
}

#[actix_web::test]
async fn the_old_client_knows_of_no_time() {
    let scene = Scene::open(1).await;
    scene.is_over().await;
    let body = json!({"action": "expiry.plain", "threadId": scene.thread});
    assert_eq!(scene.server.post("action", &body).await.content(), "plain", "it names no widget");
    scene.server.click(&scene.thread, scene.id("/0"), "expiry.plain", json!({})).await.problem(403, "not_offered");
}

#[actix_web::test]
async fn a_click_in_time_counts_though_its_handler_ends_late() {
    let scene = Scene::open(2_000).await;
    let body = click(&scene.thread, scene.id("/4"), "expiry.wait", json!({"requestId": "expiry-1"}));
    let first = scene.server.post_aside("action", &body);
    soon(scene.watch.started.notified()).await;
    scene.is_over().await;
    scene.server.click(&scene.thread, scene.id("/4"), "expiry.wait", json!({})).await.problem(410, "expired");
    scene.watch.go_on.notify_one();
    let first = soon(first).await.unwrap();
    assert_eq!(first.content(), "waited");
    assert_eq!(first.ok()["updates"][0]["widget"]["state"], "done");
    assert_eq!(scene.server.widget(&scene.thread, scene.id("/4")).await["state"], "done");
    assert_eq!(scene.server.post("action", &body).await.text, first.text, "a retry is answered, not refused");
}

#[actix_web::test]
async fn what_is_done_does_not_expire() {
    let scene = Scene::open(2_000).await;
    scene.server.click(&scene.thread, scene.id("/0"), "expiry.once", json!({})).await.ok();
    scene.is_over().await;
    let again = scene.server.click(&scene.thread, scene.id("/0"), "expiry.once", json!({})).await;
    assert_eq!(again.problem(409, "already_done")["widget"]["revision"], 1);
    assert_eq!(scene.server.widget(&scene.thread, scene.id("/0")).await["state"], "done");
}

#[actix_web::test]
async fn what_is_opened_again_has_no_time() {
    let scene = Scene::open(1).await;
    scene.is_over().await;
    scene.server.click(&scene.thread, scene.id("/0"), "expiry.once", json!({})).await.problem(410, "expired");
    let payload = json!({"id": scene.id("/0")});
    let body = json!({"action": "expiry.offer_again", "payload": payload, "threadId": scene.thread});
    let button = scene.server.post("action", &body).await.ok()["widgets"][0]["id"].clone();
    let reopened = scene.server.click(&scene.thread, &button, "expiry.reopen", json!({})).await.ok();
    let widget = &reopened["updates"][0]["widget"];
    assert_eq!((&widget["id"], &widget["revision"]), (scene.id("/0"), &json!(2)));
    assert_eq!((widget.get("state"), widget.get("expiresAt")), (None, None));
    scene.server.click(&scene.thread, scene.id("/0"), "expiry.once", json!({})).await.ok();
}
