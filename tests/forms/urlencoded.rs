//! Forms that a browser sends without a script: what is not ticked is not there.

use actix_web::test::TestRequest;
use chatwidgets::ActionEntry;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::widget::FormField;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::round_trip::{Everything, Room, everything};
use super::{Drawn, Send, echo};

/// What a browser posts of these fields as they stand, in their order.
fn posted(fields: &[FormField]) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for field in fields {
        let json = serde_json::to_value(field).expect("a field is JSON");
        let mut post = |value: &str| posted.push((field.name.clone(), value.replace('\n', "\r\n")));
        match (json["type"].as_str().expect("a type"), json.get("defaultValue")) {
            ("toggle", Some(Value::Bool(true))) => post("on"),
            ("toggle", _) | ("multiselect", None) => {}
            ("multiselect", Some(Value::Array(chosen))) => {
                chosen.iter().for_each(|option| post(option.as_str().expect("an option is a text")));
            }
            (_, None) => post(""),
            (_, Some(Value::String(text))) => post(text),
            (_, Some(number)) => post(&number.to_string()),
        }
    }
    posted
}

/// Shows a widget, clicks it as a browser does that sends these fields, and tells what the handler got.
async fn sent<T: Drawn>(widget: impl Into<Widget>, fields: Vec<(String, String)>) -> T {
    let widget = widget.into();
    let show = move || {
        let widget = widget.clone();
        async move { Reply::new("").widget(widget) }
    };
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("show", show));
    let chat = TestChat::new(chat.action(ActionEntry::new("send", echo::<T>)).build().expect("it is usable"));
    let shown = chat.forge("show", Value::Null).await.unwrap_or_else(|refused| panic!("{refused}"));
    let (thread, id) = (shown.thread_id.to_string(), shown.widgets[0].id.to_string());
    let envelope = [("~action", "send"), ("~threadId", &thread), ("~widgetId", &id), ("~requestId", "")];
    let envelope = envelope.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form: Vec<_> = envelope.into_iter().chain(fields).collect();
    let answer = chat.send(TestRequest::post().uri("/api/chat/action").set_form(form)).await;
    let turn = answer.turn().unwrap_or_else(|refused| panic!("{refused}"));
    serde_json::from_str(&turn.content).expect("the handler answers JSON")
}

/// As [`sent`], for a form as it stands.
pub async fn sent_as_it_stands<T: Drawn>(form: Form<T>) -> T {
    let form = form.build().unwrap_or_else(|mistake| panic!("{mistake}"));
    let fields = posted(form.fields());
    sent(form, fields).await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_form_that_a_browser_sends_as_it_stands_gives_its_value_back(value in everything(), ticks in ticks()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let form = Form::new("Form", Send::<Everything>::action()).initial(&value);
            prop_assert_eq!(&sent_as_it_stands(form).await, &value);
            let form = Form::new("Form", Send::<Ticks>::action()).initial(&ticks);
            prop_assert_eq!(&sent_as_it_stands(form).await, &ticks);
            Ok(())
        })?;
    }
}

fn yes() -> bool {
    true
}

fn both() -> Vec<Room> {
    vec![Room::Single, Room::Suite]
}

fn some_both() -> Option<Vec<Room>> {
    Some(both())
}

fn loud() -> Sounds {
    Sounds { bell: true, horn: true }
}

/// Nothing but what says nothing if it is not ticked, and stands at something by default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Ticks {
    #[serde(default = "yes")]
    plain: bool,
    #[serde(default = "both")]
    rooms: Vec<Room>,
    #[serde(default = "some_both")]
    some: Option<Vec<Room>>,
    #[serde(default = "loud")]
    sounds: Sounds,
    #[schemars(length(max = 2000))]
    lines: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Sounds {
    #[serde(default = "yes")]
    bell: bool,
    horn: bool,
}

prop_compose! {
    fn ticks()(
        plain: bool, rooms in rooms(), some in proptest::option::of(some_rooms()),
        bell: bool, horn: bool, lines in "([a-z]{0,3}\n){0,3}",
    ) -> Ticks {
        Ticks { plain, rooms, some, sounds: Sounds { bell, horn }, lines }
    }
}

/// Nothing chosen and none look the same in a form.
fn some_rooms() -> impl Strategy<Value = Vec<Room>> {
    proptest::sample::subsequence(both(), 1..=2)
}

fn rooms() -> impl Strategy<Value = Vec<Room>> {
    proptest::sample::subsequence(both(), 0..=2)
}

#[tokio::test]
async fn a_box_that_the_form_does_not_show_keeps_its_default() {
    let form = || Form::new("Form", Send::<Ticks>::action());
    let nothing = || vec![("lines".to_owned(), String::new())];
    let off = Ticks {
        plain: false,
        rooms: Vec::new(),
        some: None,
        sounds: Sounds { bell: false, horn: false },
        lines: String::new(),
    };
    assert_eq!(sent::<Ticks>(form(), nothing()).await, off);
    let without = form().without("plain").without("rooms").without("sounds.bell");
    let kept = Ticks { plain: true, rooms: both(), sounds: Sounds { bell: true, horn: false }, ..off };
    assert_eq!(sent::<Ticks>(without, nothing()).await, kept);
}

#[tokio::test]
async fn a_box_that_the_app_gives_is_one_though_its_type_has_three_answers() {
    let form = || Form::new("Form", Send::<Three>::action()).initial(&Three { sure: Some(true) });
    assert_eq!(sent_as_it_stands(form().field("sure", Field::toggle())).await, Three { sure: Some(true) });
    assert_eq!(sent::<Three>(form().field("sure", Field::toggle()), Vec::new()).await, Three { sure: Some(false) });
    assert_eq!(sent::<Three>(form(), Vec::new()).await, Three { sure: None });
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Three {
    sure: Option<bool>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Quiet {
    #[serde(default = "yes")]
    quiet: bool,
}

#[tokio::test]
async fn a_button_means_nothing_by_saying_nothing() {
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("send", echo::<Quiet>));
    let by_name = chat.build().expect("it is usable").registry().get("send").expect("it is there");
    assert!(sent::<Quiet>(Button::new("Button", by_name), Vec::new()).await.quiet);
    let quiet = Send::<Quiet>::action;
    let preset = Button::new("Preset", quiet().with(Quiet { quiet: true }));
    assert!(sent::<Quiet>(preset, vec![("quiet".to_owned(), "false".to_owned())]).await.quiet);
    assert!(!sent::<Quiet>(Form::new("Form", quiet()), Vec::new()).await.quiet);
}

#[tokio::test]
async fn a_switch_and_a_list_by_themselves_are_known_by_their_types() {
    let switch = || Toggle::new("Sound", Send::<input::Checked>::action()).default(true);
    let on = vec![("checked".to_owned(), "on".to_owned())];
    assert!(sent::<input::Checked>(switch(), on).await.checked);
    assert!(!sent::<input::Checked>(switch(), Vec::new()).await.checked);
    let several = || MultiSelect::new("Rooms", Send::<input::Items>::action(), ["a", "b"]);
    let one = vec![("items".to_owned(), "a".to_owned())];
    assert_eq!(sent::<input::Items>(several(), one).await.items, ["a"]);
    assert!(sent::<input::Items>(several(), Vec::new()).await.items.is_empty());
}
