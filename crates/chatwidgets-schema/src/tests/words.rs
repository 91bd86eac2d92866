use std::collections::HashSet;

use crate::{Violation, known_formats, readable_moment};

#[test]
fn every_format_has_words() {
    let mut names = HashSet::new();
    for name in known_formats() {
        assert!(names.insert(name), "{name} is there twice");
        let words = Violation::Format(name.into()).english();
        let begins_well = ["must be a ", "must be an "].iter().any(|start| words.starts_with(start));
        assert!(begins_well && !words.contains("format"), "{name}: {words}");
    }
    assert_eq!(Violation::Format("x-iban".into()).english(), "must be in the expected format");
}

#[test]
fn formats_are_said_with_an_example() {
    for (name, words) in [
        ("color", "must be a colour such as #1e90ff"),
        ("partial-time", "must be a time such as 09:30"),
        ("partial-date-time", "must be a date and time such as 2026-03-14T09:30"),
        ("ip", "must be an IP address such as 192.0.2.1 or 2001:db8::1"),
        ("idn-hostname", "must be a host name such as example.com"),
        ("email", "must be an e-mail address"),
    ] {
        assert_eq!(Violation::Format(name.into()).english(), words);
    }
}

/// An example that is not of its format would mislead.
#[test]
fn every_example_is_of_its_format() {
    for name in known_formats() {
        let words = Violation::Format(name.into()).english();
        let validator = super::validator(&serde_json::json!({ "format": name }));
        for example in words.split_once(" such as ").map_or("", |(_, examples)| examples).split(" or ") {
            assert!(example.is_empty() || validator.is_valid(&example.into()), "{name}: {example}");
        }
    }
}

#[test]
fn bounds_are_said_as_people_write_moments() {
    for (bound, words) in [
        ("2026-03-14", "2026-03-14"),
        ("09:30", "09:30"),
        ("09:30:00", "09:30"),
        ("00:00:00", "00:00"),
        ("09:30:15", "09:30:15"),
        ("09:30:00.5", "09:30:00.5"),
        ("09:30:00Z", "09:30 UTC"),
        ("09:30:00-05:00", "09:30 UTC-05:00"),
        ("2026-03-14T09:30:00", "2026-03-14 09:30"),
        ("2026-03-14t09:30:00z", "2026-03-14 09:30 UTC"),
        ("2026-03-14T09:30:00+00:00", "2026-03-14 09:30 UTC"),
        ("2026-03-14T09:30:00+02:00", "2026-03-14 09:30 UTC+02:00"),
        ("Tomorrow 12:00", "Tomorrow 12:00"),
        ("", ""),
    ] {
        assert_eq!(readable_moment(bound), words);
        assert_eq!(Violation::FormatMinimum(bound.into()).english(), format!("must not be before {words}"));
        assert_eq!(Violation::FormatMaximum(bound.into()).english(), format!("must not be after {words}"));
    }
}
