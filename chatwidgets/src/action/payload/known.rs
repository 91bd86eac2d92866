//! What the schema does not know does not reach the type.

use serde_json::Value;

use super::coerce::branches_by_tag;
use super::walk::walk;
use crate::schema::{Branch, NamesOf, Schema, Shape, ShapeId, Types};

/// Takes out the members that the schema has no word for, from a payload that matches it. serde might take one of them under a
/// name of its own, past every rule; a type that keeps members of any name says so in its schema.
pub(super) fn keep_known(schema: &Schema, payload: &mut Value) {
    visit(schema, &[schema.root()], payload);
}

/// Says of each member that may be left out, and has no default, that it is `null`; if it may be that.
pub(super) fn say_null(schema: &Schema, payload: &mut Value) {
    walk(schema, payload, &mut |id, value| {
        let Value::Object(members) = value else { return };
        for member in schema[id].object.members.iter().filter(|member| !member.is_required) {
            let of_member = &schema[member.shape];
            if of_member.default.is_none() && of_member.types.has(Types::NULL) && !members.contains_key(&member.name) {
                members.insert(member.name.clone(), Value::Null);
            }
        }
    });
}

fn visit(schema: &Schema, shapes: &[ShapeId], value: &mut Value) {
    if !value.is_object() && !value.is_array() {
        return;
    }
    let mut holding = Vec::new();
    for shape in shapes {
        collect(schema, *shape, value, &mut holding);
    }
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter_mut().enumerate() {
                let lists = holding.iter().map(|holding| &schema[*holding].list);
                let of_item = lists.filter_map(|list| list.prefix_items.get(place).copied().or(list.items));
                visit(schema, &of_item.collect::<Vec<_>>(), item);
            }
        }
        Value::Object(members) => {
            let is_described = holding.iter().any(|holding| schema[*holding].has_keyword("properties"));
            let takes_all = !is_described || holding.iter().any(|holding| is_open(&schema[*holding]));
            members.retain(|name, member| {
                let mut of_member = Vec::new();
                for holding in &holding {
                    schema[*holding].object.each_of(name, |shape| of_member.push(shape));
                }
                visit(schema, &of_member, member);
                // Of two spellings serde says that one is too many.
                let is_alias = || {
                    let mut names = holding.iter().filter_map(|holding| schema.names(*holding)).flatten();
                    names.any(|names| names.of == NamesOf::Members && schema.name_of(names, name).is_some())
                };
                takes_all || !of_member.is_empty() || is_alias()
            });
        }
        _ => {}
    }
}

/// Every shape that may hold for a value, where a tag does not say which.
fn collect(schema: &Schema, id: ShapeId, value: &Value, holding: &mut Vec<ShapeId>) {
    if holding.contains(&id) {
        return;
    }
    holding.push(id);
    let shape = &schema[id];
    for also in &shape.also {
        collect(schema, *also, value, holding);
    }
    for (_, dependent) in &shape.object.dependents {
        collect(schema, *dependent, value, holding);
    }
    let mut by_tag = branches_by_tag(shape, value).peekable();
    if by_tag.peek().is_none() {
        for branch in shape.branches.iter().filter(|branch| may_match(schema, branch, value)) {
            collect(schema, branch.shape, value, holding);
        }
    }
    by_tag.for_each(|branch| collect(schema, branch, value, holding));
}

/// Whether nothing that can be seen at once speaks against a branch: there may be hundreds.
fn may_match(schema: &Schema, branch: &Branch, value: &Value) -> bool {
    let Value::Object(members) = value else { return true };
    let has_other = |(name, tag): &(String, Value)| members.get(name).is_some_and(|value| value != tag);
    let required = &schema[branch.target].object.required;
    !branch.tags.iter().any(has_other) && required.iter().all(|name| members.contains_key(name))
}

/// Whether there is room for members of any name, or a keyword that is not read here may describe some.
fn is_open(shape: &Shape) -> bool {
    let unread = ["if", "then", "else", "$dynamicRef"];
    shape.object.is_open
        || shape.object.unevaluated.is_some()
        || unread.iter().any(|keyword| shape.has_keyword(keyword))
}
