//! Payloads that need nothing done to them: nothing is to be coerced, nothing is wrong.
//!
//! Most clicks send one. It is deserialized from its text, and held against the schema on the way; no tree of values is made.
//! What is beyond doubt neither fine nor wrong goes the long way, by coercion and the schema's validator: so this knows the
//! simple keywords only, and leaves a schema that has others to them.

mod faults;
mod read;
mod rule;
#[cfg(test)]
mod tests;

use serde::de::{DeserializeOwned, DeserializeSeed as _};
use serde_json::Value;

use super::Violation;
use faults::{Found, Held};
use read::Checked;
use rule::{Kind, Rule};

/// What a payload is fine by.
#[derive(Debug)]
pub(super) struct AsIs(Rule);

impl AsIs {
    /// What is fine by a schema, if the schema is a simple one.
    pub(super) fn new(schema: &Value) -> Option<Self> {
        let mut rule = Rule::new(schema, "")?;
        // No payload at all is `{}`, which the long way knows.
        rule.may_be_null = false;
        matches!(rule.kind, Kind::Object { .. }).then_some(Self(rule))
    }

    /// Whether the schema has no keyword that is not known here.
    pub(super) fn knows_all(&self) -> bool {
        self.0.knows_all()
    }

    /// Reads a payload that is beyond doubt what the schema asks for, as it is.
    pub(super) fn read<T: DeserializeOwned>(&self, payload: &str) -> Option<T> {
        let mut payload = serde_json::Deserializer::from_str(payload);
        T::deserialize(Checked { rule: &self.0, inner: &mut payload }).ok()
    }

    /// What is beyond doubt wrong with a payload, as the validator would tell it; else nothing.
    pub(super) fn faults(&self, payload: &str) -> Vec<(String, Violation)> {
        let mut found = Found::default();
        let held = Held { rule: &self.0, pointer: Some(""), found: &mut found };
        let is_read = held.deserialize(&mut serde_json::Deserializer::from_str(payload)).is_ok();
        let Found { faults, is_in_doubt } = found;
        // The validator tells a hundred at most; and of members that are sorted, not in the order in which they came.
        let are_told = faults.len() <= if cfg!(feature = "declared-order") { 100 } else { 1 };
        if is_read && !is_in_doubt && are_told { faults } else { Vec::new() }
    }
}
