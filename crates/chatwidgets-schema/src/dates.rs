//! `formatMinimum` and `formatMaximum`: the first and the last day. JSON Schema itself has no keyword for them.
//!
//! Other validators use the same names. Dates of `format: date` compare as texts.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

/// The keyword for the first day that is allowed.
pub const FIRST: &str = "formatMinimum";
/// The keyword for the last day that is allowed.
pub const LAST: &str = "formatMaximum";

struct Bound {
    day: String,
    is_out: fn(&str, &str) -> bool,
}

impl<'i> Keyword<'i> for Bound {
    /// The message is the bound alone; `Violation` has the words around it.
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
        None => Err(ValidationError::custom("`formatMinimum` and `formatMaximum` must be strings such as 2026-03-14")),
    }
}

pub(crate) fn first<'a>(_: &'a Map<String, Value>, day: &'a Value, _: Location) -> Made<'a> {
    bound(day, |day, first| day < first)
}

pub(crate) fn last<'a>(_: &'a Map<String, Value>, day: &'a Value, _: Location) -> Made<'a> {
    bound(day, |day, last| day > last)
}
