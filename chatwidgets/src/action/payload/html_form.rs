//! Payloads of browsers' forms: what a form means by what it leaves out.
//!
//! A form sends nothing for a box that is not ticked and for a list of which nothing is chosen, and a list of one looks like
//! a text.

use serde_json::{Map, Value};

use super::coerce;
use crate::schema::{DEEPEST_PATH, Member, Schema, Shape, ShapeId, Types};

/// Adds what a browser's form means by leaving it out.
///
/// `shown` has the names of the boxes and lists that the form showed, if they are known: a member that was not shown stays
/// as it is. If they are not known, required members count as shown, and so does every `bool`, since one with a default of
/// `true` is not required.
pub(super) fn complete(schema: &Schema, payload: &mut Value, shown: Option<&[String]>) {
    Completion { schema, shown }.object(schema.root(), payload, At { name: "", depth: 0 });
}

struct Completion<'a> {
    schema: &'a Schema,
    shown: Option<&'a [String]>,
}

/// The place of a value in the payload: `address.city` is 2 deep.
#[derive(Clone, Copy)]
struct At<'a> {
    name: &'a str,
    depth: usize,
}

impl Completion<'_> {
    fn object(&self, id: ShapeId, value: &mut Value, at: At<'_>) {
        let shape = &self.schema[id];
        let Value::Object(members) = value else { return };
        // The names of fields have no more segments, and a type may hold itself.
        if at.depth < DEEPEST_PATH {
            for member in &shape.object.members {
                let name = &member.name;
                let path = if at.depth == 0 { name.clone() } else { format!("{}.{name}", at.name) };
                self.member(member, members, At { name: &path, depth: at.depth + 1 });
            }
        }
        for &also in &shape.also {
            self.object(also, value, at);
        }
        if let Some(branch) = self.branch(shape, value) {
            self.object(branch, value, at);
        }
    }

    /// The branch that is meant. If only one branch is for objects, its members may still be missing.
    fn branch(&self, shape: &Shape, value: &Value) -> Option<ShapeId> {
        let mut objects = shape.branches.iter().map(|branch| branch.shape).filter(|&branch| {
            let types = self.schema[branch].types;
            types.is_any() || types.has(Types::OBJECT)
        });
        coerce::branch(self.schema, shape, value).or_else(|| objects.next().filter(|_| objects.next().is_none()))
    }

    fn member(&self, member: &Member, members: &mut Map<String, Value>, at: At<'_>) {
        if let Some(value) = members.get_mut(&member.name) {
            self.given(member.shape, value, at);
        }
        // An empty text for a box means nothing: coercion would leave it out.
        let is_box = is_box(&self.schema[member.shape]);
        if members.get(&member.name).is_none_or(|value| is_box && value == "")
            && let Some(value) = self.left_out(member, at)
        {
            members.insert(member.name.clone(), value);
        }
    }

    /// Gives a value that was sent the shape of its type.
    fn given(&self, id: ShapeId, value: &mut Value, at: At<'_>) {
        let shape = &self.schema[id];
        // A list of any items allows the empty text as well.
        let items = || self.schema.first(id, |shape| shape.list.items);
        let allows_empty = || items().is_none_or(|items| self.schema[items].empty_text_matches);
        match value {
            // A hidden field of the same name is sent before the box, for when the box is not ticked.
            Value::Array(values) if is_box(shape) => *value = values.pop().unwrap_or_default(),
            Value::Array(values) if is_list(shape) && !allows_empty() => values.retain(|value| value != ""),
            // An empty text means that nothing was chosen, unless it can be an item. A list that may be null is left to
            // coercion, which knows whether null or absence is meant.
            Value::String(text) if is_list(shape) => {
                if !text.is_empty() || allows_empty() {
                    *value = Value::Array(vec![value.take()]);
                } else if !shape.types.has(Types::NULL) {
                    *value = Value::Array(Vec::new());
                }
            }
            Value::Object(_) => self.object(id, value, at),
            _ => {}
        }
    }

    /// What is meant by leaving a member out.
    fn left_out(&self, member: &Member, at: At<'_>) -> Option<Value> {
        let shape = &self.schema[member.shape];
        let is_shown = self.shown.map(|shown| shown.iter().any(|name| name == at.name));
        let is_nullable = shape.types.has(Types::NULL);
        if is_box(shape) {
            // A box that may be null is usually a choice of three, which sends something even if nothing is chosen.
            return is_shown.unwrap_or(!is_nullable).then_some(Value::Bool(false));
        }
        if is_list(shape) {
            if is_nullable {
                // Left out, it would get its default.
                return (is_shown == Some(true) && member.empty_is_null).then_some(Value::Null);
            }
            return is_shown.unwrap_or(member.is_required).then(|| Value::Array(Vec::new()));
        }
        // A struct of boxes alone is left out if none is ticked. With branches it is an enum, of an unknown variant.
        let may_be_inside = member.is_required || self.shown.is_some();
        let has_branches =
            self.schema.first(member.shape, |shape| (!shape.branches.is_empty()).then_some(())).is_some();
        if shape.types != Types::OBJECT || has_branches || !may_be_inside {
            return None;
        }
        let mut inner = Value::Object(Map::new());
        self.object(member.shape, &mut inner, at);
        inner.as_object().is_some_and(|members| !members.is_empty()).then_some(inner)
    }
}

/// Whether it accepts only true and false, and perhaps null.
fn is_box(shape: &Shape) -> bool {
    shape.types == Types::BOOLEAN || shape.types == Types::BOOLEAN.union(Types::NULL)
}

/// Whether it accepts a list, and no text.
fn is_list(shape: &Shape) -> bool {
    shape.types.has(Types::ARRAY) && !shape.types.has(Types::STRING)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn completed(schema: &Value, shown: Option<&[&str]>, mut payload: Value) -> Value {
        let shown = shown.map(|shown| shown.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        complete(&Schema::new(schema.clone()), &mut payload, shown.as_deref());
        payload
    }

    #[test]
    fn references_and_branches_are_followed() {
        let boxes = json!({"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]});
        let by_reference = json!({"$defs": {"boxes": boxes}, "allOf": [{"$ref": "#/$defs/boxes"}], "properties": {
            "inner": {"$ref": "#/$defs/boxes"},
        }, "required": ["inner"]});
        let by_branch = json!({"type": "object", "properties": {
            "inner": {"anyOf": [boxes, {"type": "null"}]},
            "tagged": {"oneOf": [
                {"type": "object", "properties": {"tag": {"const": "a"}, "on": {"type": "boolean"}}},
                {"type": "object", "properties": {"tag": {"const": "b"}}},
            ]},
        }});
        let rows = [
            (&by_reference, json!({}), json!({"on": false, "inner": {"on": false}})),
            (&by_branch, json!({}), json!({})),
            (&by_branch, json!({"inner": {"x": "1"}}), json!({"inner": {"x": "1", "on": false}})),
            (&by_branch, json!({"tagged": {"tag": "a"}}), json!({"tagged": {"tag": "a", "on": false}})),
            (&by_branch, json!({"tagged": {"tag": "b"}}), json!({"tagged": {"tag": "b"}})),
        ];
        for (schema, payload, expected) in rows {
            assert_eq!(completed(schema, None, payload.clone()), expected, "{payload}");
        }
    }

    #[test]
    fn a_type_that_must_hold_itself_ends() {
        let schema = json!({"type": "object", "properties": {"on": {"type": "boolean"}, "next": {"$ref": "#"}},
            "required": ["on", "next"]});
        let mut payload = &completed(&schema, None, json!({}));
        let mut depth = 0;
        while let Some(next) = payload.get("next") {
            (payload, depth) = (next, depth + 1);
        }
        assert!(depth < DEEPEST_PATH, "{depth}");
        assert_eq!(completed(&schema, Some(&["next.on"]), json!({})), json!({"next": {"on": false}}));
    }
}
