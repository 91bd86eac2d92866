//! Deserializes a value into its type, and checks each part of it against a rule on the way.
//!
//! The text is parsed once. The deserializer, the visitor and the seeds that serde passes around are each wrapped in a
//! [`Checked`]. A value reaches its type only after its rule has accepted it. Everything else is an error, which sends the
//! payload to the full path: also bytes, 128-bit numbers and variants with data, which no rule describes.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};

use super::rule::{Kind, Member, Rule};

/// A part of serde's machinery, and the rule for the value that goes through it.
pub(super) struct Checked<'a, T> {
    pub(super) rule: &'a Rule,
    pub(super) inner: T,
}

/// The payload takes the full path. Nobody reads the reason.
fn refused<E: Error>() -> E {
    E::custom("")
}

fn accept<E: Error>(is_accepted: bool) -> Result<(), E> {
    if is_accepted { Ok(()) } else { Err(refused()) }
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

    /// As `f64`: rounding comes after the check of the bounds.
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_f64(visitor)
    }

    /// The rules describe variants without data only, which are texts; serde would accept an object as well.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_str(Checked { rule: self.rule, inner: Variant(visitor) })
    }

    /// A value that the type ignores is checked as well.
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
        accept(self.rule.may_be_null)?;
        self.inner.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        accept(self.rule.may_be_null)?;
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Checked { rule: self.rule, inner: value })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Checked { rule: self.rule, inner: value })
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<V::Value, E> {
        accept(matches!(self.rule.kind, Kind::Boolean))?;
        self.inner.visit_bool(flag)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        accept(self.rule.accepts_integer(number.into()))?;
        self.inner.visit_u64(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        accept(self.rule.accepts_integer(number.into()))?;
        self.inner.visit_i64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        accept(self.rule.accepts_number(number))?;
        self.inner.visit_f64(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        accept(self.rule.accepts_text(text))?;
        self.inner.visit_str(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let Kind::List { item, min, max } = &self.rule.kind else { return Err(refused()) };
        let mut items = Items { item, max: *max, count: 0, inner: items };
        let value = self.inner.visit_seq(&mut items)?;
        accept(items.count >= *min)?;
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, given: A) -> Result<V::Value, A::Error> {
        let Kind::Object { members, .. } = &self.rule.kind else { return Err(refused()) };
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
        accept(self.count <= self.max)?;
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
            accept(self.names.is_complete())?;
            return Ok(None);
        };
        self.rule = Some(rule);
        Ok(Some(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let rule = self.rule.take().ok_or_else(refused)?;
        self.inner.next_value_seed(Checked { rule, inner: seed })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The members that an object may have, and which of them have come.
struct Names<'a> {
    members: &'a [Member],
    /// The index of the expected one: members usually come in their order.
    next: usize,
    /// One bit for each member.
    seen: u128,
}

impl<'a> Names<'a> {
    fn of(members: &'a [Member]) -> Self {
        Self { members, next: 0, seen: 0 }
    }

    /// The rule of a member, if this is the first of its name. An unknown one may mean something to serde or to coercion (a
    /// path with dots), so it takes the full path.
    fn find(&mut self, name: &str) -> Option<&'a Rule> {
        let is_expected = self.members.get(self.next).is_some_and(|member| member.name == name);
        let place = if is_expected { self.next } else { self.members.iter().position(|member| member.name == name)? };
        let is_first = self.seen & (1 << place) == 0;
        self.seen |= 1 << place;
        self.next = place + 1;
        self.members[place].rule.as_ref().filter(|_| is_first)
    }

    /// Whether every required member has come.
    fn is_complete(&self) -> bool {
        let seen = self.seen;
        self.members.iter().enumerate().all(|(place, member)| !member.is_required || seen & (1 << place) != 0)
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
        let rule = self.names.find(name).ok_or_else(refused)?;
        Ok((self.seed.deserialize(name.into_deserializer())?, rule))
    }
}
