//! Payloads that need nothing done to them: nothing is to be coerced, nothing is wrong.
//!
//! Most clicks send one. It is looked at as text, once, and then deserialized from that text; no tree of values is made. What
//! is not beyond doubt fine goes the long way, by coercion and the schema's validator, which alone decide what is wrong:
//! so this knows the simple keywords only, and leaves a schema that has others to them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::plan::Plan;

/// Up to here, 2^53, every whole number is a float.
const LARGEST_EXACT: u64 = 1 << 53;

/// What is said of a schema, but not asked of a value.
const ANNOTATIONS: [&str; 7] = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"];

/// What is asked of a text beside its length, which a validator of its own looks at.
const ASKED_OF_TEXTS: [&str; 4] = ["format", "pattern", super::dates::FIRST, super::dates::LAST];

/// What a payload is fine by.
#[derive(Debug)]
pub(super) struct AsIs(Rule);

#[derive(Debug)]
struct Rule {
    kind: Kind,
    may_be_null: bool,
}

#[derive(Debug)]
enum Kind {
    Text(Text),
    Whole { min: i128, max: i128 },
    Number { min: f64, max: f64 },
    Flag,
    List { item: Box<Rule>, min: usize, max: usize },
    Object { members: Vec<Member>, is_closed: bool, is_root: bool },
}

#[derive(Debug)]
struct Text {
    /// In characters.
    min: usize,
    max: usize,
    values: Option<Vec<String>>,
    /// Whether the empty text is a value like any other.
    may_be_empty: bool,
    also: Option<Box<jsonschema::Validator>>,
}

#[derive(Debug)]
struct Member {
    name: String,
    is_required: bool,
    /// None where a value always goes the long way.
    rule: Option<Rule>,
}

impl AsIs {
    /// What is fine by a schema, if the schema is a simple one. `plan` is the same schema's.
    pub(super) fn new(schema: &Value, plan: &Plan) -> Option<Self> {
        let mut rule = Rule::new(schema, plan, plan.root)?;
        match &mut rule.kind {
            Kind::Object { is_root, .. } => *is_root = true,
            _ => return None,
        }
        Some(Self(rule))
    }

    /// Whether a payload is beyond doubt what the schema asks for, as it is.
    pub(super) fn is_fine(&self, payload: &str) -> bool {
        let mut payload = serde_json::Deserializer::from_str(payload);
        payload.deserialize_any(&self.0).is_ok()
    }
}

impl Rule {
    fn new(schema: &Value, plan: &Plan, node: usize) -> Option<Self> {
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
                let bound = |keyword: &str, none: f64| schema.get(keyword).map_or(Some(none), Value::as_f64);
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
        Some(Self { kind, may_be_null })
    }

    /// One of some texts, where some have a description; or something, or `null`.
    fn of_alternatives(schema: &Map<String, Value>, plan: &Plan, node: usize) -> Option<Self> {
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
            values.extend(branch.values.filter(|_| branch.also.is_none())?);
        }
        let is_twice = (1..values.len()).any(|place| values[..place].contains(&values[place]));
        let text = Text { min: 0, max: usize::MAX, values: Some(values), may_be_empty: true, also: None };
        (!is_twice).then_some(Self { kind: Kind::Text(text), may_be_null: false })
    }

    fn object(schema: &Map<String, Value>, plan: &Plan, node: usize) -> Option<Kind> {
        has_only(schema, &["properties", "required", "additionalProperties", "$schema"])?;
        let is_closed = match schema.get("additionalProperties") {
            None => false,
            Some(Value::Bool(false)) => true,
            Some(_) => return None,
        };
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
        (is_small && required_is_known).then_some(Kind::Object { members, is_closed, is_root: false })
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
        let also = if has_more { Some(Box::new(super::compile(&Value::Object(schema.clone())).ok()?)) } else { None };
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

/// Nothing if the schema has other keywords than its type, annotations and these.
fn has_only(schema: &Map<String, Value>, keywords: &[&str]) -> Option<()> {
    let is_known = |name: &str| {
        name == "type" || ANNOTATIONS.contains(&name) || name.starts_with("x-") || keywords.contains(&name)
    };
    schema.keys().all(|name| is_known(name)).then_some(())
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

/// It is not beyond doubt.
fn doubt<E: Error>() -> E {
    E::custom("not as it is")
}

impl<'de> DeserializeSeed<'de> for &Rule {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Rule {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the schema asks for")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if self.may_be_null { Ok(()) } else { Err(doubt()) }
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        if matches!(self.kind, Kind::Flag) { Ok(()) } else { Err(doubt()) }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.whole(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.whole(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        match self.kind {
            Kind::Number { min, max } if min <= number && number <= max => Ok(()),
            _ => Err(doubt()),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match &self.kind {
            Kind::Text(rule) if rule.is_fine(text) => Ok(()),
            _ => Err(doubt()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Kind::List { item, min, max } = &self.kind else { return Err(doubt()) };
        let mut count = 0;
        while items.next_element_seed(&**item)?.is_some() {
            count += 1;
        }
        if (*min..=*max).contains(&count) { Ok(()) } else { Err(doubt()) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<(), A::Error> {
        let Kind::Object { members, is_closed, is_root } = &self.kind else { return Err(doubt()) };
        let (mut seen, mut next) = (0_u128, 0);
        while let Some(place) = given.next_key_seed(Name { members, next })? {
            match place {
                Ok(place) => {
                    let rule = members[place].rule.as_ref().filter(|_| seen & (1 << place) == 0).ok_or_else(doubt)?;
                    given.next_value_seed(rule)?;
                    seen |= 1 << place;
                    next = place + 1;
                }
                // A path leads to the member of an inner object.
                Err(has_dots) if *is_closed || (*is_root && has_dots) => return Err(doubt()),
                Err(_) => drop(given.next_value::<IgnoredAny>()?),
            }
        }
        let is_missing = |(place, member): (usize, &Member)| member.is_required && seen & (1 << place) == 0;
        if members.iter().enumerate().any(is_missing) { Err(doubt()) } else { Ok(()) }
    }
}

impl Rule {
    fn whole<E: Error>(&self, number: i128) -> Result<(), E> {
        let is_fine = match self.kind {
            Kind::Whole { min, max } => min <= number && number <= max,
            #[expect(clippy::cast_precision_loss, reason = "it is exact up to there")]
            Kind::Number { min, max } => {
                let float = number as f64;
                number.unsigned_abs() <= LARGEST_EXACT.into() && min <= float && float <= max
            }
            _ => false,
        };
        if is_fine { Ok(()) } else { Err(doubt()) }
    }
}

/// Finds a member by its name, and tells of another name whether it has dots. Members come in their order, as a rule.
struct Name<'a> {
    members: &'a [Member],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Result<usize, bool>;

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Result<usize, bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let Self { members, next } = self;
        if members.get(next).is_some_and(|member| member.name == name) {
            return Ok(Ok(next));
        }
        Ok(members.iter().position(|member| member.name == name).ok_or_else(|| name.contains('.')))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::action::Encoding;

    fn compiled(schema: &Value) -> (Plan, Option<AsIs>, jsonschema::Validator) {
        let plan = Plan::new(schema);
        let as_is = AsIs::new(schema, &plan);
        (plan, as_is, crate::action::payload::compile(schema).unwrap())
    }

    fn members() -> Vec<Value> {
        vec![
            json!({"type": "string"}),
            json!({"type": "string", "minLength": 2, "maxLength": 3}),
            json!({"type": ["string", "null"], "maxLength": 2, "description": "a", "x-widget": "textarea"}),
            json!({"type": ["string", "null"], "default": "x"}),
            json!({"type": "string", "format": "email"}),
            json!({"type": ["string", "null"], "format": "date", "formatMinimum": "2026-03-01"}),
            json!({"type": "string", "pattern": "^a"}),
            json!({"type": "string", "enum": ["a", "b"]}),
            json!({"type": "string", "enum": ["", "b"]}),
            json!({"type": "string", "const": "a"}),
            json!({"oneOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "string", "const": "c", "title": "C"}]}),
            json!({"oneOf": [{"type": "string", "const": "a"}, {"type": "string", "const": "a"}]}),
            json!({"anyOf": [{"oneOf": [{"type": "string", "const": "a"}]}, {"type": "null"}]}),
            json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}),
            json!({"type": "integer", "format": "uint8", "minimum": 0, "maximum": 5}),
            json!({"type": "integer", "multipleOf": 2}),
            json!({"type": "integer", "exclusiveMinimum": 1}),
            json!({"type": "number", "minimum": 0.5, "maximum": 3}),
            json!({"type": ["integer", "string"]}),
            json!({"type": ["integer", "null"]}),
            json!({"type": "boolean"}),
            json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}),
            json!({"type": "array", "items": {"type": "integer"}, "uniqueItems": true}),
            json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            json!(true),
        ]
    }

    fn values() -> Vec<&'static str> {
        vec![
            "null",
            "true",
            "0",
            "1",
            "5",
            "6",
            "-1",
            "5.0",
            "0.5",
            "3.5",
            "1e3",
            "9007199254740993",
            "18446744073709551615",
            "18446744073709551616",
            r#""""#,
            r#""a""#,
            r#""ab""#,
            r#""ä\u00e4ä""#,
            r#""abcd""#,
            r#""c""#,
            r#""5""#,
            r#"" 5 ""#,
            r#""true""#,
            r#""on""#,
            r#""a@example.com""#,
            r#""a@""#,
            r#""2026-03-14""#,
            r#""2026-02-14""#,
            r#""2026-3-1""#,
            "[]",
            "[1]",
            "[1, 1]",
            r#"["a"]"#,
            r#"["a", ""]"#,
            r#"["a", "b", "c"]"#,
            "{}",
            r#"{"n": 1}"#,
            r#"{"n": "1"}"#,
            r#"{"n": 1, "m": 2}"#,
            r#"{"n": 1, "a.n": 2}"#,
        ]
    }

    #[test]
    fn what_is_fine_is_neither_coerced_nor_refused() {
        let mut fine = 0;
        for member in members() {
            for rest in [json!({}), json!({"required": ["m"]}), json!({"additionalProperties": false})] {
                let mut schema = json!({"type": "object", "properties": {"m": member}});
                schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
                let (plan, as_is, validator) = compiled(&schema);
                let Some(as_is) = as_is else { continue };
                let payloads = values().into_iter().map(|value| format!(r#"{{"m": {value}}}"#));
                let odd =
                    ["{}", r#"{"o": ""}"#, r#"{"m.n": 1}"#, r#"{"o.p": 1}"#, r#"{"m": 1, "m": "1"}"#, "null", "[]"];
                for payload in payloads.chain(odd.map(str::to_owned)) {
                    if !as_is.is_fine(&payload) {
                        continue;
                    }
                    fine += 1;
                    let posted: Value = serde_json::from_str(&payload).unwrap();
                    let mut coerced = posted.clone();
                    plan.coerce(&mut coerced, &Encoding::Json);
                    assert_eq!(coerced, posted, "{schema}");
                    assert!(validator.is_valid(&coerced), "{payload} by {schema}");
                }
            }
        }
        assert!(fine > 300, "{fine}");
    }

    #[test]
    fn what_a_client_sends_as_a_rule_is_fine() {
        let schema = json!({"type": "object", "title": "Booking", "properties": {
            "name": members()[1], "email": members()[4], "day": members()[5], "size": members()[10], "guests": members()[14],
            "news": members()[20], "tags": members()[21], "address": members()[23], "more": members()[25],
        }, "required": ["name", "guests"]});
        let (_, as_is, _) = compiled(&schema);
        let as_is = as_is.unwrap();
        assert!(as_is.is_fine(
            r#"{"name":"abc","email":"a@example.com","day":null,"size":"c","guests":4,"news":true,"tags":["x"],"address":{"n":1}}"#
        ));
        assert!(
            as_is.is_fine(r#"{"other": [{}], "guests": 5, "name": "ab"}"#),
            "in any order, with what nobody asked for"
        );
        assert!(!as_is.is_fine(r#"{"guests": 5}"#), "a name is needed");
        assert!(!as_is.is_fine(r#"{"guests": "5", "name": "ab"}"#), "a number is to be made of a text");
        assert!(!as_is.is_fine(r#"{"guests": 5, "name": "ab", "more": 1}"#), "anything goes the long way");
    }
}
