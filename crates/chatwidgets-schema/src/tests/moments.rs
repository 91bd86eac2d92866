use serde_json::{Value, json};

use super::{accepts, problem, refuses, violation};
use crate::Violation;

fn first(format: &str, bound: &str) -> Value {
    json!({"format": format, "formatMinimum": bound})
}

fn last(format: &str, bound: &str) -> Value {
    json!({"format": format, "formatMaximum": bound})
}

#[test]
fn days_are_compared_as_days() {
    accepts(&first("date", "2026-03-14"), &["2026-03-14", "2026-03-15", "9999-12-31"]);
    refuses(&first("date", "2026-03-14"), &["2026-03-13", "2025-12-31", "0000-01-01"]);
    accepts(&last("date", "2026-03-14"), &["2026-03-14", "2026-02-28"]);
    refuses(&last("date", "2026-03-14"), &["2026-03-15"]);
}

#[test]
fn instants_are_compared_whatever_their_offsets() {
    let opens = first("date-time", "2026-03-14T09:30:00Z");
    accepts(&opens, &["2026-03-14T09:30:00Z", "2026-03-14t10:30:00+01:00", "2026-03-14T04:30:00-05:00"]);
    accepts(&opens, &["2026-03-13T23:30:00-10:00", "2026-03-14T09:30:00.0Z", "2026-03-14T09:30:00.000000001Z"]);
    refuses(&opens, &["2026-03-14T10:29:59+01:00", "2026-03-14T09:29:59.999Z", "2026-03-15T00:00:00+23:59"]);
    let closes = last("date-time", "2026-03-14T09:30:00+02:00");
    accepts(&closes, &["2026-03-14T07:30:00Z", "2026-03-14T02:30:00-05:00"]);
    refuses(&closes, &["2026-03-14T07:30:01Z", "2026-03-14T07:30:00.1Z", "2026-03-13T21:30:00-10:01"]);
}

#[test]
fn a_leap_second_is_before_the_next_day() {
    accepts(&last("date-time", "2017-01-01T00:00:00Z"), &["2016-12-31T23:59:60Z", "2017-01-01T00:59:60.9+01:00"]);
    refuses(&last("date-time", "2016-12-31T23:59:59Z"), &["2016-12-31T23:59:60Z"]);
    accepts(&first("time", "23:59:59Z"), &["23:59:60Z", "00:59:60+01:00"]);
}

#[test]
fn times_are_compared_as_times_of_day_in_utc() {
    accepts(&first("time", "09:30:00Z"), &["09:30:00Z", "11:30:00+02:00", "23:30:00-10:00", "00:00:00+00:01"]);
    refuses(&first("time", "09:30:00Z"), &["09:29:59Z", "11:29:00+02:00", "23:30:00-02:00"]);
    accepts(&last("time", "17:00:00+01:00"), &["16:00:00Z", "01:00:00-15:00"]);
    refuses(&last("time", "17:00:00+01:00"), &["17:00:00Z", "16:00:00.5Z"]);
}

#[test]
fn times_without_an_offset_are_compared_by_value() {
    let opens = json!({"format": "partial-time", "formatMinimum": "09:30", "formatMaximum": "17:00:00"});
    accepts(&opens, &["09:30", "09:30:00", "09:30:00.000", "17:00", "17:00:00.0"]);
    refuses(&opens, &["09:29:59.9", "17:00:00.001", "17:01"]);
    let season = json!({"format": "partial-date-time", "formatMinimum": "2026-03-14T09:30:00", "formatMaximum": "2026-03-15T00:00"});
    accepts(&season, &["2026-03-14T09:30", "2026-03-14T09:30:00.0", "2026-03-15T00:00:00"]);
    refuses(&season, &["2026-03-14T09:29", "2026-03-15T00:00:00.1"]);
}

#[test]
fn fractions_are_compared_as_numbers() {
    let half = json!({"format": "partial-time", "formatMinimum": "09:30:00.5", "formatMaximum": "09:30:00.50"});
    accepts(&half, &["09:30:00.5", "09:30:00.500000000000"]);
    refuses(&half, &["09:30:00.25", "09:30:00.4999999999", "09:30:00.500000001", "09:30:00.05", "09:30:00.6"]);
}

#[test]
fn what_is_no_moment_is_left_to_the_format() {
    let schema = json!({"format": "partial-time", "formatMinimum": "09:30", "formatMaximum": "09:30"});
    for value in [json!("00:00Z"), json!("zzz"), json!("")] {
        assert_eq!(violation(&schema, &value), Violation::Format("partial-time".into()));
    }
    assert!(super::validator(&schema).is_valid(&json!(7)));
}

#[test]
fn a_bound_that_is_not_of_its_format_is_no_schema() {
    for (format, bound) in [
        ("date", json!("2026-02-30")),
        ("date", json!("2026-03-14T09:30:00Z")),
        ("date-time", json!("2026-03-14")),
        ("date-time", json!("2026-03-14T09:30:00")),
        ("time", json!("09:30")),
        ("partial-time", json!("09:30:00Z")),
        ("partial-date-time", json!("2026-03-14 09:30")),
        ("date", json!(7)),
        ("date", json!(null)),
    ] {
        for keyword in ["formatMinimum", "formatMaximum"] {
            let problem = problem(&json!({"format": format, keyword: bound}));
            assert_eq!(problem, format!("`{keyword}` is {bound}, which is not of the format \"{format}\""));
        }
    }
}

#[test]
fn a_bound_needs_a_format_with_an_order() {
    let bound = "2026-03-14";
    for keyword in ["formatMinimum", "formatMaximum"] {
        let none = problem(&json!({"type": "string", keyword: bound}));
        let text = "but no `format` stands beside it; it needs one with an order, such as \"date\"";
        assert_eq!(none, format!("`{keyword}` is \"{bound}\", {text}"));
        for format in ["email", "uuid", "duration", "x-day", "int32"] {
            let problem = problem(&json!({"format": format, keyword: bound}));
            let text = format!("but the format \"{format}\" has no order, as \"date\" has");
            assert_eq!(problem, format!("`{keyword}` is \"{bound}\", {text}"));
        }
    }
}

#[test]
fn a_violation_holds_the_bound_as_it_is_written() {
    let opens = first("date-time", "2026-03-14T09:30:00Z");
    let early = json!("2026-03-14T09:30:00+01:00");
    assert_eq!(violation(&opens, &early), Violation::FormatMinimum("2026-03-14T09:30:00Z".into()));
    let late = json!("09:30:01");
    assert_eq!(violation(&last("partial-time", "09:30"), &late), Violation::FormatMaximum("09:30".into()));
}
