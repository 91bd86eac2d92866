//! The schema of a payload's type, read once.
//!
//! [`Schema`] has it as JSON, for the validator, and as [`Shape`]s, for everything else: how texts are coerced, what the fast
//! path accepts, which fields a form has, what a page checks, and what is said of a fault.

mod bounds;
pub(crate) mod decimal;
mod keywords;
mod members;
mod messages;
mod names;
mod probe;
mod read;
mod resolved;
mod sample;
mod settle;
mod shape;
mod tags;
mod types;
mod words;

use std::any::{TypeId, type_name};
use std::collections::HashMap;
use std::ops::Index;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use chatwidgets_schema::Validator;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use names::{Names, NamesOf};
use probe::{Answer, Question};
pub(crate) use resolved::Resolved;
pub(crate) use shape::{Branch, Member, Shape, ShapeId};
pub(crate) use types::Types;
pub(crate) use words::in_words;

/// The most segments of a field's name: a payload must not become deeper than a body may be.
pub(crate) const DEEPEST_PATH: usize = 16;

/// Of every type that was asked for.
static SCHEMAS: LazyLock<RwLock<HashMap<TypeId, Arc<Schema>>>> = LazyLock::new(RwLock::default);

/// The schema of a type.
#[derive(Debug)]
pub(crate) struct Schema {
    type_name: &'static str,
    json: Value,
    shapes: Vec<Shape>,
    fault: Option<String>,
    has_singles: bool,
    has_decimals: bool,
    names: HashMap<ShapeId, Vec<Names>>,
    ask: fn(&[&str], Question<'_>) -> Option<Answer>,
}

impl Schema {
    /// Of this type; read when it is first asked for.
    pub(crate) fn of<T: JsonSchema + DeserializeOwned + 'static>() -> Arc<Self> {
        let id = TypeId::of::<T>();
        if let Some(schema) = SCHEMAS.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Arc::clone(schema);
        }
        // Not inlined: beside a reference there is only what is said of the member, and not of its type.
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
        let json = settings.into_generator().into_root_schema_for::<T>().into();
        let mut schema = Self { type_name: type_name::<T>(), ask: probe::ask::<T>, ..Self::new(json) };
        schema.names = names::find(&schema);
        schema.fault = sample::fault::<T>(&schema);
        let mut schemas = SCHEMAS.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(schemas.entry(id).or_insert_with(|| Arc::new(schema)))
    }

    /// Of what values of this type become when they are serialized.
    pub(crate) fn of_serialized<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        Self::new(settings.into_generator().into_root_schema_for::<T>().into())
    }

    /// Lets a type's schema be read again: a test gives one type many schemas.
    #[cfg(feature = "testing")]
    pub(crate) fn forget<T: 'static>() {
        SCHEMAS.write().unwrap_or_else(PoisonError::into_inner).remove(&TypeId::of::<T>());
    }

    /// Of no type that is known.
    pub(crate) fn new(mut json: Value) -> Self {
        bounds::write(&mut json);
        bounds::shorten_singles(&mut json);
        bounds::write_formats(&mut json);
        let shapes = read::read(&json);
        let has_singles = shapes.iter().any(|shape| shape.text.format.as_deref() == Some("float"));
        let has_decimals = shapes.iter().any(Shape::is_limited_decimal);
        Self {
            type_name: "",
            json,
            shapes,
            fault: None,
            has_singles,
            has_decimals,
            names: HashMap::new(),
            ask: |_, _| None,
        }
    }

    /// The name of the type.
    pub(crate) fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// As JSON Schema, draft 2020-12.
    pub(crate) fn json(&self) -> &Value {
        &self.json
    }

    /// Whether it has numbers with limits that may be sent as texts.
    pub(crate) fn has_decimals(&self) -> bool {
        self.has_decimals
    }

    /// Whether it has any number of single precision.
    pub(crate) fn has_singles(&self) -> bool {
        self.has_singles
    }

    /// Compiles what checks values.
    ///
    /// # Errors
    ///
    /// Why it is not a schema.
    pub(crate) fn validator(&self) -> Result<Validator, String> {
        let mut by_tag = self.json.clone();
        tags::rewrite(&mut by_tag);
        Validator::new(&by_tag)
    }

    #[expect(clippy::unused_self, reason = "an id is of a schema")]
    pub(crate) fn root(&self) -> ShapeId {
        ShapeId(0)
    }

    /// The names of the variants of the enum (or list of an enum) at a path of members, as the type declares them.
    pub(crate) fn variants(&self, path: &[&str]) -> Option<&'static [&'static str]> {
        match (self.ask)(path, Question::Names)? {
            Answer::Variants(variants) => Some(variants),
            _ => None,
        }
    }

    /// Whether an object can match.
    pub(crate) fn may_be_object(&self) -> bool {
        let types = self[self.root()].own_types;
        types.is_empty() || types.has(Types::OBJECT)
    }

    /// What serde says of a payload that the schema allows, if that is certain.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// A member whose default breaks its own rules.
    pub(crate) fn broken_default(&self) -> Option<String> {
        let mut path = Vec::new();
        self.broken_default_in(self.root(), &mut path, &mut Vec::new())
    }

    fn broken_default_in(&self, id: ShapeId, path: &mut Vec<String>, seen: &mut Vec<ShapeId>) -> Option<String> {
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        for member in &self[id].object.members {
            path.push(member.name.clone());
            if self.breaks_own_default(member.shape) {
                return Some(path.join("."));
            }
            let inner = self.broken_default_in(member.shape, path, seen);
            if inner.is_some() {
                return inner;
            }
            path.pop();
        }
        self[id].also.iter().find_map(|also| self.broken_default_in(*also, path, seen))
    }

    fn breaks_own_default(&self, id: ShapeId) -> bool {
        let Some(default) = &self[id].default else { return false };
        let Some(Value::Object(own)) = self.json.pointer(&self[id].at) else { return false };
        let mut own = own.clone();
        // It may refer to them.
        own.extend(self.json.get("$defs").map(|definitions| ("$defs".to_owned(), definitions.clone())));
        Validator::new(&Value::Object(own)).is_ok_and(|validator| !validator.is_valid(default))
    }

    fn is_null(&self, id: ShapeId) -> bool {
        self[id].is_null()
    }
}

impl Index<ShapeId> for Schema {
    type Output = Shape;

    fn index(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }
}
