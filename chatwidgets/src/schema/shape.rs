//! A schema as a typed tree: everything that is read of it, by whoever reads it.

use std::collections::HashMap;

use chatwidgets_schema::Validator;
use foldhash::fast::RandomState;
use serde_json::{Number, Value, json};

use super::types::Types;

/// The place of a shape among those of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ShapeId(pub(super) usize);

/// One subschema. A type may hold itself, so shapes name each other by their ids.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub(crate) struct Shape {
    /// Where it stands in the schema, as a JSON pointer.
    pub(super) at: String,
    /// Says what it is for; not the names of the types that `schemars` adds.
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) default: Option<Value>,
    /// `readOnly`
    pub(crate) is_read_only: bool,
    /// `type`; empty if it has none.
    pub(crate) own_types: Types,
    /// The types of the values that match, including those of all branches; empty means any.
    pub(crate) types: Types,
    /// Whether the empty text is a value, and not what a form sends for an empty field.
    pub(crate) empty_text_matches: bool,
    /// The format of its texts, also where a reference brings it in.
    pub(crate) format_of_texts: Option<String>,
    /// Whether the empty text is one of several values to choose from.
    pub(super) lists_empty: bool,
    pub(crate) number: NumberRules,
    pub(crate) text: TextRules,
    pub(crate) list: ListRules,
    pub(crate) object: ObjectRules,
    /// The values of `enum`, or the one of `const`.
    pub(crate) options: Option<Vec<Value>>,
    pub(crate) is_const: bool,
    /// `anyOf` and `oneOf`: at most one of them is followed.
    pub(crate) branches: Vec<Branch>,
    /// `$ref`
    pub(crate) reference: Option<ShapeId>,
    /// Every subschema that holds beside this one: `$ref`, `allOf`.
    pub(crate) also: Vec<ShapeId>,
    /// `if`
    pub(crate) condition: Option<Condition>,
    /// The kind of field that it asks for, `x-widget`.
    pub(crate) widget: Option<Value>,
    pub(super) message: Option<Value>,
    /// The keywords that constrain values, in alphabetical order: those that are read here, and those that are not.
    pub(crate) keywords: Vec<String>,
    /// Whether each keyword that is read here has a value that it can have.
    pub(crate) is_well_formed: bool,
}

#[derive(Debug, Default)]
pub(crate) struct NumberRules {
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
}

#[derive(Debug, Default)]
pub(crate) struct TextRules {
    /// In characters.
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) pattern: Option<String>,
    /// Also the name of a Rust type of numbers.
    pub(crate) format: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) schemes: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct ListRules {
    pub(crate) items: Option<ShapeId>,
    pub(crate) prefix_items: Vec<ShapeId>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
}

#[derive(Debug, Default)]
pub(crate) struct ObjectRules {
    /// In the order in which they are declared.
    pub(crate) members: Vec<Member>,
    pub(super) by_name: HashMap<String, usize, RandomState>,
    /// `required`, which may also name what `properties` does not.
    pub(crate) required: Vec<String>,
    /// What members are whose names match a pattern.
    pub(crate) patterns: Vec<(NamePattern, ShapeId)>,
    /// What else the object is if it has a certain member.
    pub(crate) dependents: Vec<(String, ShapeId)>,
    /// What members of other names are; nothing is asked of them if there is no such schema.
    pub(crate) additional: Option<ShapeId>,
    /// The same, for those that no other part of the schema describes either.
    pub(crate) unevaluated: Option<ShapeId>,
    /// Whether members of any other name are said to be allowed.
    pub(crate) is_open: bool,
    /// Whether members of other names are refused.
    pub(crate) is_closed: bool,
}

/// A member of an object, from `properties`.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) shape: ShapeId,
    pub(crate) is_required: bool,
    /// `""` becomes `null` and is not left out: left out, it would get its default.
    pub(crate) empty_is_null: bool,
}

/// One of several alternatives.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) shape: ShapeId,
    /// The same, after the references that say nothing of their own.
    pub(crate) target: ShapeId,
    /// Members that must have a certain value: the tag of an enum.
    pub(crate) tags: Vec<(String, Value)>,
}

/// `if`, `then` and `else`.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(super) matcher: Validator,
    pub(super) then: Option<ShapeId>,
    pub(super) otherwise: Option<ShapeId>,
}

/// A regular expression for names of members.
#[derive(Debug)]
pub(crate) struct NamePattern {
    source: String,
    matcher: Validator,
}

impl NamePattern {
    /// `None` if it does not compile, which the validator of the whole schema says in its own words.
    pub(super) fn new(source: &str) -> Option<Self> {
        let matcher = Validator::new(&json!({ "pattern": source })).ok()?;
        Some(Self { source: source.to_owned(), matcher })
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        self.matcher.is_valid(&Value::from(name))
    }
}

impl Condition {
    /// What a value is beside all else.
    pub(crate) fn follows(&self, value: &Value) -> Option<ShapeId> {
        if self.matcher.is_valid(value) { self.then } else { self.otherwise }
    }

    pub(super) fn outcomes(&self) -> impl Iterator<Item = ShapeId> {
        self.then.into_iter().chain(self.otherwise)
    }
}

impl Branch {
    pub(super) fn of(shape: ShapeId) -> Self {
        Self { shape, target: shape, tags: Vec::new() }
    }
}

impl ObjectRules {
    /// What the values are of a map whose keys are whole numbers, as `schemars` describes it.
    pub(super) fn whole_keys(&self) -> Option<ShapeId> {
        let is_whole = |pattern: &NamePattern| matches!(&*pattern.source, r"^\d+$" | r"^-?\d+$");
        self.patterns.iter().find(|(pattern, _)| is_whole(pattern)).map(|(_, shape)| *shape)
    }

    /// Visits every shape that a member of this name has here.
    pub(crate) fn each_of(&self, name: &str, mut visit: impl FnMut(ShapeId)) {
        let member = self.member(name).map(|member| member.shape);
        let by_pattern = self.patterns.iter().filter(|(pattern, _)| pattern.matches(name)).map(|(_, shape)| *shape);
        let mut is_described = false;
        for shape in member.into_iter().chain(by_pattern) {
            is_described = true;
            visit(shape);
        }
        if let Some(additional) = self.additional.filter(|_| !is_described) {
            visit(additional);
        }
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.by_name.get(name).map(|place| &self.members[*place])
    }
}

impl Shape {
    /// Whether only these keywords constrain its values, beside `type`.
    pub(crate) fn has_only(&self, keywords: &[&str]) -> bool {
        self.keywords.iter().all(|keyword| keyword == "type" || keywords.contains(&keyword.as_str()))
    }

    pub(crate) fn has_keyword(&self, keyword: &str) -> bool {
        self.keywords.iter().any(|own| own == keyword)
    }

    /// Whether it is a number that may be a text as well, and has limits.
    pub(super) fn is_limited_decimal(&self) -> bool {
        let limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        let is_decimal = self.types.has(Types::STRING) && self.types.has(Types::NUMBER.union(Types::INTEGER));
        is_decimal && limits.iter().any(|keyword| self.has_keyword(keyword))
    }

    /// Whether it is `null` and nothing else.
    pub(crate) fn is_null(&self) -> bool {
        self.own_types == Types::NULL && self.has_only(&[])
    }

    /// The one alternative beside `null`.
    pub(crate) fn only_branch_beside_null(&self, is_null: impl Fn(ShapeId) -> bool) -> Option<ShapeId> {
        match &self.branches[..] {
            [one, null] if is_null(null.shape) && !is_null(one.shape) => Some(one.shape),
            [null, one] if is_null(null.shape) && !is_null(one.shape) => Some(one.shape),
            _ => None,
        }
    }
}
