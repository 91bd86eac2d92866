//! What is wrong with a value, as a code and in English.

use std::fmt::{Display, Write as _};

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Number, Value};

use crate::figures::{figures, plain};
use crate::{bounds, formats, keywords, moment};

/// The most options in one message.
const MOST_OPTIONS: usize = 12;

/// What is wrong with a value of a payload.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Violation {
    /// It is missing.
    Required,
    /// It is a member that the schema does not have.
    NotExpected,
    /// It is not of one of these types.
    Type(Vec<ValueType>),
    /// It is less than this.
    Minimum(Number),
    /// It is greater than this.
    Maximum(Number),
    /// It is not greater than this.
    ExclusiveMinimum(Number),
    /// It is not less than this.
    ExclusiveMaximum(Number),
    /// It is not a multiple of this.
    MultipleOf(f64),
    /// It has fewer characters than this.
    MinLength(u64),
    /// It has more characters than this.
    MaxLength(u64),
    /// It has fewer items than this.
    MinItems(u64),
    /// It has more items than this.
    MaxItems(u64),
    /// It has fewer members than this.
    MinProperties(u64),
    /// It has more members than this.
    MaxProperties(u64),
    /// It has an item twice.
    UniqueItems,
    /// It is there twice, under different names.
    Duplicate,
    /// It does not match this regular expression.
    Pattern(String),
    /// It is not of this format, such as `email` or `date`.
    Format(String),
    /// It is no URL of one of these schemes, such as `ftp`.
    Schemes(Vec<String>),
    /// It is before this day or time.
    FormatMinimum(String),
    /// It is after this day or time.
    FormatMaximum(String),
    /// It is not one of these values.
    Enum(Vec<String>),
    /// Anything else, named after the schema's keyword in `snake_case`.
    Other(String),
}

/// A type of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as JSON Schema names it")]
#[non_exhaustive]
pub enum ValueType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl From<JsonType> for ValueType {
    fn from(json: JsonType) -> Self {
        match json {
            JsonType::Null => Self::Null,
            JsonType::Boolean => Self::Boolean,
            JsonType::Integer => Self::Integer,
            JsonType::Number => Self::Number,
            JsonType::String => Self::String,
            JsonType::Array => Self::Array,
            JsonType::Object => Self::Object,
        }
    }
}

impl Violation {
    pub(crate) fn of(kind: &ValidationErrorKind) -> Self {
        use ValidationErrorKind as Kind;
        let number = |value: &Value| value.as_number().map_or_else(|| 0.into(), plain);
        match kind {
            Kind::Required { .. } => Self::Required,
            Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } | Kind::FalseSchema => {
                Self::NotExpected
            }
            Kind::Type { kind: TypeKind::Single(wanted) } => Self::Type(vec![(*wanted).into()]),
            Kind::Type { kind: TypeKind::Multiple(wanted) } => Self::Type(wanted.iter().map(ValueType::from).collect()),
            Kind::Minimum { limit } => Self::Minimum(number(limit)),
            Kind::Maximum { limit } => Self::Maximum(number(limit)),
            Kind::ExclusiveMinimum { limit } => Self::ExclusiveMinimum(number(limit)),
            Kind::ExclusiveMaximum { limit } => Self::ExclusiveMaximum(number(limit)),
            Kind::MultipleOf { multiple_of } => Self::MultipleOf(*multiple_of),
            Kind::MinLength { limit } => Self::MinLength(*limit),
            Kind::MaxLength { limit } => Self::MaxLength(*limit),
            Kind::MinItems { limit } => Self::MinItems(*limit),
            Kind::MaxItems { limit } => Self::MaxItems(*limit),
            Kind::AdditionalItems { limit } => Self::MaxItems(*limit as u64),
            Kind::MinProperties { limit } => Self::MinProperties(*limit),
            Kind::MaxProperties { limit } => Self::MaxProperties(*limit),
            Kind::UniqueItems => Self::UniqueItems,
            Kind::Pattern { pattern } => Self::Pattern(pattern.clone()),
            // It cannot be told whether the text matches: the pattern takes too long.
            Kind::BacktrackLimitExceeded { .. } => Self::Pattern(String::new()),
            Kind::Enum { options } => Self::one_of(options.as_array().into_iter().flatten()),
            Kind::Constant { expected_value } => Self::one_of(std::iter::once(&**expected_value)),
            Kind::Custom { keyword, message } => Self::of_own(keyword, message),
            Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => Self::Other("enum".into()),
            kind => Self::Other(snake_case(kind.keyword())),
        }
    }

    /// The violation of a keyword of this crate.
    fn of_own(keyword: &str, message: &str) -> Self {
        match keyword {
            keywords::FORMAT => Self::Format(message.to_owned()),
            keywords::SCHEMES => Self::Schemes(message.split(' ').map(str::to_owned).collect()),
            bounds::FIRST => Self::FormatMinimum(message.to_owned()),
            bounds::LAST => Self::FormatMaximum(message.to_owned()),
            _ => Self::Other(snake_case(keyword)),
        }
    }

    pub(crate) fn one_of<'a>(options: impl Iterator<Item = &'a Value>) -> Self {
        let text = |option: &Value| option.as_str().map_or_else(|| option.to_string(), str::to_owned);
        Self::Enum(options.filter(|option| !option.is_null()).map(text).collect())
    }

    /// The stable code for programs: the schema's keyword in `snake_case`, such as `max_length`.
    pub fn code(&self) -> &str {
        match self {
            Self::Required => "required",
            Self::NotExpected => "additional_properties",
            Self::Type(_) => "type",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMinimum(_) => "exclusive_minimum",
            Self::ExclusiveMaximum(_) => "exclusive_maximum",
            Self::MultipleOf(_) => "multiple_of",
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::MinItems(_) => "min_items",
            Self::MaxItems(_) => "max_items",
            Self::MinProperties(_) => "min_properties",
            Self::MaxProperties(_) => "max_properties",
            Self::UniqueItems => "unique_items",
            Self::Duplicate => "duplicate",
            Self::Pattern(_) => "pattern",
            // For programs the schemes are a part of the format.
            Self::Format(_) | Self::Schemes(_) => "format",
            Self::FormatMinimum(_) => "format_minimum",
            Self::FormatMaximum(_) => "format_maximum",
            Self::Enum(_) => "enum",
            Self::Other(code) => code,
        }
    }

    /// The message for people, in English, without the field's name and without a full stop: `must be at most 5`.
    pub fn english(&self) -> String {
        let how_many = |start, n: u64, one, more| about(start, n, if n == 1 { one } else { more });
        match self {
            Self::Required => "is required".into(),
            Self::NotExpected => "is not expected here".into(),
            Self::Type(wanted) => {
                let mut words: Vec<_> = wanted
                    .iter()
                    .filter(|wanted| **wanted != ValueType::Null)
                    .map(|wanted| in_words(*wanted))
                    .collect();
                words.dedup();
                format!("must be {}", if words.is_empty() { "empty".to_owned() } else { words.join(" or ") })
            }
            Self::Minimum(limit) => about("must be at least ", limit, ""),
            Self::Maximum(limit) => about("must be at most ", limit, ""),
            Self::ExclusiveMinimum(limit) => about("must be more than ", limit, ""),
            Self::ExclusiveMaximum(limit) => about("must be less than ", limit, ""),
            Self::MultipleOf(step) => about("must be a multiple of ", figures(*step), ""),
            Self::MinLength(n) => how_many("must be at least ", *n, " character long", " characters long"),
            Self::MaxLength(n) => how_many("must be at most ", *n, " character long", " characters long"),
            Self::MinItems(n) => how_many("must have at least ", *n, " item", " items"),
            Self::MaxItems(n) => how_many("must have at most ", *n, " item", " items"),
            Self::MinProperties(n) => how_many("must have at least ", *n, " member", " members"),
            Self::MaxProperties(n) => how_many("must have at most ", *n, " member", " members"),
            Self::UniqueItems => "must not have the same item twice".into(),
            Self::Duplicate => "is given twice, under different names".into(),
            Self::Format(format) => format!("must be {}", format_in_words(format)),
            Self::Schemes(schemes) => format!("must be a URL that begins with {}", schemes_in_words(schemes)),
            Self::FormatMinimum(first) => format!("must not be before {}", moment::readable_moment(first)),
            Self::FormatMaximum(last) => format!("must not be after {}", moment::readable_moment(last)),
            Self::Enum(options) => one_of_in_words(options),
            Self::Pattern(_) | Self::Other(_) => "does not have the expected format".into(),
        }
    }
}

/// A sentence around a number.
fn about(start: &str, number: impl Display, end: &str) -> String {
    let mut sentence = String::with_capacity(64);
    sentence.push_str(start);
    // Writing to a `String` never fails.
    let _ = write!(sentence, "{number}");
    sentence.push_str(end);
    sentence
}

fn snake_case(keyword: &str) -> String {
    let mut code = String::with_capacity(keyword.len() + 2);
    for c in keyword.chars() {
        if c.is_ascii_uppercase() {
            code.push('_');
        }
        code.push(c.to_ascii_lowercase());
    }
    code
}

fn one_of_in_words(options: &[String]) -> String {
    let shown = options.iter().take(MOST_OPTIONS).map(String::as_str).collect::<Vec<_>>().join(", ");
    match options.len().saturating_sub(MOST_OPTIONS) {
        0 if options.len() == 1 => format!("must be {shown}"),
        0 => format!("must be one of {shown}"),
        more => format!("must be one of {shown} or {more} others"),
    }
}

fn in_words(wanted: ValueType) -> &'static str {
    match wanted {
        ValueType::Integer => "a whole number",
        ValueType::Number => "a number",
        ValueType::Boolean => "true or false",
        ValueType::String => "text",
        ValueType::Array => "a list",
        ValueType::Object => "an object",
        ValueType::Null => "empty",
    }
}

fn format_in_words(format: &str) -> &'static str {
    formats::find(format).map_or("in the expected format", |format| format.english)
}

fn schemes_in_words(schemes: &[String]) -> String {
    schemes.iter().map(|scheme| format!("{scheme}:")).collect::<Vec<_>>().join(" or ")
}
