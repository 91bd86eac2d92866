//! Sets of JSON types.

use serde_json::Value;

/// A set of JSON types.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(1 << 1);
    pub(crate) const INTEGER: Self = Self(1 << 2);
    pub(crate) const NUMBER: Self = Self(1 << 3);
    pub(crate) const STRING: Self = Self(1 << 4);
    pub(crate) const ARRAY: Self = Self(1 << 5);
    pub(crate) const OBJECT: Self = Self(1 << 6);
    /// Of a schema without a type.
    pub(crate) const ALL: Self = Self((1 << 7) - 1);

    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// Whether they have a type in common.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether values of any type match: no type is named, or all are.
    pub(crate) fn is_any(self) -> bool {
        self.0 == 0 || self == Self::ALL
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The types that both have; of two that exclude each other, either. A set without types says nothing.
    pub(super) fn both(self, other: Self) -> Self {
        if self.is_any() || other.is_any() || self == other {
            return if self.is_any() && !other.is_empty() { other } else { self };
        }
        // Every integer is a number.
        let wide = |types: Self| if types.has(Self::NUMBER) { types.union(Self::INTEGER) } else { types };
        let both = Self(wide(self).0 & wide(other).0);
        if both.is_empty() { self.union(other) } else { both }
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a number is wanted, and no text.
    pub(crate) fn is_numeric(self) -> bool {
        self.has(Self::INTEGER.union(Self::NUMBER)) && !self.has(Self::STRING)
    }

    /// Whether every number that matches is whole.
    pub(crate) fn is_whole(self) -> bool {
        self.has(Self::INTEGER) && !self.has(Self::NUMBER)
    }
}
