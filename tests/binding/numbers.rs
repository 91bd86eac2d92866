//! Numbers: what is one, and what a Rust type can hold.

use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::{Bind, One};

const WHOLE: &str = "must be a whole number";

#[actix_web::test]
async fn a_text_that_is_a_whole_number_is_one() {
    let u8s = Bind::<One<u8>>::new();
    let fives = ["5", "5.0", "5e0", r#""5""#, r#"" 5 ""#, r#""05""#, r#""5.0""#, r#""5.""#, r#""\t5\n""#];
    u8s.takes_each(&fives.map(|five| (five, "5"))).await;
    u8s.takes_each(&[("0", "0"), ("-0", "0"), (r#""-0""#, "0"), ("255", "255"), (r#""2.5e1""#, "25")]).await;
    Bind::<One<u16>>::new().takes_each(&[("1e3", "1000"), (r#""1e3""#, "1000")]).await;
    Bind::<One<i8>>::new().takes_each(&[("-128", "-128"), (r#""-128""#, "-128"), (r#""-5.0""#, "-5")]).await;
}

#[actix_web::test]
async fn what_only_looks_like_a_number_is_none() {
    let texts = [
        "five", "inf", "-inf", "infinity", "NaN", "+1", "0x10", "1_000", "1,000", "--1", "1-", "-", ".", "e", "1e",
        "5 5", "٥", "５", "1e400", "true", "on", "null", "5;", "5\\u0000",
    ];
    let texts = texts.map(|text| format!(r#""{text}""#));
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    Bind::<One<u8>>::new().refuses_each("type", WHOLE, &texts).await;
    Bind::<One<f64>>::new().refuses_each("type", "must be a number", &texts).await;
    let others = ["5.5", r#""5.5""#, "true", "null", "[5]", r#"{"n":5}"#, "1e-1"];
    Bind::<One<u8>>::new().refuses_each("type", WHOLE, &others).await;
}

#[actix_web::test]
async fn a_number_that_the_type_cannot_hold_is_refused_at_its_field() {
    let u8s = Bind::<One<u8>>::new();
    u8s.refuses_each("maximum", "must be at most 255", &["256", r#""256""#, "256.0", "1e9", "18446744073709551616"])
        .await;
    u8s.refuses_each("minimum", "must be at least 0", &["-1", r#""-1""#, "-1.0", "-9223372036854775809"]).await;
    let i8s = Bind::<One<i8>>::new();
    i8s.refuses_each("maximum", "must be at most 127", &["128", r#""128""#]).await;
    i8s.refuses_each("minimum", "must be at least -128", &["-129"]).await;
    Bind::<One<u16>>::new().refuses_each("maximum", "must be at most 65535", &["65536"]).await;
    Bind::<One<i16>>::new().refuses_each("minimum", "must be at least -32768", &["-32769"]).await;
    Bind::<One<u32>>::new().refuses_each("maximum", "must be at most 4294967295", &["4294967296"]).await;
    let i32s = Bind::<One<i32>>::new();
    i32s.refuses_each("maximum", "must be at most 2147483647", &["2147483648", r#""2147483648""#]).await;
    i32s.refuses_each("minimum", "must be at least -2147483648", &["-2147483649"]).await;
    Bind::<One<NonZeroU8>>::new().refuses_each("minimum", "must be at least 1", &["0", r#""0""#]).await;
    Bind::<One<Option<u8>>>::new().refuses_each("maximum", "must be at most 255", &["256", r#""256""#]).await;
}

#[actix_web::test]
async fn the_largest_integers_are_exact_and_the_next_one_is_refused() {
    let u64s = Bind::<One<u64>>::new();
    let max = "18446744073709551615";
    let just_above_i64 = "9223372036854775808";
    u64s.takes_each(&[(max, max), (&format!("\"{max}\""), max), (just_above_i64, just_above_i64)]).await;
    u64s.takes_each(&[("9007199254740993", "9007199254740993"), ("10000000000000000000", "10000000000000000000")])
        .await;
    let above = ["18446744073709551616", r#""18446744073709551616""#, "18446744073709551617", "1e20", r#""1e300""#];
    u64s.refuses_each("maximum", "must be at most 18446744073709551615", &above).await;
    u64s.refuses_each("minimum", "must be at least 0", &["-1", "-9223372036854775808", "-1e300"]).await;

    let i64s = Bind::<One<i64>>::new();
    let (min, max) = ("-9223372036854775808", "9223372036854775807");
    i64s.takes_each(&[(min, min), (max, max), (&format!("\"{min}\""), min), (&format!("\"{max}\""), max)]).await;
    let above = [just_above_i64, r#""9223372036854775808""#, "9223372036854775808.0", "18446744073709551616"];
    i64s.refuses_each("maximum", "must be at most 9223372036854775807", &above).await;
    // The parser rounds it to the least number there is: it must not be taken for that.
    let below = ["-9223372036854775809", r#""-9223372036854775809""#, "-1e300"];
    i64s.refuses_each("minimum", "must be at least -9223372036854775808", &below).await;

    Bind::<One<usize>>::new().refuses_each("minimum", "must be at least 0", &["-1"]).await;
    Bind::<One<isize>>::new().refuses_each("maximum", "must be at most 9223372036854775807", &[just_above_i64]).await;
}

#[actix_web::test]
async fn fractions_are_taken_where_the_type_has_them() {
    let f64s = Bind::<One<f64>>::new();
    f64s.takes_each(&[("2.5", "2.5"), (r#""2.5""#, "2.5"), (r#"" -2.5 ""#, "-2.5"), (r#"".5""#, "0.5")]).await;
    f64s.takes_each(&[("5", "5.0"), (r#""5""#, "5.0"), (r#""1e3""#, "1000.0"), (r#""05""#, "5.0")]).await;
    let f32s = Bind::<One<f32>>::new();
    f32s.takes_each(&[("2.5", "2.5"), (r#""2.5""#, "2.5")]).await;
    assert_eq!(f32s.errors(r#"{"n":1e39}"#).await[0].code, "maximum", "it would be infinite");
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Outer {
    name: String,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Inner {
    byte: u8,
    int: i32,
    long: Option<i64>,
}

#[actix_web::test]
async fn the_bounds_hold_inside_of_flatten_too() {
    let outer = Bind::<Outer>::new();
    let bound = r#"Outer { name: "x", inner: Inner { byte: 5, int: -7, long: None } }"#;
    outer.takes(&[(r#"{"name":"x","byte":"5","int":"-7.0","long":""}"#, bound)]).await;
    let expected = [
        ("/byte", "maximum", "must be at most 255"),
        ("/int", "minimum", "must be at least -2147483648"),
        ("/long", "maximum", "must be at most 9223372036854775807"),
    ];
    let payload = r#"{"name":"x","byte":256,"int":-2147483649,"long":9223372036854775808}"#;
    outer.refuses(&[(payload, &expected)]).await;
}

/// Members whose names are words of JSON Schema itself.
#[derive(Debug, Deserialize, JsonSchema)]
struct Keywords {
    #[serde(flatten)]
    inner: KeywordsInner,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct KeywordsInner {
    default: i32,
    r#const: i32,
    r#enum: i32,
    examples: i32,
    format: i32,
    r#type: i32,
    properties: i32,
    minimum: i32,
}

#[actix_web::test]
async fn a_member_may_be_named_like_a_keyword_of_the_schema() {
    let keywords = Bind::<Keywords>::new();
    let names = ["default", "const", "enum", "examples", "format", "type", "properties", "minimum"];
    let payload = |value: &str| format!("{{{}}}", names.map(|name| format!("\"{name}\":{value}")).join(","));
    let bound = "Keywords { inner: KeywordsInner { default: 5, const: 5, enum: 5, examples: 5, format: 5, type: 5, \
                 properties: 5, minimum: 5 } }";
    keywords.takes(&[(&payload(r#""5""#), bound)]).await;
    let pointers = names.map(|name| format!("/{name}"));
    let errors = pointers.each_ref().map(|pointer| (pointer.as_str(), "maximum", "must be at most 2147483647"));
    keywords.refuses(&[(&payload("2147483648"), &errors)]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Ranged {
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    #[schemars(range(min = 0.5, max = 2.5))]
    share: Option<f64>,
    #[schemars(extend("multipleOf" = 5))]
    step: Option<u8>,
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 10))]
    open: Option<i32>,
}

#[actix_web::test]
async fn a_rating_of_six_is_refused_at_its_field() {
    let ranged = Bind::<Ranged>::new();
    let none = "share: None, step: None, open: None }";
    for rating in ["1", "5", "5.0", r#""5""#] {
        let bound = if rating == "1" { "1" } else { "5" };
        let payload = format!(r#"{{"rating":{rating}}}"#);
        ranged.takes(&[(&payload, &format!("Ranged {{ rating: {bound}, {none}"))]).await;
    }
    ranged
        .refuses(&[
            (r#"{"rating":0}"#, &[("/rating", "minimum", "must be at least 1")]),
            (r#"{"rating":6}"#, &[("/rating", "maximum", "must be at most 5")]),
            (r#"{"rating":"6"}"#, &[("/rating", "maximum", "must be at most 5")]),
            (r#"{"rating":5.5}"#, &[("/rating", "type", WHOLE)]),
            (r#"{"rating":5,"share":0.4}"#, &[("/share", "minimum", "must be at least 0.5")]),
            (r#"{"rating":5,"share":"2.6"}"#, &[("/share", "maximum", "must be at most 2.5")]),
            (r#"{"rating":5,"step":7}"#, &[("/step", "multiple_of", "must be a multiple of 5")]),
            (r#"{"rating":5,"open":0}"#, &[("/open", "exclusive_minimum", "must be more than 0")]),
            (r#"{"rating":5,"open":10}"#, &[("/open", "exclusive_maximum", "must be less than 10")]),
        ])
        .await;
}
