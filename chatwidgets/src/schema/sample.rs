//! Reads the least payload that a schema allows, to see at the start what serde would say of it.
//!
//! Nothing is learnt from most failures, since a type may ask for more than its schema says. Two are certain: a member is asked
//! for that the schema lets be left out, and the key of a map has become a text on its way, where serde reads it as a number.

use std::cell::Cell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::probe::Key;
use super::shape::ListRules;
use super::{Schema, Shape, ShapeId, Types};

/// A key that nothing else is.
const KEY: &str = "91827364";

/// How deep it is looked into a type, which may hold itself.
const MOST_DEPTH: usize = 16;

/// How deep members are given for the sake of what is in them.
const MOST_OPTIONAL_DEPTH: usize = 6;

/// The most values that a type is given.
const MOST_VALUES: usize = 20_000;

/// The longest text, in characters, and the longest list that a type has to be given.
const LONGEST_TEXT: u64 = 1000;
const LONGEST_LIST: u64 = 8;

/// The most variants of one enum that are tried.
const MOST_VARIANTS: usize = 32;

/// What serde is certain to say of some payload that the schema allows, if anything.
pub(super) fn fault<T: DeserializeOwned>(schema: &Schema) -> Option<String> {
    let has_whole_keys = schema.shapes.iter().any(|shape| shape.object.whole_keys().is_some());
    let most_branches = schema.shapes.iter().map(|shape| shape.branches.len()).max().unwrap_or_default();
    // Where there is no such map, the first variants say enough.
    let rounds = if has_whole_keys { most_branches.clamp(1, MOST_VARIANTS) } else { 1 };
    (0..rounds).find_map(|branch| {
        let left = Cell::new(MOST_VALUES);
        let least = Least { schema, id: schema.root(), branch, depth: 0, left: &left };
        match T::deserialize(least).err()? {
            Reason::Missing(name) => schema.lets_be_left_out(name).then(|| {
                format!("serde asks for the member {name:?}, which the schema lets be left out: add `#[serde(default)]` or make it required")
            }),
            Reason::Key => Some(
                "serde cannot read a map with whole numbers as keys inside `#[serde(flatten)]`, or in an enum that is tagged by a \
                 member or untagged: take texts as keys"
                    .to_owned(),
            ),
            Reason::Other => None,
        }
    })
}

/// Why the payload was not read.
#[derive(Debug, thiserror::Error)]
#[error("the least payload is not read")]
enum Reason {
    Missing(&'static str),
    Key,
    Other,
}

impl serde::de::Error for Reason {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }

    fn invalid_type(unexpected: Unexpected<'_>, _: &dyn Expected) -> Self {
        if unexpected == Unexpected::Str(KEY) { Self::Key } else { Self::Other }
    }
}

/// The least value of a shape.
#[derive(Clone, Copy)]
struct Least<'a> {
    schema: &'a Schema,
    id: ShapeId,
    /// Which branch is taken where there are several, if there are so many.
    branch: usize,
    depth: usize,
    left: &'a Cell<usize>,
}

impl<'a> Least<'a> {
    fn of(self, id: ShapeId) -> Self {
        Self { id, depth: self.depth + 1, ..self }
    }

    /// What the object must have: its own members, and those of all that holds beside it.
    fn entries(self) -> Vec<(&'a str, ShapeId)> {
        let mut entries = Vec::new();
        self.collect(self.id, &mut entries, &mut Vec::new());
        entries
    }

    fn collect(self, id: ShapeId, entries: &mut Vec<(&'a str, ShapeId)>, seen: &mut Vec<ShapeId>) {
        if seen.contains(&id) {
            return;
        }
        seen.push(id);
        let shape = &self.schema[id];
        for member in &shape.object.members {
            let is_new = !entries.iter().any(|(name, _)| *name == member.name);
            let is_wanted = || self.depth < MOST_OPTIONAL_DEPTH && self.schema.leads_to_whole_keys(member.shape);
            if is_new && (member.is_required || is_wanted()) {
                entries.push((&member.name, member.shape));
            }
        }
        if let Some(of_map) = shape.object.whole_keys() {
            entries.push((KEY, of_map));
        }
        for also in shape.also.iter().copied().chain(self.branch_of(shape)) {
            self.collect(also, entries, seen);
        }
    }

    /// The branch that is taken; not `null`, unless there is no other.
    fn branch_of(self, shape: &Shape) -> Option<ShapeId> {
        let all = || shape.branches.iter().map(|branch| branch.shape);
        let others: Vec<ShapeId> = all().filter(|branch| !self.schema[*branch].is_null()).collect();
        others.get(self.branch).or(others.last()).copied().or_else(|| all().next())
    }

    /// The value that must be taken, of those listed; of a branch, its own.
    fn listed(self) -> Option<&'a Value> {
        let mut id = self.id;
        for _ in 0..MOST_DEPTH {
            let shape = &self.schema[id];
            if let Some(first) = shape.options.as_ref().and_then(|options| options.first()) {
                return Some(first);
            }
            id = shape.also.first().copied().or_else(|| self.branch_of(shape))?;
        }
        None
    }
}

impl<'de> Deserializer<'de> for Least<'_> {
    type Error = Reason;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        if self.depth > MOST_DEPTH || self.left.get() == 0 {
            return Err(Reason::Other);
        }
        self.left.set(self.left.get() - 1);
        if let Some(listed) = self.listed() {
            return scalar(listed, visitor);
        }
        let types = self.schema[self.id].types;
        let resolved = self.schema.resolved(self.id);
        if types.is_any() {
            visitor.visit_unit()
        } else if types.has(Types::OBJECT) {
            visitor.visit_map(Entries { least: self, left: self.entries(), value: None })
        } else if types.has(Types::ARRAY) {
            visitor.visit_seq(Items { least: self, given: 0 })
        } else if types.has(Types::STRING) {
            let length = resolved.first(|shape| shape.text.min_length).unwrap_or_default().min(LONGEST_TEXT);
            let text = resolved
                .format()
                .and_then(example)
                .map_or_else(|| "a".repeat(usize::try_from(length).unwrap_or_default()), str::to_owned);
            visitor.visit_string(text)
        } else if types.has(Types::NUMBER.union(Types::INTEGER)) {
            let limits = resolved.number();
            scalar(&limits.minimum.or(limits.maximum).cloned().map_or(Value::from(0), Value::Number), visitor)
        } else if types.has(Types::BOOLEAN) {
            visitor.visit_bool(false)
        } else {
            visitor.visit_unit()
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        let is_wanted = self.depth < MOST_OPTIONAL_DEPTH && self.schema.leads_to_whole_keys(self.id);
        if self.schema[self.id].types.has(Types::NULL) && !is_wanted {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        if self.depth > MOST_DEPTH {
            return Err(Reason::Other);
        }
        if let Some(Value::String(variant)) = self.listed() {
            return visitor.visit_enum(StrDeserializer::<Reason>::new(variant));
        }
        match self.entries()[..] {
            [(variant, content)] => visitor.visit_enum(Variant { name: variant, content: self.of(content) }),
            _ => Err(Reason::Other),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

fn scalar<'de, V: Visitor<'de>>(value: &Value, visitor: V) -> Result<V::Value, Reason> {
    match value {
        Value::String(text) => visitor.visit_str(text),
        Value::Bool(flag) => visitor.visit_bool(*flag),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), _, _) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (_, _, Some(number)) => visitor.visit_f64(number),
            _ => Err(Reason::Other),
        },
        Value::Null => visitor.visit_unit(),
        Value::Array(_) | Value::Object(_) => Err(Reason::Other),
    }
}

/// A text of a format that types of other crates read.
fn example(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2026-03-14",
        "date-time" => "2026-03-14T09:30:00Z",
        "partial-date-time" => "2026-03-14T09:30:00",
        "partial-time" => "09:30:00",
        "uuid" => "123e4567-e89b-42d3-a456-426614174000",
        "uri" => "https://example.com/",
        "email" => "ada@example.com",
        "ip" | "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        _ => return None,
    })
}

struct Entries<'a> {
    least: Least<'a>,
    left: Vec<(&'a str, ShapeId)>,
    value: Option<ShapeId>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Reason;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Reason> {
        if self.left.is_empty() {
            return Ok(None);
        }
        let (name, value) = self.left.remove(0);
        self.value = Some(value);
        seed.deserialize(Key::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Reason> {
        seed.deserialize(self.least.of(self.value.take().ok_or(Reason::Other)?))
    }
}

/// As few as there may be, and one where there is something to see in it.
struct Items<'a> {
    least: Least<'a>,
    given: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Reason> {
        let Least { schema, id, depth, .. } = self.least;
        let list = |of: fn(&ListRules) -> Option<u64>| schema.first(id, |shape| of(&shape.list)).unwrap_or_default();
        let in_order = schema.first(id, |shape| shape.list.prefix_items.get(self.given).copied());
        let items = schema.first(id, |shape| shape.list.items);
        let is_wanted = items.is_some_and(|items| depth < MOST_OPTIONAL_DEPTH && schema.leads_to_whole_keys(items));
        let least = list(|list| list.min_items).min(LONGEST_LIST).max(u64::from(is_wanted));
        let item = in_order.or_else(|| items.filter(|_| (self.given as u64) < least));
        self.given += 1;
        item.map(|item| seed.deserialize(self.least.of(item))).transpose()
    }
}

struct Variant<'a> {
    name: &'a str,
    content: Least<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Reason;
    type Variant = Least<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Least<'a>), Reason> {
        Ok((seed.deserialize(StrDeserializer::<Reason>::new(self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Least<'_> {
    type Error = Reason;

    fn unit_variant(self) -> Result<(), Reason> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Reason> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_any(visitor)
    }
}
