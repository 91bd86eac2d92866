//! Serde's attributes: the payload has the names and the members that they say.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::Bind;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Renamed {
    first_name: String,
    #[serde(rename = "the age/~")]
    age: Option<u8>,
}

#[actix_web::test]
async fn members_have_the_names_that_serde_gives_them() {
    let renamed = Bind::<Renamed>::new();
    let payload = r#"{"firstName":"Ada","the age/~":"36"}"#;
    renamed.takes(&[(payload, r#"Renamed { first_name: "Ada", age: Some(36) }"#)]).await;
    renamed
        .refuses(&[
            (r#"{"firstName":5}"#, &[("/firstName", "type", "must be text")]),
            (r#"{"firstName":"Ada","the age/~":"x"}"#, &[("/the age~1~0", "type", "must be a whole number")]),
            (
                r#"{"first_name":"Ada"}"#,
                &[
                    ("/firstName", "required", "is required"),
                    ("/first_name", "additional_properties", "is not expected here"),
                ],
            ),
        ])
        .await;
}

#[actix_web::test]
async fn an_unknown_member_is_refused_where_the_type_says_so() {
    let renamed = Bind::<Renamed>::new();
    let unknown = "is not expected here";
    let payload = r#"{"firstName":"Ada","__proto__":{},"":1,"a/b":2}"#;
    let expected = ["/__proto__", "/", "/a~1b"].map(|pointer| (pointer, "additional_properties", unknown));
    renamed.refuses(&[(payload, &expected)]).await;
    // And ignored where it does not.
    let lenient = Bind::<Plain>::new();
    lenient.takes(&[(r#"{"number":"1","__proto__":{"number":2},"":1}"#, "Plain { number: 1 }")]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Plain {
    number: u8,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct AllDefault {
    number: u8,
    text: String,
    list: Vec<u8>,
}

#[actix_web::test]
async fn a_struct_of_defaults_takes_nothing_at_all() {
    let defaults = Bind::<AllDefault>::new();
    let none = r#"AllDefault { number: 0, text: "", list: [] }"#;
    defaults.takes(&[("{}", none), ("null", none), (r#"{"number":"","text":"","list":""}"#, none)]).await;
    defaults.takes(&[(r#"{"number":"7"}"#, r#"AllDefault { number: 7, text: "", list: [] }"#)]).await;
    defaults.refuses(&[(r#"{"number":"x"}"#, &[("/number", "type", "must be a whole number")])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Flat {
    name: String,
    #[serde(flatten)]
    inner: Plain,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Closed {
    name: String,
    #[serde(flatten)]
    inner: Plain,
}

#[actix_web::test]
async fn flattened_members_are_coerced_and_checked_like_others() {
    let flat = Bind::<Flat>::new();
    let payload = r#"{"name":"Ada","number":"5","a":"on","b":false}"#;
    let bound = r#"Flat { name: "Ada", inner: Plain { number: 5 }, rest: {"a": true, "b": false} }"#;
    flat.takes(&[(payload, bound)]).await;
    let wrong = r#"{"name":"Ada","number":"x","a":"yes"}"#;
    let expected = [("/number", "type", "must be a whole number"), ("/a", "type", "must be true or false")];
    flat.refuses(&[(wrong, &expected)]).await;
    flat.refuses(&[(r#"{"name":"Ada"}"#, &[("/number", "required", "is required")])]).await;
    let closed = Bind::<Closed>::new();
    let bound = r#"Closed { name: "Ada", inner: Plain { number: 5 } }"#;
    closed.takes(&[(r#"{"name":"Ada","number":"5"}"#, bound)]).await;
    let extra = closed.errors(r#"{"name":"Ada","number":5,"x":1}"#).await;
    assert_eq!(extra.len(), 1, "{extra:?}");
    assert_eq!((extra[0].pointer.as_str(), extra[0].message.as_str()), ("/x", "is not expected here"));
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Meters(f64);

#[derive(Debug, Deserialize, JsonSchema)]
struct Others {
    #[serde(skip_deserializing)]
    skipped: u8,
    length: Meters,
    #[serde(alias = "b", default)]
    aliased: u8,
}

#[actix_web::test]
async fn newtypes_are_what_they_hold_and_skipped_members_are_not_there() {
    let others = Bind::<Others>::new();
    let bound = "Others { skipped: 0, length: Meters(2.5), aliased: 7 }";
    others.takes(&[(r#"{"skipped":9,"length":"2.5","b":7}"#, bound)]).await;
    others.refuses(&[(r#"{"length":"long"}"#, &[("/length", "type", "must be a number")])]).await;
}
