//! The kinds of a form's fields, with the members of each.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
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

    #[doc(hidden)]
    fn is_required_at_first(&self) -> bool {
        true
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $body:tt => $variant:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $kind $body

            impl From<$kind> for FieldKind {
                fn from(kind: $kind) -> Self {
                    Self::$variant(kind)
                }
            }
        )*
    };
}

kinds! {
    /// A line of text.
    TextLine {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) placeholder: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) max_length: Option<u32>,
    } => Input;
    /// Several lines of text.
    TextLines {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) placeholder: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) max_length: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) rows: Option<u32>,
    } => TextArea;
    /// A number that is typed.
    TypedNumber {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) min: Option<serde_json::Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) max: Option<serde_json::Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) step: Option<serde_json::Number>,
    } => Number;
    /// One of several options.
    OneOf { pub(super) options: Vec<String> } => Dropdown;
    /// Any number of several options.
    AnyOf { pub(super) options: Vec<String> } => MultiSelect;
    /// A switch.
    Switch {
        #[serde(default)]
        pub(super) default_value: bool,
    } => Toggle;
}

impl From<Range> for FieldKind {
    fn from(range: Range) -> Self {
        Self::Slider(range)
    }
}

impl From<DateBounds> for FieldKind {
    fn from(bounds: DateBounds) -> Self {
        Self::DatePicker(bounds)
    }
}

impl From<FileLimits> for FieldKind {
    fn from(limits: FileLimits) -> Self {
        Self::FileUpload(limits)
    }
}

/// The kind of a form's field, with the members of that kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is named after its `type`")]
pub enum FieldKind {
    Input(TextLine),
    TextArea(TextLines),
    Number(TypedNumber),
    Dropdown(OneOf),
    MultiSelect(AnyOf),
    Toggle(Switch),
    Slider(Range),
    DatePicker(DateBounds),
    FileUpload(FileLimits),
    /// A `type` that this version does not know, kept as it came.
    #[serde(untagged)]
    Unknown(Map<String, Value>),
}

impl FieldKind {
    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Input(kind) => kind.broken(),
            Self::TextArea(kind) => kind.broken(),
            Self::Number(kind) => kind.broken(),
            Self::Dropdown(kind) => kind.broken(),
            Self::MultiSelect(kind) => kind.broken(),
            Self::Toggle(kind) => Kind::broken(kind),
            Self::Slider(kind) => kind.broken(),
            Self::DatePicker(kind) => kind.broken(),
            Self::FileUpload(kind) => kind.broken(),
            Self::Unknown(_) => None,
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
    fn is_required_at_first(&self) -> bool {
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
