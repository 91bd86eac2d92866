//! What a field holds at first, and what a chosen field takes over from the drawn one.

use serde_json::Value;

use super::field_kind::FieldKind;

/// The labels that the drawn field has for these options; none if it has not all of them.
fn labels_of(options: &[String], drawn: &[String], labels: &[String]) -> Vec<String> {
    let label = |option: &String| labels.get(drawn.iter().position(|other| other == option)?).cloned();
    options.iter().map(label).collect::<Option<_>>().unwrap_or_default()
}

impl FieldKind {
    /// Takes over what this field does not say itself: the limits that the payload's type sets, and what the drawn
    /// field held at first.
    pub(super) fn inherit(&mut self, drawn: &Self) {
        if self.value().is_none()
            && let Some(value) = drawn.value()
        {
            self.set_default(&value);
        }
        let (longest, shortest) = drawn.lengths();
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                kind.max_length = kind.max_length.or(longest);
                kind.min_length = kind.min_length.or(shortest);
                if let Self::Input(drawn) | Self::Email(drawn) | Self::Url(drawn) | Self::Password(drawn) = drawn {
                    kind.pattern = kind.pattern.take().or_else(|| drawn.pattern.clone());
                }
            }
            Self::TextArea(kind) => {
                kind.max_length = kind.max_length.or(longest);
                kind.min_length = kind.min_length.or(shortest);
            }
            Self::Number(kind) => {
                let bounds = match drawn {
                    Self::Number(drawn) => (drawn.min.clone(), drawn.max.clone(), drawn.step.clone()),
                    Self::Slider(drawn) => drawn.bounds(),
                    _ => (None, None, None),
                };
                kind.min = kind.min.take().or(bounds.0);
                kind.max = kind.max.take().or(bounds.1);
                kind.step = kind.step.take().or(bounds.2);
            }
            Self::Dropdown(kind) => {
                if let Self::Dropdown(drawn) = drawn {
                    kind.labels = labels_of(&kind.options, &drawn.options, &drawn.labels);
                }
            }
            Self::MultiSelect(kind) => {
                if let Self::MultiSelect(drawn) = drawn {
                    kind.labels = labels_of(&kind.options, &drawn.options, &drawn.labels);
                    kind.min_items = kind.min_items.or(drawn.min_items);
                    kind.max_items = kind.max_items.or(drawn.max_items);
                }
            }
            Self::DatePicker(kind) => {
                if let Self::DatePicker(drawn) = drawn {
                    kind.min_date = kind.min_date.take().or_else(|| drawn.min_date.clone());
                    kind.max_date = kind.max_date.take().or_else(|| drawn.max_date.clone());
                }
            }
            _ => {}
        }
    }

    fn lengths(&self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Input(kind) | Self::Email(kind) | Self::Url(kind) | Self::Password(kind) => {
                (kind.max_length, kind.min_length)
            }
            Self::TextArea(kind) => (kind.max_length, kind.min_length),
            _ => (None, None),
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
            _ => None,
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
