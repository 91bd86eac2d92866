//! Texts: any alphabet, lengths in characters, patterns and formats.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::{Bind, One};

#[actix_web::test]
async fn a_text_is_taken_as_it_is() {
    let strings = Bind::<One<String>>::new();
    for text in [" spaces ", "5", "true", "null", "Zoë", "日本語", "😀👩‍👩‍👧", "مرحبا", "<b>", "e\u{301}", "\u{0}"]
    {
        let value = serde_json::to_string(text).unwrap();
        strings.takes_each(&[(&value, &format!("{text:?}"))]).await;
    }
    strings.refuses_each("type", "must be text", &["5", "true", "null", "[]", "{}", r#"["a"]"#]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Limited {
    #[schemars(length(min = 2, max = 5))]
    n: String,
}

#[actix_web::test]
async fn lengths_are_counted_in_characters() {
    let limited = Bind::<Limited>::new();
    for letter in ["a", "é", "日", "😀"] {
        for count in 2..=5 {
            let text = letter.repeat(count);
            let payload = serde_json::json!({ "n": text }).to_string();
            limited.takes(&[(&payload, &format!("Limited {{ n: {text:?} }}"))]).await;
        }
        let payload = |count| serde_json::json!({ "n": letter.repeat(count) }).to_string();
        limited
            .refuses(&[
                (&payload(1), &[("/n", "min_length", "must be at least 2 characters long")]),
                (&payload(6), &[("/n", "max_length", "must be at most 5 characters long")]),
                (r#"{"n":""}"#, &[("/n", "min_length", "must be at least 2 characters long")]),
            ])
            .await;
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Formats {
    #[schemars(regex(pattern = "^[A-Z]{2}[0-9]+$"))]
    code: Option<String>,
    #[schemars(email)]
    email: Option<String>,
    #[schemars(url)]
    url: Option<String>,
    #[schemars(length(max = 1))]
    short: Option<String>,
}

#[actix_web::test]
async fn patterns_and_formats_are_checked() {
    let formats = Bind::<Formats>::new();
    let all = r#"{"code":"AB12","email":"a@example.com","url":"https://example.com/","short":"x"}"#;
    let bound = r#"Formats { code: Some("AB12"), email: Some("a@example.com"), "#;
    let rest = r#"url: Some("https://example.com/"), short: Some("x") }"#;
    formats.takes(&[(all, &format!("{bound}{rest}"))]).await;
    formats
        .takes(&[(r#"{"code":"","email":"","url":""}"#, "Formats { code: None, email: None, url: None, short: None }")])
        .await;
    formats
        .refuses(&[
            (r#"{"code":"ab12"}"#, &[("/code", "pattern", "does not have the expected format")]),
            (r#"{"email":"a.example.com"}"#, &[("/email", "format", "must be an e-mail address")]),
            (r#"{"url":"example"}"#, &[("/url", "format", "must be a URL such as https://example.com/")]),
            (r#"{"short":"xy"}"#, &[("/short", "max_length", "must be at most 1 character long")]),
        ])
        .await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Repeated {
    /// The same word twice: an engine that goes back tries every way to divide the text.
    #[schemars(regex(pattern = r"^(?:(a+)+)\1b$"))]
    n: String,
}

#[actix_web::test]
async fn a_pattern_with_a_back_reference_takes_no_long_time() {
    let repeated = Bind::<Repeated>::new();
    repeated.takes(&[(r#"{"n":"aab"}"#, r#"Repeated { n: "aab" }"#)]).await;
    for length in [28, 60, 2_000] {
        let payload = serde_json::json!({ "n": "a".repeat(length) }).to_string();
        let started = std::time::Instant::now();
        repeated.refuses(&[(&payload, &[("/n", "pattern", "does not have the expected format")])]).await;
        // In a debug build, and on a machine that does other things; without a bound it is a second.
        assert!(started.elapsed() < std::time::Duration::from_millis(100), "{length}: {:?}", started.elapsed());
    }
}
