//! A payload gets the names of its schema.

use serde_json::{Map, Value};

use super::walk::walk;
use crate::schema::{Names, NamesOf, Schema};

/// Moves what came under another name that serde takes to the name that the schema knows. Where both are there, both stay:
/// serde says that one of them is too many.
pub(super) fn rename(schema: &Schema, payload: &mut Value) {
    if schema.has_names() {
        walk(schema, payload, &mut |id, value| {
            for names in schema.names(id).into_iter().flatten() {
                rename_at(schema, names, value);
            }
        });
    }
}

fn rename_at(schema: &Schema, names: &Names, value: &mut Value) {
    match (&names.of, value) {
        (NamesOf::Variants, Value::String(variant)) => {
            if let Some(name) = schema.name_of(names, variant) {
                name.clone_into(variant);
            }
        }
        (NamesOf::Members | NamesOf::Variants, Value::Object(members)) => rename_members(schema, names, members),
        (NamesOf::Tag(tag), Value::Object(members)) => {
            if let Some(Value::String(variant)) = members.get_mut(tag)
                && let Some(name) = schema.name_of(names, variant)
            {
                name.clone_into(variant);
            }
        }
        _ => {}
    }
}

fn rename_members(schema: &Schema, names: &Names, members: &mut Map<String, Value>) {
    let name_of = |name: &String| Some((name.clone(), schema.name_of(names, name)?.to_owned()));
    let all: Vec<(String, String)> = members.keys().filter_map(name_of).filter(|(other, name)| other != name).collect();
    for (other, name) in &all {
        let is_only = all.iter().filter(|(_, also)| also == name).count() == 1;
        if is_only
            && !members.contains_key(name)
            && let Some(value) = members.remove(other)
        {
            members.insert(name.clone(), value);
        }
    }
}
