//! Goes through a payload along its schema.

use serde_json::Value;

use super::coerce::branch;
use crate::schema::{Schema, ShapeId};

/// Visits every value with every shape that holds for it, the outer ones first. The visitor may change the value.
pub(super) fn walk(schema: &Schema, payload: &mut Value, visit: &mut dyn FnMut(ShapeId, &mut Value)) {
    at(schema, schema.root(), payload, visit);
}

fn at(schema: &Schema, id: ShapeId, value: &mut Value, visit: &mut dyn FnMut(ShapeId, &mut Value)) {
    visit(id, value);
    let shape = &schema[id];
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter_mut().enumerate() {
                if let Some(&of_item) = shape.list.prefix_items.get(place).or(shape.list.items.as_ref()) {
                    at(schema, of_item, item, visit);
                }
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                shape.object.each_of(name, |of_member| at(schema, of_member, member, visit));
            }
        }
        _ => {}
    }
    for &also in &shape.also {
        at(schema, also, value, visit);
    }
    if let Some(branch) = branch(schema, shape, value) {
        at(schema, branch, value, visit);
    }
}
