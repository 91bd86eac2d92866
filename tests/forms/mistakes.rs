//! What cannot be drawn, and what an app says wrongly of a form: a mistake that names type and member.

use std::collections::BTreeMap;

use chatwidgets::prelude::*;
use chatwidgets::{ActionEntry, ChatWidgets, Widget};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Drawn, Send, fields_of};

/// Made here, so that a mistake's place is in this file.
macro_rules! form {
    ($payload:ty) => {
        Form::new("Form", Send::<$payload>::action())
    };
}

fn mistake<T: Drawn>(form: Form<T>) -> String {
    let mistake = form.build().expect_err("a mistake is remembered");
    assert!(mistake.place().file().ends_with("mistakes.rs"), "{mistake}");
    mistake.reason().to_owned()
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Point {
    x: i32,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Tree {
    name: String,
    left: Option<Box<Tree>>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "shape")]
enum Shape {
    Circle { radius: u8 },
    Square { side: u8 },
}

macro_rules! has_no_field {
    ($($name:ident: $type:ty => $reason:literal;)*) => {$(
        #[test]
        fn $name() {
            #[derive(Serialize, Deserialize, JsonSchema)]
            struct Payload {
                first: String,
                it: $type,
            }
            let reason = mistake(form!(Payload));
            let way_out = "give the field by `.field(..)`, or leave it `.without(..)` if it is optional";
            let payload = std::any::type_name::<Payload>();
            assert_eq!(reason, format!("no field can be derived for the member \"it\" of `{payload}`: {}; {way_out}", $reason));
        }
    )*};
}

has_no_field! {
    a_map_has_no_field: BTreeMap<String, u8> => "it is a map";
    a_list_of_structs_has_no_field: Vec<Point> => "it is a list whose items are not a unit enum";
    a_list_of_texts_has_no_field: Vec<String> => "it is a list whose items are not a unit enum";
    an_enum_with_data_has_no_field: Shape => "it has alternatives";
    anything_has_no_field: serde_json::Value => "it has alternatives";
    an_optional_struct_has_no_field: Option<Point> => "it is a struct that may be left out";
    a_list_of_lists_has_no_field: Vec<Vec<u8>> => "it is a list whose items are not a unit enum";
}

#[test]
fn a_recursive_type_has_no_field() {
    let reason = mistake(form!(Tree));
    assert!(
        reason.starts_with("no field can be derived for the member \"left\" of `")
            && reason.contains("its type is recursive"),
        "{reason}"
    );
}

#[test]
fn no_form_is_derived_from_an_enum_or_a_map() {
    let reason = mistake(form!(Shape));
    assert!(reason.starts_with("no form can be derived from `") && reason.ends_with("Shape`: it has alternatives"));
    assert!(mistake(form!(BTreeMap<String, u8>)).ends_with("`: it is a map"));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Mixed {
    name: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    /// A point
    point: Option<Point>,
    count: u8,
}

#[test]
fn an_app_gives_what_has_no_field_or_leaves_it_out() {
    let fields = fields_of(form!(Mixed).field("point", Field::dropdown(["origin"])).without("tags"));
    assert_eq!(fields.len(), 3);
    let point =
        json!({"name": "point", "label": "A point", "required": false, "type": "dropdown", "options": ["origin"]});
    assert_eq!(fields[1], point, "it stands where it is declared, under the label of the type");
}

#[test]
fn what_is_required_cannot_be_left_out() {
    let reason = mistake(form!(Mixed).without("name"));
    assert!(reason.contains("the member \"name\" of ") && reason.contains("is required"), "{reason}");
    assert!(mistake(form!(Mixed).without("nmae")).contains("has no member \"nmae\""));
}

#[test]
fn a_field_must_be_a_member() {
    let reason = mistake(form!(Point).field("y", Field::number()));
    assert!(reason.ends_with("Point` has no member \"y\"; it has x"), "{reason}");
}

#[test]
fn a_field_must_send_what_its_member_takes() {
    for reason in
        [mistake(form!(Point).field("x", Field::toggle())), mistake(form!(Point).field("x", Field::multiselect(["1"])))]
    {
        assert!(
            reason.contains("the member \"x\" of ") && reason.contains("cannot take what this field sends"),
            "{reason}"
        );
    }
    assert!(form!(Point).field("x", Field::slider(0..=5)).build().is_ok());
    assert!(form!(Point).field("x", Field::dropdown(["1", "2"])).build().is_ok());
}

#[test]
fn a_type_that_asks_for_an_unknown_kind_of_field_is_a_mistake() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Odd {
        #[schemars(extend("x-widget" = "knob"))]
        volume: u8,
    }
    assert!(mistake(form!(Odd)).contains("`x-widget` is \"knob\", which is not a kind of field"));
}

#[test]
fn a_mistake_of_a_form_keeps_its_reply_from_being_sent() {
    let reply = Reply::new("x").widget(form!(Shape));
    assert!(reply.build().is_err());
    assert!(Widget::from(form!(Tree)).mistake().is_some());
}

#[test]
fn a_default_that_breaks_its_own_rules_cannot_start() {
    fn eleven() -> u8 {
        11
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Inner {
        #[serde(default = "eleven")]
        #[schemars(range(min = 1, max = 10))]
        stars: u8,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        inner: Inner,
    }
    async fn rate(_: Payload<Outer>) {}
    let error = ChatWidgets::builder().without_discovery().action(ActionEntry::new("rate", rate)).build().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`rate`") && text.contains("the default of `inner.stars` of "), "{text}");
    assert!(text.contains("Outer` breaks its own rules"), "{text}");
}

#[test]
fn the_first_mistake_of_the_chain_is_kept() {
    let reason = mistake(form!(Point).field("y", Field::input()).field("z", Field::input()));
    assert!(reason.contains("\"y\""), "{reason}");
    assert_eq!(
        mistake(form!(Point).field("x", Field::slider(5..=5))),
        "the lower end of the range must be less than the upper one"
    );
}

struct Dismiss;

impl WidgetAction for Dismiss {
    const NAME: &'static str = "dismiss";
    type Payload = NoPayload;
    type Bound = NoBound;
}

struct SetPoint;

impl WidgetAction for SetPoint {
    const NAME: &'static str = "set_point";
    type Payload = Point;
    type Bound = NoBound;
}

#[test]
fn a_cancel_is_no_action_or_its_own() {
    let buttons = |form: Form<Point>| json!(form.build().unwrap())["actions"].clone();
    let submit = json!({"type": "submit", "label": "Submit"});
    assert_eq!(buttons(form!(Point)), json!([submit]));
    assert_eq!(buttons(form!(Point).cancel("No")), json!([submit, {"type": "cancel", "label": "No"}]));
    let cancel = json!({"type": "cancel", "label": "Not now", "action": "dismiss"});
    assert_eq!(buttons(form!(Point).cancel("No").cancel_with("Not now", Dismiss)), json!([submit, cancel]));
    // What is filled in stays on the server.
    let filled_in = form!(Point).cancel_with("Origin", SetPoint.with(Point { x: 0 }));
    let cancel = json!({"type": "cancel", "label": "Origin", "action": "set_point"});
    assert_eq!(buttons(filled_in), json!([submit, cancel]));
}

#[test]
fn a_form_for_an_action_that_is_filled_in_has_nothing_to_enter() {
    let chat = ChatWidgets::builder()
        .without_discovery()
        .action(ActionEntry::new("send", super::echo::<Point>))
        .build()
        .unwrap();
    let filled = chat.registry().get("send").unwrap().with(&Point { x: 0 });
    let mistake = Form::new("Form", filled).build().expect_err("a mistake is remembered");
    assert_eq!(mistake.reason(), "the action is filled in, so there is nothing to enter");
}

#[tokio::test]
async fn a_cancel_may_trigger_its_action_with_the_forms_own_id() {
    #[widget_action("ask_point")]
    async fn ask_point() -> Reply {
        Reply::new("Where?").widget(Form::new("Point", SetPoint).cancel_with("Not now", Dismiss))
    }
    async fn dismiss() -> &'static str {
        "Another time."
    }
    let chat = ChatWidgets::builder().action(ActionEntry::new("dismiss", dismiss)).build().unwrap();
    let chat = chatwidgets::testing::TestChat::new(chat);
    let turn = chat.act(AskPoint, &NoPayload {}).await.unwrap();
    let click = json!({"action": "dismiss", "threadId": turn.thread_id, "widgetId": turn.widgets[0].id});
    assert_eq!(chat.post("action", &click).await.turn().unwrap().content, "Another time.");
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Renamed {
    #[serde(rename(serialize = "fullName"))]
    full_name: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Unsaid {
    name: String,
    #[serde(skip_serializing)]
    #[expect(dead_code, reason = "only its schema counts")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Secret {
    name: String,
    #[serde(skip_serializing)]
    #[schemars(extend("format" = "password"))]
    #[expect(dead_code, reason = "only its schema counts")]
    password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Day {
    #[schemars(extend("format" = "date"))]
    day: String,
}

#[test]
fn an_initial_value_that_finds_no_place_is_a_mistake() {
    let not_serialized = |payload: &str, member: &str| {
        format!(
            "the member {member:?} of `{payload}` is not serialized under this name, so the initial value cannot fill it, and \
             sending the form would empty it"
        )
    };
    let renamed = mistake(form!(Renamed).initial(&Renamed { full_name: "Ada".into() }));
    assert_eq!(renamed, not_serialized(std::any::type_name::<Renamed>(), "full_name"));
    let unsaid = Unsaid { name: "Ada".into(), note: Some("x".into()) };
    assert_eq!(mistake(form!(Unsaid).initial(&unsaid)), not_serialized(std::any::type_name::<Unsaid>(), "note"));
    let left_out = fields_of(form!(Unsaid).without("note").initial(&unsaid));
    assert_eq!(left_out[0]["defaultValue"], "Ada");
    let secret = Secret { name: "Ada".into(), password: Some("x".into()), note: None };
    assert_eq!(fields_of(form!(Secret).initial(&secret))[1].get("defaultValue"), None);
    let day = mistake(form!(Day).initial(&Day { day: "14 March".into() }));
    let payload = std::any::type_name::<Day>();
    assert_eq!(day, format!("the initial value of the member \"day\" of `{payload}` cannot be shown in its field"));
}
