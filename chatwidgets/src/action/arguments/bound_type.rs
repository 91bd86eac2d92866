//! The type of an action's bound arguments, as a check that needs no generics.

use serde_json::Value;

/// The type of an action's bound arguments.
#[derive(Debug, Clone, Copy)]
pub struct BoundType {
    check: fn(&Value) -> Result<(), String>,
}

impl BoundType {
    pub(super) fn new(check: fn(&Value) -> Result<(), String>) -> Self {
        Self { check }
    }

    /// Says why a value cannot be bound.
    pub(crate) fn check(self, bound: &Value) -> Result<(), String> {
        (self.check)(bound)
    }
}
