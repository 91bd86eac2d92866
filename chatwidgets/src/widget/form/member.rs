//! The members of a payload, as their schemas describe them.

use std::borrow::Cow;

use serde_json::Value;

use super::field_kind::{FieldKind, OneOf, Switch};
use crate::schema::{Resolved, Types, decimal};

/// A member of a payload, as a form shows it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub(super) struct Member {
    /// `address.city`
    pub(super) name: String,
    pub(super) path: Vec<String>,
    /// Whether the payload's type asks for it, whatever a form shows.
    pub(super) must_be_sent: bool,
    pub(super) label: String,
    pub(super) group: Option<String>,
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) hint: Option<String>,
    /// Or why it cannot be derived.
    pub(super) kind: Result<FieldKind, Cow<'static, str>>,
    pub(super) takes: Sends,
    /// Whether its numbers are of single precision.
    pub(super) is_single: bool,
    /// Whether a value of the payload's type tells what it holds.
    pub(super) is_serialized: bool,
}

/// What a field sends, and what a member takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::widget) enum Sends {
    /// A text, which may be a number's or a date's.
    Text,
    /// On or off.
    Switch,
    /// A list.
    List,
    /// Not known.
    Anything,
}

impl Sends {
    pub(super) fn wanted_by(resolved: &Resolved<'_>) -> Self {
        let of_text = Types::STRING.union(Types::INTEGER).union(Types::NUMBER);
        match resolved.types() {
            Types::BOOLEAN => Self::Switch,
            Types::ARRAY => Self::List,
            types if !types.is_empty() && types.without(of_text).is_empty() => Self::Text,
            _ => Self::Anything,
        }
    }

    pub(in crate::widget) fn by(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Toggle(_) => Self::Switch,
            FieldKind::MultiSelect(_) | FieldKind::FileUpload(_) => Self::List,
            FieldKind::Unknown(_) => Self::Anything,
            FieldKind::Input(_)
            | FieldKind::Email(_)
            | FieldKind::Url(_)
            | FieldKind::Password(_)
            | FieldKind::TextArea(_)
            | FieldKind::Number(_)
            | FieldKind::Dropdown(_)
            | FieldKind::Slider(_)
            | FieldKind::DatePicker(_)
            | FieldKind::DateTime(_)
            | FieldKind::Time(_) => Self::Text,
        }
    }

    /// Whether a member that takes this can be filled by a field that sends that.
    pub(super) fn takes(self, sent: Self) -> bool {
        // `"true"` is coerced where a boolean is wanted.
        self == sent || self == Self::Anything || sent == Self::Anything || (self == Self::Switch && sent == Self::Text)
    }
}

const YES_OR_NO: [&str; 2] = ["true", "false"];
const YES_OR_NO_IN_WORDS: [&str; 2] = ["Yes", "No"];

/// Whether these are the options of a yes or no, which a page says in its language.
pub(crate) fn is_yes_or_no(options: &[String], labels: &[String]) -> bool {
    options == YES_OR_NO && (labels.is_empty() || labels == YES_OR_NO_IN_WORDS)
}

impl Member {
    /// Sets what its field holds at first. Says whether the field can hold it.
    pub(super) fn set_default(&mut self, value: &Value) -> bool {
        let Ok(kind) = &mut self.kind else { return true };
        if let Value::Number(number) = value
            && self.is_single
            && let Some(short) = decimal::single(number)
        {
            return kind.set_default(&Value::Number(short));
        }
        kind.set_default(value)
    }

    /// A yes or no that may be left open: a switch could not.
    pub(super) fn yes_or_no() -> FieldKind {
        let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        OneOf { options: texts(YES_OR_NO), labels: texts(YES_OR_NO_IN_WORDS), default_value: None }.into()
    }

    pub(super) fn switch() -> FieldKind {
        Switch::default().into()
    }
}
