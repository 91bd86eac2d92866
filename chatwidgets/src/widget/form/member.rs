//! The members of a payload, as their schemas describe them.

use std::borrow::Cow;

use super::field_kind::{FieldKind, OneOf, Switch};
use crate::schema::{Resolved, Types};

/// A member of a payload, as a form shows it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// `address.city`
    pub(super) name: String,
    pub(super) path: Vec<String>,
    /// Whether the payload's type asks for it, whatever a form shows.
    pub(super) must_be_sent: bool,
    pub(super) label: String,
    pub(super) group: Option<String>,
    pub(super) required: bool,
    pub(super) hint: Option<String>,
    /// Or why it cannot be derived.
    pub(super) kind: Result<FieldKind, Cow<'static, str>>,
    pub(super) takes: Sends,
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
            | FieldKind::DatePicker(_) => Self::Text,
        }
    }

    /// Whether a member that takes this can be filled by a field that sends that.
    pub(super) fn takes(self, sent: Self) -> bool {
        // `"true"` is coerced where a boolean is wanted.
        self == sent || self == Self::Anything || sent == Self::Anything || (self == Self::Switch && sent == Self::Text)
    }
}

impl Member {
    /// A yes or no that may be left open: a switch could not.
    pub(super) fn yes_or_no() -> FieldKind {
        let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        OneOf { options: texts(["true", "false"]), labels: texts(["Yes", "No"]), default_value: None }.into()
    }

    pub(super) fn switch() -> FieldKind {
        Switch::default().into()
    }
}
