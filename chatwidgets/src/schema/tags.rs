//! Tagged enums, rewritten so that only the branch that the tag names is checked.
//!
//! A schema has `oneOf` all branches, and a validator that explains what is wrong walks into each of them. If a type holds
//! itself in two branches, every level doubles the work, and a short text keeps a worker busy for minutes. So the validator
//! gets `if` the tag is this `then` that branch, and the tag's values as an `enum`.

use serde_json::{Map, Value, json};

/// Rewrites every tagged `oneOf` or `anyOf` in the schema.
pub(super) fn rewrite(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(rewrite);
            for keyword in ["oneOf", "anyOf"] {
                if let Some(tag) = members.get(keyword).and_then(Value::as_array).and_then(|branches| tag_of(branches))
                {
                    by_tag(members, keyword, &tag);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

/// The member that has a different constant in every branch.
fn tag_of(branches: &[Value]) -> Option<String> {
    let first = branches.first().filter(|_| branches.len() > 1)?.get("properties")?.as_object()?;
    let is_tag = |name: &String| {
        let mut seen = Vec::new();
        branches.iter().all(|branch| {
            let is_required = branch["required"].as_array().is_some_and(|required| required.iter().any(|r| r == name));
            let value = branch["properties"][name].get("const");
            let is_new = value.is_some_and(|value| !seen.contains(&value));
            seen.extend(value);
            is_required && is_new
        })
    };
    first.keys().find(|name| is_tag(name)).cloned()
}

fn by_tag(members: &mut Map<String, Value>, keyword: &str, tag: &str) {
    let Some(Value::Array(branches)) = members.remove(keyword) else { return };
    let values: Vec<Value> = branches.iter().map(|branch| branch["properties"][tag]["const"].clone()).collect();
    let mut all = vec![json!({ "type": "object", "required": [tag], "properties": { tag: { "enum": values } } })];
    all.extend(branches.into_iter().zip(values).map(|(branch, value)| {
        json!({ "if": { "type": "object", "required": [tag], "properties": { tag: { "const": value } } }, "then": branch })
    }));
    match members.entry("allOf").or_insert_with(|| json!([])) {
        Value::Array(already) => already.extend(all),
        other => *other = Value::Array(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tagged_enum_is_followed_by_its_tag() {
        let branch = |tag: &str| json!({"type": "object", "properties": {"t": {"const": tag}}, "required": ["t"]});
        let mut schema = json!({"properties": {"x": {"oneOf": [branch("a"), branch("b")]}}});
        rewrite(&mut schema);
        let x = &schema["properties"]["x"];
        assert_eq!(x.get("oneOf"), None);
        assert_eq!(x["allOf"][0]["properties"]["t"]["enum"], json!(["a", "b"]));
        assert_eq!(x["allOf"][2]["then"], branch("b"));
    }

    #[test]
    fn what_has_no_tag_stays_as_it_is() {
        let untagged = json!({"anyOf": [{"type": "object", "properties": {"a": {}}}, {"type": "null"}]});
        let one = json!({"oneOf": [{"properties": {"t": {"const": 1}}, "required": ["t"]}]});
        for schema in [untagged, one] {
            let mut followed = schema.clone();
            rewrite(&mut followed);
            assert_eq!(followed, schema);
        }
    }
}
