//! For any value: a form that shows it, sent as it stands, gives the value back.

use chatwidgets::prelude::*;
use chrono::NaiveDate;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{bound, fields_of, form};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Everything {
    line: String,
    #[schemars(length(max = 2000))]
    lines: String,
    optional_line: Option<String>,
    #[schemars(email)]
    email: String,
    #[schemars(range(min = -50, max = 50))]
    slider: i32,
    #[schemars(range(min = 0.0, max = 1.0))]
    ratio: f64,
    byte: u8,
    large: u64,
    negative: i64,
    float: f64,
    single: f32,
    optional_number: Option<u16>,
    toggle: bool,
    optional_toggle: Option<bool>,
    room: Room,
    optional_room: Option<Room>,
    extras: Vec<Room>,
    day: NaiveDate,
    optional_day: Option<NaiveDate>,
    #[serde(default = "anonymous")]
    with_default: String,
    inner: Inner,
}

fn anonymous() -> String {
    "anonymous".into()
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inner {
    city: String,
    deeper: Deeper,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deeper {
    count: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Room {
    Single,
    /// For two
    ForTwo,
    Suite,
}

/// What a browser's form sends of these fields: texts, but for switches and lists.
pub fn sent_by_a_browser(fields: &[Value]) -> Value {
    let value = |field: &Value| match field["type"].as_str().expect("a field has a type") {
        "toggle" => field["defaultValue"].clone(),
        "multiselect" => field.get("defaultValue").cloned().unwrap_or_else(|| json!([])),
        _ => match field.get("defaultValue") {
            None => json!(""),
            Some(Value::String(text)) => json!(text),
            Some(number) => json!(number.to_string()),
        },
    };
    let members: Map<String, Value> =
        fields.iter().map(|field| (field["name"].as_str().expect("a name").to_owned(), value(field))).collect();
    Value::Object(members)
}

/// What can be typed in one line.
fn line() -> impl Strategy<Value = String> {
    "[^\\p{C}]{0,40}"
}

fn room() -> impl Strategy<Value = Room> {
    prop_oneof![Just(Room::Single), Just(Room::ForTwo), Just(Room::Suite)]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (1_i32..=9999, 1_u32..=366).prop_filter_map("a day of the year", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

prop_compose! {
    fn texts()(
        line in line(), lines in "[^\\p{C}]{0,200}", email in "[a-z]{1,8}@[a-z]{1,8}\\.org", with_default in line(),
        // An empty text and none look the same in a form.
        optional_line in proptest::option::of("[^\\p{C}]{1,20}"), city in line(),
    ) -> (String, String, String, String, Option<String>, String) {
        (line, lines, email, with_default, optional_line, city)
    }
}

prop_compose! {
    fn numbers()(
        slider in -50..=50, ratio in 0.0..=1.0, byte: u8, large: u64, negative: i64, float in proptest::num::f64::NORMAL,
        single in proptest::num::f32::NORMAL, optional_number: Option<u16>, count: i16,
    ) -> (i32, f64, u8, u64, i64, f64, f32, Option<u16>, i16) {
        (slider, ratio, byte, large, negative, float, single, optional_number, count)
    }
}

prop_compose! {
    pub fn everything()(
        (line, lines, email, with_default, optional_line, city) in texts(),
        (slider, ratio, byte, large, negative, float, single, optional_number, count) in numbers(),
        toggle: bool, optional_toggle: Option<bool>, room_ in room(), optional_room in proptest::option::of(room()),
        extras in proptest::collection::vec(room(), 0..3), day_ in day(), optional_day in proptest::option::of(day()),
    ) -> Everything {
        Everything {
            line, lines, optional_line, email, slider, ratio, byte, large, negative, float, single, optional_number,
            toggle, optional_toggle, room: room_, optional_room, extras, day: day_, optional_day, with_default,
            inner: Inner { city, deeper: Deeper { count } },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_form_that_shows_a_value_and_is_sent_gives_it_back(value in everything()) {
        let fields = fields_of(form::<Everything>().initial(&value));
        prop_assert_eq!(fields.len(), 22);
        let sent = sent_by_a_browser(&fields);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let bound = runtime.block_on(bound::<Everything>(&sent));
        let bound: Everything = serde_json::from_value(bound.expect("what the form shows is valid")).expect("it reads");
        prop_assert_eq!(bound, value);
    }
}

#[tokio::test]
async fn a_chosen_field_keeps_what_the_type_says() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Notes {
        /// Anything else?
        #[schemars(length(max = 500))]
        notes: Option<String>,
        #[schemars(range(min = 1, max = 12))]
        guests: u8,
    }
    let value = Notes { notes: Some("A cake".into()), guests: 4 };
    let form = form::<Notes>().initial(&value).field("notes", Field::textarea().rows(4).placeholder("Allergies"));
    let fields = fields_of(form.field("guests", Field::number()));
    let notes = json!({"name": "notes", "label": "Anything else?", "required": false, "type": "textarea", "rows": 4,
        "placeholder": "Allergies", "maxLength": 500, "defaultValue": "A cake"});
    let guests = json!({"name": "guests", "label": "Guests", "required": true, "type": "number", "min": 1, "max": 12,
        "step": 1, "defaultValue": 4});
    assert_eq!(fields, [notes, guests]);
}
