//! All faults at once, each at its field; and those that only serde finds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::bind::{Bind, One};

#[derive(Debug, Deserialize, JsonSchema)]
struct Signup {
    #[schemars(length(min = 1))]
    name: String,
    #[schemars(range(min = 18))]
    age: u8,
    on: chrono::NaiveDate,
    terms: bool,
}

#[actix_web::test]
async fn three_wrong_fields_are_three_errors_in_one_answer() {
    let signups = Bind::<Signup>::new();
    let payload = r#"{"name":"","age":"17","on":"soon","terms":true}"#;
    let expected = [
        ("/name", "min_length", "must be at least 1 character long"),
        ("/age", "minimum", "must be at least 18"),
        ("/on", "format", "must be a date such as 2026-03-14"),
    ];
    signups.refuses(&[(payload, &expected)]).await;
    assert_eq!(signups.post(payload).await.json()["detail"], "3 fields need attention");
    let missing = ["/name", "/age", "/on", "/terms"].map(|pointer| (pointer, "required", "is required"));
    signups.refuses(&[("{}", &missing)]).await;
    let one = r#"{"name":"x","age":17,"on":"2026-03-14","terms":true}"#;
    assert_eq!(signups.post(one).await.json()["detail"], "1 field needs attention");
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Twice {
    #[schemars(length(min = 5), regex(pattern = "^[a-z]+$"))]
    code: String,
}

#[actix_web::test]
async fn a_field_with_two_faults_counts_as_one() {
    let twice = Bind::<Twice>::new();
    let both = [
        ("/code", "min_length", "must be at least 5 characters long"),
        ("/code", "pattern", "does not have the expected format"),
    ];
    twice.refuses(&[(r#"{"code":"A"}"#, &both)]).await;
    assert_eq!(twice.post(r#"{"code":"A"}"#).await.json()["detail"], "1 field needs attention");
}

#[actix_web::test]
async fn no_answer_lists_more_than_a_hundred_errors() {
    let lists = Bind::<One<Vec<u8>>>::new();
    let items = |n: usize| format!(r#"{{"n":[{}]}}"#, vec!["\"x\""; n].join(","));
    assert_eq!(lists.errors(&items(100)).await.len(), 100);
    assert_eq!(lists.errors(&items(101)).await.len(), 100);
    assert_eq!(lists.errors(&items(50_000)).await.len(), 100);
}

/// An even number; its schema knows nothing of that.
#[derive(Debug, JsonSchema)]
#[schemars(transparent)]
struct Even(u8);

impl<'de> Deserialize<'de> for Even {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            odd if odd % 2 == 1 => Err(de::Error::custom(format_args!("{odd} is odd"))),
            even => Ok(Self(even)),
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Evens {
    one: Option<Even>,
    inner: Option<One<Even>>,
    #[serde(default)]
    list: Vec<One<Even>>,
    #[serde(default)]
    map: BTreeMap<String, Even>,
    #[serde(default)]
    number: Option<u8>,
}

#[actix_web::test]
async fn what_only_serde_finds_is_told_at_its_field() {
    let evens = Bind::<Evens>::new();
    let all = r#"{"one":"2","inner":{"n":4},"list":[{"n":6}],"map":{"a":8}}"#;
    let bound = r#"Evens { one: Some(Even(2)), inner: Some(One { n: Even(4) }), list: [One { n: Even(6) }], "#;
    let rest = r#"map: {"a": Even(8)}, number: None }"#;
    evens.takes(&[(all, &format!("{bound}{rest}"))]).await;
    evens
        .refuses(&[
            (r#"{"one":"1"}"#, &[("/one", "invalid", "1 is odd")]),
            (r#"{"inner":{"n":3}}"#, &[("/inner/n", "invalid", "3 is odd")]),
            (r#"{"list":[{"n":2},{"n":5}]}"#, &[("/list/1/n", "invalid", "5 is odd")]),
            (r#"{"map":{"a/b~c":7}}"#, &[("/map/a~1b~0c", "invalid", "7 is odd")]),
            (r#"{"map":{"":9}}"#, &[("/map/", "invalid", "9 is odd")]),
            // It comes alone, once the schema is content.
            (r#"{"one":1,"number":"x"}"#, &[("/number", "type", "must be a whole number")]),
            (r#"{"inner":{"n":3},"one":1}"#, &[("/inner/n", "invalid", "3 is odd")]),
        ])
        .await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "u8")]
#[schemars(with = "u8")]
struct Percent(u8);

impl TryFrom<u8> for Percent {
    type Error = String;

    fn try_from(percent: u8) -> Result<Self, String> {
        if percent <= 100 { Ok(Self(percent)) } else { Err(format!("{percent} % is too much")) }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "type")]
enum Tagged {
    Share { percent: Percent },
}

#[actix_web::test]
async fn a_conversion_that_fails_is_told_at_its_field() {
    let percents = Bind::<One<Percent>>::new();
    percents.takes_each(&[(r#""100""#, "Percent(100)")]).await;
    percents.refuses_each("invalid", "101 % is too much", &["101", r#""101""#]).await;
    percents.refuses_each("maximum", "must be at most 255", &["256"]).await;
    // Serde reads a tagged enum ahead, and then knows no more where it was: the enum's own place is the nearest.
    let tagged = Bind::<One<Tagged>>::new();
    let errors = tagged.errors(r#"{"n":{"type":"Share","percent":101}}"#).await;
    assert_eq!((errors[0].pointer.as_str(), errors[0].message.as_str()), ("/n", "101 % is too much"));
}

#[actix_web::test]
async fn a_payload_that_is_no_object_is_refused_as_a_whole() {
    let one = Bind::<One<u8>>::new();
    for payload in ["5", r#""n=5""#, "[5]", "true", r#"[{"n":5}]"#] {
        one.refuses(&[(payload, &[("", "type", "must be an object")])]).await;
    }
}

#[actix_web::test]
async fn of_a_member_that_comes_twice_the_last_counts() {
    Bind::<One<u8>>::new().takes(&[(r#"{"n":1,"n":2}"#, "One { n: 2 }")]).await;
}

#[actix_web::test]
async fn a_number_that_no_type_holds_is_a_malformed_request() {
    let one = Bind::<One<f64>>::new();
    for payload in [r#"{"n":1e400}"#, r#"{"n":1,"more":1e400}"#, r#"{"n":1,"more":["\ud800"]}"#] {
        let refused = one.post(payload).await.turn().unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "malformed_request"), "{payload}");
    }
}

#[actix_web::test]
async fn half_of_a_character_is_told_at_its_member() {
    let refused = Bind::<One<String>>::new().post(r#"{"n":"a \ud83d b"}"#).await.turn().unwrap_err();
    assert_eq!(refused.code.as_str(), "malformed_request");
    let detail = refused.detail.unwrap_or_default();
    assert!(detail.starts_with("the value at \"/n\" of the payload cannot be read: "), "{detail}");
}

#[actix_web::test]
async fn no_payload_is_an_empty_one_for_an_optional_payload_too() {
    let optional = Bind::<Option<One<u8>>>::new();
    for payload in ["null", "{}"] {
        optional.refuses(&[(payload, &[("/n", "required", "is required")])]).await;
    }
    optional.takes(&[(r#"{"n":1}"#, "Some(One { n: 1 })")]).await;
}
