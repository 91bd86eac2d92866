use serde_json::json;

use super::{accepts, problem, refuses, validator, violation};
use crate::{Violation, format_allows_empty, format_has_order, is_known_format, known_formats};

/// Formats with a text of each, and one that is not.
const CHECKED: [(&str, &str, &str); 24] = [
    ("date", "2026-03-14", "2026-02-30"),
    ("time", "09:30:00Z", "09:30:00"),
    ("date-time", "2026-03-14T09:30:00+01:00", "2026-03-14T09:30:00"),
    ("partial-time", "09:30:00.5", "24:00"),
    ("partial-date-time", "2026-03-14T09:30:00", "2026-03-14"),
    ("duration", "P1DT12H", "1 day"),
    ("email", "ada@example.com", "ada"),
    ("idn-email", "ada@bücher.example", "ada"),
    ("hostname", "example.com", "-example.com"),
    ("idn-hostname", "bücher.example", "-bücher.example"),
    ("ipv4", "192.0.2.1", "192.0.2"),
    ("ipv6", "2001:db8::1", "192.0.2.1"),
    ("ip", "2001:db8::1", "192.0.2.01"),
    ("uri", "https://example.com/", "/help"),
    ("iri", "https://bücher.example/", "/help"),
    ("uri-reference", "/help", "/he lp"),
    ("iri-reference", "/hülfe", "/he lp"),
    ("uri-template", "/users/{id}", "/users/{id"),
    ("json-pointer", "/user/name", "user"),
    ("relative-json-pointer", "1/name", "/name"),
    ("regex", "^[a-z]+$", "[a-z"),
    ("uuid", "123e4567-e89b-42d3-a456-426614174000", "123e4567"),
    ("color", "#1e90FF", "#fff"),
    ("zoned-date-time", "2026-03-14T09:30:00+01:00[Europe/Zurich]", "2026-03-14T09:30:00+01:00"),
];

#[test]
fn every_known_format_is_checked_or_is_no_format_of_texts() {
    let unchecked = |name: &&str| CHECKED.iter().all(|(checked, ..)| checked != name);
    let numbers = "int8 int16 int32 int64 int128 int uint8 uint16 uint32 uint64 uint128 uint float double";
    let expected: Vec<_> = std::iter::once("password").chain(numbers.split(' ')).collect();
    assert_eq!(known_formats().filter(unchecked).collect::<Vec<_>>(), expected);
    for (name, good, bad) in CHECKED {
        assert!(is_known_format(name), "{name}");
        accepts(&json!({ "format": name }), &[good]);
        refuses(&json!({ "format": name }), &[bad]);
        assert_eq!(violation(&json!({ "format": name }), &json!(bad)), Violation::Format(name.into()));
        assert!(validator(&json!({ "format": name })).is_valid(&json!(7)), "{name} is about texts");
    }
    for name in expected {
        accepts(&json!({ "format": name }), &["", "anything"]);
    }
}

#[test]
fn an_unknown_format_is_named_at_the_start() {
    let all =
        "the format \"emial\" is not known; use one of JSON Schema, or begin it with `x-` if the app checks it itself";
    assert_eq!(problem(&json!({"format": "emial"})), all);
    let inner = json!({"type": "string", "format": "emial"});
    for schema in [
        json!({"properties": {"a": {"items": inner}}}),
        json!({"type": "integer", "format": "emial"}),
        json!({"anyOf": [{"type": "null"}, {"not": inner}]}),
        json!({"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"a": {"$ref": "#/$defs/a"}, "b": inner}}}}),
    ] {
        assert_eq!(problem(&schema), all, "{schema}");
    }
    for name in ["", "Email", "X-iban", "e-mail", "string"] {
        assert!(problem(&json!({ "format": name })).contains(&format!("{name:?}")), "{name}");
        assert!(!is_known_format(name), "{name}");
    }
    problem(&json!({"format": 7}));
}

#[test]
fn a_format_of_the_app_is_left_to_it() {
    accepts(&json!({"format": "x-iban"}), &["", "anything"]);
    assert!(is_known_format("x-iban"));
    assert!(!format_has_order("x-iban") && !format_allows_empty("x-iban"));
}

#[test]
fn only_the_keyword_is_a_format() {
    let data = json!({"format": "emial"});
    accepts(&json!({"default": data, "examples": [data], "x-note": data}), &["any"]);
    assert!(validator(&json!({"const": data})).is_valid(&data));
    assert!(validator(&json!({"enum": [data]})).is_valid(&data));
    let property = validator(&json!({"properties": {"format": {"type": "string"}}, "required": ["format"]}));
    assert!(property.is_valid(&data));
}

#[test]
fn what_is_said_of_a_format_is_so() {
    for name in known_formats() {
        let accepts_empty = validator(&json!({ "format": name })).is_valid(&json!(""));
        let is_checked = CHECKED.iter().any(|(checked, ..)| *checked == name);
        assert_eq!(format_allows_empty(name), accepts_empty && is_checked, "{name}");
        let bound = CHECKED.iter().find(|(checked, ..)| *checked == name).map_or("", |(_, good, _)| good);
        let with_bound = crate::Validator::new(&json!({"format": name, "formatMinimum": bound}));
        assert_eq!(format_has_order(name), with_bound.is_ok(), "{name}");
    }
    assert!(!format_allows_empty("emial") && !format_has_order("emial"));
}

/// Dates and times are read by this crate, because they have an order.
#[test]
fn dates_and_times_are_those_of_json_schema() {
    let clocks =
        ["09:30:00", "9:30:00", "09:30", "24:00:00", "23:60:00", "23:59:60", "23:59:61", "12:00:60", "09:30:00."];
    let fractions =
        ["09:30:00.5", "09:30:00.1234567891234", "09:30:00,5", "09:30:0５", " 09:30:00", "00:29:60", "01:59:60"];
    let zones = [
        "", "Z", "z", "+01:00", "-01:00", "+02:00", "-00:30", "+23:59", "+24:00", "+01:60", "+0100", "+01", "Z ", "ZZ",
    ];
    let days = [
        "2026-03-14",
        "2026-02-29",
        "2024-02-29",
        "1900-02-29",
        "0000-02-29",
        "2026-13-01",
        "2026-00-01",
        "2026-04-31",
    ];
    let odd = ["2026-3-14", "+026-03-14", "2026-03-00", "12026-03-14", "2026-03-14 ", "２026-03-14", "", "2026-03-1"];
    let days = || days.iter().chain(&odd);
    let clocks = || clocks.iter().chain(&fractions);
    let times = || clocks().flat_map(|clock| zones.iter().map(move |zone| format!("{clock}{zone}")));
    let moments =
        days().flat_map(|day| times().flat_map(move |time| ["T", "t", " ", ""].map(|t| format!("{day}{t}{time}"))));
    let all: Vec<_> = moments.chain(times()).chain(days().map(|day| (*day).to_owned())).collect();
    for name in ["date", "time", "date-time"] {
        let theirs = jsonschema::options().should_validate_formats(true).build(&json!({ "format": name })).unwrap();
        let ours = validator(&json!({ "format": name }));
        let mut valid = 0;
        for text in &all {
            assert_eq!(ours.is_valid(&json!(text)), theirs.is_valid(&json!(text)), "{name} {text:?}");
            valid += usize::from(ours.is_valid(&json!(text)));
        }
        assert!(valid >= 3, "{name}");
    }
}

#[test]
fn partial_times_have_no_offset_and_may_have_no_seconds() {
    let time = json!({"format": "partial-time"});
    accepts(&time, &["09:30", "09:30:00", "09:30:00.123456789", "23:59:59", "00:00"]);
    refuses(&time, &["09:30Z", "09:30:00+01:00", "09:30.5", "09", "9:30", "09:30:", "09:60", "23:59:60", "", " 09:30"]);
    let moment = json!({"format": "partial-date-time"});
    accepts(&moment, &["2026-03-14T09:30", "2026-03-14T09:30:00", "2026-03-14T09:30:00.5"]);
    refuses(
        &moment,
        &["2026-03-14T09:30Z", "2026-03-14 09:30", "2026-03-14T", "2026-02-29T09:30", "09:30", "2026-03-14"],
    );
}
