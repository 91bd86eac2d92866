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

/// Narrows the types of each shape to those that its references and branches allow; repeated, since they may form a circle.
fn types(shapes: &mut [Shape]) {
    let own: Vec<(Types, bool)> = shapes.iter().map(|shape| (shape.types, shape.empty_text_matches)).collect();
    for _ in 0..shapes.len() {
        let mut changed = false;
        for index in 0..shapes.len() {
            let shape = &shapes[index];
            if shape.also.is_empty() && shape.branches.is_empty() {
                continue;
            }
            let (types, matches) = narrowed(shapes, shape, own[index]);
            let mut inner = shape.also.iter().copied().chain(shape.branches.iter().map(|branch| branch.shape));
            let lists_empty = shape.lists_empty || inner.any(|inner| shapes[inner.0].lists_empty);
            let matches = matches || lists_empty;
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

/// What a shape takes by all that holds of it: everything in `also`, and one of the branches.
fn narrowed(shapes: &[Shape], shape: &Shape, (types, matches): (Types, bool)) -> (Types, bool) {
    let branches = || shape.branches.iter().map(|branch| &shapes[branch.shape.0]);
    let also = || shape.also.iter().map(|also| &shapes[also.0]);
    let of_branches = branches().map(|branch| branch.types).fold(Types::default(), Types::union);
    let types = also().map(|also| also.types).fold(types.both(of_branches), Types::both);
    let matches = matches
        && (types.is_any() || !types.has(Types::NULL))
        && also().all(|also| also.empty_text_matches)
        && (shape.branches.is_empty() || branches().any(|branch| branch.empty_text_matches));
    (types, matches)
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
