//! The members of a payload, as their schemas describe them.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::field_kind::{FieldKind, OneOf, Switch};

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

/// A member's schema with its references and its `null` taken off.
pub(super) struct Resolved {
    pub(super) schema: Map<String, Value>,
    pub(super) is_nullable: bool,
    pub(super) within: Vec<String>,
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
    pub(super) fn wanted_by(resolved: &Resolved) -> Self {
        match resolved.schema.get("type").and_then(Value::as_str) {
            Some("boolean") => Self::Switch,
            Some("string" | "integer" | "number") => Self::Text,
            Some("array") => Self::List,
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

/// What a doc comment says: its first line is the label, the rest the hint.
pub(super) fn words(schema: &Value) -> Option<(String, Option<String>)> {
    let text =
        |keyword: &str| schema.get(keyword).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let has_reference = schema.get("$ref").is_some();
    let description = text("description");
    // The title of an inlined type is the type's own.
    if let Some(title) = text("title").filter(|_| has_reference) {
        return Some((title.to_owned(), description.map(str::to_owned)));
    }
    let (first, rest) = description.map(|text| text.split_once('\n').unwrap_or((text, "")))?;
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((first.trim().to_owned(), (!rest.is_empty()).then_some(rest)))
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

/// `first_name` → `First name`, `firstName` → `First name`.
pub(super) fn in_words(name: &str) -> String {
    let mut words = String::new();
    let mut after_lower = false;
    for c in name.trim_matches('_').chars() {
        match c {
            '_' | '-' | '.' => words.push(' '),
            c if c.is_uppercase() && after_lower => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c if words.is_empty() => words.extend(c.to_uppercase()),
            c => words.push(c),
        }
        after_lower = c.is_lowercase() || c.is_numeric();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_field_is_labelled_with_its_name_in_words() {
        assert_eq!(in_words("first_name"), "First name");
        assert_eq!(in_words("firstName"), "First name");
        assert_eq!(in_words("size2"), "Size2");
        assert_eq!(in_words("größe"), "Größe");
    }
}
