//! What serde's derives know of a type and its schema does not say: the order of variants, and every name that is taken.
//!
//! They tell it to any [`Deserializer`]. This one leads to one place of a payload, asks there, and gives nothing.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::marker::PhantomData;
use std::mem;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// What is asked at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question<'a> {
    /// Which names are taken there.
    Names,
    /// What is meant by this name.
    Meaning(&'a str),
    /// Which values the tag of this name can have.
    Tags(&'a str),
    /// What is meant by this value of the tag.
    MeaningOfTag { tag: &'a str, value: &'a str },
}

/// What serde answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    /// The members of a struct, with their aliases.
    Members(&'static [&'static str]),
    /// Names, and more that it does not tell: other members are kept as well.
    AnyName,
    /// The variants of an enum, with their aliases.
    Variants(&'static [&'static str]),
    /// The same number for all names of the same member or variant, within one type.
    Meaning(u64),
}

/// Asks at a path of members, variants and keys of maps; of a list, its first item is meant.
pub(super) fn ask<T: DeserializeOwned>(path: &[&str], question: Question<'_>) -> Option<Answer> {
    T::deserialize(Probe { path, question }).err()?.0
}

/// An answer in the clothes of an error, since an error ends every deserialization.
#[derive(Debug, thiserror::Error)]
#[error("this is how a type is asked for its names")]
struct Heard(Option<Answer>);

impl serde::de::Error for Heard {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(None)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(Some(Answer::Variants(expected)))
    }
}

fn nothing<T>() -> Result<T, Heard> {
    Err(Heard(None))
}

/// Two names mean the same if serde's derive reads them as the same variant of the enum that it makes of all names.
fn meaning<T>(name: &T) -> Heard {
    let mut hasher = DefaultHasher::new();
    mem::discriminant(name).hash(&mut hasher);
    Heard(Some(Answer::Meaning(hasher.finish())))
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    path: &'a [&'a str],
    question: Question<'a>,
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Heard;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        match self.question {
            _ if !self.path.is_empty() => visitor.visit_map(self),
            Question::Tags(tag) => visitor.visit_map(Tagged { tag: Some(tag), value: "\u{0}" }),
            Question::MeaningOfTag { tag, value } => visitor.visit_map(Tagged { tag: Some(tag), value }),
            Question::Names | Question::Meaning(_) => nothing(),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        match self.question {
            Question::Names if self.path.is_empty() => Err(Heard(Some(Answer::AnyName))),
            Question::Meaning(name) if self.path.is_empty() => visitor.visit_map(Named(name)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Heard> {
        match self.question {
            Question::Names if self.path.is_empty() => Err(Heard(Some(Answer::Members(members)))),
            Question::Meaning(name) if self.path.is_empty() => visitor.visit_map(Named(name)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Heard> {
        match self.question {
            Question::Names if self.path.is_empty() => Err(Heard(Some(Answer::Variants(variants)))),
            Question::Meaning(name) if self.path.is_empty() => visitor.visit_enum(Named(name)),
            _ if self.path.is_empty() => nothing(),
            _ => visitor.visit_enum(self),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_seq(Once(Some(self)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Probe<'_> {
    type Error = Heard;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Heard> {
        let Some(first) = self.path.first() else { return Ok(None) };
        seed.deserialize(Key::new(first)).map(Some)
    }

    /// The only member: a type that forgives errors must not be given the rest of the path as members beside it.
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Heard> {
        let inner = Probe { path: self.path.get(1..).unwrap_or_default(), ..*self };
        self.path = &[];
        seed.deserialize(inner)
    }
}

impl<'de> EnumAccess<'de> for Probe<'_> {
    type Error = Heard;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Heard> {
        let Some((first, path)) = self.path.split_first() else { return nothing() };
        Ok((seed.deserialize(StrDeserializer::new(first))?, Self { path, ..self }))
    }
}

impl<'de> VariantAccess<'de> for Probe<'_> {
    type Error = Heard;

    fn unit_variant(self) -> Result<(), Heard> {
        nothing()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Heard> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Heard> {
        nothing()
    }

    fn struct_variant<V: Visitor<'de>>(self, members: &'static [&'static str], visitor: V) -> Result<V::Value, Heard> {
        self.deserialize_struct("", members, visitor)
    }
}

/// A list of one item: a type that forgives errors must not go on for ever.
struct Once<'a>(Option<Probe<'a>>);

impl<'de> SeqAccess<'de> for Once<'_> {
    type Error = Heard;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Heard> {
        self.0.take().map(|probe| seed.deserialize(probe)).transpose()
    }
}

/// A key of a map, which may be a number.
pub(super) struct Key<'a, E>(&'a str, PhantomData<E>);

impl<'a, E> Key<'a, E> {
    pub(super) fn new(name: &'a str) -> Self {
        Self(name, PhantomData)
    }
}

macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            let number = self.0.parse::<u64>().map_err(|_| E::custom("it is no number"))?;
            visitor.visit_u64(number)
        }
    )*};
}

impl<'de, E: serde::de::Error> Deserializer<'de> for Key<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_enum(StrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

/// A member or a variant of this name, whose meaning is asked for.
struct Named<'a>(&'a str);

impl<'de> MapAccess<'de> for Named<'_> {
    type Error = Heard;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Heard> {
        Err(meaning(&seed.deserialize(StrDeserializer::<Heard>::new(self.0))?))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Heard> {
        nothing()
    }
}

impl<'de> EnumAccess<'de> for Named<'_> {
    type Error = Heard;
    type Variant = Probe<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Probe<'de>), Heard> {
        Err(meaning(&seed.deserialize(StrDeserializer::<Heard>::new(self.0))?))
    }
}

/// An object with a tag, whose meaning is asked for.
struct Tagged<'a> {
    tag: Option<&'a str>,
    value: &'a str,
}

impl<'de> MapAccess<'de> for Tagged<'_> {
    type Error = Heard;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Heard> {
        self.tag.take().map(|tag| seed.deserialize(StrDeserializer::new(tag))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Heard> {
        // Some tags are read as enums of their own.
        Err(meaning(&seed.deserialize(TagValue(self.value))?))
    }
}

struct TagValue<'a>(&'a str);

impl<'de> Deserializer<'de> for TagValue<'_> {
    type Error = Heard;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_str(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Heard> {
        visitor.visit_enum(Named(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
