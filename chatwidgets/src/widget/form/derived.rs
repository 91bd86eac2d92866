//! A form's fields, derived from the schema of its payload; once a type.

use std::any::{TypeId, type_name};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::kind_of_schema::kind_of;
use super::member::{Member, Resolved, Sends, in_words, words};
use super::probe;

/// The most segments of a field's name: a payload must not become deeper than a body may be.
pub(crate) const DEEPEST_PATH: usize = 16;

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
    let derived = Arc::new(DerivedForm::new::<T>());
    FORMS.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&derived));
    derived
}

impl DerivedForm {
    /// Of an action without a payload.
    pub(crate) fn empty() -> Self {
        Self { payload: "no payload", members: Vec::new(), fault: Some("there is nothing to enter") }
    }

    fn new<T: JsonSchema + DeserializeOwned>() -> Self {
        // Not inlined: beside a reference there is only what is said of the member, and not of its type.
        let schema: Value = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().into();
        let variants = |path: &[&str]| probe::variants::<T>(path);
        let mut reader = SchemaReader { root: &schema, variants: &variants, members: Vec::new() };
        let fault = reader.root().err();
        Self { payload: type_name::<T>(), members: reader.members, fault }
    }
}

struct SchemaReader<'a> {
    root: &'a Value,
    variants: &'a dyn Fn(&[&str]) -> Option<&'static [&'static str]>,
    members: Vec<Member>,
}

/// Where an object stands in the payload.
struct Place {
    path: Vec<String>,
    group: Option<String>,
    /// What it holds where it is left out, if it may be.
    default: Option<Value>,
    /// The references that lead here, to see a circle.
    within: Vec<String>,
}

impl SchemaReader<'_> {
    /// Reads the schema of the payload itself, which may be a newtype of what has the members.
    fn root(&mut self) -> Result<(), &'static str> {
        let Resolved { schema, is_nullable, within } = self.resolve(self.root, &["#".to_owned()])?;
        if ["oneOf", "anyOf", "allOf"].iter().any(|keyword| schema.contains_key(*keyword)) {
            return Err("it has alternatives");
        }
        if schema.get("type").is_some_and(|name| name != "object") || is_nullable {
            return Err("it is not a struct");
        }
        if !schema.contains_key("properties") && schema.get("additionalProperties").is_some_and(Value::is_object) {
            return Err("it is a map");
        }
        self.object(&Value::Object(schema), &Place { path: Vec::new(), group: None, within, default: None });
        Ok(())
    }

    fn object(&mut self, schema: &Value, place: &Place) {
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.member(name, property, required.contains(&name.as_str()), place);
        }
    }

    fn member(&mut self, name: &str, property: &Value, is_listed: bool, place: &Place) {
        let mut path = place.path.clone();
        path.push(name.to_owned());
        let (label, hint) = words(property).unwrap_or_else(|| (in_words(name), None));
        let of_place = place.default.as_ref().and_then(|default| default.get(name));
        let default = of_place.or_else(|| property.get("default")).filter(|default| !default.is_null());
        let resolved = self.resolve(property, &place.within);
        let is_required = is_listed && default.is_none() && place.default.is_none();
        let mut member = Member {
            name: path.join("."),
            path,
            must_be_sent: is_required,
            label,
            group: place.group.clone(),
            required: is_required,
            hint,
            kind: Err("".into()),
            takes: Sends::Anything,
        };
        match resolved {
            Err(reason) => member.kind = Err(reason.into()),
            Ok(resolved) if is_struct(&resolved.schema) && !resolved.is_nullable => {
                let default = default.cloned();
                let inner = Place { path: member.path, group: Some(member.label), within: resolved.within, default };
                self.object(&Value::Object(resolved.schema), &inner);
                return;
            }
            Ok(resolved) => {
                member.required = is_required && !resolved.is_nullable;
                member.must_be_sent &= !resolved.is_nullable;
                let path: Vec<&str> = member.path.iter().map(String::as_str).collect();
                let order = || (self.variants)(&path);
                let items = resolved.schema.get("items").map(|items| self.resolve(items, &resolved.within));
                let items = items.and_then(Result::ok);
                member.kind = kind_of(&resolved, items.as_ref(), &order);
                member.takes = Sends::wanted_by(&resolved);
                // A list that must be there may be empty.
                let may_be_empty =
                    resolved.schema.get("minItems").and_then(Value::as_u64).is_none_or(|least| least == 0);
                member.required &= !(member.takes == Sends::List && may_be_empty);
                if let (Ok(kind), Some(default)) = (&mut member.kind, default) {
                    kind.set_default(default);
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

    /// Follows references and takes `null` off.
    fn resolve(&self, schema: &Value, within: &[String]) -> Result<Resolved, &'static str> {
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        let mut within = within.to_vec();
        let mut is_nullable = false;
        loop {
            if let Some(Value::String(target)) = schema.remove("$ref") {
                if within.contains(&target) {
                    return Err("its type is recursive");
                }
                let found = pointer_of(&target).and_then(|pointer| self.root.pointer(&pointer));
                let mut found = found.and_then(Value::as_object).cloned().unwrap_or_default();
                found.extend(schema);
                schema = found;
                within.push(target);
            } else if let Some(inner) = without_null(&mut schema) {
                is_nullable = true;
                schema.remove("anyOf");
                schema.remove("oneOf");
                let mut inner = inner;
                inner.extend(schema);
                schema = inner;
            } else {
                break;
            }
        }
        is_nullable |= take_null(&mut schema);
        Ok(Resolved { schema, is_nullable, within })
    }
}

/// The JSON pointer in a reference to the same schema, which is a URI fragment and so percent-encoded.
pub(crate) fn pointer_of(reference: &str) -> Option<Cow<'_, str>> {
    percent_encoding::percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()
}

fn is_struct(schema: &Map<String, Value>) -> bool {
    schema.contains_key("properties")
        && !["oneOf", "anyOf", "allOf", "x-widget"].iter().any(|key| schema.contains_key(*key))
}

/// The one alternative beside `null`.
fn without_null(schema: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let alternatives = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    let is_null = |alternative: &&Value| alternative.get("type").is_some_and(|name| name == "null");
    let mut others = alternatives.iter().filter(|alternative| !is_null(alternative));
    let (one, None) = (others.next()?.as_object()?, others.next()) else { return None };
    (alternatives.len() == 2).then(|| one.clone())
}

/// Takes `null` out of `type` and `enum`.
fn take_null(schema: &mut Map<String, Value>) -> bool {
    let mut taken = false;
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        taken = true;
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(options)) = schema.get_mut("enum") {
        options.retain(|option| !option.is_null());
    }
    taken
}
