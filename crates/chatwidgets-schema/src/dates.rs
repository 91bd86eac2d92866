//! `formatMinimum` and `formatMaximum`: the first and the last day, which JSON Schema itself has no keyword for.
//!
//! The names are those that other validators have for them. Dates of `format: date` compare as texts.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

/// Asks for no earlier day.
pub const FIRST: &str = "formatMinimum";
/// Asks for no later day.
pub const LAST: &str = "formatMaximum";

struct Bound {
    day: String,
    is_out: fn(&str, &str) -> bool,
}

impl<'i> Keyword<'i> for Bound {
    /// The message is the bound alone: what is said to a person is made of it elsewhere.
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.day.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(|day| !(self.is_out)(day, &self.day))
    }
}

type Made<'a> = Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>>;

fn bound(day: &Value, is_out: fn(&str, &str) -> bool) -> Made<'_> {
    match day.as_str() {
        Some(day) => Ok(Box::new(Bound { day: day.to_owned(), is_out })),
        None => Err(ValidationError::custom("`formatMinimum` and `formatMaximum` are texts such as 2026-03-14")),
    }
}

pub(crate) fn first<'a>(_: &'a Map<String, Value>, day: &'a Value, _: Location) -> Made<'a> {
    bound(day, |day, first| day < first)
}

pub(crate) fn last<'a>(_: &'a Map<String, Value>, day: &'a Value, _: Location) -> Made<'a> {
    bound(day, |day, last| day > last)
}
