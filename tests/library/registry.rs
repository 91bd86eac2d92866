//! The registry: what is wrong with an app's actions is said before a port is open, all at once.

use std::time::Duration;

use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ActionEntry, Fault, UnknownAction};
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

async fn by_hand() -> &'static str {
    "by hand"
}

async fn another() {}

/// A type that needs no discovery, only a name.
struct Unregistered;

impl WidgetAction for Unregistered {
    const NAME: &'static str = "unregistered";
    type Payload = NoPayload;
}

#[test]
fn linked_actions_are_found_and_sorted_by_name() {
    let chat = ChatWidgets::builder().expect::<Order>().build().unwrap();
    let names: Vec<_> = chat.registry().iter().map(|action| action.name()).collect();
    assert!(names.is_sorted());
    assert!(names.contains(&"registry.order") && names.contains(&"registry.menu"));
    let order = chat.registry().find("registry.order").unwrap();
    assert_eq!(order.description(), "Orders a pizza.");
    assert_eq!(order.timeout(), Duration::from_secs(120));
    assert_eq!(order.location(), Order::LOCATION);
    assert_eq!(order.payload_schema().unwrap()["required"], serde_json::json!(["name"]));
    let menu = chat.registry().find("registry.menu").unwrap();
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
    assert!(text.contains("`unregistered` of an unknown place is expected and not registered"), "{text}");
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
    fn entry<F: chatwidgets::action::ActionFn<()>>(function: F) -> ActionEntry {
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
    assert!(error.to_string().contains("`u8` is no object"), "{error}");
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
    let UnknownAction { name, nearest, .. } = chat.registry().find("registry.ordr").unwrap_err();
    assert_eq!((name.as_str(), nearest), ("registry.ordr", Some("registry.order")));
    assert_eq!(chat.registry().get("zzz").unwrap_err().nearest, None);
    let endless = chat.registry().get(&"a".repeat(10_000)).unwrap_err();
    assert_eq!(endless.name.chars().count(), 65);
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
    let many = chat.registry().find("many").unwrap();
    assert_eq!((many.description(), many.timeout()), ("Takes much.", Duration::from_secs(1)));
    assert!(many.payload_schema().is_some());
}
