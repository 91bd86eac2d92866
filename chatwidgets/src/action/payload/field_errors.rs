//! Faults of a payload as a client gets them: one `FieldError` per field.

use chatwidgets_schema::{ValueType, Violation, escape, is_known_format};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::number;
use crate::action::error::FieldError;
use crate::schema::{Schema, Types};

/// The longest pointer and the longest message, in bytes.
const LONGEST_TEXT: usize = 1024;

/// The errors for these violations, with the messages that `message` gives.
pub(super) fn of_violations(
    violations: Vec<(String, Violation)>,
    message: &dyn Fn(&str, &Violation) -> String,
) -> Vec<FieldError> {
    let error = |(pointer, violation): (String, Violation)| {
        let message = message(&pointer, &violation);
        let mut error = FieldError::new(pointer, violation.code(), message);
        shorten(&mut error);
        error
    };
    violations.into_iter().map(error).collect()
}

/// The JSON pointer to a place in a payload.
pub(super) fn pointer_to(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => pointer.extend(["/", &escape(key)]),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// The error for what only serde found: its own words are for developers, so they go to the log.
pub(super) fn of_serde(
    error: &serde_path_to_error::Error<serde_json::Error>,
    schema: &Schema,
    payload: &Value,
    message: &dyn Fn(&str, &Violation) -> String,
) -> FieldError {
    let pointer = pointer_to(error.path());
    let text = error.inner().to_string();
    let reason = without_value(&text, payload.pointer(&pointer), error.path());
    tracing::info!(payload = schema.type_name(), reason, "a payload matches its schema and cannot be read");
    let is_serdes = SERDES_OWN.iter().any(|start| text.starts_with(start));
    let named = |start: &str| text.strip_prefix(start)?.split('`').next();
    let of_member = [("missing field `", Violation::Required), ("duplicate field `", Violation::Duplicate)];
    let of_member = of_member.into_iter().find_map(|(start, violation)| Some((named(start)?, violation)));
    let (pointer, violation) = if let Some((name, violation)) = of_member {
        (format!("{pointer}/{}", escape(name)), violation)
    } else {
        let violation = in_words(schema, payload, &pointer, is_serdes);
        (pointer, violation.unwrap_or_else(|| Violation::Other("invalid".to_owned())))
    };
    let says_itself = violation.code() == "invalid" && !is_serdes;
    let message = if says_itself { text } else { message(&pointer, &violation) };
    let mut error = FieldError::new(pointer, violation.code(), message);
    shorten(&mut error);
    error
}

/// The reason without what a person has entered, which is not for the log; nothing where that may be anything.
fn without_value(text: &str, value: Option<&Value>, path: &Path) -> String {
    let value = match value {
        Some(Value::String(value)) => value.clone(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => return String::new(),
    };
    // The key of a map is entered as well.
    let keys = path.iter().filter_map(|segment| if let Segment::Map { key } = segment { Some(key) } else { None });
    let entered = std::iter::once(&value).chain(keys).filter(|entered| !entered.is_empty());
    entered.fold(text.to_owned(), |text, entered| text.replace(&format!("{entered:?}"), "…").replace(entered, "…"))
}

/// How the words of serde and of its formats begin. What begins otherwise is what the app says of a value of a type of its own.
const SERDES_OWN: [&str; 8] = [
    "invalid type",
    "invalid value",
    "invalid length",
    "unknown variant",
    "unknown field",
    "data did not match any variant",
    "expected ",
    "number out of range",
];

/// What must be wrong with a value of this type or format.
fn in_words(schema: &Schema, payload: &Value, pointer: &str, is_serdes: bool) -> Option<Violation> {
    let resolved = schema.resolved(schema.find(pointer)?);
    let types = resolved.types();
    if types.is_whole() && is_serdes {
        let float = payload.pointer(pointer).and_then(Value::as_number).filter(|number| number.is_f64());
        return Some(match float.and_then(serde_json::Number::as_f64) {
            Some(float) if float > number::LARGEST_EXACT => Violation::Maximum(number::LARGEST_EXACT_WHOLE.into()),
            Some(float) if float < -number::LARGEST_EXACT => Violation::Minimum((-number::LARGEST_EXACT_WHOLE).into()),
            _ => Violation::Type(vec![ValueType::Integer]),
        });
    }
    if types.has(Types::NUMBER) && is_serdes {
        return Some(Violation::Type(vec![ValueType::Number]));
    }
    let format = resolved.format().filter(|format| types.has(Types::STRING) && is_known_format(format))?;
    Some(Violation::Format(format.to_owned()))
}

/// Cuts a long message, and lets an error with a very long name in it point to what holds that name.
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
