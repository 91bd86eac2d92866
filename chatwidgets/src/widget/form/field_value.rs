//! What a field holds at first, and what a chosen field takes over from the derived one.

use serde_json::{Number, Value};

use super::Range;
use super::field_kind::{AnyOf, FieldKind, TextLine, TypedNumber};

/// What a kind limits, to be taken over by a field of another kind.
#[derive(Default)]
struct Limits<'a> {
    max_length: Option<u32>,
    min_length: Option<u32>,
    pattern: Option<&'a String>,
    min: Option<&'a Number>,
    max: Option<&'a Number>,
    step: Option<&'a Number>,
    options: &'a [String],
    labels: &'a [String],
    min_items: Option<u64>,
    max_items: Option<u64>,
    min_date: Option<&'a String>,
    max_date: Option<&'a String>,
}

impl Limits<'_> {
    /// The labels of these options; none if it has not all of them.
    fn labels_of(&self, options: &[String]) -> Vec<String> {
        let label = |option: &String| self.labels.get(self.options.iter().position(|other| other == option)?).cloned();
        options.iter().map(label).collect::<Option<_>>().unwrap_or_default()
    }
}

impl FieldKind {
    /// Takes over what this field does not say itself: the limits that the payload's type sets, and what the derived
    /// field held at first.
    pub(super) fn inherit(&mut self, derived: &Self) {
        if self.value().is_none()
            && let Some(value) = derived.value()
        {
            self.set_default(&value);
        }
        let limits = derived.limits();
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                kind.max_length = kind.max_length.or(limits.max_length);
                kind.min_length = kind.min_length.or(limits.min_length);
                kind.pattern = kind.pattern.take().or(limits.pattern.cloned());
            }
            Self::TextArea(kind) => {
                kind.max_length = kind.max_length.or(limits.max_length);
                kind.min_length = kind.min_length.or(limits.min_length);
            }
            Self::Number(kind) => {
                kind.min = kind.min.take().or(limits.min.cloned());
                kind.max = kind.max.take().or(limits.max.cloned());
                kind.step = kind.step.take().or(limits.step.cloned());
            }
            Self::Dropdown(kind) => kind.labels = limits.labels_of(&kind.options),
            Self::MultiSelect(kind) => {
                kind.labels = limits.labels_of(&kind.options);
                kind.min_items = kind.min_items.or(limits.min_items);
                kind.max_items = kind.max_items.or(limits.max_items);
            }
            Self::DatePicker(kind) => {
                kind.min_date = kind.min_date.take().or(limits.min_date.cloned());
                kind.max_date = kind.max_date.take().or(limits.max_date.cloned());
            }
            // A slider has bounds of its own, and the others have none.
            Self::Slider(_) | Self::Toggle(_) | Self::FileUpload(_) | Self::Unknown(_) => {}
        }
    }

    fn limits(&self) -> Limits<'_> {
        let none = Limits::default();
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                let TextLine { max_length, min_length, pattern, .. } = kind;
                Limits { max_length: *max_length, min_length: *min_length, pattern: pattern.as_ref(), ..none }
            }
            Self::TextArea(kind) => Limits { max_length: kind.max_length, min_length: kind.min_length, ..none },
            Self::Number(TypedNumber { min, max, step, .. }) => {
                Limits { min: min.as_ref(), max: max.as_ref(), step: step.as_ref(), ..none }
            }
            Self::Slider(Range { min, max, step, .. }) => {
                Limits { min: Some(min), max: Some(max), step: Some(step), ..none }
            }
            Self::Dropdown(kind) => Limits { options: &kind.options, labels: &kind.labels, ..none },
            Self::MultiSelect(AnyOf { options, labels, min_items, max_items, .. }) => {
                Limits { options, labels, min_items: *min_items, max_items: *max_items, ..none }
            }
            Self::DatePicker(kind) => {
                Limits { min_date: kind.min_date.as_ref(), max_date: kind.max_date.as_ref(), ..none }
            }
            Self::Toggle(_) | Self::FileUpload(_) | Self::Unknown(_) => none,
        }
    }

    /// What the field holds at first; a switch that is off says nothing.
    fn value(&self) -> Option<Value> {
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                kind.default_value.clone().map(Value::from)
            }
            Self::TextArea(kind) => kind.default_value.clone().map(Value::from),
            Self::Dropdown(kind) => kind.default_value.clone().map(Value::from),
            Self::DatePicker(kind) => kind.default_value.clone().map(Value::from),
            Self::Number(kind) => kind.default_value.clone().map(Value::Number),
            Self::Slider(kind) => kind.value().cloned().map(Value::Number),
            Self::Toggle(kind) => kind.default_value.then_some(Value::Bool(true)),
            Self::MultiSelect(kind) => kind.default_value.clone().map(Value::from),
            Self::FileUpload(_) | Self::Unknown(_) => None,
        }
    }

    /// Sets what the field holds at first, as far as a field of its kind can hold it.
    pub(super) fn set_default(&mut self, value: &Value) {
        let text = || match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) => kind.default_value = text(),
            Self::TextArea(kind) => kind.default_value = text(),
            Self::Dropdown(kind) => kind.default_value = text(),
            Self::DatePicker(kind) => kind.default_value = text(),
            Self::Number(kind) => kind.default_value = value.as_number().cloned(),
            Self::Slider(kind) => {
                if let Some(number) = value.as_number() {
                    kind.set_default_json(number);
                }
            }
            Self::Toggle(kind) => kind.default_value = value == &Value::Bool(true) || value == "true",
            Self::MultiSelect(kind) => {
                let chosen = |values: &Vec<Value>| values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                kind.default_value = value.as_array().map(chosen);
            }
            // A secret is typed anew: it does not travel back, nor is it kept with the turn.
            Self::Password(_) | Self::FileUpload(_) | Self::Unknown(_) => {}
        }
    }
}
