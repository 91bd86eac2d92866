//! A payload gets the names of its schema, and keeps nothing else.

use serde_json::{Map, Value};

use super::coerce::branch;
use crate::schema::{Names, NamesOf, Schema, ShapeId};

/// Moves what came under another name that serde takes to the name that the schema knows. Where both are there, both stay:
/// serde says that one of them is too many.
pub(super) fn rename(schema: &Schema, payload: &mut Value) {
    if schema.has_names() {
        Renaming { schema }.visit(schema.root(), payload);
    }
}

struct Renaming<'a> {
    schema: &'a Schema,
}

impl Renaming<'_> {
    fn visit(&self, id: ShapeId, value: &mut Value) {
        let shape = &self.schema[id];
        for names in self.schema.names(id).into_iter().flatten() {
            self.rename(names, value);
        }
        match value {
            Value::Array(items) => {
                for (place, item) in items.iter_mut().enumerate() {
                    if let Some(&of_item) = shape.list.prefix_items.get(place).or(shape.list.items.as_ref()) {
                        self.visit(of_item, item);
                    }
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    shape.object.each_of(name, |of_member| self.visit(of_member, member));
                }
            }
            _ => {}
        }
        for &also in &shape.also {
            self.visit(also, value);
        }
        if let Some(branch) = branch(self.schema, shape, value) {
            self.visit(branch, value);
        }
    }

    fn rename(&self, names: &Names, value: &mut Value) {
        match (&names.of, value) {
            (NamesOf::Variants, Value::String(variant)) => {
                if let Some(name) = self.schema.name_of(names, variant) {
                    name.clone_into(variant);
                }
            }
            (NamesOf::Members | NamesOf::Variants, Value::Object(members)) => self.rename_members(names, members),
            (NamesOf::Tag(tag), Value::Object(members)) => {
                if let Some(Value::String(variant)) = members.get_mut(tag)
                    && let Some(name) = self.schema.name_of(names, variant)
                {
                    name.clone_into(variant);
                }
            }
            _ => {}
        }
    }

    fn rename_members(&self, names: &Names, members: &mut Map<String, Value>) {
        let name_of = |name: &String| Some((name.clone(), self.schema.name_of(names, name)?.to_owned()));
        let all: Vec<(String, String)> =
            members.keys().filter_map(name_of).filter(|(other, name)| other != name).collect();
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
}
