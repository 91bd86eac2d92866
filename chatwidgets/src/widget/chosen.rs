//! What was entered in a widget that is settled now: it stays readable.

use serde_json::{Map, Value};

use super::Widget;

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
        let fields = self.kind().enters().into_fields()?;
        let chosen = fields.iter().filter(|field| !field.kind.is_secret()).filter_map(|field| {
            let said = member(payload, &field.name).cloned();
            Some((field.name.clone(), said.or_else(|| field.kind.unsaid())?))
        });
        Some(Box::new(chosen.collect()))
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
