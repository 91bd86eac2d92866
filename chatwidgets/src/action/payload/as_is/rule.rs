//! What a schema of simple keywords lets pass.

use serde_json::{Map, Value};

use crate::action::payload::plan::Plan;
use crate::action::payload::{compile, dates};

/// What is said of a schema, but not asked of a value.
const ANNOTATIONS: [&str; 7] = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"];

/// What is asked of a text beside its length, which a validator of its own looks at.
const ASKED_OF_TEXTS: [&str; 4] = ["format", "pattern", dates::FIRST, dates::LAST];

/// What is let pass as it is.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) may_be_null: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(Text),
    Whole { min: i128, max: i128 },
    Number { min: f64, max: f64 },
    Flag,
    List { item: Box<Rule>, min: usize, max: usize },
    Object { members: Vec<Member> },
}

#[derive(Debug)]
pub(super) struct Text {
    /// In characters.
    min: usize,
    max: usize,
    values: Option<Vec<String>>,
    /// Whether the empty text is a value like any other.
    may_be_empty: bool,
    also: Option<Box<jsonschema::Validator>>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_required: bool,
    /// None where a value always goes the long way.
    pub(super) rule: Option<Rule>,
}

impl Rule {
    pub(super) fn new(schema: &Value, plan: &Plan, node: usize) -> Option<Self> {
        let schema = schema.as_object()?;
        if let Some(rule) = Self::of_alternatives(schema, plan, node) {
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
                let bound = |keyword: &str, none: i128| match schema.get(keyword) {
                    None => Some(none),
                    Some(bound) => bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from)),
                };
                Kind::Whole { min: bound("minimum", i128::MIN)?, max: bound("maximum", i128::MAX)? }
            }
            "number" => {
                has_only(schema, &["format", "minimum", "maximum"])?;
                let is_exact = |bound: &Value| bound.is_f64() || bound.as_i64().is_some_and(is_exact_as_float);
                let bound = |keyword: &str, none: f64| match schema.get(keyword) {
                    None => Some(none),
                    Some(bound) => bound.as_f64().filter(|_| is_exact(bound)),
                };
                Kind::Number { min: bound("minimum", f64::NEG_INFINITY)?, max: bound("maximum", f64::INFINITY)? }
            }
            "boolean" => {
                has_only(schema, &[])?;
                Kind::Flag
            }
            "array" => {
                has_only(schema, &["items", "minItems", "maxItems"])?;
                let item = Box::new(Self::new(schema.get("items")?, plan, plan.nodes[node].items?)?);
                Kind::List { item, min: count(schema, "minItems", 0)?, max: count(schema, "maxItems", usize::MAX)? }
            }
            "object" => Self::object(schema, plan, node)?,
            _ => return None,
        };
        // A list of values counts for `null` as well.
        let is_listed = schema.contains_key("enum") || schema.contains_key("const");
        (!may_be_null || !is_listed).then_some(Self { kind, may_be_null })
    }

    /// One of some texts, where some have a description; or something, or `null`.
    fn of_alternatives(schema: &Map<String, Value>, plan: &Plan, node: usize) -> Option<Self> {
        if schema.contains_key("type") {
            return None;
        }
        let branches = |keyword| has_only(schema, &[keyword]).and_then(|()| schema.get(keyword)?.as_array());
        if let Some([something, null]) = branches("anyOf").map(|branches| &branches[..])
            && null.as_object().is_some_and(|null| null.len() == 1 && is_of(null, "null"))
        {
            let something = Self::new(something, plan, plan.nodes[node].branches.first()?.node)?;
            return Some(Self { may_be_null: true, ..something });
        }
        let mut values = Vec::new();
        for branch in branches("oneOf")? {
            let branch = Text::new(branch.as_object().filter(|branch| is_of(branch, "string"))?)?;
            let lists_only = branch.also.is_none() && branch.min == 0 && branch.max == usize::MAX;
            values.extend(branch.values.filter(|_| lists_only)?);
        }
        let is_twice = (1..values.len()).any(|place| values[..place].contains(&values[place]));
        let text = Text { min: 0, max: usize::MAX, values: Some(values), may_be_empty: true, also: None };
        (!is_twice).then_some(Self { kind: Kind::Text(text), may_be_null: false })
    }

    fn object(schema: &Map<String, Value>, plan: &Plan, node: usize) -> Option<Kind> {
        has_only(schema, &["properties", "required", "additionalProperties", "$schema"])?;
        let required = |name: &str| {
            let required = schema.get("required").and_then(Value::as_array);
            required.is_some_and(|required| required.iter().any(|required| required == name))
        };
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let members: Vec<Member> = properties
            .map(|(name, property)| {
                let of_member = plan.nodes[node].properties.get(name).map(|property| property.node);
                let mut rule = of_member.and_then(|of_member| Self::new(property, plan, of_member));
                if let (Some(Self { kind: Kind::Text(text), .. }), Some(of_member)) = (&mut rule, of_member) {
                    text.may_be_empty = plan.nodes[of_member].empty_text_matches;
                }
                Member { name: name.clone(), is_required: required(name), rule }
            })
            .collect();
        // Which ones were there is noted in bits.
        let is_small = members.len() <= 128;
        let required_is_known = schema
            .get("required")
            .and_then(Value::as_array)
            .is_none_or(|required| required.iter().all(|name| members.iter().any(|member| *name == *member.name)));
        (is_small && required_is_known).then_some(Kind::Object { members })
    }
}

impl Text {
    fn new(schema: &Map<String, Value>) -> Option<Self> {
        let [format, pattern, first, last] = ASKED_OF_TEXTS;
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
        let has_more = ASKED_OF_TEXTS.iter().any(|keyword| schema.contains_key(*keyword));
        let also = if has_more { Some(Box::new(compile(&Value::Object(schema.clone())).ok()?)) } else { None };
        let (min, max) = (count(schema, "minLength", 0)?, count(schema, "maxLength", usize::MAX)?);
        Some(Self { min, max, values, may_be_empty: true, also })
    }

    fn is_fine(&self, text: &str) -> bool {
        // No text has more characters than bytes.
        let is_short = text.len() <= self.max || text.chars().count() <= self.max;
        let is_long = self.min == 0 || text.chars().take(self.min).count() == self.min;
        is_short
            && is_long
            && (self.may_be_empty || !text.is_empty())
            && self.values.as_ref().is_none_or(|values| values.iter().any(|value| value == text))
            && self.also.as_ref().is_none_or(|also| also.is_valid(&Value::String(text.to_owned())))
    }
}

impl Rule {
    pub(super) fn allows_text(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Text(rule) if rule.is_fine(text))
    }

    pub(super) fn allows_number(&self, number: f64) -> bool {
        matches!(self.kind, Kind::Number { min, max } if min <= number && number <= max)
    }

    pub(super) fn allows_whole(&self, number: i128) -> bool {
        match self.kind {
            Kind::Whole { min, max } => min <= number && number <= max,
            #[expect(clippy::cast_precision_loss, reason = "it is exact up to there")]
            Kind::Number { .. } => is_exact_as_float(number) && self.allows_number(number as f64),
            _ => false,
        }
    }
}

/// Nothing if the schema has other keywords than its type, annotations and these.
fn has_only(schema: &Map<String, Value>, keywords: &[&str]) -> Option<()> {
    let is_known = |name: &str| {
        name == "type" || ANNOTATIONS.contains(&name) || name.starts_with("x-") || keywords.contains(&name)
    };
    schema.keys().all(|name| is_known(name)).then_some(())
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
