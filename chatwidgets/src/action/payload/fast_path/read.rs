//! Reads a value as its type wants it, and holds all that passes by against a rule.
//!
//! What is read here is read once: the value, the reader of serde that it is made with, and the parts of which it is made
//! are each wrapped in the same way, [`Checked`]. A value reaches its type only when the rule has let it pass; what the rule
//! does not know ends as an error, and so does what comes in a form that is not looked at (bytes, 128 bits, a variant with
//! data).

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};

use super::rule::{Kind, Member, Rule};

/// Something that reads, and what is let pass.
pub(super) struct Checked<'a, T> {
    pub(super) rule: &'a Rule,
    pub(super) inner: T,
}

/// It is not beyond doubt. Nobody reads why.
fn doubt<E: Error>() -> E {
    E::custom("")
}

fn pass<E: Error>(is_fine: bool) -> Result<(), E> {
    if is_fine { Ok(()) } else { Err(doubt()) }
}

macro_rules! read_as {
    ($($method:ident($($argument:ident: $of:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $of,)* visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method($($argument,)* Checked { rule: self.rule, inner: visitor })
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Checked<'_, D> {
    type Error = D::Error;

    read_as! {
        deserialize_any() deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f64()
        deserialize_char() deserialize_str() deserialize_string() deserialize_bytes() deserialize_byte_buf()
        deserialize_option() deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_seq() deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_map() deserialize_struct(name: &'static str, members: &'static [&'static str])
        deserialize_identifier()
    }

    /// A number is not rounded before it is held against a bound.
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_f64(visitor)
    }

    /// The rules know variants without data only, which are texts; serde would take an object for one, too.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_str(Checked { rule: self.rule, inner: Variant(visitor) })
    }

    /// What the type does not want is held against the rule as well.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_any(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Checked<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        pass(self.rule.may_be_null)?;
        self.inner.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        pass(self.rule.may_be_null)?;
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Checked { rule: self.rule, inner: value })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Checked { rule: self.rule, inner: value })
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<V::Value, E> {
        pass(matches!(self.rule.kind, Kind::Flag))?;
        self.inner.visit_bool(flag)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        pass(self.rule.allows_whole(number.into()))?;
        self.inner.visit_u64(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        pass(self.rule.allows_whole(number.into()))?;
        self.inner.visit_i64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        pass(self.rule.allows_number(number))?;
        self.inner.visit_f64(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        pass(self.rule.allows_text(text))?;
        self.inner.visit_str(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let Kind::List { item, min, max } = &self.rule.kind else { return Err(doubt()) };
        let mut items = Items { item, max: *max, count: 0, inner: items };
        let value = self.inner.visit_seq(&mut items)?;
        pass(items.count >= *min)?;
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, given: A) -> Result<V::Value, A::Error> {
        let Kind::Object { members, .. } = &self.rule.kind else { return Err(doubt()) };
        let names = Names::of(members);
        self.inner.visit_map(Members { names, rule: None, inner: given })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Checked<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Checked { rule: self.rule, inner: value })
    }
}

/// Reads a text as the variant of that name.
struct Variant<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Variant<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        self.0.visit_enum(name)
    }
}

/// The items of a list.
struct Items<'a, A> {
    item: &'a Rule,
    max: usize,
    count: usize,
    inner: A,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let item = self.inner.next_element_seed(Checked { rule: self.item, inner: seed })?;
        self.count += usize::from(item.is_some());
        pass(self.count <= self.max)?;
        Ok(item)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The members of an object.
struct Members<'a, A> {
    names: Names<'a>,
    /// Of the member whose name was read last.
    rule: Option<&'a Rule>,
    inner: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let Some((name, rule)) = self.inner.next_key_seed(Name { names: &mut self.names, seed })? else {
            pass(self.names.missing().next().is_none())?;
            return Ok(None);
        };
        self.rule = Some(rule);
        Ok(Some(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let rule = self.rule.take().ok_or_else(doubt)?;
        self.inner.next_value_seed(Checked { rule, inner: seed })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// Which members there are, and which there were.
pub(super) struct Names<'a> {
    members: &'a [Member],
    /// The place of the one that is expected: members come in their order, as a rule.
    next: usize,
    /// A bit for each one.
    seen: u128,
}

impl<'a> Names<'a> {
    pub(super) fn of(members: &'a [Member]) -> Self {
        Self { members, next: 0, seen: 0 }
    }

    /// The rule of a member. What is not known may be anything to its type, and have a meaning for serde or for coercion (a
    /// path with dots): it goes the long way.
    fn find(&mut self, name: &str) -> Option<&'a Rule> {
        self.member(name)?.rule.as_ref()
    }

    /// A member, if it is there for the first time.
    pub(super) fn member(&mut self, name: &str) -> Option<&'a Member> {
        let is_expected = self.members.get(self.next).is_some_and(|member| member.name == name);
        let place = if is_expected { self.next } else { self.members.iter().position(|member| member.name == name)? };
        let is_first = self.seen & (1 << place) == 0;
        self.seen |= 1 << place;
        self.next = place + 1;
        Some(&self.members[place]).filter(|_| is_first)
    }

    /// Those that must be there and are not.
    pub(super) fn missing(&self) -> impl Iterator<Item = &'a Member> {
        let seen = self.seen;
        let members = self.members.iter().enumerate();
        let missing = move |(place, member): &(usize, &Member)| member.required.is_some() && seen & (1 << *place) == 0;
        members.filter(missing).map(|(_, member)| member)
    }
}

/// Reads a member's name for its type, and finds its rule.
struct Name<'a, 'b, S> {
    names: &'b mut Names<'a>,
    seed: S,
}

impl<'a, 'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'a, '_, S> {
    type Value = (S::Value, &'a Rule);

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl<'a, 'de, S: DeserializeSeed<'de>> Visitor<'de> for Name<'a, '_, S> {
    type Value = (S::Value, &'a Rule);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let rule = self.names.find(name).ok_or_else(doubt)?;
        Ok((self.seed.deserialize(name.into_deserializer())?, rule))
    }
}
