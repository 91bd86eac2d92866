//! The order of an enum's variants, as its type declares them.
//!
//! `schemars` puts the variants without a doc comment before the others. The order is known to serde's derive alone,
//! which tells it to any [`Deserializer`]: this one asks for one member of a payload, listens, and gives nothing.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The names of the variants of the enum (or list of an enum) at a path of members, if the type tells.
pub(super) fn variants<T: DeserializeOwned>(path: &[&str]) -> Option<&'static [&'static str]> {
    T::deserialize(Probe { path }).err()?.0
}

/// What was heard, in the clothes of an error, since an error ends every deserialization.
#[derive(Debug, thiserror::Error)]
#[error("this is how a type is asked for its variants")]
struct Variants(Option<&'static [&'static str]>);

impl serde::de::Error for Variants {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    path: &'a [&'a str],
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Variants;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Variants> {
        if self.path.is_empty() { Err(Variants::custom("")) } else { visitor.visit_map(self) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Variants> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Variants> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Variants> {
        visitor.visit_seq(Once(Some(self)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Variants> {
        Err(Variants(self.path.is_empty().then_some(variants)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Probe<'_> {
    type Error = Variants;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Variants> {
        let Some(first) = self.path.first() else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(first)).map(Some)
    }

    /// The only member: a type that forgives errors must not be given the rest of the path as members beside it.
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Variants> {
        let inner = Probe { path: self.path.get(1..).unwrap_or_default() };
        self.path = &[];
        seed.deserialize(inner)
    }
}

/// A list of one item: a type that forgives errors must not go on for ever.
struct Once<'a>(Option<Probe<'a>>);

impl<'de> SeqAccess<'de> for Once<'_> {
    type Error = Variants;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Variants> {
        self.0.take().map(|probe| seed.deserialize(probe)).transpose()
    }
}
