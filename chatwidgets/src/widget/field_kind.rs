//! The kinds of a form's fields, with the members of each.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::choice::options_fault;
use super::date::DateBounds;
use super::file::FileLimits;
use super::number;
use super::slider::Range;

/// What makes one kind of field different from another.
pub trait Kind: Into<FieldKind> {
    #[doc(hidden)]
    fn broken(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// A switch is on or off: there is no way to leave it out.
    #[doc(hidden)]
    fn can_be_required(&self) -> bool {
        true
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $body:tt;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $kind $body
        )*
    };
}

kinds! {
    /// A line of text.
    TextLine {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) placeholder: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) max_length: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) min_length: Option<u32>,
        /// An ECMA 262 regular expression that is to be found in the text (as in JSON Schema, not as in HTML, where it is
        /// the whole text's).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) pattern: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) default_value: Option<String>,
    };
    /// Several lines of text.
    TextLines {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) placeholder: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) max_length: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) rows: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) min_length: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) default_value: Option<String>,
    };
    /// A number that is typed.
    TypedNumber {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) min: Option<serde_json::Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) max: Option<serde_json::Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) step: Option<serde_json::Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) default_value: Option<serde_json::Number>,
    };
    /// One of several options.
    OneOf {
        pub(crate) options: Vec<String>,
        /// What a person sees of each option; the option itself where this is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub(crate) labels: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) default_value: Option<String>,
    };
    /// Any number of several options.
    AnyOf {
        pub(crate) options: Vec<String>,
        /// What a person sees of each option; the option itself where this is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub(crate) labels: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) min_items: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) max_items: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) default_value: Option<Vec<String>>,
    };
    /// A switch.
    Switch {
        #[serde(default)]
        pub(crate) default_value: bool,
    };
}

macro_rules! from_kinds {
    ($($kind:ident => $variant:ident,)*) => {
        $(
            impl From<$kind> for FieldKind {
                fn from(kind: $kind) -> Self {
                    Self::$variant(kind)
                }
            }
        )*
    };
}

from_kinds! {
    TextLine => Input,
    TextLines => TextArea,
    TypedNumber => Number,
    OneOf => Dropdown,
    AnyOf => MultiSelect,
    Switch => Toggle,
    Range => Slider,
    DateBounds => DatePicker,
    FileLimits => FileUpload,
}

/// Declares the enum of all kinds.
macro_rules! field_kinds {
    ($($variant:ident($kind:ty) = $name:literal,)*) => {
        /// The kind of a form's field, with the members of that kind.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "type")]
        #[non_exhaustive]
        pub enum FieldKind {
            $(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $variant($kind),
            )*
            /// A `type` that this version does not know, kept as it came.
            #[serde(untagged)]
            Unknown(Map<String, Value>),
        }

        impl FieldKind {
            pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
                match self {
                    $(Self::$variant(kind) => Kind::broken(kind),)*
                    Self::Unknown(_) => None,
                }
            }

            fn from_members(members: Map<String, Value>) -> Result<Self, serde_json::Error> {
                match members.get("type").and_then(Value::as_str) {
                    $(Some($name) => serde_json::from_value(Value::Object(members)).map(Self::$variant),)*
                    Some(_) => Ok(Self::Unknown(members)),
                    None => Err(serde_json::Error::missing_field("type")),
                }
            }
        }
    };
}

field_kinds! {
    Input(TextLine) = "input",
    Email(TextLine) = "email",
    Url(TextLine) = "url",
    Password(TextLine) = "password",
    TextArea(TextLines) = "textarea",
    Number(TypedNumber) = "number",
    Dropdown(OneOf) = "dropdown",
    MultiSelect(AnyOf) = "multiselect",
    Toggle(Switch) = "toggle",
    Slider(Range) = "slider",
    DatePicker(DateBounds) = "datepicker",
    FileUpload(FileLimits) = "fileupload",
}

impl<'de> Deserialize<'de> for FieldKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

fn at_least_one(name: &str, number: Option<u32>) -> Option<Cow<'static, str>> {
    (number == Some(0)).then(|| format!("`{name}` must be at least 1").into())
}

impl Kind for TextLine {
    fn broken(&self) -> Option<Cow<'static, str>> {
        at_least_one("max_length", self.max_length)
    }
}

impl Kind for TextLines {
    fn broken(&self) -> Option<Cow<'static, str>> {
        at_least_one("max_length", self.max_length).or_else(|| at_least_one("rows", self.rows))
    }
}

impl Kind for TypedNumber {
    fn broken(&self) -> Option<Cow<'static, str>> {
        if self.step.as_ref().is_some_and(|step| !number::less(&0.into(), step)) {
            return Some("the step must be greater than 0".into());
        }
        let (min, max) = (self.min.as_ref()?, self.max.as_ref()?);
        number::less(max, min).then(|| "the lower bound must not be greater than the upper one".into())
    }
}

impl Kind for OneOf {
    fn broken(&self) -> Option<Cow<'static, str>> {
        options_fault(&self.options)
    }
}

impl Kind for AnyOf {
    fn broken(&self) -> Option<Cow<'static, str>> {
        options_fault(&self.options)
    }
}

impl Kind for Switch {
    fn can_be_required(&self) -> bool {
        false
    }
}

impl Kind for Range {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}

impl Kind for DateBounds {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}

impl Kind for FileLimits {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}
