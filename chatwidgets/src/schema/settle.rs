//! What can be said of a shape only when all of them have been read, since a type may hold itself.

use serde_json::Value;

use super::shape::{Shape, ShapeId};
use super::types::Types;

pub(super) fn settle(shapes: &mut [Shape]) {
    types(shapes);
    formats(shapes);
    for index in 0..shapes.len() {
        let mut branches = std::mem::take(&mut shapes[index].branches);
        for branch in &mut branches {
            branch.target = target(shapes, branch.shape);
            branch.tags = tags(shapes, branch.target);
        }
        shapes[index].branches = branches;
        let mut members = std::mem::take(&mut shapes[index].object.members);
        for member in &mut members {
            let shape = &shapes[member.shape.0];
            let has_default = shape.default.as_ref().is_some_and(|default| !default.is_null());
            member.empty_is_null = has_default && shape.types.has(Types::NULL);
        }
        shapes[index].object.members = members;
    }
}

/// Gives each shape the types of its branches and references; repeated, since they may form a circle.
fn types(shapes: &mut [Shape]) {
    for _ in 0..shapes.len() {
        let mut changed = false;
        for index in 0..shapes.len() {
            let shape = &shapes[index];
            let inner = shape.also.iter().copied().chain(shape.branches.iter().map(|branch| branch.shape));
            let inner: Vec<ShapeId> = inner.collect();
            if inner.is_empty() {
                continue;
            }
            let types = inner.iter().map(|inner| shapes[inner.0].types).fold(shape.types, Types::union);
            let lists_empty = shape.lists_empty || inner.iter().any(|inner| shapes[inner.0].lists_empty);
            let matches = lists_empty
                || ((types.is_any() || !types.has(Types::NULL))
                    && inner.iter().any(|inner| shapes[inner.0].empty_text_matches));
            changed |= types != shape.types || matches != shape.empty_text_matches || lists_empty != shape.lists_empty;
            shapes[index].lists_empty = lists_empty;
            shapes[index].types = types;
            shapes[index].empty_text_matches = matches;
        }
        if !changed {
            break;
        }
    }
}

/// Gives each shape the format of its texts.
fn formats(shapes: &mut [Shape]) {
    for index in 0..shapes.len() {
        let mut place = Some(ShapeId(index));
        for _ in 0..shapes.len() {
            let Some(shape) = place.map(|id| &shapes[id.0]) else { break };
            if shape.text.format.is_some() {
                let format = shape.text.format.clone();
                shapes[index].format_of_texts = format.filter(|_| shapes[index].types.has(Types::STRING));
                break;
            }
            place = shape.reference.or_else(|| shape.only_branch_beside_null(|branch| shapes[branch.0].is_null()));
        }
    }
}

/// Where the references lead that say nothing of their own.
fn target(shapes: &[Shape], mut id: ShapeId) -> ShapeId {
    // References alone may form a circle.
    for _ in 0..shapes.len() {
        let shape = &shapes[id.0];
        match shape.reference.filter(|_| shape.has_only(&["$ref"])) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

/// The members of a branch that can have one value only.
fn tags(shapes: &[Shape], branch: ShapeId) -> Vec<(String, Value)> {
    let only = |options: &Vec<Value>| if let [one] = &options[..] { Some(one.clone()) } else { None };
    let tag = |member: &super::shape::Member| {
        Some((member.name.clone(), shapes[member.shape.0].options.as_ref().and_then(only)?))
    };
    shapes[branch.0].object.members.iter().filter_map(tag).collect()
}
