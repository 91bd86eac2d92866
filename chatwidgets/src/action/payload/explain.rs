//! What is wrong with a payload, field by field, in words that a person can read.

use std::collections::HashSet;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;
use serde_path_to_error::Segment;

use super::plan::escape;
use crate::action::FieldError;

/// The most errors in one answer; a payload with more is not worth listing.
const MOST_ERRORS: usize = 100;

/// The most options that a message lists.
const MOST_OPTIONS: usize = 12;

/// Every field at fault.
pub(super) fn all<'a>(errors: impl Iterator<Item = ValidationError<'a>>) -> Vec<FieldError> {
    let mut found = Vec::new();
    for error in errors {
        explain(&error, &mut found);
        if found.len() >= MOST_ERRORS {
            break;
        }
    }
    found.truncate(MOST_ERRORS);
    // What is not even of the right type need not be at most 5 as well.
    let of_wrong_type: HashSet<_> = found.iter().filter(|e| e.code == "type").map(|e| e.pointer.clone()).collect();
    found.retain(|error| error.code == "type" || !of_wrong_type.contains(&error.pointer));
    found
}

/// What only serde finds.
pub(super) fn serde(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => pointer.extend(["/", &escape(key)]),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    FieldError::new(pointer, "invalid", error.inner().to_string())
}

fn explain(error: &ValidationError<'_>, found: &mut Vec<FieldError>) {
    let pointer = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            found.push(FieldError::new(format!("{pointer}/{}", escape(name)), "required", "is required"));
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            found.extend(unexpected.iter().map(|name| {
                FieldError::new(format!("{pointer}/{}", escape(name)), "additional_properties", "is not expected here")
            }));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            union(error, context, found);
        }
        kind => found.push(FieldError::new(pointer, code(kind), message(kind))),
    }
}

/// None of several alternatives matched. If it is clear which one was meant, its errors are the answer.
fn union(error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>], found: &mut Vec<FieldError>) {
    let pointer = error.instance_path().as_str();
    let mut meant = context.iter().filter(|errors| !errors.iter().any(|error| rules_out(error, pointer)));
    if let (Some(errors), None) = (meant.next(), meant.next()) {
        for error in errors {
            explain(error, found);
        }
        return;
    }
    let expected = expected_constants(context, pointer);
    match expected.as_slice() {
        // A tag, or the value itself, is none of those known.
        [(at, options), rest @ ..] if rest.iter().all(|(other, _)| other == at) => {
            let options = options.iter().chain(rest.iter().flat_map(|(_, options)| options));
            found.push(FieldError::new(at.clone(), "enum", one_of(options)));
        }
        _ => found.push(FieldError::new(pointer, code(error.kind()), "has not the expected form")),
    }
}

/// Whether an error tells that an alternative was not meant at all: another type, another tag, another variant's name.
fn rules_out(error: &ValidationError<'_>, union_at: &str) -> bool {
    let at = error.instance_path().as_str();
    let is_own = at == union_at;
    let is_member = at.strip_prefix(union_at).is_some_and(|rest| rest.matches('/').count() == 1);
    match error.kind() {
        ValidationErrorKind::Type { .. } => is_own,
        ValidationErrorKind::Constant { .. } => is_own || is_member,
        ValidationErrorKind::Enum { options } => {
            is_own || (is_member && options.as_array().is_some_and(|o| o.len() == 1))
        }
        _ => false,
    }
}

/// The constants that the alternatives wanted, with where they wanted them.
fn expected_constants(context: &[Vec<ValidationError<'static>>], union_at: &str) -> Vec<(String, Vec<Value>)> {
    let wanted = context.iter().flatten().filter(|error| rules_out(error, union_at));
    wanted
        .filter_map(|error| {
            let options = match error.kind() {
                ValidationErrorKind::Constant { expected_value } => vec![(**expected_value).clone()],
                ValidationErrorKind::Enum { options } => options.as_array()?.clone(),
                _ => return None,
            };
            Some((error.instance_path().as_str().to_owned(), options))
        })
        .collect()
}

fn one_of<'a>(options: impl Iterator<Item = &'a Value>) -> String {
    let all: Vec<String> = options
        .filter(|option| !option.is_null())
        .map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned))
        .collect();
    let shown = all.iter().take(MOST_OPTIONS).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(MOST_OPTIONS) {
        0 if all.len() == 1 => format!("must be {shown}"),
        0 => format!("must be one of {shown}"),
        more => format!("must be one of {shown} or {more} others"),
    }
}

/// The stable code: the schema's keyword in `snake_case`.
fn code(kind: &ValidationErrorKind) -> String {
    let keyword = match kind {
        ValidationErrorKind::Constant { .. }
        | ValidationErrorKind::AnyOf { .. }
        | ValidationErrorKind::OneOfNotValid { .. } => "enum",
        kind => kind.keyword(),
    };
    let mut code = String::with_capacity(keyword.len() + 2);
    for c in keyword.chars() {
        if c.is_ascii_uppercase() {
            code.push('_');
        }
        code.push(c.to_ascii_lowercase());
    }
    code
}

fn message(kind: &ValidationErrorKind) -> String {
    use ValidationErrorKind as Kind;
    let plural = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match kind {
        Kind::Type { kind: TypeKind::Single(wanted) } => format!("must be {}", in_words(*wanted)),
        Kind::Type { kind: TypeKind::Multiple(wanted) } => {
            let wanted: Vec<_> = wanted.iter().filter(|wanted| *wanted != JsonType::Null).map(in_words).collect();
            format!("must be {}", wanted.join(" or "))
        }
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinLength { limit } => format!("must be at least {} long", plural(*limit, "character")),
        Kind::MaxLength { limit } => format!("must be at most {} long", plural(*limit, "character")),
        Kind::MinItems { limit } => format!("must have at least {}", plural(*limit, "item")),
        Kind::MaxItems { limit } => format!("must have at most {}", plural(*limit, "item")),
        Kind::AdditionalItems { limit } => format!("must have at most {}", plural(*limit as u64, "item")),
        Kind::MinProperties { limit } => format!("must have at least {}", plural(*limit, "member")),
        Kind::MaxProperties { limit } => format!("must have at most {}", plural(*limit, "member")),
        Kind::UniqueItems => "must not have the same item twice".into(),
        Kind::Format { format } => format!("must be {}", format_in_words(format)),
        Kind::Enum { options } => one_of(options.as_array().into_iter().flatten()),
        Kind::Constant { expected_value } => one_of(std::iter::once(&**expected_value)),
        Kind::FalseSchema => "is not expected here".into(),
        _ => "has not the expected form".into(),
    }
}

fn in_words(wanted: JsonType) -> &'static str {
    match wanted {
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::Boolean => "true or false",
        JsonType::String => "a text",
        JsonType::Array => "a list",
        JsonType::Object => "an object",
        JsonType::Null => "empty",
    }
}

fn format_in_words(format: &str) -> &str {
    match format {
        "date" => "a date such as 2026-03-14",
        "time" => "a time such as 09:30:00Z",
        "date-time" => "a date and time such as 2026-03-14T09:30:00Z",
        "duration" => "a duration such as P1DT12H",
        "email" | "idn-email" => "an e-mail address",
        "uri" | "iri" => "an address such as https://example.com/",
        "uuid" => "a UUID",
        "ipv4" => "an IPv4 address",
        "ipv6" => "an IPv6 address",
        "hostname" | "idn-hostname" => "a host name",
        _ => "of the expected format",
    }
}
