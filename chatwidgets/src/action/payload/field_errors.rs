//! Faults of a payload as a client gets them: one `FieldError` per field.

use chatwidgets_schema::{Violation, escape};
use serde_path_to_error::Segment;

use crate::action::error::FieldError;

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

/// The error for what only serde found.
pub(super) fn of_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
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
