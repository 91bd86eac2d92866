//! The full path: coercion, then the schema's validator.

use chatwidgets_schema::Validator;
use serde_json::Value;

use super::plan::Plan;
use super::tags;

/// A compiled schema that coerces and checks payloads.
#[derive(Debug)]
pub(super) struct FullPath {
    pub(super) plan: Plan,
    pub(super) validator: Validator,
}

impl FullPath {
    /// Compiles a schema.
    pub(super) fn new(schema: &Value) -> Result<Self, String> {
        let mut by_tag = schema.clone();
        tags::rewrite(&mut by_tag);
        Ok(Self { plan: Plan::new(schema), validator: Validator::new(&by_tag)? })
    }
}
