//! `formatMinimum` and `formatMaximum`: the first and the last moment. JSON Schema itself has no keyword for them.
//!
//! Other validators use the same names.

use std::cmp::Ordering;

use jsonschema::ValidationError;
use jsonschema::paths::Location;
use serde_json::{Map, Value};

use crate::formats::{How, find};
use crate::keywords::{FORMAT, Made, text_check};

/// The keyword for the first day or time that is allowed.
pub const FIRST: &str = "formatMinimum";
/// The keyword for the last day or time that is allowed.
pub const LAST: &str = "formatMaximum";

pub(crate) fn first<'a>(beside: &'a Map<String, Value>, bound: &'a Value, _: Location) -> Made<'a> {
    keyword(FIRST, beside, bound, Ordering::Less)
}

pub(crate) fn last<'a>(beside: &'a Map<String, Value>, bound: &'a Value, _: Location) -> Made<'a> {
    keyword(LAST, beside, bound, Ordering::Greater)
}

/// Refuses moments that are on this side of the bound. What is no moment is left to `format`.
fn keyword<'a>(name: &str, beside: &'a Map<String, Value>, bound: &'a Value, out: Ordering) -> Made<'a> {
    let problem = |what: &str| Err(ValidationError::custom(format!("`{name}` is {bound}, {what}")));
    let Some(format) = beside.get(FORMAT) else {
        return problem("but no `format` stands beside it; it needs one with an order, such as \"date\"");
    };
    let Some(How::Moment(read)) = format.as_str().and_then(find).map(|format| &format.how) else {
        return problem(&format!("but the format {format} has no order, as \"date\" has"));
    };
    let read = *read;
    let Some((text, bound)) = bound.as_str().and_then(|text| Some((text, read(text)?))) else {
        return problem(&format!("which is not of the format {format}"));
    };
    Ok(text_check(text, move |text| read(text).is_none_or(|moment| moment.cmp(&bound) != out)))
}
