//! A form's fields, derived from the schema of its payload; once a type.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::kind_of_schema::kind_of;
use super::member::{Member, Sends};
use crate::schema::{DEEPEST_PATH, Resolved, Schema, ShapeId, Types, in_words};

/// The members of a payload type, in the order in which they are declared.
#[derive(Debug)]
pub struct DerivedForm {
    pub(super) payload: &'static str,
    pub(super) members: Vec<Member>,
    /// Why the type as a whole cannot be derived.
    pub(super) fault: Option<&'static str>,
}

/// The form that is derived from a payload type; made when it is first asked for.
pub(crate) fn derived_form<T: JsonSchema + DeserializeOwned + 'static>() -> Arc<DerivedForm> {
    static FORMS: LazyLock<RwLock<HashMap<TypeId, Arc<DerivedForm>>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<T>();
    if let Some(derived) = FORMS.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Arc::clone(derived);
    }
    let derived = Arc::new(DerivedForm::new(&Schema::of::<T>(), &Schema::of_serialized::<T>()));
    FORMS.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&derived));
    derived
}

impl DerivedForm {
    /// Of an action without a payload.
    pub(crate) fn empty() -> Self {
        Self { payload: "no payload", members: Vec::new(), fault: Some("there is nothing to enter") }
    }

    fn new(schema: &Schema, serialized: &Schema) -> Self {
        let mut reader = Reader { schema, serialized, members: Vec::new() };
        let fault = reader.root().err();
        Self { payload: schema.type_name(), members: reader.members, fault }
    }
}

struct Reader<'a> {
    schema: &'a Schema,
    /// Of what a value of the type becomes.
    serialized: &'a Schema,
    members: Vec<Member>,
}

/// Where an object stands in the payload.
struct Place {
    path: Vec<String>,
    group: Option<String>,
    /// What it holds where it is left out, if it may be.
    default: Option<Value>,
    /// The references that lead here, to see a circle.
    within: Vec<ShapeId>,
}

impl Reader<'_> {
    /// Reads the schema of the payload itself, which may be a newtype of what has the members.
    fn root(&mut self) -> Result<(), &'static str> {
        let root = self.schema.root();
        let resolved = self.schema.resolve(root, &[root]).map_err(|_| RECURSIVE)?;
        if resolved.has_alternatives() {
            return Err("it has alternatives");
        }
        let types = resolved.types();
        if !(types.is_empty() || types == Types::OBJECT) || resolved.is_nullable {
            return Err("it is not a struct");
        }
        let object = &resolved.end().object;
        if object.members.is_empty() && (object.additional.is_some() || !object.patterns.is_empty()) {
            return Err("it is a map");
        }
        let place = Place { path: Vec::new(), group: None, within: resolved.within.clone(), default: None };
        self.object(&resolved, &place);
        Ok(())
    }

    fn object(&mut self, resolved: &Resolved<'_>, place: &Place) {
        for member in &resolved.end().object.members {
            self.member(&member.name, member.shape, member.is_required, place);
        }
    }

    fn member(&mut self, name: &str, id: ShapeId, is_listed: bool, place: &Place) {
        let mut path = place.path.clone();
        path.push(name.to_owned());
        let shape = &self.schema[id];
        let (label, hint) = shape.words().unwrap_or_else(|| (in_words(name), None));
        let of_place = place.default.as_ref().and_then(|default| default.get(name));
        let default = of_place.or(shape.default.as_ref()).filter(|default| !default.is_null());
        let resolved = self.schema.resolve(id, &place.within);
        let is_required = is_listed && default.is_none() && place.default.is_none();
        let mut member = Member {
            name: path.join("."),
            path,
            must_be_sent: is_required,
            label,
            group: place.group.clone(),
            required: is_required,
            read_only: false,
            hint,
            kind: Err("".into()),
            takes: Sends::Anything,
            is_single: false,
            is_serialized: true,
        };
        let of_value = member.path.iter().try_fold(self.serialized.root(), |id, name| self.serialized.member(id, name));
        member.is_serialized = of_value.is_some();
        match resolved {
            Err(_) => member.kind = Err(RECURSIVE.into()),
            Ok(resolved) if is_struct(&resolved) && !resolved.is_nullable => {
                let (default, within) = (default.cloned(), resolved.within.clone());
                let inner = Place { path: member.path, group: Some(member.label), within, default };
                self.object(&resolved, &inner);
                return;
            }
            Ok(resolved) => {
                member.required = is_required && !resolved.is_nullable;
                member.must_be_sent &= !resolved.is_nullable;
                let path: Vec<&str> = member.path.iter().map(String::as_str).collect();
                let order = || self.schema.variants(&path);
                member.kind = kind_of(self.schema, &resolved, &order);
                member.takes = Sends::wanted_by(&resolved);
                // A list that must be there may be empty.
                let may_be_empty = resolved.first(|shape| shape.list.min_items).is_none_or(|least| least == 0);
                member.required &= !(member.takes == Sends::List && may_be_empty);
                member.read_only = resolved.first(|shape| shape.is_read_only.then_some(())).is_some();
                member.is_single = resolved.format() == Some("float");
                if let Some(default) = default {
                    member.set_default(default);
                }
            }
        }
        // Its name would be taken for a way into a struct that is not there.
        if member.path.len() > 1 && member.path.iter().any(|segment| segment.contains('.')) {
            member.kind = Err("its name has a dot, and it is in an inner struct".into());
        }
        if member.path.len() > DEEPEST_PATH {
            member.kind = Err("it is too deep".into());
        }
        if let Ok(kind) = &member.kind {
            member.required &= kind.can_be_required();
        }
        self.members.push(member);
    }
}

const RECURSIVE: &str = "its type is recursive";

fn is_struct(resolved: &Resolved<'_>) -> bool {
    let is_chosen = resolved.first(|shape| shape.widget.as_ref()).is_some();
    resolved.end().has_keyword("properties") && !resolved.has_alternatives() && !is_chosen
}
