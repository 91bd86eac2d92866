//! What HTML forms send: texts for everything, and `""` for nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::{Bind, One};

const REQUIRED: (&str, &str, &str) = ("/n", "required", "is required");

#[actix_web::test]
async fn a_checkbox_is_true_or_false() {
    let bools = Bind::<One<bool>>::new();
    bools.takes_each(&["true", r#""true""#, r#""on""#, r#"" true ""#].map(|yes| (yes, "true"))).await;
    bools.takes_each(&["false", r#""false""#].map(|no| (no, "false"))).await;
    let others = [r#""yes""#, r#""no""#, r#""off""#, r#""1""#, r#""TRUE""#, "1", "0", "null", "[true]"];
    bools.refuses_each("type", "must be true or false", &others).await;
    bools.refuses(&[(r#"{"n":""}"#, &[REQUIRED]), ("{}", &[REQUIRED])]).await;
    let options = Bind::<One<Option<bool>>>::new();
    options.takes_each(&[(r#""on""#, "Some(true)"), (r#""""#, "None"), ("null", "None")]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Debug, Deserialize, JsonSchema)]
enum Mood {
    #[serde(rename = "")]
    Unsaid,
    #[serde(rename = "good")]
    Good,
}

#[actix_web::test]
async fn an_empty_text_is_nothing_where_it_cannot_be_a_value() {
    for payload in [r#"{"n":""}"#, "{}", "null"] {
        Bind::<One<u8>>::new().refuses(&[(payload, &[REQUIRED])]).await;
        Bind::<One<f64>>::new().refuses(&[(payload, &[REQUIRED])]).await;
        Bind::<One<chrono::NaiveDate>>::new().refuses(&[(payload, &[REQUIRED])]).await;
        Bind::<One<Size>>::new().refuses(&[(payload, &[REQUIRED])]).await;
        Bind::<One<Vec<u8>>>::new().refuses(&[(payload, &[REQUIRED])]).await;
    }
    Bind::<One<String>>::new().takes_each(&[(r#""""#, r#""""#), (r#""  ""#, r#""  ""#)]).await;
    Bind::<One<String>>::new().refuses(&[("{}", &[REQUIRED])]).await;
    Bind::<One<Mood>>::new().takes_each(&[(r#""""#, "Unsaid"), (r#""good""#, "Good")]).await;
}

#[actix_web::test]
async fn an_empty_text_is_none_where_there_may_be_none() {
    for empty in [r#""""#, "null"] {
        Bind::<One<Option<String>>>::new().takes_each(&[(empty, "None")]).await;
        Bind::<One<Option<u8>>>::new().takes_each(&[(empty, "None")]).await;
        Bind::<One<Option<chrono::NaiveDate>>>::new().takes_each(&[(empty, "None")]).await;
        Bind::<One<Option<Size>>>::new().takes_each(&[(empty, "None")]).await;
        Bind::<One<Option<Vec<u8>>>>::new().takes_each(&[(empty, "None")]).await;
        Bind::<One<Option<One<u8>>>>::new().takes_each(&[(empty, "None")]).await;
    }
    Bind::<One<Option<String>>>::new().takes(&[("{}", "One { n: None }")]).await;
    Bind::<One<Option<String>>>::new().takes_each(&[(r#"" ""#, r#"Some(" ")"#)]).await;
    Bind::<One<Option<u8>>>::new().takes_each(&[(r#""7""#, "Some(7)"), (r#""  ""#, "None")]).await;
}

fn five() -> u8 {
    5
}

fn some_five() -> Option<u8> {
    Some(5)
}

fn medium() -> String {
    "medium".into()
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Defaults {
    #[serde(default = "five")]
    number: u8,
    #[serde(default = "some_five")]
    option: Option<u8>,
    #[serde(default)]
    plain: Option<u8>,
    #[serde(default = "medium")]
    text: String,
    #[serde(default)]
    flag: bool,
}

#[actix_web::test]
async fn a_default_is_for_what_is_absent_and_comes_not_back_for_what_was_cleared() {
    let defaults = Bind::<Defaults>::new();
    let all = r#"Defaults { number: 5, option: Some(5), plain: None, text: "medium", flag: false }"#;
    // A number cannot be cleared: the empty text is absent there. An option can, and a text too.
    let cleared = r#"Defaults { number: 5, option: None, plain: None, text: "", flag: false }"#;
    let payload = r#"{"number":"","option":"","plain":"","text":"","flag":""}"#;
    defaults.takes(&[("{}", all), ("null", all), (payload, cleared)]).await;
    let own = r#"Defaults { number: 7, option: Some(8), plain: Some(9), text: "x", flag: true }"#;
    defaults.takes(&[(r#"{"number":"7","option":"8","plain":"9","text":"x","flag":"on"}"#, own)]).await;
    let wrong = r#"{"number":null,"text":null,"flag":null,"option":"x"}"#;
    let errors = [
        ("/number", "type", "must be a whole number"),
        ("/option", "type", "must be a whole number"),
        ("/text", "type", "must be text"),
        ("/flag", "type", "must be true or false"),
    ];
    defaults.refuses(&[(wrong, &errors)]).await;
}

/// A form as the npm client posts it: texts, booleans, lists of texts and files' metadata.
#[derive(Debug, Deserialize, JsonSchema)]
struct Booking {
    name: String,
    guests: u8,
    price: f32,
    on: chrono::NaiveDate,
    size: Size,
    breakfast: bool,
    extras: Vec<String>,
    picture: Option<File>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct File {
    name: String,
    size: u64,
}

#[actix_web::test]
async fn a_form_of_texts_is_bound_to_its_types() {
    let payload = r#"{"name":"Ada","guests":"2","price":"99.5","on":"2026-03-14","size":"large","breakfast":true,
                      "extras":["sauna"],"picture":{"name":"a.png","size":5,"type":"image/png"},"submit":""}"#;
    let bound = r#"Booking { name: "Ada", guests: 2, price: 99.5, on: 2026-03-14, size: Large, breakfast: true, "#;
    let rest = r#"extras: ["sauna"], picture: Some(File { name: "a.png", size: 5 }) }"#;
    Bind::<Booking>::new().takes(&[(payload, &format!("{bound}{rest}"))]).await;
}
