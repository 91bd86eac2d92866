//! What is wrong with a payload of a simple schema, without a tree of values.
//!
//! A form that was filled in wrongly is answered as often as not by a limit of one field. What is found here is what the
//! schema's validator would find, in its order; where that is not beyond doubt, nothing is found here at all.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::read::Names;
use super::rule::{Doubt, Kind, Member, Rule};
use crate::action::payload::Violation;

/// What is wrong with a payload.
#[derive(Default)]
pub(super) struct Found {
    /// Fields at fault, by their JSON pointers.
    pub(super) faults: Vec<(String, Violation)>,
    /// Whether something is left to coercion and the validator. The rest is read all the same: an error that ends it costs
    /// more than most payloads.
    pub(super) is_in_doubt: bool,
}

/// A value that is held against a rule, and is nothing else.
pub(super) struct Held<'a> {
    pub(super) rule: &'a Rule,
    /// Where it is; none in a list, in which faults are left to the validator.
    pub(super) pointer: Option<&'a str>,
    pub(super) found: &'a mut Found,
}

impl Held<'_> {
    /// Looks for a fault, unless it does not matter any more.
    fn look(self, fault: impl FnOnce(&Rule) -> Result<Option<Violation>, Doubt>) {
        if self.found.is_in_doubt {
            return;
        }
        match (fault(self.rule), self.pointer) {
            (Ok(None), _) => {}
            (Ok(Some(fault)), Some(pointer)) => self.found.faults.push((pointer.to_owned(), fault)),
            (Ok(Some(_)), None) | (Err(Doubt), _) => self.found.is_in_doubt = true,
        }
    }

    fn pass(self, is_fine: bool) {
        self.found.is_in_doubt |= !is_fine;
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
        let is_fine = self.rule.may_be_null;
        self.pass(is_fine);
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        let is_fine = matches!(self.rule.kind, Kind::Flag);
        self.pass(is_fine);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.look(|rule| rule.fault_of_whole(number.into()));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.look(|rule| rule.fault_of_whole(number.into()));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        let is_fine = self.rule.allows_number(number);
        self.pass(is_fine);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.look(|rule| rule.fault_of_text(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Kind::List { item, min, max } = &self.rule.kind else {
            self.pass(false);
            return IgnoredAny.visit_seq(items).map(drop);
        };
        let mut count = 0;
        while items.next_element_seed(Held { rule: item, pointer: None, found: &mut *self.found })?.is_some() {
            count += 1;
        }
        self.pass((*min..=*max).contains(&count));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<(), A::Error> {
        let Kind::Object { members, .. } = &self.rule.kind else {
            self.pass(false);
            return IgnoredAny.visit_map(given).map(drop);
        };
        let mut names = Names::of(members);
        let before = self.found.faults.len();
        while let Some(member) = given.next_key_seed(Name(&mut names))? {
            if let Some((member, rule)) = member.and_then(|member| Some((member, member.rule.as_ref()?))) {
                let pointer = self.pointer.and(Some(&*member.pointer));
                given.next_value_seed(Held { rule, pointer, found: &mut *self.found })?;
            } else {
                self.found.is_in_doubt = true;
                given.next_value::<IgnoredAny>()?;
            }
        }
        let mut missing: Vec<_> = names.missing().collect();
        // Which of both the validator tells first hangs on other keywords.
        if !missing.is_empty() && (self.found.faults.len() > before || self.pointer.is_none()) {
            self.found.is_in_doubt = true;
            return Ok(());
        }
        missing.sort_by_key(|member| member.required);
        self.found.faults.extend(missing.into_iter().map(|member| (member.pointer.clone(), Violation::Required)));
        Ok(())
    }
}

/// Finds a member by its name, if it is known and there for the first time.
struct Name<'a, 'b>(&'b mut Names<'a>);

impl<'a, 'de> DeserializeSeed<'de> for Name<'a, '_> {
    type Value = Option<&'a Member>;

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Name<'a, '_> {
    type Value = Option<&'a Member>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.member(name))
    }
}
