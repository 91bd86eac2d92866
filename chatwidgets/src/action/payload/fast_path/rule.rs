//! What a schema of simple keywords lets pass.

use chatwidgets_schema::{FIRST, LAST, Validator, Violation, escape};
use serde_json::{Map, Number, Value};

use crate::action::payload::long_way::Compiled;

/// What is asked of a text beside its length, which a validator of its own looks at.
const ASKED_OF_TEXTS: [&str; 4] = ["format", "pattern", FIRST, LAST];

/// What is let pass as it is.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) may_be_null: bool,
    /// Whether it stands beside alternatives, of which the validator has to say which one was meant.
    pub(super) is_alternative: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(Text),
    Whole { min: i128, max: i128 },
    Number { min: f64, max: f64 },
    Flag,
    List { item: Box<Rule>, min: usize, max: usize },
    Object { members: Vec<Member>, knows_all: bool },
}

#[derive(Debug)]
pub(super) struct Text {
    /// In characters.
    min: usize,
    max: usize,
    values: Option<Vec<String>>,
    /// Whether the empty text is a value like any other.
    may_be_empty: bool,
    /// What else is asked of it.
    also: Option<Box<Also>>,
    /// What is said if that is not so, where one thing alone is asked.
    otherwise: Option<Violation>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// The JSON pointer to it, where it is in no list.
    pub(super) pointer: String,
    /// Its place among those that must be there, if it must.
    pub(super) required: Option<usize>,
    /// None where a value always goes the long way.
    pub(super) rule: Option<Rule>,
}

impl Rule {
    pub(super) fn new(schema: &Value, at: &str) -> Option<Self> {
        let schema = schema.as_object()?;
        if let Some(rule) = Self::of_alternatives(schema, at) {
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
                Kind::Whole { min: bound("minimum", i128::MIN)?, max: bound("maximum", i128::MAX)? }
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
                Kind::Flag
            }
            "array" => {
                has_only(schema, &["items", "minItems", "maxItems"])?;
                let item = Box::new(Self::new(schema.get("items")?, at)?);
                Kind::List { item, min: count(schema, "minItems", 0)?, max: count(schema, "maxItems", usize::MAX)? }
            }
            "object" => Self::object(schema, at)?,
            _ => return None,
        };
        // A list of values counts for `null` as well.
        let is_listed = schema.contains_key("enum") || schema.contains_key("const");
        (!may_be_null || !is_listed).then_some(Self { kind, may_be_null, is_alternative: false })
    }

    /// One of some texts, where some have a description; or something, or `null`.
    fn of_alternatives(schema: &Map<String, Value>, at: &str) -> Option<Self> {
        if schema.contains_key("type") {
            return None;
        }
        let branches = |keyword| has_only(schema, &[keyword]).and_then(|()| schema.get(keyword)?.as_array());
        if let Some([something, null]) = branches("anyOf").map(|branches| &branches[..])
            && null.as_object().is_some_and(|null| null.len() == 1 && is_of(null, "null"))
        {
            let something = Self::new(something, at)?;
            return Some(Self { may_be_null: true, is_alternative: true, ..something });
        }
        let mut values = Vec::new();
        for branch in branches("oneOf").filter(|branches| !branches.is_empty())? {
            let branch = Text::new(branch.as_object().filter(|branch| is_of(branch, "string"))?)?;
            let lists_only = branch.also.is_none() && branch.min == 0 && branch.max == usize::MAX;
            values.extend(branch.values.filter(|_| lists_only)?);
        }
        let is_twice = (1..values.len()).any(|place| values[..place].contains(&values[place]));
        let kind = Kind::Text(Text { values: Some(values), ..Text::any() });
        (!is_twice).then_some(Self { kind, may_be_null: false, is_alternative: true })
    }

    fn object(schema: &Map<String, Value>, at: &str) -> Option<Kind> {
        has_only(schema, &["properties", "required", "additionalProperties", "$schema"])?;
        let required = |name: &str| {
            let required = schema.get("required").and_then(Value::as_array);
            required.and_then(|required| required.iter().position(|required| required == name))
        };
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let members: Vec<Member> = properties
            .map(|(name, property)| {
                let pointer = format!("{at}/{}", escape(name));
                let mut rule = Self::new(property, &pointer);
                if let Some(Self { kind: Kind::Text(text), may_be_null, .. }) = &mut rule {
                    // Else it is as good as absent, by coercion.
                    text.may_be_empty = !*may_be_null
                        && property.get("format").is_none()
                        && text.values.as_ref().is_none_or(|values| values.iter().any(String::is_empty));
                }
                Member { name: name.clone(), pointer, required: required(name), rule }
            })
            .collect();
        // Which ones were there is noted in bits.
        let is_small = members.len() <= 128;
        let required_is_known = schema
            .get("required")
            .and_then(Value::as_array)
            .is_none_or(|required| required.iter().all(|name| members.iter().any(|member| *name == *member.name)));
        // What is not looked at here is left to the validator, also to say that it is no schema.
        let is = |keyword: &str, kind: fn(&Value) -> bool| schema.get(keyword).is_none_or(kind);
        let are_names = |names: &Value| {
            let Some(names) = names.as_array() else { return false };
            names.iter().enumerate().all(|(place, name)| name.is_string() && !names[..place].contains(name))
        };
        let knows_all = is("additionalProperties", Value::is_boolean)
            && is("properties", Value::is_object)
            && is("required", are_names)
            && !schema.contains_key("$schema")
            && members.iter().all(|member| member.rule.as_ref().is_some_and(Rule::knows_all));
        (is_small && required_is_known).then_some(Kind::Object { members, knows_all })
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
        let asked: Vec<&str> = ASKED_OF_TEXTS.into_iter().filter(|keyword| schema.contains_key(*keyword)).collect();
        let mut also: Map<_, _> =
            asked.iter().map(|keyword| ((*keyword).to_owned(), schema[*keyword].clone())).collect();
        also.insert("type".to_owned(), "string".into());
        // Of a format that it does not know, the validator asks nothing.
        let is_known = asked == ["format"] && schema[format].is_string();
        let also = if asked.is_empty() { None } else { Some(Box::new(Also::new(also.into(), is_known)?)) };
        let otherwise = match asked[..] {
            ["format"] => schema[format].as_str().map(|format| Violation::Format(format.to_owned())),
            ["pattern"] => schema[pattern].as_str().map(|pattern| Violation::Pattern(pattern.to_owned())),
            _ => None,
        };
        let (min, max) = (count(schema, "minLength", 0)?, count(schema, "maxLength", usize::MAX)?);
        Some(Self { min, max, values, also, otherwise, ..Self::any() })
    }

    fn any() -> Self {
        Self { min: 0, max: usize::MAX, values: None, may_be_empty: true, also: None, otherwise: None }
    }

    fn is_fine(&self, text: &str) -> bool {
        self.is_in_form(text) && self.fault_of_length(text).is_none() && self.is_all_that_is_asked(text)
    }

    /// Whether nothing is to be said but of its length, and of what else is asked.
    fn is_in_form(&self, text: &str) -> bool {
        (self.may_be_empty || !text.is_empty())
            && self.values.as_ref().is_none_or(|values| values.iter().any(|value| value == text))
    }

    fn fault_of_length(&self, text: &str) -> Option<Violation> {
        // No text has more characters than bytes.
        if text.len() > self.max && text.chars().count() > self.max {
            return Some(Violation::MaxLength(self.max as u64));
        }
        let is_long = self.min == 0 || text.chars().take(self.min).count() == self.min;
        (!is_long).then_some(Violation::MinLength(self.min as u64))
    }

    fn is_all_that_is_asked(&self, text: &str) -> bool {
        self.also.as_ref().is_none_or(|also| also.is_valid(text))
    }

    /// What is wrong with a text, if anything is; or that this is beyond doubt for the validator alone.
    fn fault(&self, text: &str) -> Result<Option<Violation>, Doubt> {
        if !self.is_in_form(text) {
            return Err(Doubt);
        }
        match (self.fault_of_length(text), self.is_all_that_is_asked(text)) {
            (fault, true) => Ok(fault),
            (None, false) => self.otherwise.clone().map(Some).ok_or(Doubt),
            (Some(_), false) => Err(Doubt),
        }
    }
}

/// What is asked of a text that a validator looks at.
#[derive(Debug)]
struct Also {
    schema: Value,
    validator: Compiled<Validator>,
}

impl Also {
    fn new(schema: Value, is_known: bool) -> Option<Self> {
        let validator = if is_known { Compiled::deferred() } else { Compiled::now(Validator::new(&schema).ok()?) };
        Some(Self { schema, validator })
    }

    fn is_valid(&self, text: &str) -> bool {
        let validator = self.validator.get(|| Validator::new(&self.schema));
        validator.is_some_and(|validator| validator.is_valid(&Value::String(text.to_owned())))
    }
}

/// Something that is left to coercion and the schema's validator.
pub(super) struct Doubt;

impl Rule {
    /// Whether no value goes the long way for what is asked of it, so that all keywords are such as are known here.
    pub(super) fn knows_all(&self) -> bool {
        match &self.kind {
            Kind::Object { knows_all, .. } => *knows_all,
            Kind::List { item, .. } => item.knows_all(),
            Kind::Text(_) | Kind::Whole { .. } | Kind::Number { .. } | Kind::Flag => true,
        }
    }

    /// What is wrong with a text.
    pub(super) fn fault_of_text(&self, text: &str) -> Result<Option<Violation>, Doubt> {
        let Kind::Text(rule) = &self.kind else { return Err(Doubt) };
        self.known(rule.fault(text)?)
    }

    /// What is wrong with a whole number.
    pub(super) fn fault_of_whole(&self, number: i128) -> Result<Option<Violation>, Doubt> {
        if self.allows_whole(number) {
            return Ok(None);
        }
        let Kind::Whole { min, max } = self.kind else { return Err(Doubt) };
        let limit = |limit: i128| Number::from_i128(limit).ok_or(Doubt);
        self.known(Some(if number < min { Violation::Minimum(limit(min)?) } else { Violation::Maximum(limit(max)?) }))
    }

    /// A fault, unless the validator may see it otherwise.
    fn known(&self, fault: Option<Violation>) -> Result<Option<Violation>, Doubt> {
        if fault.is_some() && self.is_alternative { Err(Doubt) } else { Ok(fault) }
    }

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
    let is_known = |(name, value): (&String, &Value)| {
        name == "type" || is_annotation(name, value) || name.starts_with("x-") || keywords.contains(&name.as_str())
    };
    schema.iter().all(is_known).then_some(())
}

/// Whether something is said of a schema that is not asked of a value.
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
