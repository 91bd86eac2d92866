//! What schemas accept, refuse, and say.

mod addresses;
mod formats;
mod limits;
mod moments;
mod references;
mod words;

use serde_json::{Value, json};

use crate::{Validator, Violation};

fn validator(schema: &Value) -> Validator {
    Validator::new(schema).unwrap_or_else(|problem| panic!("{schema}: {problem}"))
}

/// Why it is no schema.
fn problem(schema: &Value) -> String {
    Validator::new(schema).expect_err(&schema.to_string())
}

#[track_caller]
fn accepts(schema: &Value, texts: &[&str]) {
    let validator = validator(schema);
    for text in texts {
        assert!(validator.is_valid(&json!(text)), "{schema} must accept {text:?}");
        assert_eq!(validator.violations(&json!(text)), Some(Vec::new()), "{schema}, {text:?}");
    }
}

#[track_caller]
fn refuses(schema: &Value, texts: &[&str]) {
    let validator = validator(schema);
    for text in texts {
        assert!(!validator.is_valid(&json!(text)), "{schema} must refuse {text:?}");
        violation(schema, &json!(text));
    }
}

/// The only violation of a value.
#[track_caller]
fn violation(schema: &Value, value: &Value) -> Violation {
    let found = validator(schema).violations(value).unwrap_or_default();
    let [(_, violation)] = &found[..] else { panic!("{schema} says of {value}: {found:?}") };
    violation.clone()
}
