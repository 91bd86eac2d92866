//! What a reply makes of widgets of earlier turns: `updates` in the answer, and the widgets themselves in the thread.

use chatwidgets::WidgetId;
use chatwidgets::prelude::*;
use serde_json::{Value, json};

use crate::server::{Answer, Server, text};

#[widget_action("updates.old")]
pub async fn updates_old() -> &'static str {
    "old"
}

#[widget_action("updates.new")]
pub async fn updates_new(Bound(n): Bound<u32>) -> String {
    format!("new {n}")
}

#[widget_action("updates.old_bound")]
pub async fn updates_old_bound(Bound(n): Bound<u8>) -> String {
    format!("old {n}")
}

/// A card with two controls.
fn pictures(first: u32) -> ImageCollection {
    let image = |n: u32| CollectionImage::new(format!("/{n}.png")).action(UpdatesNew.bind(n));
    ImageCollection::new("Pictures", [image(first), image(first + 1)])
}

#[widget_action("updates.done", offered)]
pub async fn updates_done() -> Reply {
    Reply::new("done").done()
}

#[widget_action("updates.replace", offered)]
pub async fn updates_replace() -> Reply {
    Reply::new("replaced").replace(pictures(5))
}

#[widget_action("updates.again", once)]
pub async fn updates_again() -> Reply {
    Reply::new("again").reopen()
}

#[widget_action("updates.swap", once)]
pub async fn updates_swap() -> Reply {
    Reply::new("swapped").replace(Button::new("Swapped", UpdatesNew.bind(70_707)))
}

#[widget_action("updates.either")]
pub async fn updates_either() -> Reply {
    Reply::new("either").done().widget(Button::new("Next", UpdatesOld))
}

/// What is to become of which widgets of earlier turns.
#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Change {
    done: Vec<String>,
    replace: Vec<String>,
    reopen: Vec<String>,
}

#[widget_action("updates.change")]
pub async fn updates_change(Payload(change): Payload<Change>) -> Reply {
    let ids = |ids: Vec<String>| ids.into_iter().map(|id| id.parse::<WidgetId>().unwrap());
    let reply = ids(change.done).fold(Reply::new("changed"), Reply::widget_done);
    let reply =
        ids(change.replace).fold(reply, |reply, id| reply.replace_widget(id, Button::new("New", UpdatesNew.bind(7))));
    ids(change.reopen).fold(reply, Reply::reopen_widget)
}

#[widget_action("updates.menu")]
pub async fn updates_menu() -> Reply {
    Reply::new("The menu")
        .widget(Button::new("Done", UpdatesDone))
        .widget(Button::new("Replace", UpdatesReplace))
        .widget(Button::new("Again", UpdatesAgain))
        .widget(Button::new("Swap", UpdatesSwap))
        .widget(Button::new("Old", UpdatesOld))
        .widget(Button::new("Old, bound", UpdatesOldBound.bind(3)))
        .widget(Button::new("Either", UpdatesEither))
}

const DONE: usize = 0;
const REPLACE: usize = 1;
const AGAIN: usize = 2;
const SWAP: usize = 3;
const OLD: usize = 4;
const OLD_BOUND: usize = 5;
const EITHER: usize = 6;

struct Menu {
    server: Server,
    turn: Value,
    thread: String,
}

impl Menu {
    async fn open() -> Self {
        let server = Server::start();
        let turn = server.act("updates.menu", json!({})).await.ok();
        Self { server, thread: text(&turn["threadId"]), turn }
    }

    fn id(&self, widget: usize) -> &Value {
        &self.turn["widgets"][widget]["id"]
    }

    async fn click(&self, control: &Value, action: &str) -> Answer {
        self.server.click(&self.thread, control, action, json!({})).await
    }

    async fn change(&self, payload: Value) -> Answer {
        let body = json!({"action": "updates.change", "payload": payload, "threadId": self.thread});
        self.server.post("action", &body).await
    }

    /// The widgets that an answer says have changed, in order, which are so in the thread. Another widget in the place of
    /// one has an id of its own.
    async fn updated(&self, answer: &Value) -> Vec<Value> {
        let mut widgets = Vec::new();
        for update in answer["updates"].as_array().unwrap_or_else(|| panic!("{answer}")) {
            let widget = &update["widget"];
            assert_eq!(*update, json!({"op": "replace", "widgetId": update["widgetId"], "widget": widget}));
            assert!(update["widgetId"].is_string(), "{update}");
            assert_eq!(self.server.widget(&self.thread, &widget["id"]).await, *widget);
            widgets.push(widget.clone());
        }
        let turns = self.server.get(&format!("threads/{}", self.thread)).await.ok();
        assert_eq!(turns["turns"][0]["widgets"].as_array().unwrap().len(), 7, "each is in its place");
        widgets
    }
}

fn changed(widget: &Value, state: Option<&str>, revision: u64) -> Value {
    let mut widget = widget.clone();
    let members = widget.as_object_mut().unwrap();
    members.insert("revision".into(), revision.into());
    members.remove("state");
    members.extend(state.map(|state| ("state".to_owned(), state.into())));
    widget
}

#[actix_web::test]
async fn a_reply_can_settle_the_widget_that_was_clicked() {
    let menu = Menu::open().await;
    let answer = menu.click(menu.id(DONE), "updates.done").await.ok();
    assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][DONE], Some("done"), 1)]);
    menu.click(menu.id(DONE), "updates.done").await.problem(409, "already_done");
}

#[actix_web::test]
async fn a_reply_settles_nothing_if_no_widget_was_clicked() {
    let menu = Menu::open().await;
    for body in [json!({"action": "updates.either"}), json!({"action": "updates.either", "threadId": menu.thread})] {
        let answer = menu.server.post("action", &body).await.ok();
        assert_eq!((&answer["content"], answer.get("updates")), (&json!("either"), None));
        assert_eq!(answer["widgets"][0].get("state"), None, "least of all its own");
    }
    let answer = menu.click(menu.id(EITHER), "updates.either").await.ok();
    assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][EITHER], Some("done"), 1)]);
}

#[actix_web::test]
async fn a_replaced_widget_has_new_controls_and_the_old_ones_are_gone() {
    let menu = Menu::open().await;
    let answer = menu.click(menu.id(REPLACE), "updates.replace").await.ok();
    let [collection] = menu.updated(&answer).await.try_into().unwrap();
    assert_eq!((&answer["updates"][0]["widgetId"], &collection["revision"]), (menu.id(REPLACE), &json!(1)));
    assert_ne!(&collection["id"], menu.id(REPLACE));
    assert_eq!((&collection["type"], collection.get("state")), (&json!("imagecollection"), None));
    for (image, said) in [(0, "new 5"), (1, "new 6")] {
        let control = &collection["images"][image]["id"];
        assert_eq!(menu.click(control, "updates.new").await.content(), said);
        menu.click(control, "updates.replace").await.problem(403, "not_offered");
    }
    // A page that shows the old one learns what there is now.
    for action in ["updates.replace", "updates.new"] {
        let problem = menu.click(menu.id(REPLACE), action).await.problem(409, "already_done");
        assert_eq!(problem["widget"], collection);
    }
    // Replaced once more, the first images go.
    let answer = menu.change(json!({"done": [], "replace": [collection["id"]], "reopen": []})).await.ok();
    let [button] = menu.updated(&answer).await.try_into().unwrap();
    assert_eq!((&button["type"], &button["revision"]), (&json!("button"), &json!(2)));
    for stale in [&collection["images"][0]["id"], &collection["id"], menu.id(REPLACE)] {
        assert_eq!(menu.click(stale, "updates.new").await.problem(409, "already_done")["widget"], button);
    }
    assert_eq!(menu.click(&button["id"], "updates.new").await.content(), "new 7");
}

#[actix_web::test]
async fn a_click_on_a_page_that_shows_what_was_replaced_does_not_mean_what_took_its_place() {
    let menu = Menu::open().await;
    // The same action, bound to something else.
    let answer = menu.change(json!({"done": [], "replace": [menu.id(OLD_BOUND)], "reopen": []})).await.ok();
    let [new] = menu.updated(&answer).await.try_into().unwrap();
    let answer = menu.change(json!({"done": [], "replace": [new["id"]], "reopen": []})).await.ok();
    let [newer] = menu.updated(&answer).await.try_into().unwrap();
    assert_eq!((&new["action"], &newer["revision"]), (&newer["action"], &json!(2)));
    for stale in [menu.id(OLD_BOUND), &new["id"]] {
        assert_eq!(menu.click(stale, "updates.new").await.problem(409, "already_done")["widget"], newer);
    }
    assert_eq!(menu.click(&newer["id"], "updates.new").await.content(), "new 7");
}

#[actix_web::test]
async fn an_action_that_is_once_can_be_left_open_or_replaced() {
    let menu = Menu::open().await;
    for revision in 1..=3 {
        let answer = menu.click(menu.id(AGAIN), "updates.again").await.ok();
        assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][AGAIN], None, revision)]);
    }
    let answer = menu.click(menu.id(SWAP), "updates.swap").await.ok();
    let [swapped] = menu.updated(&answer).await.try_into().unwrap();
    assert_eq!((&swapped["label"], swapped.get("state")), (&json!("Swapped"), None));
    menu.click(menu.id(SWAP), "updates.swap").await.problem(409, "already_done");
    assert_eq!(menu.click(&swapped["id"], "updates.new").await.content(), "new 70707");
}

#[actix_web::test]
async fn a_reply_can_change_widgets_of_earlier_turns_by_id() {
    let menu = Menu::open().await;
    let (old, bound) = (menu.id(OLD), menu.id(OLD_BOUND));
    let answer = menu.change(json!({"done": [old], "replace": [bound], "reopen": []})).await.ok();
    let [first, second] = menu.updated(&answer).await.try_into().unwrap();
    assert_eq!(first, changed(&menu.turn["widgets"][OLD], Some("done"), 1));
    assert_eq!(&answer["updates"][1]["widgetId"], bound);
    assert_eq!((&second["label"], &second["revision"]), (&json!("New"), &json!(1)));
    menu.click(old, "updates.old").await.problem(409, "already_done");
    menu.click(bound, "updates.old_bound").await.problem(409, "already_done");
    assert_eq!(menu.click(&second["id"], "updates.new").await.content(), "new 7");
    let answer = menu.change(json!({"done": [], "replace": [], "reopen": [old]})).await.ok();
    assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][OLD], None, 2)]);
    assert_eq!(menu.click(old, "updates.old").await.content(), "old");
}

#[actix_web::test]
async fn what_is_said_last_of_a_widget_holds() {
    let menu = Menu::open().await;
    let old = menu.id(OLD);
    let answer = menu.change(json!({"done": [old], "replace": [old], "reopen": [old]})).await.ok();
    assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][OLD], None, 1)]);
}

#[actix_web::test]
async fn widgets_that_are_not_in_the_thread_are_left_out() {
    let menu = Menu::open().await;
    let elsewhere = menu.server.act("updates.menu", json!({})).await.ok();
    let (unknown, theirs) = (json!("6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f"), &elsewhere["widgets"][OLD]["id"]);
    let payload = json!({"done": [unknown, menu.id(OLD)], "replace": [theirs], "reopen": []});
    let answer = menu.change(payload).await.ok();
    assert_eq!(menu.updated(&answer).await, [changed(&menu.turn["widgets"][OLD], Some("done"), 1)]);
    let answer = menu.change(json!({"done": [theirs], "replace": [unknown], "reopen": []})).await.ok();
    assert_eq!(answer.get("updates"), None);
    let theirs = menu.server.click(&text(&elsewhere["threadId"]), theirs, "updates.old", json!({})).await;
    assert_eq!(theirs.content(), "old", "another thread's widget is as it was");
    // In a thread that is yet to be made there is none at all.
    let answer = menu.server.act("updates.change", json!({"done": [menu.id(OLD)], "replace": [], "reopen": []})).await;
    assert_eq!(answer.ok().get("updates"), None);
}

#[actix_web::test]
async fn what_is_bound_to_a_replacement_is_in_no_answer() {
    let menu = Menu::open().await;
    let answer = menu.click(menu.id(SWAP), "updates.swap").await;
    let read = menu.server.get(&format!("threads/{}", menu.thread)).await;
    for text in [&answer.text, &read.text] {
        assert!(text.contains("Swapped") && !text.contains("70707"), "{text}");
    }
}
