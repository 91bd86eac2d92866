//! What schemas accept, refuse, and say.

mod limits;

use serde_json::Value;

use crate::{Validator, Violation};

fn validator(schema: &Value) -> Validator {
    Validator::new(schema).unwrap_or_else(|problem| panic!("{schema}: {problem}"))
}

/// The only violation of a value.
#[track_caller]
fn violation(schema: &Value, value: &Value) -> Violation {
    let found = validator(schema).violations(value).unwrap_or_default();
    let [(_, violation)] = &found[..] else { panic!("{schema} says of {value}: {found:?}") };
    violation.clone()
}
