//! From a type to its fields: what each kind of member becomes, what a browser sends for it, and what is bound.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{bound, fields};

/// One row a test: a struct, the fields it becomes, what a browser sends, and what the handler gets.
macro_rules! row {
    ($name:ident: { $($body:tt)* } => $fields:tt, $sent:tt => $bound:tt) => {
        #[tokio::test]
        async fn $name() {
            #[derive(Serialize, Deserialize, JsonSchema)]
            struct Member { $($body)* }

            let Value::Array(expected) = json!($fields) else { unreachable!() };
            assert_eq!(fields::<Member>(), expected);
            assert_eq!(bound::<Member>(&json!($sent)).await, Ok(json!($bound)));
        }
    };
}

row!(a_text_is_an_input: {
    /// Full name
    #[schemars(length(min = 1, max = 80))]
    name: String,
} => [{"name": "name", "label": "Full name", "required": true, "type": "input", "minLength": 1, "maxLength": 80}],
    {"name": "Ada"} => {"name": "Ada"});

row!(a_text_of_200_characters_is_an_input_still: {
    #[schemars(length(max = 200))]
    text: String,
} => [{"name": "text", "label": "Text", "required": true, "type": "input", "maxLength": 200}],
    {"text": "a"} => {"text": "a"});

row!(a_longer_text_is_a_textarea: {
    #[schemars(length(max = 201))]
    text: String,
} => [{"name": "text", "label": "Text", "required": true, "type": "textarea", "maxLength": 201}],
    {"text": "a\nb"} => {"text": "a\nb"});

row!(a_pattern_is_shown_to_the_browser: {
    #[schemars(regex(pattern = "^[0-9]+$"))]
    code: String,
} => [{"name": "code", "label": "Code", "required": true, "type": "input", "pattern": "^[0-9]+$"}],
    {"code": "7"} => {"code": "7"});

row!(an_email_is_an_input_for_one: {
    #[schemars(email)]
    email: String,
} => [{"name": "email", "label": "Email", "required": true, "type": "email"}],
    {"email": "ada@example.com"} => {"email": "ada@example.com"});

row!(a_uri_is_an_input_for_one: {
    #[schemars(url)]
    site: String,
} => [{"name": "site", "label": "Site", "required": true, "type": "url"}],
    {"site": "https://example.com/"} => {"site": "https://example.com/"});

row!(a_password_is_an_input_for_one: {
    #[schemars(extend("format" = "password"))]
    secret: String,
} => [{"name": "secret", "label": "Secret", "required": true, "type": "password"}], {"secret": "s"} => {"secret": "s"});

row!(what_is_not_serialized_is_no_password: {
    #[serde(skip_serializing)]
    #[expect(dead_code, reason = "only its schema counts")]
    token: String,
} => [{"name": "token", "label": "Token", "required": true, "type": "input"}], {"token": "t"} => {});

row!(an_integer_between_two_bounds_is_a_slider: {
    #[schemars(range(min = 1, max = 12))]
    guests: u8,
} => [{"name": "guests", "label": "Guests", "required": true, "type": "slider", "min": 1, "max": 12, "step": 1}],
    {"guests": "4"} => {"guests": 4});

row!(bounds_of_the_rust_type_alone_are_no_reason_for_a_slider: {
    age: u8,
    year: i16,
} => [
    {"name": "age", "label": "Age", "required": true, "type": "number", "min": 0, "max": 255},
    {"name": "year", "label": "Year", "required": true, "type": "number", "min": -32768, "max": 32767},
], {"age": "36", "year": "-44"} => {"age": 36, "year": -44});

row!(an_integer_with_one_bound_is_typed: {
    #[schemars(range(min = 18))]
    age: u32,
    id: u64,
} => [
    {"name": "age", "label": "Age", "required": true, "type": "number", "min": 18},
    {"name": "id", "label": "Id", "required": true, "type": "number", "min": 0},
], {"age": "18", "id": "18446744073709551615"} => {"age": 18, "id": 18_446_744_073_709_551_615_u64});

row!(multiple_of_is_the_step: {
    #[schemars(range(min = 0, max = 60), extend("multipleOf" = 15))]
    minutes: u32,
    #[schemars(extend("multipleOf" = 0.5))]
    hours: f64,
} => [
    {"name": "minutes", "label": "Minutes", "required": true, "type": "slider", "min": 0, "max": 60, "step": 15},
    {"name": "hours", "label": "Hours", "required": true, "type": "number", "step": 0.5},
], {"minutes": "45", "hours": "1.5"} => {"minutes": 45, "hours": 1.5});

row!(a_float_between_two_bounds_is_a_slider_where_it_has_a_step: {
    #[schemars(range(min = 0.0, max = 1.0))]
    ratio: f64,
    #[schemars(range(min = 0.0, max = 1.0), extend("multipleOf" = 0.25))]
    quarters: f64,
} => [
    {"name": "ratio", "label": "Ratio", "required": true, "type": "number", "min": 0, "max": 1},
    {"name": "quarters", "label": "Quarters", "required": true, "type": "slider", "min": 0, "max": 1, "step": 0.25},
], {"ratio": "0.3333", "quarters": "0.75"} => {"ratio": 0.3333, "quarters": 0.75});

row!(moments_and_times_have_their_inputs: {
    at: chrono::DateTime<chrono::Utc>,
    #[schemars(extend("formatMinimum" = "2026-01-01T08:00:00"))]
    appointment: chrono::NaiveDateTime,
    #[schemars(extend("formatMaximum" = "18:00"))]
    alarm: Option<chrono::NaiveTime>,
} => [
    {"name": "at", "label": "At", "required": true, "type": "datetime", "zoned": true},
    {"name": "appointment", "label": "Appointment", "required": true, "type": "datetime", "min": "2026-01-01T08:00:00"},
    {"name": "alarm", "label": "Alarm", "required": false, "type": "time", "max": "18:00"},
], {"at": "2026-03-14T09:30+01:00", "appointment": "2026-03-14T09:30", "alarm": "07:15"} =>
    {"at": "2026-03-14T08:30:00Z", "appointment": "2026-03-14T09:30:00", "alarm": "07:15:00"});

row!(what_is_read_only_is_shown_so: {
    #[schemars(extend("readOnly" = true))]
    number: u32,
    #[schemars(extend("readOnly" = true))]
    seat: Option<Seat>,
} => [
    {"name": "number", "label": "Number", "required": true, "readOnly": true, "type": "number", "min": 0},
    {"name": "seat", "label": "Seat", "required": false, "readOnly": true, "type": "dropdown", "options": ["w", "a"],
     "labels": ["By the window", "On the aisle"]},
], {"number": "7", "seat": "w"} => {"number": 7, "seat": "w"});

row!(titles_are_labels: {
    #[schemars(title = "Your name", description = "As it is\non your card")]
    name: String,
    /// # Your birthday
    ///
    /// We send a card.
    day: Option<NaiveDate>,
    seat: Seat,
} => [
    {"name": "name", "label": "Your name", "required": true, "validationHint": "As it is on your card", "type": "input"},
    {"name": "day", "label": "Your birthday", "required": false, "validationHint": "We send a card.", "type": "datepicker"},
    {"name": "seat", "label": "Seat", "required": true, "type": "dropdown", "options": ["w", "a"],
     "labels": ["By the window", "On the aisle"]},
], {"name": "Ada", "day": "", "seat": "a"} => {"name": "Ada", "day": null, "seat": "a"});

/// The standard way to label options: `oneOf` with `const` and `title`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(schema_with = "seats")]
enum Seat {
    #[serde(rename = "w")]
    Window,
    #[serde(rename = "a")]
    Aisle,
}

fn seats(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"oneOf": [
        {"const": "w", "title": "By the window"},
        {"const": "a", "title": "On the aisle", "description": "More room for legs"},
    ]})
}

row!(numbers_to_choose_from_are_options: {
    floor: Floor,
    level: Option<Floor>,
} => [
    {"name": "floor", "label": "Floor", "required": true, "type": "dropdown", "options": ["0", "1", "2"], "labels": ["0", "1", "2"]},
    {"name": "level", "label": "Level", "required": false, "type": "dropdown", "options": ["0", "1", "2"],
     "labels": ["0", "1", "2"]},
], {"floor": "2", "level": ""} => {"floor": 2, "level": null});

/// As `serde_repr` does it.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Floor(u8);

impl JsonSchema for Floor {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Floor".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "enum": [0, 1, 2]})
    }
}

row!(a_bool_is_a_toggle_that_is_never_required: {
    /// Window seat
    window: bool,
} => [{"name": "window", "label": "Window seat", "required": false, "type": "toggle", "defaultValue": false}],
    {"window": true} => {"window": true});

row!(an_optional_bool_can_be_left_open: {
    window: Option<bool>,
    aisle: Option<bool>,
} => [
    {"name": "window", "label": "Window", "required": false, "type": "dropdown", "options": ["true", "false"],
     "labels": ["Yes", "No"]},
    {"name": "aisle", "label": "Aisle", "required": false, "type": "dropdown", "options": ["true", "false"],
     "labels": ["Yes", "No"]},
], {"window": "false", "aisle": ""} => {"window": false, "aisle": null});

/// A room of the house: a type's own doc comment is no label.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Room {
    Single,
    /// For two
    Double,
    Suite,
    #[serde(rename = "PH")]
    /// The penthouse
    ///
    /// With a garden.
    Penthouse,
}

row!(an_enum_is_a_dropdown_in_the_order_of_its_variants: {
    room: Room,
} => [{"name": "room", "label": "Room", "required": true, "type": "dropdown",
       "options": ["single", "double", "suite", "PH"], "labels": ["Single", "For two", "Suite", "The penthouse"]}],
    {"room": "PH"} => {"room": "PH"});

row!(an_optional_enum_may_be_left_empty: {
    /// Which room?
    room: Option<Room>,
} => [{"name": "room", "label": "Which room?", "required": false, "type": "dropdown",
       "options": ["single", "double", "suite", "PH"], "labels": ["Single", "For two", "Suite", "The penthouse"]}],
    {"room": ""} => {"room": null});

#[derive(Serialize, Deserialize, JsonSchema)]
enum Extra {
    Zebra,
    Apple,
    Mango,
}

row!(a_list_of_an_enum_is_a_multiselect: {
    extras: Vec<Extra>,
    #[schemars(length(min = 1, max = 2))]
    some: Vec<Room>,
} => [
    {"name": "extras", "label": "Extras", "required": false, "type": "multiselect",
     "options": ["Zebra", "Apple", "Mango"], "labels": ["Zebra", "Apple", "Mango"]},
    {"name": "some", "label": "Some", "required": true, "type": "multiselect", "minItems": 1, "maxItems": 2,
     "options": ["single", "double", "suite", "PH"], "labels": ["Single", "For two", "Suite", "The penthouse"]},
], {"extras": [], "some": ["suite"]} => {"extras": [], "some": ["suite"]});

row!(a_date_is_a_datepicker_with_its_bounds: {
    day: NaiveDate,
    #[schemars(extend("formatMinimum" = "2026-03-01", "formatMaximum" = "2026-03-31"))]
    in_march: NaiveDate,
    some_day: Option<NaiveDate>,
} => [
    {"name": "day", "label": "Day", "required": true, "type": "datepicker"},
    {"name": "in_march", "label": "In march", "required": true, "type": "datepicker", "minDate": "2026-03-01",
     "maxDate": "2026-03-31"},
    {"name": "some_day", "label": "Some day", "required": false, "type": "datepicker"},
], {"day": "2026-02-28", "in_march": "2026-03-31", "some_day": ""}
    => {"day": "2026-02-28", "in_march": "2026-03-31", "some_day": null});

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Address {
    /// Street and number
    street: String,
    post_code: String,
    country: Country,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Country {
    code: String,
    /// Documented
    known: Known,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Known {
    Yes,
    /// Not yet
    No,
    Maybe,
}

row!(a_struct_is_its_fields_in_a_group: {
    /// Where do you live?
    address: Address,
    last: bool,
} => [
    {"name": "address.street", "label": "Street and number", "group": "Where do you live?", "required": true, "type": "input"},
    {"name": "address.postCode", "label": "Post code", "group": "Where do you live?", "required": true, "type": "input"},
    {"name": "address.country.code", "label": "Code", "group": "Country", "required": true, "type": "input"},
    {"name": "address.country.known", "label": "Documented", "group": "Country", "required": true, "type": "dropdown",
     "options": ["Yes", "No", "Maybe"], "labels": ["Yes", "Not yet", "Maybe"]},
    {"name": "last", "label": "Last", "required": false, "type": "toggle", "defaultValue": false},
], {"address.street": "Main St 1", "address.postCode": "12345", "address.country.code": "CH",
    "address.country.known": "Maybe", "last": false}
    => {"address": {"street": "Main St 1", "postCode": "12345", "country": {"code": "CH", "known": "Maybe"}},
        "last": false});

fn five() -> u8 {
    5
}

row!(an_option_and_a_default_may_be_left_empty: {
    nickname: Option<String>,
    #[serde(default = "five")]
    #[schemars(range(min = 1, max = 9))]
    stars: u8,
    #[serde(default)]
    #[schemars(range(max = 100))]
    price: Option<u32>,
    #[serde(default)]
    note: String,
} => [
    {"name": "nickname", "label": "Nickname", "required": false, "type": "input"},
    {"name": "stars", "label": "Stars", "required": false, "type": "slider", "min": 1, "max": 9, "step": 1,
     "default": 5, "defaultValue": 5},
    {"name": "price", "label": "Price", "required": false, "type": "number", "min": 0, "max": 100},
    {"name": "note", "label": "Note", "required": false, "type": "input", "defaultValue": ""},
], {"nickname": "", "stars": "", "price": "", "note": ""}
    => {"nickname": null, "stars": 5, "price": null, "note": ""});

row!(the_first_line_of_a_comment_is_the_label_and_the_rest_the_hint: {
    /// Password
    ///
    /// At least 8 characters,
    /// and one that is no letter.
    password: String,
    first_name: String,
    #[serde(rename = "lastName")]
    last_name: String,
} => [
    {"name": "password", "label": "Password", "required": true, "type": "input",
     "validationHint": "At least 8 characters, and one that is no letter."},
    {"name": "first_name", "label": "First name", "required": true, "type": "input"},
    {"name": "lastName", "label": "Last name", "required": true, "type": "input"},
], {"password": "p", "first_name": "Ada", "lastName": "L"}
    => {"password": "p", "first_name": "Ada", "lastName": "L"});

row!(a_type_can_choose_the_kind_of_a_field: {
    #[schemars(extend("x-widget" = "textarea"))]
    story: String,
    #[schemars(range(min = 1, max = 5), extend("x-widget" = "number"))]
    stars: u8,
    #[schemars(extend("x-widget" = "password"))]
    pin: String,
} => [
    {"name": "story", "label": "Story", "required": true, "type": "textarea"},
    {"name": "stars", "label": "Stars", "required": true, "type": "number", "min": 1, "max": 5},
    {"name": "pin", "label": "Pin", "required": true, "type": "password"},
], {"story": "s", "stars": "3", "pin": "1"} => {"story": "s", "stars": 3, "pin": "1"});

#[derive(Serialize, Deserialize, JsonSchema)]
struct Zone {
    zulu: String,
    alpha: Option<String>,
}

row!(flattened_members_stand_where_they_are_declared: {
    yankee: String,
    #[serde(flatten)]
    zone: Zone,
    bravo: Option<u8>,
} => [
    {"name": "yankee", "label": "Yankee", "required": true, "type": "input"},
    {"name": "zulu", "label": "Zulu", "required": true, "type": "input"},
    {"name": "alpha", "label": "Alpha", "required": false, "type": "input"},
    {"name": "bravo", "label": "Bravo", "required": false, "type": "number", "min": 0, "max": 255},
], {"yankee": "y", "zulu": "z", "alpha": "", "bravo": "2"}
    => {"yankee": "y", "zulu": "z", "alpha": null, "bravo": 2});

row!(awkward_names_are_names_like_any_other: {
    r#type: String,
    action: String,
    constructor: String,
    __proto__: String,
    #[serde(rename = "dotted.name")]
    dotted: String,
} => [
    {"name": "type", "label": "Type", "required": true, "type": "input"},
    {"name": "action", "label": "Action", "required": true, "type": "input"},
    {"name": "constructor", "label": "Constructor", "required": true, "type": "input"},
    {"name": "__proto__", "label": "Proto", "required": true, "type": "input"},
    {"name": "dotted.name", "label": "Dotted name", "required": true, "type": "input"},
], {"type": "a", "action": "b", "constructor": "c", "__proto__": "d", "dotted.name": "e"}
    => {"type": "a", "action": "b", "constructor": "c", "__proto__": "d", "dotted.name": "e"});
