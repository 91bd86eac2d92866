//! What was chosen stays readable in a widget that is done.

use chatwidgets::prelude::*;
use chatwidgets::thread::{MemoryStore, TurnRecord};
use chatwidgets::{ChatTurn, ThreadId};
use reqwest::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::dom::{Dom, text, within};
use crate::everything::{fill, good};
use crate::server::Server;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Login {
    user: String,
    #[schemars(extend("x-widget" = "password"))]
    secret: String,
    inner: Inner,
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Inner {
    #[schemars(extend("x-widget" = "password"))]
    pin: String,
    city: String,
}

#[widget_action("settled.login")]
pub async fn settled_login(_: Payload<Login>) -> Reply {
    Reply::new("in").done()
}

#[widget_action("settled.often")]
pub async fn settled_often(_: Payload<Login>) -> &'static str {
    "still open"
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Optional {
    on: bool,
    text: Option<String>,
}

#[widget_action("settled.optional", once)]
pub async fn settled_optional(_: Payload<Optional>) {}

#[widget_action("settled.preset", once)]
pub async fn settled_preset(_: Payload<input::Value>) {}

#[widget_action("settled.ask")]
pub async fn settled_ask() -> Reply {
    Reply::new("")
        .widget(Form::new("Login", SettledLogin))
        .widget(Form::new("Often", SettledOften))
        .widget(Form::new("Optional", SettledOptional))
        .widget(Button::new("Preset", SettledPreset.with(input::Value { value: "preset-4711".into() })))
        .widget(Card::new("A card", "Press", EverythingLeaves))
}

#[widget_action("settled.leaves", as = EverythingLeaves, once)]
pub async fn settled_leaves() {}

struct Scene {
    server: Server,
    turn: Value,
    thread: String,
}

impl Scene {
    async fn open(action: &str) -> Self {
        Self::of(Server::start(), action).await
    }

    async fn of(server: Server, action: &str) -> Self {
        let turn = server.post("action", &json!({ "action": action })).await.json();
        let thread = turn["threadId"].as_str().unwrap().to_owned();
        Self { server, turn, thread }
    }

    async fn click(&self, widget: usize, payload: Value) -> Value {
        let widget = &self.turn["widgets"][widget];
        let body =
            json!({"action": widget["action"], "threadId": self.thread, "widgetId": widget["id"], "payload": payload});
        self.server.post("action", &body).await.json()
    }

    async fn page(&self) -> Dom {
        self.server.visit(&format!("/?thread={}", self.thread)).await.page(200)
    }

    /// What the thread has of a widget's answers.
    async fn chosen(&self, widget: usize) -> Value {
        self.server.thread(&self.thread).await["turns"][0]["widgets"][widget]["chosen"].clone()
    }
}

fn answers(dom: &Dom) -> Vec<(String, String)> {
    let rows = dom.all(".cw-settled dl > div").into_iter();
    rows.map(|row| (text(within(row, "dt")[0]), text(within(row, "dd")[0]))).collect()
}

const READ: [(&str, &str); 15] = [
    ("Name", "Ada <b>"),
    ("E-mail", "ada@example.com"),
    ("Site", "https://ada.example/"),
    ("Notes", "first\n\nlast"),
    ("Room", "On the <roof>"),
    ("Size", "Large"),
    ("Extras", "High chair, Cake"),
    ("Window", "On"),
    ("Music", "Off"),
    ("Volume", "7"),
    ("Age", "36"),
    ("Day", "2026-05-01"),
    ("City", "Ulm"),
    ("Post code", "89073"),
    ("Deliver", "On"),
];

#[actix_web::test]
async fn what_was_entered_in_each_kind_of_field_is_readable() {
    let expected = READ.map(|(label, value)| (label.to_owned(), value.to_owned()));
    let scene = Scene::open("everything.ask").await;
    scene.click(0, good()).await;
    let dom = scene.page().await;
    dom.is_sound();
    assert_eq!(answers(&dom), expected);
    assert!(!dom.has(".cw-form :is(form, input, button)"));
    assert_eq!((dom.text(".cw-form .cw-heading"), dom.text(".cw-form .cw-badge")), ("All of it".into(), "Done".into()));

    // The same where a browser without a script has posted it.
    let scene = Scene::open("everything.ask").await;
    scene.server.submit(&fill(scene.page().await.form("everything.take"))).await;
    let dom = scene.page().await;
    assert_eq!(answers(&dom), expected);
}

#[actix_web::test]
async fn what_was_entered_is_in_the_json_of_the_widget() {
    let scene = Scene::open("everything.ask").await;
    let turn = scene.click(0, good()).await;
    let mut expected = good();
    expected.as_object_mut().unwrap().remove("secret");
    let address = expected.as_object_mut().unwrap().remove("address").unwrap();
    for (name, value) in address.as_object().unwrap() {
        expected[format!("address.{name}")] = value.clone();
    }
    assert_eq!(scene.chosen(0).await, expected);
    assert_eq!(turn["updates"][0]["widget"]["chosen"], expected);
}

#[actix_web::test]
async fn nested_members_are_read_flat_and_nested() {
    for address in [json!({"address": {"city": "Ulm", "code": 7}}), json!({"address.city": "Ulm", "address.code": "7"})]
    {
        let scene = Scene::open("everything.ask").await;
        let mut payload = good();
        payload.as_object_mut().unwrap().remove("address");
        payload.as_object_mut().unwrap().extend(address.as_object().unwrap().clone());
        payload["address.deliver"] = json!(true);
        let turn = scene.click(0, payload).await;
        assert!(turn["updates"].is_array(), "{turn}");
        let read = answers(&scene.page().await);
        for (label, value) in [("City", "Ulm"), ("Post code", "7"), ("Deliver", "On")] {
            assert!(read.contains(&(label.into(), value.into())), "{label} of {address}: {read:?}");
        }
    }
}

#[actix_web::test]
async fn each_input_that_stands_alone_says_what_was_chosen() {
    let scene = Scene::open("lone.ask").await;
    let files = json!({"files": [{"name": "a <b>.pdf", "size": 1_500, "type": "application/pdf"},
        {"name": "b.png", "size": 20, "type": ""}]});
    let payloads = [
        (json!({"value": "my line"}), "my line"),
        (json!({"value": "one\ntwo"}), "one\ntwo"),
        (json!({"value": "green"}), "green"),
        (json!({"value": 7}), "7"),
        (json!({"checked": true}), "On"),
        (json!({"theme": "dark"}), "dark"),
        (json!({"date": "2026-05-01"}), "2026-05-01"),
        (json!({"items": ["salt", "herbs"]}), "salt, herbs"),
        (files, "a <b>.pdf (1.5 kB), b.png (20 B)"),
    ];
    for (widget, (payload, _)) in payloads.iter().enumerate() {
        scene.click(widget, payload.clone()).await;
    }
    let dom = scene.page().await;
    dom.is_sound();
    assert_eq!(dom.texts(".cw-settled > p"), payloads.each_ref().map(|(_, read)| *read));
    for (widget, (payload, _)) in payloads.iter().enumerate() {
        assert_eq!(scene.chosen(widget).await, *payload);
    }
}

#[actix_web::test]
async fn nothing_is_a_choice_too() {
    let scene = Scene::open("lone.ask").await;
    for (widget, payload) in [(0, json!({"value": ""})), (4, json!({"checked": false})), (7, json!({"items": []}))] {
        scene.click(widget, payload).await;
    }
    assert_eq!(scene.page().await.texts(".cw-settled > p"), ["Nothing", "Off", "Nothing"]);
}

#[actix_web::test]
async fn boxes_that_a_browser_says_nothing_of_were_not_ticked() {
    let scene = Scene::open("lone.ask").await;
    let dom = scene.page().await;
    for action in ["lone.toggle", "lone.items"] {
        scene.server.submit(&dom.form(action)).await.place();
    }
    assert_eq!(scene.page().await.texts(".cw-settled > p"), ["Off", "Nothing"]);
    let scene = Scene::open("settled.ask").await;
    scene.server.submit(&scene.page().await.form("settled.optional").unset("text")).await.place();
    assert_eq!(answers(&scene.page().await), [("On".into(), "Off".into()), ("Text".into(), "Nothing".into())]);
}

#[actix_web::test]
async fn a_reply_that_settles_its_widget_keeps_what_was_chosen() {
    let scene = Scene::open("settled.ask").await;
    let login = json!({"user": "ada", "secret": "xyzzy-4711", "inner": {"pin": "xyzzy-4712", "city": "Ulm"}});
    scene.click(0, login.clone()).await;
    scene.click(1, login).await;
    let dom = scene.page().await;
    let read = [("User", "ada"), ("City", "Ulm"), ("Note", "Nothing")];
    assert_eq!(answers(&dom), read.map(|(label, value)| (label.to_owned(), value.to_owned())));
    assert_eq!(scene.chosen(1).await, Value::Null, "what is open has nothing chosen");
}

#[actix_web::test]
async fn a_password_is_kept_nowhere() {
    let store = MemoryStore::default();
    let chat = ChatWidgets::builder().store(store).build().unwrap();
    for nested in [true, false] {
        let scene = Scene::of(Server::serve(&chat), "settled.ask").await;
        let login = if nested {
            json!({"user": "ada", "secret": "xyzzy-4711", "inner": {"pin": "xyzzy-4712", "city": "Ulm"}})
        } else {
            json!({"user": "ada", "secret": "xyzzy-4711", "inner.pin": "xyzzy-4712", "inner.city": "Ulm"})
        };
        let turn = scene.click(0, login).await;
        assert_eq!(turn["content"], "in");
        let thread: ThreadId = scene.thread.parse().unwrap();
        let turns = chat.store().all(thread).await.unwrap();
        let records = turns.iter().map(|turn| TurnRecord::from(ChatTurn::clone(turn)));
        let mut texts: Vec<_> = records.map(|record| serde_json::to_string(&record).unwrap()).collect();
        texts.push(turn.to_string());
        texts.push(scene.server.thread(&scene.thread).await.to_string());
        texts.push(scene.server.visit(&format!("/?thread={}", scene.thread)).await.text.clone());
        for text in texts {
            assert!(!text.contains("xyzzy"), "{text}");
        }
    }
}

#[actix_web::test]
async fn what_the_server_filled_in_is_not_shown() {
    let scene = Scene::open("settled.ask").await;
    scene.click(3, json!({})).await;
    scene.click(4, json!({})).await;
    let answer = scene.server.visit(&format!("/?thread={}", scene.thread)).await;
    assert!(!answer.text.contains("preset-4711"));
    assert_eq!((scene.chosen(3).await, scene.chosen(4).await), (Value::Null, Value::Null));
    let dom = answer.page(200);
    assert!(dom.text(".cw-button").contains("Preset") && dom.text(".cw-button").contains("Done"));
    assert!(dom.text(".cw-card").contains("A card") && dom.text(".cw-card").contains("Press"));
}

#[actix_web::test]
async fn members_that_no_field_asks_for_are_not_kept() {
    let scene = Scene::open("settled.ask").await;
    let login =
        json!({"user": "ada", "secret": "s", "inner": {"pin": "p", "city": "Ulm", "more": 1}, "extra": "x".repeat(50)});
    scene.click(0, login).await;
    assert_eq!(scene.chosen(0).await, json!({"user": "ada", "inner.city": "Ulm"}));
}

#[actix_web::test]
async fn a_very_long_text_is_cut() {
    let scene = Scene::open("lone.ask").await;
    scene.click(0, json!({"value": "ü".repeat(2_000)})).await;
    scene.click(1, json!({"value": "ü".repeat(2_001)})).await;
    assert_eq!(scene.chosen(0).await, json!({"value": "ü".repeat(2_000)}));
    assert_eq!(scene.chosen(1).await, json!({"value": format!("{}…", "ü".repeat(2_000))}));
}

#[actix_web::test]
async fn a_huge_choice_is_not_kept() {
    let scene = Scene::open("lone.ask").await;
    let items: Vec<_> = (0..5_000).map(|n| format!("item {n}")).collect();
    let turn = scene.click(7, json!({ "items": items })).await;
    assert_eq!(turn["updates"][0]["widget"]["state"], "done");
    assert_eq!(scene.chosen(7).await, Value::Null);
    let dom = scene.page().await;
    assert!(!dom.has(".cw-settled > p"));
}

#[actix_web::test]
async fn what_is_open_again_has_nothing_chosen() {
    #[widget_action("settled.reopen")]
    pub async fn reopen(Payload(id): Payload<input::Value>) -> Reply {
        Reply::new("").reopen_widget(id.value.parse().unwrap())
    }
    let scene = Scene::open("lone.ask").await;
    scene.click(0, json!({"value": "mine"})).await;
    let id = &scene.turn["widgets"][0]["id"];
    let body = json!({"action": "settled.reopen", "threadId": scene.thread, "payload": {"value": id}});
    scene.server.post("action", &body).await;
    assert_eq!(scene.chosen(0).await, Value::Null);
    let dom = scene.page().await;
    assert_eq!(dom.form("lone.text").value("value"), "");
}

#[actix_web::test]
async fn old_clients_and_forged_values_do_no_harm() {
    let scene = Scene::open("settled.ask").await;
    // Values of other types than its fields have are refused, so nothing of them is kept.
    let odd = json!({"user": {"name": "<img>"}, "secret": [], "inner": 1});
    let problem = scene.click(0, odd).await;
    assert_eq!(problem["code"], "invalid_payload");
    assert_eq!(scene.chosen(0).await, Value::Null);
    let delete = scene.server.request(Method::DELETE, &format!("/api/chat/threads/{}", scene.thread));
    assert_eq!(crate::server::Answer::to(delete).await.status, 204);
}
