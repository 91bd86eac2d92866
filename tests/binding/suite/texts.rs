//! Values with texts in the place of numbers and booleans, as an HTML form sends them.

use serde_json::{Value, json};

use crate::given::Member;

/// No text of these looks like a number or a boolean. Where all of them are refused, the schema asks for something else than a text; one
/// that looks at texts, such as `maxLength`, takes one of them.
const TEXTS: [&str; 15] = [
    "x",
    "aaa",
    "1/a",
    "no number",
    "a text that is longer than any limit of the suite",
    "a@b.example",
    "192.0.2.1",
    "::1",
    "2026-03-14",
    "2026-03-14T09:30:00Z",
    "09:30:00Z",
    "https://a.example/",
    "/a",
    "P1D",
    "123e4567-e89b-42d3-a456-426614174000",
];

/// Where the numbers and booleans of a value are, as JSON pointers.
pub fn places(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    find("", value, &mut found);
    found
}

fn find(at: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Number(_) | Value::Bool(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| find(&format!("{at}/{place}"), item, found))
        }
        Value::Object(members) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            members.iter().for_each(|(name, member)| find(&format!("{at}/{}", escaped(name)), member, found));
        }
        _ => {}
    }
}

/// The value with texts in these places.
pub fn with_texts(value: &Value, at: &[String]) -> Value {
    let mut value = value.clone();
    for at in at {
        let place = value.pointer_mut(at).unwrap();
        *place = json!(place.to_string());
    }
    value
}

/// Whether the schema has no place for a text there. The value itself matches.
pub fn wants_no_text(member: &Member, value: &Value, at: &str) -> bool {
    let with = |text: &str| {
        let mut value = value.clone();
        *value.pointer_mut(at).unwrap() = json!(text);
        value
    };
    TEXTS.iter().all(|text| member.bind(&with(text).to_string()).is_none())
}
