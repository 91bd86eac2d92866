//! Compiled schemas.

use jsonschema::PatternOptions;
use serde_json::Value;

use crate::violation::Violation;
use crate::{bounds, explain, keywords};

/// How often a pattern may go back in a text: a few hundred microseconds. Only patterns with back references or look-around go
/// back at all; a text that needs more does not match.
const MOST_STEPS_BACK: usize = 20_000;

/// A compiled schema.
///
/// ```
/// use chatwidgets_schema::{Validator, Violation};
/// use serde_json::json;
///
/// let validator = Validator::new(&json!({"properties": {"rating": {"maximum": 5}}}))?;
/// assert!(validator.is_valid(&json!({"rating": 5})));
/// let violations = validator.violations(&json!({"rating": 6})).unwrap_or_default();
/// assert_eq!(violations, [("/rating".to_owned(), Violation::Maximum(5.into()))]);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Validator(jsonschema::Validator);

impl Validator {
    /// Compiles a schema.
    ///
    /// # Errors
    ///
    /// Why it is not a schema.
    pub fn new(schema: &Value) -> Result<Self, String> {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(MOST_STEPS_BACK))
            .with_keyword(keywords::FORMAT, keywords::format)
            .with_keyword(keywords::SCHEMES, keywords::schemes)
            .with_keyword(bounds::FIRST, bounds::first)
            .with_keyword(bounds::LAST, bounds::last)
            .build(schema);
        validator.map(Self).map_err(|error| error.to_string())
    }

    /// Whether a value matches the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// What is wrong with a value: JSON pointers with their violations, at most 100. `None` if it is too large to say where.
    pub fn violations(&self, value: &Value) -> Option<Vec<(String, Violation)>> {
        explain::all(&self.0, value)
    }
}
