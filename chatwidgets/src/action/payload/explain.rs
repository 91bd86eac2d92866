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

/// The most that a validator may have to write to say what is wrong: values, times the length of the longest pointer.
const MOST_WORK: usize = 16 << 20;

/// The longest pointer and the longest message in an answer, in bytes.
const LONGEST_TEXT: usize = 1024;

/// Every field at fault.
pub(super) fn all(validator: &jsonschema::Validator, payload: &Value) -> Vec<FieldError> {
    let (values, longest) = extent(payload, 0);
    if values.saturating_mul(longest + 64) > MOST_WORK {
        // The validator collects the errors of a whole list before it tells the first.
        return vec![FieldError::new("", "invalid", "is wrong, and too large to say where")];
    }
    let mut found = Vec::new();
    for error in validator.iter_errors(payload) {
        explain(&error, &mut found);
        if found.len() >= MOST_ERRORS {
            break;
        }
    }
    found.truncate(MOST_ERRORS);
    // What is not even of the right type need not be at most 5 as well.
    let of_wrong_type: HashSet<_> = found.iter().filter(|e| e.code == "type").map(|e| e.pointer.clone()).collect();
    found.retain(|error| error.code == "type" || !of_wrong_type.contains(&error.pointer));
    found.iter_mut().for_each(shorten);
    found
}

/// How many values there are, and how long the longest pointer to one of them is.
fn extent(value: &Value, pointer: usize) -> (usize, usize) {
    let inner: &mut dyn Iterator<Item = (usize, &Value)> = match value {
        Value::Array(items) => &mut items.iter().map(|item| (pointer + 8, item)),
        Value::Object(members) => &mut members.iter().map(|(name, member)| (pointer + name.len() + 1, member)),
        _ => return (1, pointer),
    };
    inner.fold((1, pointer), |(values, longest), (pointer, value)| {
        let (more, deepest) = extent(value, pointer);
        (values + more, longest.max(deepest))
    })
}

/// Lets an error with a very long name in it point to what holds that name.
fn shorten(error: &mut FieldError) {
    while error.pointer.len() > LONGEST_TEXT {
        let parent = error.pointer.rfind('/').unwrap_or(0);
        error.pointer.truncate(parent);
    }
    if error.message.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT).rev().find(|end| error.message.is_char_boundary(*end)).unwrap_or(0);
        error.message.truncate(end);
        error.message.push('…');
    }
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
    let mut error = FieldError::new(pointer, "invalid", error.inner().to_string());
    shorten(&mut error);
    error
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
    let candidates = || context.iter().filter(|errors| !errors.iter().any(|error| rules_out(error, pointer)));
    let complete = || candidates().filter(|errors| !errors.iter().any(|error| is_of_members(error, pointer)));
    if let Some(errors) = only(candidates()).or_else(|| only(complete())) {
        for error in errors {
            explain(error, found);
        }
        return;
    }
    if let Some(name) = required_by_all(candidates(), pointer) {
        found.push(FieldError::new(format!("{pointer}/{}", escape(&name)), "required", "is required"));
        return;
    }
    let expected = expected_constants(context, pointer);
    match expected.as_slice() {
        // A tag, or the value itself, is none of those known.
        [(at, options), rest @ ..] if rest.iter().all(|(other, _)| other == at) => {
            let options = options.iter().chain(rest.iter().flat_map(|(_, options)| options));
            found.push(FieldError::new(at.clone(), "enum", one_of(options)));
        }
        _ => found.push(match wrong_type_for_all(context, pointer) {
            Some(message) => FieldError::new(pointer, "type", message),
            None => FieldError::new(pointer, code(error.kind()), "has not the expected form"),
        }),
    }
}

/// The types that the alternatives want, if the value is of none of them.
fn wrong_type_for_all(context: &[Vec<ValidationError<'static>>], union_at: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for errors in context {
        let own = errors.iter().filter(|error| error.instance_path().as_str() == union_at);
        let mut types = own.filter_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind: TypeKind::Single(wanted) } => Some(*wanted),
            _ => None,
        });
        let wanted = types.next()?;
        if wanted != JsonType::Null && !words.contains(&in_words(wanted)) {
            words.push(in_words(wanted));
        }
    }
    (!words.is_empty()).then(|| format!("must be {}", words.join(" or ")))
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// Whether an error tells that the value has not the members that an alternative wants: another variant's name where
/// that is the only member, or another struct of an untagged enum.
fn is_of_members(error: &ValidationError<'_>, union_at: &str) -> bool {
    let kind = error.kind();
    error.instance_path().as_str() == union_at
        && matches!(kind, ValidationErrorKind::Required { .. } | ValidationErrorKind::AdditionalProperties { .. })
}

/// The member that every alternative misses: the tag.
fn required_by_all<'a>(
    mut alternatives: impl Iterator<Item = &'a Vec<ValidationError<'static>>>,
    union_at: &str,
) -> Option<String> {
    let first = missing(alternatives.next()?, union_at);
    let rest: Vec<_> = alternatives.map(|errors| missing(errors, union_at)).collect();
    first.into_iter().find(|name| rest.iter().all(|missing| missing.contains(name)))
}

fn missing(errors: &[ValidationError<'_>], at: &str) -> Vec<String> {
    let own = errors.iter().filter(|error| error.instance_path().as_str() == at);
    own.filter_map(|error| match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    })
    .collect()
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
    let wanted = |errors: &[ValidationError<'_>]| {
        let constants = errors.iter().filter(|error| rules_out(error, union_at)).filter_map(|error| {
            let options = match error.kind() {
                ValidationErrorKind::Constant { expected_value } => vec![(**expected_value).clone()],
                ValidationErrorKind::Enum { options } => options.as_array()?.clone(),
                _ => return None,
            };
            Some((error.instance_path().as_str().to_owned(), options))
        });
        // The only member that a variant may have is its name.
        let is_closed = errors.iter().any(|e| matches!(e.kind(), ValidationErrorKind::AdditionalProperties { .. }));
        let names = if is_closed { missing(errors, union_at) } else { Vec::new() };
        let names = (names.len() == 1).then(|| (union_at.to_owned(), names.into_iter().map(Value::String).collect()));
        constants.chain(names).collect::<Vec<_>>()
    };
    context.iter().flat_map(|errors| wanted(errors)).collect()
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
