//! The test suite of JSON Schema (draft 2020-12), through the door of a payload.
//!
//! Each schema of the suite is the schema of a member. Its cases are payloads, as JSON has them and with their
//! numbers and booleans as texts.

mod by_design;
mod data;
mod outcome;
mod texts;

use std::io::{self, Write as _};
use std::path::Path;

use serde_json::Value;

use crate::given::Member;
use data::{Case, Group, groups};
use outcome::{Outcome, compare};

/// Names the folder with the suite's files for this draft. The suite is not part of this repository.
const FOLDER: &str = "JSON_SCHEMA_TEST_SUITE";

/// The groups of the suite; says that a test did nothing if it is not there.
fn suite(task: &str) -> Option<Vec<Group>> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return Some(groups(Path::new(&folder)));
    }
    // Past the test harness, which swallows what a passing test prints.
    let line =
        format!("\n*** SKIPPED the test suite of JSON Schema ({task}): {FOLDER} does not name its folder. ***\n\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

#[test]
fn a_payload_is_taken_or_refused_as_json_schema_says() {
    let Some(groups) = suite("as it is") else { return };
    let mut outcomes = Vec::new();
    for group in &groups {
        let member = Member::of(&group.schema);
        for case in &group.tests {
            let difference = match &member {
                Ok(member) => difference(member, case),
                Err(error) => Some(format!("the app does not start: {error}")),
            };
            outcomes.push(Outcome::of(group, case, difference));
        }
    }
    compare(&outcomes, by_design::AS_IT_IS);
}

/// What is not as the suite says; and what is taken must come as it was sent.
fn difference(member: &Member, case: &Case) -> Option<String> {
    match (member.bind(case.data.get()), case.is_valid()) {
        (Some(bound), true) if bound == case.value() => None,
        (Some(bound), true) => Some(format!("is bound to {bound}")),
        (None, true) => Some("is refused".to_owned()),
        (Some(_), false) => Some("is taken".to_owned()),
        (None, false) => None,
    }
}

#[test]
fn a_number_or_a_boolean_may_be_a_text_wherever_no_text_is_wanted() {
    let Some(groups) = suite("as texts") else { return };
    let mut outcomes = Vec::new();
    for group in &groups {
        let Ok(member) = Member::of(&group.schema) else { continue };
        for case in &group.tests {
            let (value, bound) = (case.value(), member.bind(case.data.get()));
            let places = texts::places(&value);
            // Where the value itself makes a difference, there is nothing to compare with.
            if places.is_empty() || bound.is_some() != case.is_valid() {
                continue;
            }
            let difference = match bound {
                Some(bound) => difference_of_valid(&member, &value, &places, &bound),
                None => difference_of_invalid(&member, &value, &places),
            };
            outcomes.push(Outcome::of(group, case, difference));
        }
    }
    compare(&outcomes, by_design::WITH_TEXTS);
}

/// Texts where no text matches must be bound as the value is, and texts where texts match must stay texts.
fn difference_of_valid(member: &Member, value: &Value, places: &[String], bound: &Value) -> Option<String> {
    let (wanted, free): (Vec<_>, Vec<_>) =
        places.iter().cloned().partition(|at| texts::wants_no_text(member, value, at));
    let with_texts = texts::with_texts(value, &wanted);
    match member.bind(&with_texts.to_string()) {
        Some(coerced) if coerced == *bound => {}
        Some(coerced) => return Some(format!("{with_texts} is bound to {coerced}")),
        None => return Some(format!("{with_texts} is refused")),
    }
    free.into_iter().find_map(|at| {
        let with_text = texts::with_texts(value, std::slice::from_ref(&at));
        let coerced = member.bind(&with_text.to_string())?;
        let is_changed = coerced.pointer(&at).is_some_and(|text| !text.is_string());
        is_changed.then(|| format!("{with_text} is bound to {coerced}"))
    })
}

/// Texts that are taken as numbers or booleans after all must be refused as these are.
fn difference_of_invalid(member: &Member, value: &Value, places: &[String]) -> Option<String> {
    let with_texts = texts::with_texts(value, places);
    let coerced = member.bind(&with_texts.to_string())?;
    (!texts::places(&coerced).is_empty()).then(|| format!("{with_texts} is bound to {coerced}"))
}
