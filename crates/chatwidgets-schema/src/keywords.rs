//! The keywords `format` and `x-schemes`.
//!
//! `format` takes the place of the keyword of `jsonschema`, which cannot see what stands beside it.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

use crate::addresses::{WEB, is_scheme, is_url};
use crate::formats::{How, find, is_known_format};

/// The keyword that checks formats.
pub(crate) const FORMAT: &str = "format";

/// The keyword for the only schemes that a URL may have, beside `format: uri` or `iri`: `"x-schemes": ["ftp", "mailto"]`.
pub const SCHEMES: &str = "x-schemes";

pub(crate) type Check = Box<dyn for<'i> Keyword<'i>>;
pub(crate) type Made<'a> = Result<Check, ValidationError<'a>>;

/// A check of texts. The message of its error is for `Violation`, which has the words around it.
struct TextCheck<F> {
    message: String,
    is_valid: F,
}

impl<'i, F: Fn(&str) -> bool + Send + Sync> Keyword<'i> for TextCheck<F> {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.message.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        instance.as_str().is_none_or(&self.is_valid)
    }
}

/// A keyword that refuses a text for which `is_valid` is false, with this message.
pub(crate) fn text_check(message: &str, is_valid: impl Fn(&str) -> bool + Send + Sync + 'static) -> Check {
    Box::new(TextCheck { message: message.to_owned(), is_valid })
}

/// A format that is checked by `jsonschema`.
struct Standard {
    name: String,
    validator: jsonschema::Validator,
}

impl<'i> Keyword<'i> for Standard {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.name.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.validator.is_valid(instance)
    }
}

fn standard<'a>(name: &str) -> Made<'a> {
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .build(&json!({ FORMAT: name }))?;
    Ok(Box::new(Standard { name: name.to_owned(), validator }))
}

pub(crate) fn format<'a>(beside: &'a Map<String, Value>, name: &'a Value, _: Location) -> Made<'a> {
    let Some(name) = name.as_str() else {
        return Err(ValidationError::custom(format!("`format` must be the name of a format, but is {name}")));
    };
    let how = match find(name) {
        Some(format) => &format.how,
        None if is_known_format(name) => &How::Nothing,
        None => return Err(ValidationError::custom(unknown(name))),
    };
    Ok(match *how {
        How::Moment(read) => text_check(name, move |text| read(text).is_some()),
        How::Text(is_valid) => text_check(name, is_valid),
        // `x-schemes` does it.
        How::Url if beside.contains_key(SCHEMES) => text_check(name, |_| true),
        How::Url => text_check(name, |text| is_url(text, &WEB)),
        How::Standard => standard(name)?,
        How::Nothing => text_check(name, |_| true),
    })
}

fn unknown(name: &str) -> String {
    format!(
        "the format {name:?} is not known; use one of JSON Schema, or begin it with `x-` if the app checks it itself"
    )
}

pub(crate) fn schemes<'a>(beside: &'a Map<String, Value>, listed: &'a Value, _: Location) -> Made<'a> {
    let names = |listed: &Value| -> Option<Vec<String>> {
        let name = |name: &Value| name.as_str().filter(|name| is_scheme(name)).map(str::to_ascii_lowercase);
        listed.as_array().filter(|names| !names.is_empty())?.iter().map(name).collect()
    };
    let Some(names) = names(listed) else {
        let problem = format!("`{SCHEMES}` must be a list of schemes such as [\"https\", \"mailto\"], but is {listed}");
        return Err(ValidationError::custom(problem));
    };
    let format = beside.get(FORMAT).and_then(Value::as_str).and_then(find);
    if !format.is_some_and(|format| matches!(format.how, How::Url)) {
        let problem = format!("`{SCHEMES}` {listed} must stand beside the format \"uri\" or \"iri\"");
        return Err(ValidationError::custom(problem));
    }
    Ok(text_check(&names.join(" "), move |text| is_url(text, &names)))
}
