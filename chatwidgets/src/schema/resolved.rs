//! A shape together with what it refers to.

use serde_json::Number;

use super::shape::NumberRules;
use super::{Schema, Shape, ShapeId, Types, bounds};

/// A shape, the shapes that its references lead to, and whether it may be `null`. What a shape says of itself comes before
/// what its type says.
#[derive(Debug)]
pub(crate) struct Resolved<'a> {
    /// At least one.
    chain: Vec<&'a Shape>,
    pub(crate) is_nullable: bool,
    /// The references that lead here, to see a circle.
    pub(crate) within: Vec<ShapeId>,
}

/// The limits of a number.
#[derive(Debug)]
pub(crate) struct NumberLimits<'a> {
    pub(crate) minimum: Option<&'a Number>,
    pub(crate) maximum: Option<&'a Number>,
    pub(crate) exclusive_minimum: Option<&'a Number>,
    pub(crate) exclusive_maximum: Option<&'a Number>,
    pub(crate) multiple_of: Option<&'a Number>,
}

/// The type holds itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoShape;

impl Schema {
    /// Follows references, and takes `null` off, until there is nothing more to follow.
    ///
    /// # Errors
    ///
    /// If a reference leads to where it came from: `within` has those that were followed before.
    pub(crate) fn resolve(&self, id: ShapeId, within: &[ShapeId]) -> Result<Resolved<'_>, NoShape> {
        let mut resolved = Resolved { chain: Vec::new(), is_nullable: false, within: within.to_vec() };
        if self.follow(id, &mut resolved) { Ok(resolved) } else { Err(NoShape) }
    }

    /// The same for a value that is there, whose type may hold itself.
    pub(crate) fn resolved(&self, id: ShapeId) -> Resolved<'_> {
        let mut resolved = Resolved { chain: Vec::new(), is_nullable: false, within: Vec::new() };
        self.follow(id, &mut resolved);
        resolved
    }

    /// Says whether the end was reached.
    fn follow<'a>(&'a self, mut id: ShapeId, resolved: &mut Resolved<'a>) -> bool {
        loop {
            let shape = &self[id];
            resolved.chain.push(shape);
            if let Some(target) = shape.reference {
                if resolved.within.contains(&target) {
                    return false;
                }
                resolved.within.push(target);
                id = target;
            } else if let Some(one) = shape.only_branch_beside_null(|branch| self.is_null(branch)) {
                resolved.is_nullable = true;
                id = one;
            } else {
                let types = shape.own_types;
                let lists_null = || shape.options.iter().flatten().any(serde_json::Value::is_null);
                resolved.is_nullable |= (types.has(Types::NULL) && types != Types::NULL) || lists_null();
                return true;
            }
        }
    }
}

impl<'a> Resolved<'a> {
    /// What the first shape says that says it.
    pub(crate) fn first<T>(&self, of: impl Fn(&'a Shape) -> Option<T>) -> Option<T> {
        self.chain.iter().find_map(|shape| of(shape))
    }

    /// The last shape, which refers to no other.
    pub(crate) fn end(&self) -> &'a Shape {
        self.chain[self.chain.len() - 1]
    }

    /// Whether there are several things that it can be, beside `null`.
    pub(crate) fn has_alternatives(&self) -> bool {
        let end = self.end();
        ["oneOf", "anyOf", "allOf"].iter().any(|keyword| end.has_keyword(keyword))
    }

    /// Its types without `null`; none if nothing is said.
    pub(crate) fn types(&self) -> Types {
        self.first(|shape| Some(shape.own_types).filter(|types| !types.is_empty()))
            .unwrap_or_default()
            .without(Types::NULL)
    }

    pub(crate) fn format(&self) -> Option<&'a str> {
        self.first(|shape| shape.text.format.as_deref())
    }

    /// Whether any number of the Rust type keeps this bound.
    pub(crate) fn is_bound_of_type(&self, bound: &Number) -> bool {
        bounds::is_of_type(self.format(), bound)
    }

    pub(crate) fn number(&self) -> NumberLimits<'a> {
        let limit = |of: fn(&NumberRules) -> &Option<Number>| self.first(|shape| of(&shape.number).as_ref());
        NumberLimits {
            minimum: limit(|rules| &rules.minimum),
            maximum: limit(|rules| &rules.maximum),
            exclusive_minimum: limit(|rules| &rules.exclusive_minimum),
            exclusive_maximum: limit(|rules| &rules.exclusive_maximum),
            multiple_of: limit(|rules| &rules.multiple_of),
        }
    }
}
