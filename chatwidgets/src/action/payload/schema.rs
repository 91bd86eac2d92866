//! What is done to a payload's schema before it is compiled.

use chatwidgets_schema::{ValueType, Violation};
use serde_json::{Map, Value, json};

/// Whether an object can match the schema, judging by its `type`.
pub(super) fn may_be_object(schema: &Value) -> bool {
    match schema.get("type") {
        None => true,
        Some(Value::Array(types)) => types.iter().any(|name| name == "object"),
        Some(name) => name == "object",
    }
}

/// Writes the bounds of Rust's number types into the schema, where `schemars` only names the type as a `format`.
///
/// Without them only serde would find a number out of range: one at a time, after all other errors, and without its path
/// inside of `#[serde(flatten)]`.
pub(super) fn write_bounds(schema: &mut Value) {
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
                        schemas.iter_mut().for_each(|(_, inner)| write_bounds(inner));
                    }
                    // A default, constant or example is data, not a schema.
                    ("default" | "const" | "enum" | "examples", _) => {}
                    (_, inner) => write_bounds(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(write_bounds),
        _ => {}
    }
}

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
        "float" => (json!(f32::MIN), json!(f32::MAX)),
        _ => return None,
    })
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

/// Whether the type has a message of its own for any violation.
pub(super) fn has_messages(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.contains_key("x-message") || members.values().any(has_messages),
        Value::Array(items) => items.iter().any(has_messages),
        _ => false,
    }
}

/// The type's own message for a violation at a pointer, from `x-message`.
pub(super) fn message_at(schema: &Value, pointer: &str, code: &str) -> Option<String> {
    match member_at(schema, pointer)?.get("x-message")? {
        Value::String(message) => Some(message.clone()),
        by_code => by_code.get(code)?.as_str().map(str::to_owned),
    }
}

/// The rules for the number at a pointer, each as its violation, in the order in which a payload's are reported.
pub(super) fn number_rules(schema: &Value, pointer: &str) -> Vec<Violation> {
    let Some(member) = member_at(schema, pointer) else { return Vec::new() };
    // Scripts count in floats, in which larger limits are not exact.
    let is_exact =
        |limit: &serde_json::Number| limit.as_f64().is_some_and(|limit| limit.abs() < 9_007_199_254_740_992.0);
    let number = |keyword: &str| member.get(keyword).and_then(Value::as_number).cloned().filter(is_exact);
    let types = match member.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(name)) => vec![name.as_str()],
        _ => Vec::new(),
    };
    let number_type = match types {
        types if types.contains(&"number") => Some(ValueType::Number),
        types if types.contains(&"integer") => Some(ValueType::Integer),
        _ => None,
    };
    let rules = [
        number_type.map(|number| Violation::Type(vec![number])),
        number("minimum").map(Violation::Minimum),
        number("maximum").map(Violation::Maximum),
        number("exclusiveMinimum").map(Violation::ExclusiveMinimum),
        number("exclusiveMaximum").map(Violation::ExclusiveMaximum),
        number("multipleOf").and_then(|step| step.as_f64()).map(Violation::MultipleOf),
    ];
    rules.into_iter().flatten().collect()
}

/// The schema of the member at a pointer into a payload.
fn member_at<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    pointer.split('/').skip(1).try_fold(schema, |schema, segment| {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let inner =
            |holder: &'a Value| holder.get("properties").and_then(|p| p.get(&name)).or_else(|| holder.get("items"));
        let alternatives = ["anyOf", "oneOf"].iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
        // If several alternatives have such a member, it is not known which one is meant.
        let mut of_alternatives = alternatives.filter_map(inner);
        inner(schema).or_else(|| of_alternatives.next().filter(|_| of_alternatives.next().is_none()))
    })
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
        write_bounds(&mut schema);
        let properties = &schema["properties"];
        assert_eq!(properties["a"]["minimum"], i32::MIN);
        assert_eq!(properties["a"]["maximum"], i32::MAX);
        assert_eq!(properties["b"]["maximum"], u64::MAX);
        assert_eq!((&properties["c"]["minimum"], &properties["c"]["maximum"]), (&json!(1), &json!(5)));
        assert_eq!(properties["d"]["maximum"], 255);
        assert_eq!(properties["e"]["default"], json!({"type": "integer", "format": "int8"}));
    }
}
