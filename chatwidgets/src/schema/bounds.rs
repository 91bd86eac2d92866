//! The bounds of Rust's number types, written into a schema.

use chatwidgets_schema::{FIRST, LAST};
use serde_json::{Map, Number, Value, json};

use super::decimal;

/// Writes the bounds of Rust's number types into the schema, where `schemars` only names the type as a `format`.
///
/// Without them only serde would find a number out of range: one at a time, after all other errors, and without its path
/// inside of `#[serde(flatten)]`.
pub(super) fn write(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some((min, max)) = members.get("format").and_then(Value::as_str).and_then(bounds)
                && is_numeric(members)
            {
                tighten(members, "minimum", "exclusiveMinimum", min, |own, bound| own < bound);
                tighten(members, "maximum", "exclusiveMaximum", max, |own, bound| own > bound);
            }
            for (keyword, inner) in members {
                match (keyword.as_str(), inner) {
                    // These keys are names of the app, even if they look like keywords.
                    ("properties" | "patternProperties" | "$defs", Value::Object(schemas)) => {
                        schemas.iter_mut().for_each(|(_, inner)| write(inner));
                    }
                    // A default, constant or example is data, not a schema.
                    ("default" | "const" | "enum" | "examples", _) => {}
                    (_, inner) => write(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(write),
        _ => {}
    }
}

/// The bounds of a Rust type of numbers, by the name that `schemars` gives it.
fn bounds(format: &str) -> Option<(Value, Value)> {
    Some(match format {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" | "int" => (json!(i64::MIN), json!(i64::MAX)),
        "uint8" => (json!(u8::MIN), json!(u8::MAX)),
        "uint16" => (json!(u16::MIN), json!(u16::MAX)),
        "uint32" => (json!(u32::MIN), json!(u32::MAX)),
        "uint64" | "uint" => (json!(u64::MIN), json!(u64::MAX)),
        // A JSON number of more than 64 bits is read as a float, and loses digits.
        "int128" => (json!(i64::MIN), json!(u64::MAX)),
        "uint128" => (json!(0), json!(u64::MAX)),
        // By their shortest decimals, as numbers of that type are written.
        "float" => (json!(-3.402_823_5e38), json!(3.402_823_5e38)),
        _ => return None,
    })
}

/// Whether any number of the Rust type keeps this bound.
pub(super) fn is_of_type(format: Option<&str>, bound: &Number) -> bool {
    let of_type = format.and_then(bounds);
    of_type.is_some_and(|(min, max)| min.as_number() == Some(bound) || max.as_number() == Some(bound))
}

fn is_numeric(schema: &Map<String, Value>) -> bool {
    let is_number = |name: &Value| name == "integer" || name == "number";
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(is_number),
        Some(name) => is_number(name),
        None => false,
    }
}

/// Sets a bound unless the schema has one that is as tight or tighter.
fn tighten(
    schema: &mut Map<String, Value>,
    keyword: &str,
    exclusive: &str,
    bound: Value,
    is_looser: fn(f64, f64) -> bool,
) {
    let is_kept = |keyword: &str| {
        let own = schema.get(keyword).and_then(Value::as_f64);
        own.zip(bound.as_f64()).is_some_and(|(own, bound)| !is_looser(own, bound))
    };
    if !is_kept(keyword) && !is_kept(exclusive) {
        schema.insert(keyword.to_owned(), bound);
    }
}

/// Writes the defaults of numbers of single precision by their shortest decimals: `0.1`, not `0.10000000149011612`.
pub(super) fn shorten_singles(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| format == "float")
                && let Some(Value::Number(default)) = members.get_mut("default")
                && let Some(short) = decimal::single(default)
            {
                *default = short;
            }
            members.values_mut().for_each(shorten_singles);
        }
        Value::Array(items) => items.iter_mut().for_each(shorten_singles),
        _ => {}
    }
}

/// Writes the format of a type beside the bounds of a member, which are checked by it.
pub(super) fn write_formats(schema: &mut Value) {
    let root = schema.clone();
    write_formats_in(schema, &root);
}

fn write_formats_in(schema: &mut Value, root: &Value) {
    match schema {
        Value::Object(members) => {
            let is_bounded = members.contains_key(FIRST) || members.contains_key(LAST);
            if is_bounded && let Some(format) = format_of_reference(members, root) {
                members.entry("format").or_insert(format);
            }
            members.values_mut().for_each(|inner| write_formats_in(inner, root));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| write_formats_in(inner, root)),
        _ => {}
    }
}

fn format_of_reference(schema: &Map<String, Value>, root: &Value) -> Option<Value> {
    let target = root.pointer(schema.get("$ref")?.as_str()?.strip_prefix('#')?)?;
    target.get("format").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_of_the_type_are_written_where_the_schema_has_no_tighter_ones() {
        let mut schema = json!({"properties": {
            "a": {"type": "integer", "format": "int32"},
            "b": {"type": ["integer", "null"], "format": "uint64", "minimum": 0},
            "c": {"type": "integer", "format": "uint8", "minimum": 1, "maximum": 5},
            "d": {"type": "integer", "format": "uint8", "maximum": 1000},
            "e": {"type": "string", "format": "date", "default": {"type": "integer", "format": "int8"}},
        }});
        write(&mut schema);
        let properties = &schema["properties"];
        assert_eq!(properties["a"]["minimum"], i32::MIN);
        assert_eq!(properties["a"]["maximum"], i32::MAX);
        assert_eq!(properties["b"]["maximum"], u64::MAX);
        assert_eq!((&properties["c"]["minimum"], &properties["c"]["maximum"]), (&json!(1), &json!(5)));
        assert_eq!(properties["d"]["maximum"], 255);
        assert_eq!(properties["e"]["default"], json!({"type": "integer", "format": "int8"}));
    }
}
