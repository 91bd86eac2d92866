//! The registry: what is wrong with an app's actions is said before a port is open, all at once.

use std::time::Duration;

use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ActionEntry, ErrorCode, Fault, UnknownAction};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// Orders a pizza.
#[widget_action("registry.order", timeout = "2m")]
pub async fn order(_: Payload<Pizza>) -> &'static str {
    "ordered"
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Pizza {
    #[schemars(length(min = 1))]
    name: String,
}

#[widget_action("registry.menu")]
pub async fn menu() {}

#[widget_action("registry.refund", once)]
pub async fn refund(Bound(order): Bound<Receipt>) -> String {
    format!("{} cents", order.cents)
}

#[derive(Serialize, Deserialize)]
pub struct Receipt {
    cents: u32,
}

#[widget_action("registry.bill", offered)]
pub async fn bill() {}

#[widget_action("registry.review")]
pub async fn review(_: Payload<Pizza>, _: Bound<u64>) {}

async fn by_hand() -> &'static str {
    "by hand"
}

async fn another() {}

/// A type that needs no discovery, only a name.
struct Unregistered;

impl WidgetAction for Unregistered {
    const NAME: &'static str = "unregistered";
    type Payload = NoPayload;
    type Bound = NoBound;
}

#[test]
fn linked_actions_are_found_and_sorted_by_name() {
    let chat = ChatWidgets::builder().expect::<Order>().build().unwrap();
    let names: Vec<_> = chat.registry().iter().map(|action| action.name()).collect();
    assert!(names.is_sorted());
    assert!(names.contains(&"registry.order") && names.contains(&"registry.menu"));
    let order = chat.registry().action("registry.order").unwrap();
    assert_eq!(order.description(), "Orders a pizza.");
    assert_eq!(order.timeout(), Duration::from_secs(120));
    assert_eq!(order.location(), Order::LOCATION);
    assert_eq!(order.payload_schema().unwrap()["required"], serde_json::json!(["name"]));
    let menu = chat.registry().action("registry.menu").unwrap();
    assert_eq!((menu.timeout(), menu.payload_schema()), (Duration::from_secs(30), None));
}

#[tokio::test]
async fn without_discovery_only_what_was_added_by_hand_is_there() {
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("by_hand", by_hand)).build().unwrap();
    assert_eq!(chat.registry().len(), 1);
    let chat = TestChat::new(chat);
    let answer = chat.post("action", &serde_json::json!({ "action": "by_hand" })).await;
    assert_eq!(answer.turn().unwrap().content, "by hand");
}

#[test]
fn every_fault_is_in_one_error_with_both_places_of_a_clash() {
    let error = ChatWidgets::builder()
        .action(ActionEntry::new("registry.order", by_hand))
        .action(ActionEntry::new("twice", by_hand))
        .action(ActionEntry::new("twice", another))
        .action(ActionEntry::new("No Name", another))
        .expect::<Unregistered>()
        .build()
        .unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("the actions have 4 faults\n"), "{text}");
    let faults: Vec<_> = error.faults().iter().collect();
    assert_eq!(faults.len(), 4);
    for (name, places) in [("registry.order", 2), ("twice", 2), ("No Name", 1)] {
        let line = text.lines().find(|line| line.contains(name)).unwrap();
        assert_eq!(line.matches("registry.rs:").count(), places, "{line}");
    }
    assert!(text.contains("`unregistered` at an unknown place is expected, but it is not registered"), "{text}");
    assert!(
        faults.iter().any(|fault| matches!(fault, Fault::Clash { name: "twice", first, second } if first < second))
    );
}

#[test]
fn the_same_entry_seen_twice_is_one_entry() {
    let entry = ActionEntry::new("once", by_hand);
    let chat = ChatWidgets::builder().without_discovery().action(entry.clone()).action(entry).build().unwrap();
    assert_eq!(chat.registry().len(), 1);
}

#[test]
fn two_functions_registered_at_one_place_are_a_clash() {
    fn entry<F: chatwidgets::action::HandlerFn<()>>(function: F) -> ActionEntry {
        ActionEntry::new("same", function)
    }
    let error = ChatWidgets::builder().action(entry(by_hand)).action(entry(another)).build().unwrap_err();
    assert!(matches!(error.faults(), [Fault::Clash { name: "same", .. }]), "{error}");
}

#[test]
fn an_expected_action_must_be_the_one_that_is_registered() {
    let impostor = ActionEntry::new("registry.order", by_hand);
    let error = ChatWidgets::builder().without_discovery().action(impostor).expect::<Order>().build().unwrap_err();
    assert!(matches!(error.faults(), [Fault::Missing { name: "registry.order", .. }]), "{error}");
}

#[test]
fn a_payload_that_is_no_object_cannot_start() {
    async fn number(_: Payload<u8>) {}
    let error = ChatWidgets::builder().action(ActionEntry::new("number", number)).build().unwrap_err();
    assert!(error.to_string().contains("`number`"), "{error}");
    assert!(error.to_string().contains("`u8` is not an object"), "{error}");
}

#[test]
fn a_schema_that_cannot_be_compiled_cannot_start() {
    #[derive(Deserialize)]
    struct Broken {}
    impl JsonSchema for Broken {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Broken".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            schemars::json_schema!({ "type": "object", "properties": { "a": { "type": "string", "pattern": "(" } } })
        }
    }
    async fn broken(_: Payload<Broken>) {}
    let error = ChatWidgets::builder().action(ActionEntry::new("broken", broken)).build().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("the action `broken` at ") && text.contains("cannot be compiled"), "{text}");
}

#[test]
fn an_unknown_name_is_a_typed_error_that_knows_the_nearest() {
    let chat = ChatWidgets::builder().build().unwrap();
    let UnknownAction { name, nearest, .. } = chat.registry().action("registry.ordr").unwrap_err();
    assert_eq!((name.as_str(), nearest), ("registry.ordr", Some("registry.order")));
    assert_eq!(chat.registry().get("zzz").unwrap_err().nearest, None);
    let endless = chat.registry().get(&"a".repeat(10_000)).unwrap_err();
    assert_eq!(endless.name.chars().count(), 65);
}

#[test]
fn among_very_many_names_the_nearest_begins_with_the_same_letter() {
    async fn nothing() {}
    let mut builder = ChatWidgets::builder();
    for number in 0..300 {
        builder = builder.action(ActionEntry::new(format!("order_{number}").leak(), nothing));
    }
    let chat = builder.action(ActionEntry::new("submit_survey", nothing)).build().unwrap();
    let nearest = |name: &str| chat.registry().action(name).unwrap_err().nearest;
    assert_eq!(nearest("submit_surve"), Some("submit_survey"));
    assert!(nearest("order_").is_some_and(|name| name.starts_with("order_")));
    assert_eq!(nearest("xubmit_survey"), None, "clients can post any name: each is compared with few");
    assert_eq!(nearest(""), None);
}

#[test]
fn a_name_that_arrives_as_data_can_be_put_on_a_widget() {
    let chat = ChatWidgets::builder().build().unwrap();
    let menu = chat.registry().get("registry.menu").unwrap();
    let button = Button::new("Menu", menu).build().unwrap();
    assert_eq!(serde_json::to_value(button).unwrap()["action"], "registry.menu");

    let order = chat.registry().get("registry.order").unwrap();
    let mistake = Button::new("Order", order.clone()).build().unwrap_err();
    assert_eq!(mistake.reason(), "the action `registry.order` needs input, which this widget cannot give");
    let slider = chat.registry().get("registry.order").unwrap();
    assert!(Slider::new("Any", slider, 0..=5).build().is_ok());
    assert!(Form::new("Order", order.clone()).build().is_ok());
    assert!(Button::new("Order", order.with(&Pizza { name: "Margherita".into() })).build().is_ok());
}

#[test]
fn hand_written_entries_take_the_same_arguments() {
    async fn many(
        _: ActionContext,
        _: Payload<Pizza>,
        _: actix_web::web::Bytes,
        _: actix_web::HttpRequest,
    ) -> Result<String, ActionError> {
        Ok(String::new())
    }
    let entry = ActionEntry::new("many", many).description("Takes much.").timeout(Duration::from_secs(1));
    let chat = ChatWidgets::builder().without_discovery().action(entry).build().unwrap();
    let many = chat.registry().action("many").unwrap();
    assert_eq!((many.description(), many.timeout()), ("Takes much.", Duration::from_secs(1)));
    assert!(many.payload_schema().is_some());
}

#[test]
fn the_registry_knows_which_actions_run_once_and_which_run_for_a_widget_only() {
    let chat = ChatWidgets::builder().build().unwrap();
    for (name, is_once, is_offered) in [
        ("registry.menu", false, false),
        ("registry.order", false, false),
        ("registry.bill", false, true),
        ("registry.refund", true, true),
        // Only a widget can have what is bound.
        ("registry.review", false, true),
    ] {
        let action = chat.registry().action(name).unwrap();
        assert_eq!((action.is_once(), action.is_offered()), (is_once, is_offered), "{name}");
    }
}

#[test]
fn a_hand_written_entry_is_once_or_offered_when_told() {
    async fn bound(_: Bound<u8>) {}
    let builder = ChatWidgets::builder().without_discovery();
    let chat = builder
        .action(ActionEntry::new("plain", by_hand))
        .action(ActionEntry::new("offered", by_hand).offered())
        .action(ActionEntry::new("once", by_hand).once())
        .action(ActionEntry::new("both", by_hand).once().offered())
        .action(ActionEntry::new("bound", bound))
        .build()
        .unwrap();
    let told: Vec<_> =
        chat.registry().iter().map(|action| (action.name(), action.is_once(), action.is_offered())).collect();
    let expected = [
        ("both", true, true),
        ("bound", false, true),
        ("offered", false, true),
        ("once", true, true),
        ("plain", false, false),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_name_that_arrives_as_data_is_bound_to_what_its_handler_takes() {
    let chat = ChatWidgets::builder().build().unwrap();
    let get = |name| chat.registry().get(name).unwrap();
    let reason = |action| Button::new("x", action).build().unwrap_err().reason().to_owned();

    let unbound = "the action `registry.refund` has bound arguments, and none are given";
    assert_eq!(reason(get("registry.refund")), unbound);
    let unreadable = reason(get("registry.refund").bind(&serde_json::json!({ "cents": "many" })));
    assert!(unreadable.contains("cannot be read as `") && unreadable.contains("Receipt`"), "{unreadable}");
    assert_eq!(reason(get("registry.menu").bind(&7)), "the action `registry.menu` takes no bound arguments");
    let needs_input = "the action `registry.review` needs input, which this widget cannot give";
    assert_eq!(reason(get("registry.review").bind(&7)), needs_input);

    let button = Button::new("x", get("registry.refund").bind(&Receipt { cents: 1_999 })).build().unwrap();
    let widget = chatwidgets::Widget::from(button);
    assert_eq!(widget.action().unwrap().bound(), Some(serde_json::json!({ "cents": 1_999 })));
    let pizza = Pizza { name: "Margherita".into() };
    assert!(Button::new("x", get("registry.review").bind(&7).with(&pizza)).build().is_ok());
    assert!(Form::new("x", get("registry.review").bind(&7)).build().is_ok());
}

#[tokio::test]
async fn a_hand_written_entry_takes_what_is_bound() {
    struct Forget;
    impl WidgetAction for Forget {
        const NAME: &'static str = "forget";
        type Payload = NoPayload;
        type Bound = u64;
    }
    async fn forget(context: ActionContext, Bound(note): Bound<u64>) -> String {
        assert!(!context.request_id().is_empty());
        format!("Note {note} is forgotten.")
    }
    async fn assistant() -> Reply {
        Reply::new("A note").widget(Button::new("Forget it", Forget.bind(7)))
    }
    let builder = ChatWidgets::builder().without_discovery().assistant(assistant);
    let chat = TestChat::new(builder.action(ActionEntry::new("forget", forget).once()).build().unwrap());
    chat.say("show me a note").await.unwrap();
    let (first, second) = chat.widget("Forget it").click_twice().await;
    assert_eq!(first.unwrap().content, "Note 7 is forgotten.");
    assert_eq!(second.unwrap_err().code, ErrorCode::AlreadyDone);
    assert_eq!(chat.forge("forget", serde_json::json!({})).await.unwrap_err().status / 100, 4);
}
