//! The rules of the fast path: what a schema of simple keywords accepts.

use chatwidgets_schema::{FIRST, LAST, Validator};
use serde_json::{Map, Value};

use crate::action::payload::compiled::Compiled;

/// The keywords of texts that are left to a small validator of their own.
const LEFT_TO_VALIDATOR: [&str; 4] = ["format", "pattern", FIRST, LAST];

/// What the fast path accepts for one value.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) may_be_null: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(Text),
    Integer {
        min: i128,
        max: i128,
    },
    Number {
        min: f64,
        max: f64,
    },
    Boolean,
    List {
        item: Box<Rule>,
        min: usize,
        max: usize,
    },
    Object {
        members: Vec<Member>,
        /// See [`Rule::covers_schema`].
        covers_schema: bool,
    },
}

#[derive(Debug)]
pub(super) struct Text {
    /// In characters.
    min: usize,
    max: usize,
    values: Option<Vec<String>>,
    /// Whether the empty text is a value like any other.
    may_be_empty: bool,
    validator: Option<Box<TextValidator>>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_required: bool,
    /// `None` if a payload with this member always takes the full path.
    pub(super) rule: Option<Rule>,
}

impl Rule {
    /// The rule for a schema; `None` if the schema has a keyword that is not known here.
    pub(super) fn new(schema: &Value) -> Option<Self> {
        let schema = schema.as_object()?;
        if let Some(rule) = Self::of_alternatives(schema) {
            return Some(rule);
        }
        let (name, may_be_null) = match schema.get("type")? {
            Value::String(name) => (name.as_str(), false),
            Value::Array(names) => match &names[..] {
                [Value::String(name), Value::String(null)] if null == "null" => (name.as_str(), true),
                _ => return None,
            },
            _ => return None,
        };
        let kind = match name {
            "string" => Kind::Text(Text::new(schema)?),
            "integer" => {
                has_only(schema, &["format", "minimum", "maximum"])?;
                schema.get("format").is_none_or(Value::is_string).then_some(())?;
                let bound = |keyword: &str, none: i128| match schema.get(keyword) {
                    None => Some(none),
                    Some(bound) => bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from)),
                };
                Kind::Integer { min: bound("minimum", i128::MIN)?, max: bound("maximum", i128::MAX)? }
            }
            "number" => {
                has_only(schema, &["format", "minimum", "maximum"])?;
                schema.get("format").is_none_or(Value::is_string).then_some(())?;
                let is_exact = |bound: &Value| bound.is_f64() || bound.as_i64().is_some_and(is_exact_as_float);
                let bound = |keyword: &str, none: f64| match schema.get(keyword) {
                    None => Some(none),
                    Some(bound) => bound.as_f64().filter(|_| is_exact(bound)),
                };
                Kind::Number { min: bound("minimum", f64::NEG_INFINITY)?, max: bound("maximum", f64::INFINITY)? }
            }
            "boolean" => {
                has_only(schema, &[])?;
                Kind::Boolean
            }
            "array" => {
                has_only(schema, &["items", "minItems", "maxItems"])?;
                let item = Box::new(Self::new(schema.get("items")?)?);
                Kind::List { item, min: count(schema, "minItems", 0)?, max: count(schema, "maxItems", usize::MAX)? }
            }
            "object" => Self::object(schema)?,
            _ => return None,
        };
        // An `enum` or `const` has to list `null` as well, or it is refused.
        let is_listed = schema.contains_key("enum") || schema.contains_key("const");
        (!may_be_null || !is_listed).then_some(Self { kind, may_be_null })
    }

    /// The two unions that derives make: a value or `null`, and an enum of texts of which some have a description.
    fn of_alternatives(schema: &Map<String, Value>) -> Option<Self> {
        if schema.contains_key("type") {
            return None;
        }
        let branches = |keyword| has_only(schema, &[keyword]).and_then(|()| schema.get(keyword)?.as_array());
        if let Some([something, null]) = branches("anyOf").map(|branches| &branches[..])
            && null.as_object().is_some_and(|null| null.len() == 1 && is_of(null, "null"))
        {
            return Some(Self { may_be_null: true, ..Self::new(something)? });
        }
        let mut values = Vec::new();
        for branch in branches("oneOf").filter(|branches| !branches.is_empty())? {
            let branch = Text::new(branch.as_object().filter(|branch| is_of(branch, "string"))?)?;
            let lists_only = branch.validator.is_none() && branch.min == 0 && branch.max == usize::MAX;
            values.extend(branch.values.filter(|_| lists_only)?);
        }
        let is_twice = (1..values.len()).any(|place| values[..place].contains(&values[place]));
        let kind = Kind::Text(Text { values: Some(values), ..Text::any() });
        (!is_twice).then_some(Self { kind, may_be_null: false })
    }

    fn object(schema: &Map<String, Value>) -> Option<Kind> {
        has_only(schema, &["properties", "required", "additionalProperties", "$schema"])?;
        let required = || schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let members: Vec<Member> = properties
            .map(|(name, property)| {
                let mut rule = Self::new(property);
                if let Some(Self { kind: Kind::Text(text), may_be_null, .. }) = &mut rule {
                    // Otherwise coercion takes the empty text for an absent one.
                    text.may_be_empty = !*may_be_null
                        && property.get("format").is_none()
                        && text.values.as_ref().is_none_or(|values| values.iter().any(String::is_empty));
                }
                Member { name: name.clone(), is_required: required().any(|required| required == name), rule }
            })
            .collect();
        // Those that were there are noted in the bits of a `u128`.
        let is_small = members.len() <= 128;
        let required_is_known = required().all(|name| members.iter().any(|member| *name == *member.name));
        // A keyword of another type is left to the validator, which says at the start that this is not a schema.
        let is = |keyword: &str, kind: fn(&Value) -> bool| schema.get(keyword).is_none_or(kind);
        let are_names = |names: &Value| {
            let Some(names) = names.as_array() else { return false };
            names.iter().enumerate().all(|(place, name)| name.is_string() && !names[..place].contains(name))
        };
        let covers_schema = is("additionalProperties", Value::is_boolean)
            && is("properties", Value::is_object)
            && is("required", are_names)
            && !schema.contains_key("$schema")
            && members.iter().all(|member| member.rule.as_ref().is_some_and(Rule::covers_schema));
        (is_small && required_is_known).then_some(Kind::Object { members, covers_schema })
    }
}

impl Text {
    fn new(schema: &Map<String, Value>) -> Option<Self> {
        let [format, pattern, first, last] = LEFT_TO_VALIDATOR;
        has_only(schema, &["minLength", "maxLength", "enum", "const", format, pattern, first, last])?;
        let listed = match (schema.get("enum"), schema.get("const")) {
            (None, None) => None,
            (Some(values), None) => Some(&values.as_array()?[..]),
            (None, Some(value)) => Some(std::slice::from_ref(value)),
            (Some(_), Some(_)) => return None,
        };
        let values = match listed {
            None => None,
            Some(values) => Some(values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>()?),
        };
        let left: Vec<&str> = LEFT_TO_VALIDATOR.into_iter().filter(|keyword| schema.contains_key(*keyword)).collect();
        let mut own: Map<_, _> = left.iter().map(|keyword| ((*keyword).to_owned(), schema[*keyword].clone())).collect();
        own.insert("type".to_owned(), "string".into());
        // A format always compiles: the validator accepts any text for one that it does not know.
        let compiles = left == ["format"] && schema[format].is_string();
        let validator = if left.is_empty() { None } else { Some(Box::new(TextValidator::new(own.into(), compiles)?)) };
        let (min, max) = (count(schema, "minLength", 0)?, count(schema, "maxLength", usize::MAX)?);
        Some(Self { min, max, values, validator, ..Self::any() })
    }

    fn any() -> Self {
        Self { min: 0, max: usize::MAX, values: None, may_be_empty: true, validator: None }
    }

    fn accepts(&self, text: &str) -> bool {
        (self.may_be_empty || !text.is_empty())
            && self.values.as_ref().is_none_or(|values| values.iter().any(|value| value == text))
            && self.accepts_length(text)
            && self.validator.as_ref().is_none_or(|validator| validator.is_valid(text))
    }

    fn accepts_length(&self, text: &str) -> bool {
        // A text never has more characters than bytes.
        let is_short = text.len() <= self.max || text.chars().count() <= self.max;
        is_short && (self.min == 0 || text.chars().take(self.min).count() == self.min)
    }
}

/// A validator for what is asked of one text.
#[derive(Debug)]
struct TextValidator {
    schema: Value,
    validator: Compiled<Validator>,
}

impl TextValidator {
    fn new(schema: Value, compiles: bool) -> Option<Self> {
        let validator = if compiles { Compiled::deferred() } else { Compiled::now(Validator::new(&schema).ok()?) };
        Some(Self { schema, validator })
    }

    fn is_valid(&self, text: &str) -> bool {
        let validator = self.validator.get(|| Validator::new(&self.schema));
        validator.is_some_and(|validator| validator.is_valid(&Value::String(text.to_owned())))
    }
}

impl Rule {
    /// Whether every keyword of the schema is known here, so that the schema is known to compile.
    pub(super) fn covers_schema(&self) -> bool {
        match &self.kind {
            Kind::Object { covers_schema, .. } => *covers_schema,
            Kind::List { item, .. } => item.covers_schema(),
            Kind::Text(_) | Kind::Integer { .. } | Kind::Number { .. } | Kind::Boolean => true,
        }
    }

    pub(super) fn accepts_text(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Text(rule) if rule.accepts(text))
    }

    pub(super) fn accepts_number(&self, number: f64) -> bool {
        matches!(self.kind, Kind::Number { min, max } if min <= number && number <= max)
    }

    pub(super) fn accepts_integer(&self, number: i128) -> bool {
        match self.kind {
            Kind::Integer { min, max } => min <= number && number <= max,
            #[expect(clippy::cast_precision_loss, reason = "it is exact up to there")]
            Kind::Number { .. } => is_exact_as_float(number) && self.accepts_number(number as f64),
            Kind::Text(_) | Kind::Boolean | Kind::List { .. } | Kind::Object { .. } => false,
        }
    }
}

/// `None` if the schema has a keyword that is not its type, an annotation or one of these.
fn has_only(schema: &Map<String, Value>, keywords: &[&str]) -> Option<()> {
    let is_known = |(name, value): (&String, &Value)| {
        name == "type" || is_annotation(name, value) || name.starts_with("x-") || keywords.contains(&name.as_str())
    };
    schema.iter().all(is_known).then_some(())
}

/// Whether a keyword describes a value without constraining it.
fn is_annotation(name: &str, value: &Value) -> bool {
    match name {
        "title" | "description" => value.is_string(),
        "default" => true,
        "examples" => value.is_array(),
        "deprecated" | "readOnly" | "writeOnly" => value.is_boolean(),
        _ => false,
    }
}

/// Up to 2^53 every whole number is a float.
fn is_exact_as_float(number: impl Into<i128>) -> bool {
    number.into().unsigned_abs() <= 1 << 53
}

fn is_of(schema: &Map<String, Value>, kind: &str) -> bool {
    schema.get("type").is_some_and(|name| name == kind)
}

fn count(schema: &Map<String, Value>, keyword: &str, none: usize) -> Option<usize> {
    match schema.get(keyword) {
        None => Some(none),
        Some(count) => count.as_u64().and_then(|count| usize::try_from(count).ok()),
    }
}
