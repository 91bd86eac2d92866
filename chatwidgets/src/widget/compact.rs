//! JSON that is kept as text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// JSON that is kept as text, and read when it is needed: values take ten times the memory of their text, and most of what is
/// bound to controls is never clicked.
#[derive(Clone, PartialEq)]
pub(crate) struct Compact(Box<str>);

impl Compact {
    pub(crate) fn of(value: &Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }

    pub(crate) fn of_members(members: &Map<String, Value>) -> Self {
        // The texts of a map are its names, so this cannot fail.
        Self(serde_json::to_string(members).unwrap_or_default().into_boxed_str())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn value(&self) -> Value {
        // It was written from a value.
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    pub(crate) fn members(&self) -> Map<String, Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Compact {
    /// Without the text, which may be hidden from everybody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Compact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Compact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}
