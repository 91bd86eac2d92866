//! What is wrong with a payload, field by field, as a client is told.

use chatwidgets_schema::{Violation, escape};
use serde_path_to_error::Segment;

use crate::action::FieldError;

/// The longest pointer and the longest message in an answer, in bytes.
const LONGEST_TEXT: usize = 1024;

/// Fields at fault, in the words that `words` finds for each.
pub(super) fn in_words(found: Vec<(String, Violation)>, words: &dyn Fn(&str, &Violation) -> String) -> Vec<FieldError> {
    let tell = |(pointer, violation): (String, Violation)| {
        let message = words(&pointer, &violation);
        let mut error = FieldError::new(pointer, violation.code(), message);
        shorten(&mut error);
        error
    };
    found.into_iter().map(tell).collect()
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
pub(super) fn by_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
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
