//! What a field holds at first, and what a chosen field takes over from the derived one.

use chatwidgets_schema::is_moment;
use serde_json::{Number, Value};

use super::field_kind::{AnyOf, FieldKind, TextLine, TypedNumber};
use super::{DateBounds, Range, TimeBounds};
use crate::schema::decimal;

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
    is_zoned: bool,
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
            Self::DateTime(kind) => {
                kind.zoned |= limits.is_zoned;
                kind.min = kind.min.take().or(limits.min_date.cloned());
                kind.max = kind.max.take().or(limits.max_date.cloned());
            }
            Self::Time(kind) => {
                kind.min = kind.min.take().or(limits.min_date.cloned());
                kind.max = kind.max.take().or(limits.max_date.cloned());
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
            Self::DateTime(kind) => {
                let (min_date, max_date) = (kind.min.as_ref(), kind.max.as_ref());
                Limits { min_date, max_date, is_zoned: kind.zoned, ..none }
            }
            Self::Time(kind) => Limits { min_date: kind.min.as_ref(), max_date: kind.max.as_ref(), ..none },
            Self::Toggle(_) | Self::FileUpload(_) | Self::Unknown(_) => none,
        }
    }

    /// What the field holds at first; a switch that is off says nothing.
    pub(crate) fn value(&self) -> Option<Value> {
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                kind.default_value.clone().map(Value::from)
            }
            Self::TextArea(kind) => kind.default_value.clone().map(Value::from),
            Self::Dropdown(kind) => kind.default_value.clone().map(Value::from),
            Self::DatePicker(kind) => kind.default_value.clone().map(Value::from),
            Self::DateTime(kind) => kind.default_value.clone().map(Value::from),
            Self::Time(kind) => kind.default_value.clone().map(Value::from),
            Self::Number(kind) => kind.default_value.clone().map(Value::Number),
            Self::Slider(kind) => kind.value().cloned().map(Value::Number),
            Self::Toggle(kind) => kind.default_value.then_some(Value::Bool(true)),
            Self::MultiSelect(kind) => kind.default_value.clone().map(Value::from),
            Self::FileUpload(_) | Self::Unknown(_) => None,
        }
    }

    /// Sets what the field holds at first. Says whether a field can hold it: a slider that cannot stand there becomes a field
    /// for a number, and one for what its input cannot show exactly a line of text. `null` is nothing.
    pub(super) fn set_default(&mut self, value: &Value) -> bool {
        if value.is_null() {
            self.empty();
            return true;
        }
        let text = text_of(value);
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) => fill(&mut kind.default_value, text),
            Self::TextArea(kind) => fill(&mut kind.default_value, text),
            Self::Dropdown(kind) => fill(&mut kind.default_value, text.filter(|text| kind.options.contains(text))),
            Self::DatePicker(kind) => fill(&mut kind.default_value, text.filter(|text| is_day(text))),
            Self::DateTime(kind) => {
                let is_one = text.as_ref().is_some_and(|text| is_moment(kind.format(), text));
                let can_show = text.as_ref().is_some_and(|text| kind.can_show(text));
                if can_show { fill(&mut kind.default_value, text) } else { is_one && self.become_line(text) }
            }
            Self::Time(kind) => {
                let is_one = text.as_ref().is_some_and(|text| is_moment("partial-time", text));
                let can_show = text.as_ref().is_some_and(|text| TimeBounds::can_show(text));
                if can_show { fill(&mut kind.default_value, text) } else { is_one && self.become_line(text) }
            }
            Self::Number(kind) => match (number_of(value), text) {
                (Some(number), _) => fill(&mut kind.default_value, Some(number)),
                (None, Some(text)) if decimal::is_number(&text) => self.become_line(Some(text)),
                _ => false,
            },
            Self::Slider(kind) => {
                let Some(number) = number_of(value) else { return false };
                if kind.has_position(&number) {
                    kind.set_default_json(&number);
                } else {
                    let (min, max) = (Some(kind.min.clone()), Some(kind.max.clone()));
                    *self = TypedNumber { min, max, step: None, default_value: Some(number) }.into();
                }
                true
            }
            Self::Toggle(kind) => {
                let is_on = match value {
                    Value::Bool(is_on) => Some(*is_on),
                    Value::String(text) => [("true", true), ("false", false)]
                        .into_iter()
                        .find(|(word, _)| text == word)
                        .map(|(_, is_on)| is_on),
                    Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
                };
                kind.default_value = is_on.unwrap_or_default();
                is_on.is_some()
            }
            Self::MultiSelect(kind) => {
                let chosen = value.as_array().and_then(|values| values.iter().map(text_of).collect::<Option<Vec<_>>>());
                let all = chosen.filter(|chosen| chosen.iter().all(|text| kind.options.contains(text)));
                fill(&mut kind.default_value, all)
            }
            // A secret is typed anew: it does not travel back, nor is it kept with the turn.
            Self::Password(_) | Self::FileUpload(_) | Self::Unknown(_) => true,
        }
    }
}

impl FieldKind {
    /// Shows as a text what no input of its own kind can show exactly.
    fn become_line(&mut self, text: Option<String>) -> bool {
        *self = TextLine { default_value: text, ..TextLine::default() }.into();
        true
    }

    fn empty(&mut self) {
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) => kind.default_value = None,
            Self::TextArea(kind) => kind.default_value = None,
            Self::Dropdown(kind) => kind.default_value = None,
            Self::DatePicker(kind) => kind.default_value = None,
            Self::DateTime(kind) => kind.default_value = None,
            Self::Time(kind) => kind.default_value = None,
            Self::Number(kind) => kind.default_value = None,
            Self::MultiSelect(kind) => kind.default_value = None,
            Self::Toggle(kind) => kind.default_value = false,
            // A slider always stands somewhere, and the others hold nothing at first.
            Self::Slider(_) | Self::Password(_) | Self::FileUpload(_) | Self::Unknown(_) => {}
        }
    }
}

fn fill<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    *place = value;
    is_there
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number, also one that is serialized as a text, if JSON has it exactly.
fn number_of(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => decimal::exact(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_day(text: &str) -> bool {
    DateBounds { default_value: None, min_date: Some(text.to_owned()), max_date: None }.broken().is_none()
}
