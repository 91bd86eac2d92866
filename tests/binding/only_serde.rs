//! What serde finds in a payload that matches its schema: it is told at the field, in words for people.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chatwidgets::prelude::*;
use chatwidgets::{ActionEntry, ChatWidgets};
use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::bind::{Bind, One};

/// A time that `serde(with)` reads: such a member has to be there, be it as `null`.
mod in_seconds {
    use super::*;

    pub fn deserialize<'de, D: Deserializer<'de>>(seconds: D) -> Result<Option<u64>, D::Error> {
        Ok(Option::<u64>::deserialize(seconds)?.map(|seconds| seconds * 1000))
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Pause {
    #[serde(deserialize_with = "in_seconds::deserialize")]
    millis: Option<u64>,
    #[serde(default)]
    more: Vec<Inner>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Inner {
    #[serde(deserialize_with = "in_seconds::deserialize")]
    millis: Option<u64>,
}

#[actix_web::test]
async fn an_optional_member_may_be_left_out_even_where_serde_wants_it_as_null() {
    Bind::<Pause>::new()
        .takes(&[
            (r#"{"millis":"2"}"#, "Pause { millis: Some(2000), more: [] }"),
            ("{}", "Pause { millis: None, more: [] }"),
            (r#"{"millis":""}"#, "Pause { millis: None, more: [] }"),
            (r#"{"more":[{}]}"#, "Pause { millis: None, more: [Inner { millis: None }] }"),
        ])
        .await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Lax {
    #[schemars(schema_with = "any_text")]
    #[serde(default = "nothing")]
    given: String,
    inner: Option<Strict>,
}

#[derive(Debug, Deserialize)]
struct Strict {
    name: String,
}

impl JsonSchema for Strict {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Strict".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "properties": {"name": {"type": "string"}}})
    }
}

fn any_text(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string"})
}

fn nothing() -> String {
    String::new()
}

#[actix_web::test]
async fn a_member_that_only_serde_misses_is_named() {
    Bind::<Lax>::new().refuses(&[(r#"{"inner":{}}"#, &[("/inner/name", "required", "is required")])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(transparent)]
struct Raw(#[schemars(with = "String")] IpAddr);

#[actix_web::test]
async fn what_only_serde_finds_is_said_by_the_type_and_the_format() {
    // There is no such day, and the schema knows nothing of that.
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Days {
        #[schemars(with = "Option<String>", extend("format" = "x-day"))]
        day: Option<NaiveDate>,
        #[schemars(with = "Option<String>", extend("format" = "date-time"))]
        moment: Option<NaiveDateTime>,
        #[schemars(with = "Option<f64>")]
        number: Option<u8>,
        #[schemars(with = "Option<i64>")]
        whole: Option<u8>,
        address: Option<Raw>,
    }
    Bind::<Days>::new()
        .refuses(&[
            (
                r#"{"moment":"2026-03-14T09:30:00Z"}"#,
                &[("/moment", "format", "must be a date and time such as 2026-03-14T09:30:00Z")],
            ),
            (r#"{"day":"2026-02-30"}"#, &[("/day", "format", "must be in the expected format")]),
            (r#"{"number":"0.5"}"#, &[("/number", "type", "must be a number")]),
            (r#"{"whole":"256"}"#, &[("/whole", "type", "must be a whole number")]),
        ])
        .await;
}

#[actix_web::test]
async fn numbers_of_128_bits_are_read_as_far_as_json_has_them() {
    let u128s = Bind::<One<u128>>::new();
    let max = "18446744073709551615";
    u128s.takes_each(&[(max, max), (&format!("\"{max}\""), max), ("5", "5"), (r#""5.0""#, "5")]).await;
    let above = ["18446744073709551616", r#""340282366920938463463374607431768211455""#, "1e30"];
    u128s.refuses_each("maximum", "must be at most 18446744073709551615", &above).await;
    u128s.refuses_each("minimum", "must be at least 0", &["-1"]).await;
    let i128s = Bind::<One<Option<i128>>>::new();
    i128s.takes_each(&[("-9223372036854775808", "Some(-9223372036854775808)")]).await;
    i128s
        .refuses_each("minimum", "must be at least -9223372036854775808", &["-1e30", r#""-9223372036854775809""#])
        .await;
}

#[actix_web::test]
async fn a_whole_number_with_a_point_is_exact_or_refused() {
    let u64s = Bind::<One<u64>>::new();
    u64s.takes_each(&[
        (r#""9007199254740993.0""#, "9007199254740993"),
        (r#""9007199254740993.""#, "9007199254740993"),
        ("9007199254740992.0", "9007199254740992"),
    ])
    .await;
    u64s.refuses_each(
        "maximum",
        "must be at most 9007199254740992",
        &["9007199254740993.5", "9007199254740994.0", "1e18"],
    )
    .await;
}

#[actix_web::test]
async fn the_values_of_a_map_with_numbers_as_keys_are_coerced() {
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Seats {
        by_row: BTreeMap<u32, u8>,
        by_floor: BTreeMap<i8, Option<bool>>,
    }
    let seats = Bind::<Seats>::new();
    seats
        .takes(&[(
            r#"{"by_row":{"1":"5","2":6},"by_floor":{"-1":"true","0":""}}"#,
            "Seats { by_row: {1: 5, 2: 6}, by_floor: {-1: Some(true), 0: None} }",
        )])
        .await;
    seats
        .refuses(&[
            (r#"{"by_row":{"1":"x"},"by_floor":{}}"#, &[("/by_row/1", "type", "must be a whole number")]),
            (r#"{"by_row":{"a":1},"by_floor":{}}"#, &[("/by_row/a", "additional_properties", "is not expected here")]),
        ])
        .await;
}

/// What `build` says of a payload's type.
fn build_error<T: serde::de::DeserializeOwned + JsonSchema + 'static>() -> Option<String> {
    let entry = ActionEntry::new("bind", |_: Payload<T>| async { "" });
    ChatWidgets::builder().without_discovery().action(entry).build().err().map(|error| error.to_string())
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ByRow {
    name: String,
    by_row: BTreeMap<u32, u8>,
}

#[test]
fn a_map_that_serde_can_never_read_is_an_error_at_the_start() {
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Flat {
        title: String,
        day: NaiveDate,
        #[serde(flatten)]
        rows: ByRow,
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    struct FlatMap {
        title: String,
        #[serde(flatten)]
        rows: BTreeMap<i8, u8>,
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(tag = "is")]
    enum Tagged {
        Empty,
        Text { text: String },
        Rows { rows: Option<Vec<ByRow>> },
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(untagged)]
    enum Untagged {
        Rows(ByRow),
        Text { text: String },
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Holds<T> {
        inner: Option<T>,
    }
    for error in
        [build_error::<Flat>(), build_error::<FlatMap>(), build_error::<Holds<Tagged>>(), build_error::<Holds<Flat>>()]
    {
        let error = error.expect("serde cannot read it");
        assert!(error.contains("serde cannot read a map with whole numbers as keys"), "{error}");
    }
    // Of an untagged enum serde does not say why it read none of the variants.
    assert_eq!(build_error::<Holds<Untagged>>(), None);
}

#[test]
fn a_map_that_serde_can_read_is_none() {
    #[derive(Debug, Deserialize, JsonSchema)]
    enum External {
        Rows(ByRow),
        More { rows: BTreeMap<u64, ByRow>, next: Option<Box<External>> },
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Rows {
        rows: BTreeMap<i64, Vec<ByRow>>,
        by_name: BTreeMap<String, ByRow>,
        external: External,
        more: Option<Box<Rows>>,
    }
    assert_eq!(build_error::<Rows>(), None);
    assert_eq!(build_error::<ByRow>(), None);
}

/// Each of its own kind leads to such a map.
#[derive(Debug, Deserialize, JsonSchema)]
struct Bush {
    rows: Option<BTreeMap<u32, u8>>,
    a: Option<Box<Bush>>,
    b: Option<Box<Bush>>,
    c: Vec<Bush>,
    d: Vec<Bush>,
    e: BTreeMap<u8, Bush>,
}

#[test]
fn a_type_that_holds_itself_many_times_is_looked_at_for_a_short_time() {
    let start = std::time::Instant::now();
    assert_eq!(build_error::<Bush>(), None);
    assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn a_member_that_only_serde_asks_for_is_an_error_at_the_start() {
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Skipped {
        name: String,
        #[schemars(skip)]
        age: u8,
    }
    let error = build_error::<Skipped>().expect("no payload can be read");
    assert!(error.contains("serde asks for the member \"age\", which the schema lets be left out"), "{error}");
    assert_eq!(build_error::<Pause>(), None, "null may stand in its place");
    assert!(build_error::<Strict>().is_some());
}
