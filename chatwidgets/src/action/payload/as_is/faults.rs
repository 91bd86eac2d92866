//! What is wrong with a payload of a simple schema, without a tree of values.
//!
//! A form that was filled in wrongly is answered as often as not by a limit of one field. What is found here is what the
//! schema's validator would find, in its order; where that is not beyond doubt, nothing is found here at all.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::read::{Names, doubt};
use super::rule::{Doubt, Kind, Member, Rule};
use crate::action::payload::Violation;

/// Fields at fault, by their JSON pointers.
pub(super) type Faults = Vec<(String, Violation)>;

/// A value that is held against a rule, and is nothing else.
pub(super) struct Held<'a> {
    pub(super) rule: &'a Rule,
    /// Where it is; empty in a list, whose items have no pointers here.
    pub(super) pointer: &'a str,
    pub(super) faults: &'a mut Faults,
}

impl Held<'_> {
    fn note<E: Error>(self, fault: Result<Option<Violation>, Doubt>) -> Result<(), E> {
        let fault = fault.map_err(|Doubt| doubt())?;
        self.faults.extend(fault.map(|fault| (self.pointer.to_owned(), fault)));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Held<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Held<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if self.rule.may_be_null { Ok(()) } else { Err(doubt()) }
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        if matches!(self.rule.kind, Kind::Flag) { Ok(()) } else { Err(doubt()) }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        let fault = self.rule.fault_of_whole(number.into());
        self.note(fault)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        let fault = self.rule.fault_of_whole(number.into());
        self.note(fault)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        if self.rule.allows_number(number) { Ok(()) } else { Err(doubt()) }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let fault = self.rule.fault_of_text(text);
        self.note(fault)
    }

    /// A fault in a list is left to the validator.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Kind::List { item, min, max } = &self.rule.kind else { return Err(doubt()) };
        let (before, mut count) = (self.faults.len(), 0);
        while items.next_element_seed(Held { rule: item, pointer: "", faults: &mut *self.faults })?.is_some() {
            count += 1;
        }
        let is_fine = self.faults.len() == before && (*min..=*max).contains(&count);
        if is_fine { Ok(()) } else { Err(doubt()) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<(), A::Error> {
        let Kind::Object { members, .. } = &self.rule.kind else { return Err(doubt()) };
        let mut names = Names::of(members);
        let before = self.faults.len();
        while let Some(member) = given.next_key_seed(Name(&mut names))? {
            let rule = member.rule.as_ref().ok_or_else(doubt)?;
            given.next_value_seed(Held { rule, pointer: &member.pointer, faults: &mut *self.faults })?;
        }
        let mut missing: Vec<_> = names.missing().collect();
        if !missing.is_empty() && self.faults.len() > before {
            // Which of both the validator tells first hangs on other keywords.
            return Err(doubt());
        }
        missing.sort_by_key(|member| member.required);
        self.faults.extend(missing.into_iter().map(|member| (member.pointer.clone(), Violation::Required)));
        Ok(())
    }
}

/// Finds a member by its name.
struct Name<'a, 'b>(&'b mut Names<'a>);

impl<'a, 'de> DeserializeSeed<'de> for Name<'a, '_> {
    type Value = &'a Member;

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<&'a Member, D::Error> {
        name.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Name<'a, '_> {
    type Value = &'a Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<&'a Member, E> {
        self.0.member(name).ok_or_else(doubt)
    }
}
