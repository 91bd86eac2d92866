//! Types that are written oddly, and still are drawn as what the server takes.

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use super::{bound, fields, fields_of, form};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Inner {
    city: String,
    #[serde(rename = "code.x")]
    code: Option<String>,
}

#[test]
fn a_newtype_of_a_struct_is_drawn_as_the_struct() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer(Plain);
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Plain {
        city: String,
    }
    assert_eq!(fields::<Outer>()[0]["name"], "city");
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Text(String);
    assert!(form::<Text>().build().unwrap_err().reason().ends_with("`: it is not a struct"));
}

/// Forgives whatever it is given.
#[derive(Serialize, JsonSchema)]
enum Forgiving {
    A,
    Other,
}

impl<'de> Deserialize<'de> for Forgiving {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match String::deserialize(deserializer).as_deref() {
            Ok("A") => Self::A,
            _ => Self::Other,
        })
    }
}

#[test]
fn a_type_that_forgives_every_error_is_drawn() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Tags {
        tags: Vec<Forgiving>,
    }
    assert_eq!(fields::<Tags>()[0]["options"], json!(["A", "Other"]));
}

#[test]
fn what_the_server_asks_for_cannot_be_left_out() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct All {
        window: bool,
        extras: Vec<Forgiving>,
        name: String,
        inner: Only,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Only {
        note: Option<String>,
    }
    for name in ["window", "extras", "name", "inner.note"] {
        let reason = form::<All>().field("name", Field::input().optional()).without(name).build().unwrap_err();
        assert!(reason.reason().contains("is required"), "{name}: {reason}");
    }
}

#[tokio::test]
async fn bounds_are_values_that_the_steps_reach() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Steps {
        #[schemars(range(min = 1, max = 62), extend("multipleOf" = 15))]
        minutes: u32,
        #[schemars(extend("multipleOf" = 5))]
        temperature: i16,
        #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 10))]
        inside: u8,
    }
    let fields = fields::<Steps>();
    assert_eq!((&fields[0]["min"], &fields[0]["max"], &fields[0]["step"]), (&json!(15), &json!(60), &json!(15)));
    assert_eq!((&fields[1]["min"], &fields[1]["max"]), (&json!(-32_765), &json!(32_765)));
    assert_eq!((&fields[2]["min"], &fields[2]["max"]), (&json!(1), &json!(9)));
    for (minutes, temperature, inside) in [(15, -32_765, 1), (60, 32_765, 9)] {
        let sent = json!({"minutes": minutes, "temperature": temperature, "inside": inside});
        assert!(bound::<Steps>(&sent).await.is_ok(), "{sent}");
    }
}

#[test]
fn a_bound_at_the_end_of_all_numbers_does_no_harm() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct End {
        #[schemars(extend("exclusiveMinimum" = i64::MAX))]
        n: i64,
    }
    assert_eq!(fields::<End>()[0]["type"], "number");
}

#[test]
fn awkward_names_keep_their_initial_values() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Names {
        #[serde(rename = "dotted.name")]
        dotted: String,
        #[serde(rename = "a/b~c")]
        slashed: String,
    }
    let value = Names { dotted: "one".into(), slashed: "two".into() };
    let fields = fields_of(form::<Names>().initial(&value));
    assert_eq!((&fields[0]["defaultValue"], &fields[1]["defaultValue"]), (&json!("one"), &json!("two")));
}

#[test]
fn a_dotted_name_in_an_inner_struct_cannot_be_drawn() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        inner: Inner,
    }
    let mistake = form::<Outer>().build().unwrap_err();
    assert!(mistake.reason().contains("its name has a dot"), "{mistake}");
    assert_eq!(fields_of(form::<Outer>().without("inner.code.x")).len(), 1);
}

#[tokio::test]
async fn a_struct_with_a_default_brings_it_to_its_fields() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Address {
        city: String,
        code: u32,
    }
    impl Default for Address {
        fn default() -> Self {
            Self { city: "Bern".into(), code: 7 }
        }
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        #[serde(default)]
        address: Address,
    }
    let fields = fields::<Outer>();
    assert_eq!((&fields[0]["defaultValue"], &fields[0]["required"]), (&json!("Bern"), &json!(false)));
    assert_eq!(fields[1]["defaultValue"], 7);
    let sent = json!({"address.city": "Bern", "address.code": "7"});
    assert_eq!(bound::<Outer>(&sent).await, Ok(json!({"address": {"city": "Bern", "code": 7}})));
}

#[test]
fn a_secret_does_not_travel_back() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Login {
        #[schemars(extend("format" = "password"))]
        secret: String,
    }
    let fields = fields_of(form::<Login>().initial(&Login { secret: "hunter2".into() }));
    assert!(!fields[0].to_string().contains("hunter2"), "{}", fields[0]);
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Room {
    /// For one
    Single,
    /// For two
    Double,
}

#[test]
fn a_chosen_field_keeps_labels_and_limits() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Stay {
        room: Room,
        #[schemars(length(min = 1, max = 2))]
        others: Vec<Room>,
        window: Option<bool>,
    }
    let value = Stay { room: Room::Double, others: vec![Room::Single], window: Some(true) };
    let form = form::<Stay>().initial(&value).field("room", Field::dropdown(["Double", "Single"]));
    let form = form.field("others", Field::multiselect(["Single"])).field("window", Field::toggle());
    let fields = fields_of(form);
    assert_eq!((&fields[0]["labels"], &fields[0]["defaultValue"]), (&json!(["For two", "For one"]), &json!("Double")));
    assert_eq!((&fields[1]["labels"], &fields[1]["maxItems"]), (&json!(["For one"]), &json!(2)));
    assert_eq!(fields[2]["defaultValue"], true);
}

#[tokio::test]
async fn words_of_one_alternative_are_not_said_of_another() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "t")]
    enum Choice {
        A {
            #[schemars(range(max = 3), extend("x-message" = "of A"))]
            v: u8,
        },
        B {
            #[schemars(range(max = 5))]
            v: u8,
        },
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Payload {
        choice: Choice,
    }
    let errors = bound::<Payload>(&json!({"choice": {"t": "B", "v": 9}})).await.unwrap_err();
    assert_eq!(errors, [("/choice/v".into(), "maximum".into(), "must be at most 5".into())]);
}
