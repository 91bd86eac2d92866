//! Exact decimals, which may be sent as texts.
//!
//! The type gets the text, digit by digit. The limits of numbers hold for it all the same, though JSON Schema asks them of
//! numbers only.

use serde_json::{Number, Value};

use super::walk::walk;
use crate::schema::{Schema, Shape, Types};

/// The payload with numbers in the place of texts that are limited as numbers are, if there are any.
pub(super) fn as_numbers(schema: &Schema, payload: &Value) -> Option<Value> {
    if !schema.has_decimals() {
        return None;
    }
    let mut numbers = payload.clone();
    walk(schema, &mut numbers, &mut |id, value| {
        if let Value::String(text) = value
            && is_decimal(&schema[id])
            && let Some(number) = text.trim().parse().ok().and_then(Number::from_f64)
        {
            *value = Value::Number(number);
        }
    });
    Some(numbers)
}

fn is_decimal(shape: &Shape) -> bool {
    shape.types.has(Types::STRING) && shape.types.has(Types::NUMBER.union(Types::INTEGER))
}
