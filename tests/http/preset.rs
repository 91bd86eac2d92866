//! A payload that is filled in on the server: it is used with the widget's click, and never leaves the server.

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Answer, Server};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Order {
    pizza: String,
    #[schemars(range(min = 1, max = 9))]
    count: u8,
    address: Option<Address>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Address {
    city: String,
    #[serde(default)]
    door: u8,
}

#[widget_action("preset.order")]
pub async fn preset_order(Payload(order): Payload<Order>) -> String {
    let address = order.address.map(|address| format!("{} {}", address.city, address.door));
    format!("{} {} {address:?}", order.count, order.pizza)
}

#[widget_action("preset.menu")]
pub async fn preset_menu() -> Reply {
    let two = Order { pizza: "secret-margherita".into(), count: 2, address: None };
    let address = Some(Address { city: "secret-rome".into(), door: 0 });
    let one = Order { pizza: "secret-quattro".into(), count: 1, address };
    let no_such_count = Order { pizza: "secret-nothing".into(), count: 77, address: None };
    Reply::new("The menu")
        .widget(Button::new("Two", PresetOrder.with(two)))
        .widget(Card::new("Four seasons", "Order", PresetOrder.with(one)))
        .widget(Button::new("Too many", PresetOrder.with(no_such_count)))
}

struct Menu {
    server: Server,
    turn: Value,
}

impl Menu {
    async fn open() -> Self {
        let server = Server::start();
        let answer = server.act("preset.menu", json!({})).await;
        assert!(!answer.text.contains("secret"), "{}", answer.text);
        Self { turn: answer.ok(), server }
    }

    async fn click(&self, widget: usize, payload: Value) -> Answer {
        let (thread, widget) = (&self.turn["threadId"], &self.turn["widgets"][widget]["id"]);
        let body = json!({"action": "preset.order", "threadId": thread, "widgetId": widget, "payload": payload});
        self.server.post("action", &body).await
    }
}

#[actix_web::test]
async fn what_is_filled_in_is_used_with_the_widgets_click() {
    let menu = Menu::open().await;
    for nothing in [json!({}), json!(null), json!({"other": 1})] {
        assert_eq!(menu.click(0, nothing).await.content(), "2 secret-margherita None");
    }
    assert_eq!(menu.click(1, json!({})).await.content(), r#"1 secret-quattro Some("secret-rome 0")"#);
}

#[actix_web::test]
async fn a_client_cannot_change_what_is_filled_in() {
    let menu = Menu::open().await;
    let other = json!({"pizza": "other", "count": 9, "address": {"city": "Pisa", "door": 7}});
    assert_eq!(menu.click(0, other.clone()).await.content(), "2 secret-margherita None");
    assert_eq!(menu.click(1, other).await.content(), r#"1 secret-quattro Some("secret-rome 0")"#);
    // Not by the name that a form would give a member of a struct, either.
    let dotted = json!({"address.city": "Pisa", "address.door": "7"});
    assert_eq!(menu.click(1, dotted).await.content(), r#"1 secret-quattro Some("secret-rome 0")"#);
    let wrong = json!({"pizza": 7, "count": "many", "address": "x"});
    assert_eq!(menu.click(0, wrong).await.content(), "2 secret-margherita None", "not even into an error");
    for no_object in [json!("x"), json!([1])] {
        menu.click(0, no_object).await.problem(422, "invalid_payload");
    }
}

#[actix_web::test]
async fn without_the_widget_nothing_is_filled_in() {
    let menu = Menu::open().await;
    let body = json!({"action": "preset.order", "threadId": menu.turn["threadId"]});
    let errors = menu.server.post("action", &body).await.field_errors();
    let pointers: Vec<_> = errors.iter().map(|(pointer, code, _)| (pointer.as_str(), code.as_str())).collect();
    assert_eq!(pointers, [("/pizza", "required"), ("/count", "required")]);
}

#[actix_web::test]
async fn what_is_filled_in_is_in_no_answer() {
    let menu = Menu::open().await;
    let thread = menu.turn["threadId"].as_str().unwrap();
    let read = menu.server.get(&format!("threads/{thread}")).await;
    read.ok();
    assert!(!read.text.contains("secret") && !read.text.contains("preset\""), "{}", read.text);
    assert!(!menu.server.get("actions").await.text.contains("secret"));
    // It breaks the payload's own rules: the answer tells the rule and not the value.
    let refused = menu.click(2, json!({})).await;
    assert_eq!(refused.field_errors(), [("/count".into(), "maximum".into(), "must be at most 9".into())]);
    assert!(!refused.text.contains("secret"), "{}", refused.text);
}
