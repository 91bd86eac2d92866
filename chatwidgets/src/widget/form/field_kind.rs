//! The kinds of a form's fields, with the members of each.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{DateBounds, DateTimeBounds, FileLimits, Range, TimeBounds};
use crate::widget::choice::options_fault;
use crate::widget::number;

mod sealed {
    pub trait Sealed {}
}

/// The members of a kind of field: what makes one kind different from another.
///
/// The kinds are those of [`FieldKind`]; an app cannot add one.
pub trait Kind: Into<FieldKind> + sealed::Sealed {
    #[doc(hidden)]
    fn broken(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// A switch is always on or off, so it cannot be left out.
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
            #[non_exhaustive]
            pub struct $kind $body
        )*
    };
}

kinds! {
    /// A line of text.
    TextLine {
        /// The grey text shown while it is empty.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub placeholder: Option<String>,
        /// How many characters can be typed, at least 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_length: Option<u32>,
        /// How many characters must be typed, if it is filled in at all.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min_length: Option<u32>,
        /// An ECMA 262 regular expression that is to be found in the text (as in JSON Schema, not as in HTML, where it is
        /// the whole text's).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub pattern: Option<String>,
        /// The text that it holds at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default_value: Option<String>,
    };
    /// Several lines of text.
    TextLines {
        /// The grey text shown while it is empty.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub placeholder: Option<String>,
        /// How many characters can be typed, at least 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_length: Option<u32>,
        /// How many lines are visible, at least 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub rows: Option<u32>,
        /// How many characters must be typed, if it is filled in at all.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min_length: Option<u32>,
        /// The text that it holds at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default_value: Option<String>,
    };
    /// A number that is typed.
    TypedNumber {
        /// The least number that can be entered.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<serde_json::Number>,
        /// The greatest number that can be entered.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<serde_json::Number>,
        /// The distance between two numbers, greater than 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub step: Option<serde_json::Number>,
        /// The number that it holds at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default_value: Option<serde_json::Number>,
    };
    /// One of several options.
    OneOf {
        /// What can be chosen: at least one option, each once.
        pub options: Vec<String>,
        /// What a person sees of each option; the option itself where this is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub labels: Vec<String>,
        /// The option that is chosen at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default_value: Option<String>,
    };
    /// Any number of several options.
    AnyOf {
        /// What can be chosen: at least one option, each once.
        pub options: Vec<String>,
        /// What a person sees of each option; the option itself where this is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub labels: Vec<String>,
        /// How many must be chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min_items: Option<u64>,
        /// How many can be chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_items: Option<u64>,
        /// The options that are chosen at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default_value: Option<Vec<String>>,
    };
    /// A switch.
    Switch {
        /// Whether it is on at first.
        #[serde(default)]
        pub default_value: bool,
    };
}

/// Declares the enum of all kinds, and all that follows from what they are.
///
/// A line has the struct with a kind's members, and each kind that has these: the variant and the `type` in JSON. A
/// struct alone stands for the first of them.
macro_rules! field_kinds {
    ($($members:ident: $first:ident = $first_name:literal $(, $variant:ident = $name:literal)*;)*) => {
        /// The kind of a form's field, with the members of that kind.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "type")]
        #[non_exhaustive]
        pub enum FieldKind {
            $(
                #[doc = concat!("`", $first_name, "`")]
                #[serde(rename = $first_name)]
                $first($members),
                $(
                    #[doc = concat!("`", $name, "`")]
                    #[serde(rename = $name)]
                    $variant($members),
                )*
            )*
            /// A `type` that this version does not know, kept as it came.
            #[serde(untagged)]
            Unknown(Map<String, Value>),
        }

        impl FieldKind {
            /// The `type` member.
            pub fn type_name(&self) -> &str {
                match self {
                    $(
                        Self::$first(_) => $first_name,
                        $(Self::$variant(_) => $name,)*
                    )*
                    Self::Unknown(members) => members.get("type").and_then(Value::as_str).unwrap_or_default(),
                }
            }

            pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
                match self {
                    $(Self::$first(kind) $(| Self::$variant(kind))* => Kind::broken(kind),)*
                    Self::Unknown(_) => None,
                }
            }

            pub(super) fn can_be_required(&self) -> bool {
                match self {
                    $(Self::$first(kind) $(| Self::$variant(kind))* => Kind::can_be_required(kind),)*
                    Self::Unknown(_) => true,
                }
            }

            fn from_members(members: Map<String, Value>) -> Result<Self, serde_json::Error> {
                match members.get("type").and_then(Value::as_str) {
                    $(
                        Some($first_name) => serde_json::from_value(Value::Object(members)).map(Self::$first),
                        $(Some($name) => serde_json::from_value(Value::Object(members)).map(Self::$variant),)*
                    )*
                    Some(_) => Ok(Self::Unknown(members)),
                    None => Err(serde_json::Error::missing_field("type")),
                }
            }
        }

        $(
            impl From<$members> for FieldKind {
                fn from(kind: $members) -> Self {
                    Self::$first(kind)
                }
            }

            impl sealed::Sealed for $members {}
        )*
    };
}

field_kinds! {
    TextLine: Input = "input", Email = "email", Url = "url", Password = "password";
    TextLines: TextArea = "textarea";
    TypedNumber: Number = "number";
    OneOf: Dropdown = "dropdown";
    AnyOf: MultiSelect = "multiselect";
    Switch: Toggle = "toggle";
    Range: Slider = "slider";
    DateBounds: DatePicker = "datepicker";
    DateTimeBounds: DateTime = "datetime";
    TimeBounds: Time = "time";
    FileLimits: FileUpload = "fileupload";
}

impl<'de> Deserialize<'de> for FieldKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl FieldKind {
    /// Whether what is entered is not kept with the turn: a password, and what this version does not know.
    pub(crate) fn is_secret(&self) -> bool {
        match self {
            Self::Password(_) | Self::Unknown(_) => true,
            Self::Input(_)
            | Self::Email(_)
            | Self::Url(_)
            | Self::TextArea(_)
            | Self::Number(_)
            | Self::Dropdown(_)
            | Self::MultiSelect(_)
            | Self::Toggle(_)
            | Self::Slider(_)
            | Self::DatePicker(_)
            | Self::DateTime(_)
            | Self::Time(_)
            | Self::FileUpload(_) => false,
        }
    }

    /// Whether it is typed into an input, which can be read-only; an input for a choice cannot.
    pub(crate) fn is_typed(&self) -> bool {
        match self {
            Self::Input(_)
            | Self::Email(_)
            | Self::Url(_)
            | Self::Password(_)
            | Self::TextArea(_)
            | Self::Number(_)
            | Self::DatePicker(_)
            | Self::DateTime(_)
            | Self::Time(_) => true,
            Self::Dropdown(_)
            | Self::MultiSelect(_)
            | Self::Toggle(_)
            | Self::Slider(_)
            | Self::FileUpload(_)
            | Self::Unknown(_) => false,
        }
    }

    /// What a field means that says nothing, as one does whose boxes are not ticked.
    pub(crate) fn unsaid(&self) -> Option<Value> {
        match self {
            Self::Toggle(_) => Some(Value::Bool(false)),
            Self::MultiSelect(_) => Some(Value::Array(Vec::new())),
            Self::Input(_)
            | Self::Email(_)
            | Self::Url(_)
            | Self::Password(_)
            | Self::TextArea(_)
            | Self::Number(_)
            | Self::Dropdown(_)
            | Self::Slider(_)
            | Self::DatePicker(_)
            | Self::DateTime(_)
            | Self::Time(_)
            | Self::FileUpload(_)
            | Self::Unknown(_) => None,
        }
    }

    /// Whether it holds a value whatever a person does, so that there is no way to leave it empty and nothing to say of
    /// that; a switch has a frame of its own.
    pub(crate) fn always_holds_a_value(&self) -> bool {
        match self {
            Self::Slider(range) => range.marks().is_none(),
            Self::Input(_)
            | Self::Email(_)
            | Self::Url(_)
            | Self::Password(_)
            | Self::TextArea(_)
            | Self::Number(_)
            | Self::Dropdown(_)
            | Self::MultiSelect(_)
            | Self::Toggle(_)
            | Self::DatePicker(_)
            | Self::DateTime(_)
            | Self::Time(_)
            | Self::FileUpload(_)
            | Self::Unknown(_) => false,
        }
    }

    /// The options that can be chosen, and what a person sees of each; none where something else is entered.
    pub(crate) fn options(&self) -> (&[String], &[String]) {
        match self {
            Self::Dropdown(kind) => (&kind.options, &kind.labels),
            Self::MultiSelect(kind) => (&kind.options, &kind.labels),
            Self::Input(_)
            | Self::Email(_)
            | Self::Url(_)
            | Self::Password(_)
            | Self::TextArea(_)
            | Self::Number(_)
            | Self::Toggle(_)
            | Self::Slider(_)
            | Self::DatePicker(_)
            | Self::DateTime(_)
            | Self::Time(_)
            | Self::FileUpload(_)
            | Self::Unknown(_) => (&[], &[]),
        }
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

impl Kind for DateTimeBounds {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}

impl Kind for TimeBounds {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}

impl Kind for FileLimits {
    fn broken(&self) -> Option<Cow<'static, str>> {
        Self::broken(self)
    }
}
