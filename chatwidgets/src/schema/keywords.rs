//! The keywords of one subschema, each with the type that it must have.

use std::cell::Cell;

use serde_json::{Map, Number, Value};

use super::types::Types;

/// The keywords of one subschema. It notes whether one of those that were read has a value that it cannot have.
pub(super) struct Keywords<'a> {
    members: &'a Map<String, Value>,
    is_well_formed: Cell<bool>,
}

impl<'a> Keywords<'a> {
    pub(super) fn of(members: &'a Map<String, Value>) -> Self {
        Self { members, is_well_formed: Cell::new(true) }
    }

    pub(super) fn is_well_formed(&self) -> bool {
        self.is_well_formed.get()
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.members.contains_key(keyword)
    }

    pub(super) fn value(&self, keyword: &str) -> Option<&'a Value> {
        self.members.get(keyword)
    }

    /// A keyword's value, if it is what the keyword must be.
    fn read<T>(&self, keyword: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let read = read(self.members.get(keyword)?);
        self.is_well_formed.set(self.is_well_formed.get() && read.is_some());
        read
    }

    pub(super) fn text(&self, keyword: &str) -> Option<String> {
        self.read(keyword, |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn flag(&self, keyword: &str) -> Option<bool> {
        self.read(keyword, Value::as_bool)
    }

    pub(super) fn count(&self, keyword: &str) -> Option<u64> {
        self.read(keyword, |value| whole(value.as_number()?).as_u64())
    }

    pub(super) fn number(&self, keyword: &str) -> Option<Number> {
        self.read(keyword, |value| value.as_number().map(whole))
    }

    pub(super) fn object(&self, keyword: &str) -> Option<&'a Map<String, Value>> {
        self.read(keyword, Value::as_object)
    }

    pub(super) fn list(&self, keyword: &str) -> Option<&'a Vec<Value>> {
        self.read(keyword, Value::as_array)
    }

    /// Whether the keyword has a schema that says something.
    pub(super) fn has_schema(&self, keyword: &str) -> bool {
        let is_object =
            self.read(keyword, |value| (value.is_object() || value.is_boolean()).then_some(value.is_object()));
        is_object == Some(true)
    }

    /// The names of `type`, one or several.
    pub(super) fn types(&self) -> Types {
        let all = |value: &Value| {
            let names = if value.is_array() { value.as_array()?.clone() } else { vec![value.clone()] };
            names.iter().try_fold(Types::default(), |types, name| {
                let one = Types::named(name.as_str()?)?;
                (!types.has(one)).then_some(types.union(one))
            })
        };
        self.read("type", all).unwrap_or_default()
    }

    /// A list of texts, each of them once.
    pub(super) fn names(&self, keyword: &str) -> Option<Vec<String>> {
        self.read(keyword, |value| {
            let names: Vec<String> =
                value.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?;
            let is_new = |(place, name): (usize, &String)| !names[..place].contains(name);
            names.iter().enumerate().all(is_new).then_some(names.clone())
        })
    }

    /// Those that constrain values: neither annotations, nor definitions, nor this framework's own.
    pub(super) fn constraining(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.members.iter().filter(|(name, _)| is_constraint(name)).map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }
}

fn is_constraint(name: &str) -> bool {
    let annotations =
        ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$defs", "$comment"];
    !annotations.contains(&name) && !name.starts_with("x-")
}

/// `5.0` as `5`: `schemars` writes every number of an attribute as it stands there.
pub(super) fn whole(number: &Number) -> Number {
    const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= LARGEST_EXACT => (float as i64).into(),
        _ => number.clone(),
    }
}
