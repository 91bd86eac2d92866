//! What was entered in a widget that is settled now: it stays readable.

use serde_json::{Map, Value};

use super::{FieldKind, Widget};

/// The longest text that is kept, in characters.
const LONGEST: usize = 2_000;

/// The most that is kept for one widget, in bytes of JSON.
const MOST: usize = 16 * 1024;

/// A payload in a size that can be kept with a widget; `None` if it is too large even when its texts are cut.
pub(crate) fn shortened(mut payload: Map<String, Value>) -> Option<Box<Map<String, Value>>> {
    payload.values_mut().for_each(shorten);
    let bytes = serde_json::to_vec(&payload).map_or(usize::MAX, |json| json.len());
    (bytes <= MOST).then(|| Box::new(payload))
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(LONGEST) {
                text.truncate(end);
                text.push('…');
            }
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(members) => members.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Widget {
    /// Of a payload what this widget's own inputs ask for, by their names; never a password.
    pub(super) fn chosen(&self, payload: &Map<String, Value>) -> Option<Box<Map<String, Value>>> {
        let names: Vec<(&str, Option<Value>)> = match self {
            Self::Form(form) => {
                let is_secret = |kind: &FieldKind| matches!(kind, FieldKind::Password(_) | FieldKind::Unknown(_));
                let shown = form.fields().iter().filter(|field| !is_secret(&field.kind));
                shown.map(|field| (&*field.name, unsaid(&field.kind))).collect()
            }
            Self::Input(_) | Self::TextArea(_) | Self::Dropdown(_) | Self::Slider(_) => vec![("value", None)],
            Self::Toggle(_) => vec![("checked", Some(Value::Bool(false)))],
            Self::ThemeSwitcher(_) => vec![("theme", None)],
            Self::DatePicker(_) => vec![("date", None)],
            Self::MultiSelect(_) => vec![("items", Some(Value::Array(Vec::new())))],
            Self::FileUpload(_) => vec![("files", None)],
            _ => return None,
        };
        let chosen = names.into_iter().filter_map(|(name, unsaid)| {
            let said = member(payload, name).cloned();
            Some((name.to_owned(), said.or(unsaid)?))
        });
        Some(Box::new(chosen.collect()))
    }
}

/// What a field means that says nothing, as one does whose boxes are not ticked.
fn unsaid(kind: &FieldKind) -> Option<Value> {
    match kind {
        FieldKind::Toggle(_) => Some(Value::Bool(false)),
        FieldKind::MultiSelect(_) => Some(Value::Array(Vec::new())),
        _ => None,
    }
}

/// A member by the name of its field: `address.city`, or `city` of `address`.
fn member<'a>(payload: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    payload.get(name).or_else(|| {
        let mut path = name.split('.');
        let first = payload.get(path.next()?)?;
        path.try_fold(first, |value, segment| value.get(segment))
    })
}
