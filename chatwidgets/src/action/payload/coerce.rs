//! Coercion: texts, as HTML forms send them, become what the schema expects.
//!
//! It visits only what the payload has.

use std::cell::Cell;

use chatwidgets_schema::is_moment;
use serde_json::{Map, Value};

use super::aliases;
use super::encoding::Encoding;
use super::html_form;
use super::number;
use crate::schema::{Branch, DEEPEST_PATH, Schema, Shape, ShapeId, Types, decimal};

/// The formats in which white space at either end means something.
const WITH_WHITE_SPACE: [&str; 4] = ["password", "json-pointer", "relative-json-pointer", "regex"];

/// Changes texts into what the schema expects, where there is only one way to do so. Says whether there may be members that the
/// schema does not know.
pub(super) fn coerce(schema: &Schema, payload: &mut Value, encoding: &Encoding) -> bool {
    aliases::rename(schema, payload);
    let is_form = matches!(encoding, Encoding::Urlencoded { .. });
    let coercion = Coercion { schema, is_form, has_unknown: Cell::new(false) };
    if let Value::Object(members) = payload {
        coercion.nest(members);
    }
    match encoding {
        Encoding::Json => {}
        Encoding::Urlencoded { shown } => html_form::complete(schema, payload, shown.as_deref()),
    }
    coercion.visit(schema.root(), payload);
    coercion.has_unknown.get()
}

struct Coercion<'a> {
    schema: &'a Schema,
    /// Whether a browser sent it without a script.
    is_form: bool,
    has_unknown: Cell<bool>,
}

impl Coercion<'_> {
    /// Puts `address.city`, which is how a form names a member of an inner struct, into `address`; unless the schema has a
    /// member of that very name.
    fn nest(&self, members: &mut Map<String, Value>) {
        if !members.keys().any(|name| name.contains('.')) {
            return;
        }
        let is_dotted = |name: &&String| self.is_path(name);
        let dotted: Vec<String> = members.keys().filter(is_dotted).cloned().collect();
        for name in dotted {
            let mut path = name.split('.');
            let (Some(first), Some(value)) = (path.next(), members.remove(&name)) else { continue };
            let mut place = members.entry(first).or_insert_with(|| Value::Object(Map::new()));
            for segment in path {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                place = &mut place[segment];
            }
            *place = value;
        }
    }

    /// Whether a name leads from member to member.
    fn is_path(&self, name: &str) -> bool {
        let segments = name.split('.').count();
        let root = self.schema.root();
        if !(2..=DEEPEST_PATH).contains(&segments) || self.schema.member(root, name).is_some() {
            return false;
        }
        name.split('.').try_fold(root, |shape, segment| self.schema.member(shape, segment)).is_some()
    }

    fn visit(&self, id: ShapeId, value: &mut Value) {
        let shape = &self.schema[id];
        match value {
            Value::String(text) => {
                self.tidy(id, text);
                if let Some(coerced) = of_text(shape.types, text) {
                    *value = coerced;
                }
                return;
            }
            Value::Number(number) => {
                if shape.types.has(Types::NUMBER) && number.is_f64() && self.is_single(id) {
                    *number = decimal::single(number).unwrap_or_else(|| number.clone());
                }
                if shape.types.is_whole()
                    && let Some(whole) = number::whole(number)
                {
                    *number = whole;
                }
                return;
            }
            Value::Array(items) => {
                for (place, item) in items.iter_mut().enumerate() {
                    if let Some(&of_item) = shape.list.prefix_items.get(place).or(shape.list.items.as_ref()) {
                        self.visit(of_item, item);
                    }
                }
            }
            Value::Object(members) => self.members(id, members),
            Value::Null | Value::Bool(_) => return,
        }
        for &also in &shape.also {
            self.visit(also, value);
        }
        for (name, dependent) in &shape.object.dependents {
            if value.get(name).is_some() {
                self.visit(*dependent, value);
            }
        }
        if let Some(branch) = branch(self.schema, shape, value) {
            self.visit(branch, value);
        }
        if let Some(outcome) = shape.condition.as_ref().and_then(|condition| condition.follows(value)) {
            self.visit(outcome, value);
        }
    }

    /// Whether a number is of single precision, whose limits are meant as they are written.
    fn is_single(&self, id: ShapeId) -> bool {
        self.schema.has_singles() && self.schema.resolved(id).format() == Some("float")
    }

    /// Writes a text that has a format as that wants it.
    fn tidy(&self, id: ShapeId, text: &mut String) {
        if let Some(format) = &self.schema[id].format_of_texts {
            tidy(format, text);
            if self.is_form && format == "date-time" && is_moment("partial-date-time", text) {
                // It was shown in UTC.
                text.push('Z');
            }
        }
    }

    fn members(&self, id: ShapeId, members: &mut Map<String, Value>) {
        let object = &self.schema[id].object;
        members.retain(|name, value| {
            let member = object.member(name);
            let Some(first) = member.map(|member| member.shape).or_else(|| self.unnamed(id, name)) else {
                self.has_unknown.set(self.has_unknown.get() || !object.members.is_empty());
                return true;
            };
            if let Value::String(text) = value {
                self.tidy(first, text);
                if text.is_empty() && !self.schema[first].empty_text_matches {
                    // A key of a map was sent on purpose: it stays, and its value becomes null if it may.
                    let may_be_null = self.schema[first].types.has(Types::NULL);
                    if member.map_or(may_be_null, |member| member.empty_is_null) {
                        *value = Value::Null;
                        return true;
                    }
                    return member.is_none();
                }
            }
            self.visit(first, value);
            if !object.patterns.is_empty() {
                object.each_of(name, |shape| {
                    if shape != first {
                        self.visit(shape, value);
                    }
                });
            }
            true
        });
    }

    /// The shape of a member that has no name in the schema.
    fn unnamed(&self, id: ShapeId, name: &str) -> Option<ShapeId> {
        let object = &self.schema[id].object;
        let mut first = None;
        object.each_of(name, |shape| first = first.or(Some(shape)));
        first.or_else(|| object.unevaluated.filter(|_| !self.schema.describes_below(id, name)))
    }
}

/// The branch that an object or array is meant for: the first whose tags and required members are there.
pub(super) fn branch(schema: &Schema, shape: &Shape, value: &Value) -> Option<ShapeId> {
    let fits = |branch: &&Branch| {
        let target = &schema[branch.target];
        let Value::Object(members) = value else { return target.types.has(Types::of(value)) };
        (target.types.is_any() || target.types.has(Types::OBJECT))
            && branch.tags.iter().all(|(name, tag)| members.get(name) == Some(tag))
            && target.object.required.iter().all(|name| members.contains_key(name))
            && (!target.object.is_closed || members.keys().all(|name| target.object.member(name).is_some()))
    };
    let by_tag = branches_by_tag(shape, value).next();
    by_tag.or_else(|| shape.branches.iter().find(fits).map(|branch| branch.shape))
}

/// The branches whose tag is there, of a tagged enum one. That is enough, so that the other members are coerced and their
/// errors can be found.
pub(super) fn branches_by_tag(shape: &Shape, value: &Value) -> impl Iterator<Item = ShapeId> {
    let has_tags = |branch: &&Branch| {
        !branch.tags.is_empty() && branch.tags.iter().all(|(name, tag)| value.get(name) == Some(tag))
    };
    shape.branches.iter().filter(has_tags).map(|branch| branch.shape)
}

/// Takes away the white space around a text, and adds the seconds to a time, both as browsers do.
fn tidy(format: &str, text: &mut String) {
    if WITH_WHITE_SPACE.contains(&format) || format.starts_with("x-") {
        return;
    }
    if text.trim().len() != text.len() {
        *text = text.trim().to_owned();
    }
    let minutes_end = match format {
        "partial-time" | "time" => 5,
        "partial-date-time" | "date-time" => 16,
        _ => return,
    };
    let is_minutes =
        |start: &str| start.as_bytes()[minutes_end - 3] == b':' && start.ends_with(|c: char| c.is_ascii_digit());
    let has_no_seconds =
        text.get(..minutes_end).is_some_and(is_minutes) && text.as_bytes().get(minutes_end) != Some(&b':');
    if has_no_seconds {
        text.insert_str(minutes_end, ":00");
    }
}

/// What a text is meant to be, if the schema does not want a text.
fn of_text(types: Types, text: &str) -> Option<Value> {
    if types.is_any() || types.has(Types::STRING) {
        return None;
    }
    let text = text.trim();
    match text {
        "true" | "on" if types.has(Types::BOOLEAN) => return Some(Value::Bool(true)),
        "false" if types.has(Types::BOOLEAN) => return Some(Value::Bool(false)),
        "" if types.has(Types::NULL) => return Some(Value::Null),
        _ => {}
    }
    if !types.is_numeric() {
        return None;
    }
    number::of_text(text, types.is_whole()).map(Value::Number)
}
