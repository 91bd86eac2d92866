//! Bound arguments: the server puts them on a control, its click brings them, and no client ever sees or changes them.

use std::collections::BTreeSet;
use std::sync::Mutex;

use actix_web::web;
use chatwidgets::WidgetId;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};

use crate::server::{Answer, Server, text};

/// What handlers were given, which their answers do not tell.
type Seen = Mutex<Vec<String>>;

#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    id: u64,
    note: String,
}

/// An order whose id and note are like nothing else that is sent.
fn order(n: u64) -> Order {
    Order { id: 770_077_000 + n, note: format!("secret-{n}") }
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    #[schemars(length(max = 20))]
    reason: String,
}

#[widget_action("bound.refund")]
pub async fn bound_refund(Bound(order): Bound<Order>, Payload(reason): Payload<Reason>, seen: web::Data<Seen>) {
    seen.lock().unwrap().push(format!("refund {} {}: {}", order.id, order.note, reason.reason));
}

#[widget_action("bound.show")]
pub async fn bound_show(Bound(order): Bound<Order>, seen: web::Data<Seen>) {
    seen.lock().unwrap().push(format!("show {} {}", order.id, order.note));
}

#[widget_action("bound.once", once)]
pub async fn bound_once(Bound(order): Bound<Order>, seen: web::Data<Seen>) -> &'static str {
    seen.lock().unwrap().push(format!("once {} {}", order.id, order.note));
    "gladly"
}

#[widget_action("bound.plain")]
pub async fn bound_plain(seen: web::Data<Seen>) {
    seen.lock().unwrap().push("plain".into());
}

/// Serializes to what it cannot be read from.
#[derive(Debug, Deserialize)]
pub struct OneWay {
    #[expect(dead_code, reason = "it is never read")]
    number: u8,
}

impl Serialize for OneWay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("secret-one-way")
    }
}

#[widget_action("bound.one_way", once)]
pub async fn bound_one_way(_: Bound<OneWay>) {}

#[widget_action("bound.send_one_way")]
pub async fn bound_send_one_way() -> Reply {
    Reply::new("").widget(Button::new("One way", BoundOneWay.bind(OneWay { number: 1 })))
}

/// Can be read when it is sent and no more: as if a new version of the app had started in between.
#[derive(Debug, Serialize)]
pub struct Outdated(String);

impl<'de> Deserialize<'de> for Outdated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static READ: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
        let text = String::deserialize(deserializer)?;
        let is_first = READ.lock().unwrap().insert(text.clone());
        if is_first { Ok(Self(text)) } else { Err(de::Error::custom("outdated")) }
    }
}

#[widget_action("bound.outdated", once)]
pub async fn bound_outdated(_: Bound<Outdated>) {}

#[widget_action("bound.menu")]
pub async fn bound_menu() -> Reply {
    let bye = Reason { reason: "hidden-bye".into() };
    let pictures = [
        CollectionImage::new("/1.png").action(BoundShow.bind(order(2))),
        CollectionImage::new("/2.png").action(BoundShow.bind(order(3))),
        CollectionImage::new("/3.png").action(BoundPlain),
        CollectionImage::new("/4.png"),
    ];
    Reply::new("The menu")
        .widget(Form::new("Refund", BoundRefund.bind(order(0))).cancel_with("Not now", BoundShow.bind(order(1))))
        .widget(ImageCollection::new("Rooms", pictures).action(BoundShow.bind(order(4))))
        .widget(Button::new("Bind, then fill in", BoundRefund.bind(order(5)).with(bye.clone())))
        .widget(Card::new("Fill in, then bind", "Go", BoundRefund.with(bye).bind(order(6))))
        .widget(Button::new("Once", BoundOnce.bind(order(7))))
        .widget(Button::new("Outdated", BoundOutdated.bind(Outdated(format!("secret-{}", WidgetId::random())))))
}

struct Menu {
    server: Server,
    seen: web::Data<Seen>,
    turn: Value,
    thread: String,
}

impl Menu {
    async fn open() -> Self {
        let seen = web::Data::new(Seen::default());
        let server = Server::with_data(&seen);
        let turn = server.act("bound.menu", json!({})).await.ok();
        Self { server, seen, thread: text(&turn["threadId"]), turn }
    }

    /// The id that a JSON pointer of the turn's widgets leads to.
    fn id(&self, pointer: &str) -> Value {
        self.turn["widgets"].pointer(&format!("{pointer}/id")).unwrap_or_else(|| panic!("{pointer}")).clone()
    }

    async fn click(&self, pointer: &str, action: &str, payload: Value) -> Answer {
        self.server.click(&self.thread, &self.id(pointer), action, json!({ "payload": payload })).await
    }

    /// What the handlers were given since one looked last.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

#[actix_web::test]
async fn a_click_brings_what_is_bound_to_its_control() {
    let menu = Menu::open().await;
    menu.click("/0", "bound.refund", json!({"reason": "broken"})).await.ok();
    assert_eq!(menu.seen(), ["refund 770077000 secret-0: broken"], "beside what the form sends");
    menu.click("/0/actions/1", "bound.show", json!({})).await.ok();
    assert_eq!(menu.seen(), ["show 770077001 secret-1"], "the form's cancel has its own");
    menu.click("/1/images/0", "bound.show", json!({})).await.ok();
    menu.click("/1/images/1", "bound.show", json!({})).await.ok();
    menu.click("/1/images/2", "bound.plain", json!({})).await.ok();
    menu.click("/1", "bound.show", json!({})).await.ok();
    let expected = ["show 770077002 secret-2", "show 770077003 secret-3", "plain", "show 770077004 secret-4"];
    assert_eq!(menu.seen(), expected, "each image has its own, and the collection");
    menu.click("/2", "bound.refund", json!({})).await.ok();
    menu.click("/3", "bound.refund", json!({"reason": "injected"})).await.ok();
    let expected = ["refund 770077005 secret-5: hidden-bye", "refund 770077006 secret-6: hidden-bye"];
    assert_eq!(menu.seen(), expected, "beside a preset payload, in either order");
}

#[actix_web::test]
async fn bound_arguments_in_the_request_are_ignored_and_the_real_ones_used() {
    let menu = Menu::open().await;
    let other = json!({"id": 1, "note": "injected"});
    let members =
        ["bound", "Bound", "BOUND", "order", "Order", "__bound", "$bound", "kept", "preset", "with", "0", "", "~"];
    for member in members {
        let payload = json!({"reason": "r", member: other});
        menu.click("/0", "bound.refund", payload).await.ok();
        let rest = json!({"payload": {"reason": "r"}, member: other});
        menu.server.click(&menu.thread, &menu.id("/0"), "bound.refund", rest).await.ok();
        assert_eq!(menu.seen(), ["refund 770077000 secret-0: r"; 2], "{member}");
    }
    let spread = json!({"reason": "r", "id": 1, "note": "injected", "order.id": 1, "bound.id": 1, "/id": 1});
    menu.click("/0", "bound.refund", spread.clone()).await.ok();
    menu.click("/0/actions/1", "bound.show", spread.clone()).await.ok();
    menu.click("/1/images/0", "bound.show", spread).await.ok();
    let expected = ["refund 770077000 secret-0: r", "show 770077001 secret-1", "show 770077002 secret-2"];
    assert_eq!(menu.seen(), expected);
    let path = "action?bound=%7B%22id%22%3A1%7D&id=1&note=injected";
    let body = json!({"action": "bound.show", "threadId": menu.thread, "widgetId": menu.id("/1/images/1")});
    menu.server.post(path, &body).await.ok();
    assert_eq!(menu.seen(), ["show 770077003 secret-3"], "nor from the address");
}

#[actix_web::test]
async fn a_control_offers_its_own_action_and_none_of_its_neighbours() {
    let menu = Menu::open().await;
    let swapped = [
        ("/0", "bound.once"),
        ("/0", "bound.plain"),
        // The cancel's bound arguments go with the cancel's id alone.
        ("/0", "bound.show"),
        ("/0/actions/1", "bound.refund"),
        ("/1/images/0", "bound.plain"),
        ("/1/images/2", "bound.show"),
        ("/1", "bound.refund"),
        ("/2", "bound.show"),
        ("/4", "bound.show"),
        ("/4", "bound.plain"),
    ];
    for (pointer, action) in swapped {
        let problem = menu.click(pointer, action, json!({"reason": "r"})).await.problem(403, "not_offered");
        assert_eq!(problem["action"], action, "{pointer}");
    }
    // An image without an action of its own has no id; where nothing is bound, the widget's own id will do.
    assert!(menu.turn["widgets"][1]["images"][3].get("id").is_none());
    assert_eq!(menu.seen(), [""; 0]);
    menu.click("/1", "bound.plain", json!({})).await.ok();
    assert_eq!(menu.seen(), ["plain"]);
}

#[actix_web::test]
async fn a_forged_action_name_runs_nothing() {
    let menu = Menu::open().await;
    for name in ["bound.refunds", "bound.REFUND", "bound.refund ", "bound.refund\u{0}", "bound", "", "refund"] {
        menu.click("/0", name, json!({"reason": "r"})).await.problem(404, "unknown_action");
    }
    menu.click("/0", "envelope.greet", json!({})).await.problem(403, "not_offered");
    assert_eq!(menu.seen(), [""; 0]);
    assert_eq!(menu.server.said(&menu.thread).await.len(), 1, "and says nothing");
}

#[actix_web::test]
async fn what_is_bound_is_in_no_answer() {
    let menu = Menu::open().await;
    let thread = format!("threads/{}", menu.thread);
    let elsewhere = menu.server.act("bound.plain", json!({})).await.thread();
    let once = menu.id("/4");
    let answers = [
        (menu.server.act("bound.menu", json!({})).await, 200),
        (menu.click("/0", "bound.refund", json!({"reason": "r"})).await, 200),
        (menu.click("/0", "bound.refund", json!({"reason": "x".repeat(21)})).await, 422),
        (menu.click("/0", "bound.refund", json!({})).await, 422),
        (menu.click("/0", "bound.refund", json!([])).await, 422),
        (menu.click("/0", "bound.show", json!({})).await, 403),
        (menu.click("/2", "bound.refund", json!({})).await, 200),
        (menu.click("/5", "bound.outdated", json!({})).await, 500),
        (menu.click("/4", "bound.once", json!({})).await, 200),
        (menu.click("/4", "bound.once", json!({})).await, 409),
        (menu.server.click(&elsewhere, &once, "bound.once", json!({})).await, 403),
        (menu.server.act("bound.once", json!({})).await, 403),
        (menu.server.get("actions").await, 200),
        (menu.server.get(&thread).await, 200),
    ];
    for (answer, status) in answers {
        assert_eq!(answer.status, status, "{answer:?}");
        let told = format!("{}{:?}", answer.text, answer.headers);
        for hidden in ["secret", "hidden", "7700770", "\"preset\":", "\"bound\":", "\"kept\":"] {
            assert!(!told.contains(hidden), "{hidden} in {told}");
        }
    }
}

#[actix_web::test]
async fn what_is_bound_and_cannot_be_read_back_is_not_sent() {
    let server = Server::start();
    server.act("bound.send_one_way", json!({})).await.problem(500, "reply_lost");
}

#[actix_web::test]
async fn what_is_bound_and_cannot_be_read_any_more_is_the_servers_fault_and_leaves_the_offer_open() {
    let menu = Menu::open().await;
    for _ in 0..2 {
        let problem = menu.click("/5", "bound.outdated", json!({})).await.problem(500, "handler_failed");
        assert!(problem.get("detail").is_none(), "{problem}");
    }
    let widget = menu.server.widget(&menu.thread, &menu.id("/5")).await;
    assert_eq!((widget.get("state"), widget.get("revision")), (None, None));
}

#[widget_action("bound.text")]
pub async fn bound_text(Bound(n): Bound<u8>, Payload(text): Payload<input::Value>) -> String {
    format!("{n} {}", text.value)
}

#[widget_action("bound.number")]
pub async fn bound_number(Bound(n): Bound<Option<u8>>, Payload(number): Payload<input::Value<u8>>) -> String {
    format!("{n:?} {}", number.value)
}

#[widget_action("bound.check")]
pub async fn bound_check(Bound(list): Bound<Vec<u8>>, Payload(check): Payload<input::Checked>) -> String {
    format!("{list:?} {}", check.checked)
}

#[widget_action("bound.items")]
pub async fn bound_items(Bound(pair): Bound<(u8, bool)>, Payload(items): Payload<input::Items>) -> String {
    format!("{pair:?} {:?}", items.items)
}

#[widget_action("bound.theme")]
pub async fn bound_theme(Bound(name): Bound<String>, Payload(theme): Payload<input::Theme>) -> String {
    format!("{name} {}", theme.theme)
}

#[widget_action("bound.unit")]
pub async fn bound_unit(Bound(()): Bound<()>) -> &'static str {
    "unit"
}

#[widget_action("bound.controls")]
pub async fn bound_controls() -> Reply {
    Reply::new("All kinds")
        .widget(Input::new("Input", BoundText.bind(1)))
        .widget(TextArea::new("Area", BoundText.bind(2)))
        .widget(Dropdown::new("Dropdown", BoundText.bind(3), ["a", "b"]))
        .widget(Slider::new("Slider", BoundNumber.bind(None), 1..=9))
        .widget(Toggle::new("Toggle", BoundCheck.bind(vec![4, 5])))
        .widget(MultiSelect::new("Several", BoundItems.bind((6, true)), ["a", "b"]))
        .widget(ThemeSwitcher::new("Theme", BoundTheme.bind("seven".into()), ["light", "dark"]))
        .widget(Image::new("Image", "/8.png").action(BoundUnit.bind(())))
        .widget(Slider::new("Slider", BoundNumber.bind(Some(9)), 1..=9))
}

#[actix_web::test]
async fn every_kind_of_widget_and_of_value_can_be_bound() {
    let server = Server::start();
    let turn = server.act("bound.controls", json!({})).await.ok();
    let clicks = [
        ("bound.text", json!({"value": "x"}), "1 x"),
        ("bound.text", json!({"value": "x"}), "2 x"),
        ("bound.text", json!({"value": "b"}), "3 b"),
        ("bound.number", json!({"value": "7"}), "None 7"),
        ("bound.check", json!({"checked": "on"}), "[4, 5] true"),
        ("bound.items", json!({"items": ["b"]}), r#"(6, true) ["b"]"#),
        ("bound.theme", json!({"theme": "dark"}), "seven dark"),
        ("bound.unit", json!({}), "unit"),
        ("bound.number", json!({"value": 3}), "Some(9) 3"),
    ];
    let thread = text(&turn["threadId"]);
    for (widget, (action, payload, expected)) in clicks.into_iter().enumerate() {
        let id = &turn["widgets"][widget]["id"];
        let answer = server.click(&thread, id, action, json!({ "payload": payload })).await;
        assert_eq!(answer.content(), expected, "{}", turn["widgets"][widget]);
    }
}
