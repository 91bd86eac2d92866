//! The fast path: payloads that need no coercion and have no faults, as most clicks send them.
//!
//! Such a payload is deserialized from its text and checked against the schema on the way, without a tree of values. The fast
//! path knows the simple keywords only. Whatever it does not accept takes the full path, which coerces the payload and says
//! what is wrong with it.

mod read;
mod rule;
#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;

use read::Checked;
use rule::{Kind, Rule};

use crate::schema::Schema;

/// What the fast path accepts for one schema.
#[derive(Debug)]
pub(super) struct FastPath(Rule);

impl FastPath {
    /// `None` if the schema is not a simple one.
    pub(super) fn new(schema: &Schema) -> Option<Self> {
        let mut rule = Rule::new(schema, schema.root())?;
        // `null` stands for `{}`, which is up to the full path.
        rule.may_be_null = false;
        matches!(rule.kind, Kind::Object { .. }).then_some(Self(rule))
    }

    /// Whether every keyword of the schema is known here, so that the schema is known to compile.
    pub(super) fn covers_schema(&self) -> bool {
        self.0.covers_schema()
    }

    /// Whether the payload has members that cannot be left out.
    pub(super) fn has_required(&self) -> bool {
        matches!(&self.0.kind, Kind::Object { members, .. } if members.iter().any(|member| member.is_required))
    }

    /// Reads a payload, unless it has to take the full path.
    pub(super) fn read<T: DeserializeOwned>(&self, payload: &str) -> Option<T> {
        let mut payload = serde_json::Deserializer::from_str(payload);
        T::deserialize(Checked { rule: &self.0, inner: &mut payload }).ok()
    }
}
