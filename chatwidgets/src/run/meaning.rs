//! What a payload means, however it is written: by this a retry is told from another request.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Number, Value};

/// What a payload means, however it is written.
///
/// The same payload may come as JSON with other spaces or another order, and as a browser's form, in which everything is
/// text, an inner member is `address.city`, a list of one is its item, and what is empty or not ticked is not there. So a
/// payload is written as the sorted list of its texts, each with its path. Two payloads that differ are written in different
/// ways, but for what a form cannot tell apart.
pub(super) fn meaning(payload: &[u8]) -> Cow<'_, [u8]> {
    if payload == b"{}" {
        return Cow::Borrowed(b"");
    }
    // A number that no type holds, say: compared as it is written.
    let Ok(value) = serde_json::from_slice::<Value>(payload) else { return Cow::Borrowed(payload) };
    let mut texts = Vec::new();
    collect(String::new(), value, &mut texts);
    texts.sort_unstable();
    let mut meaning = String::with_capacity(payload.len());
    for (path, text) in texts {
        // With their lengths, so that no two lists are written as the same bytes.
        let _ = write!(meaning, "{}:{path}{}:{text}", path.len(), text.len());
    }
    Cow::Owned(meaning.into_bytes())
}

fn collect(path: String, value: Value, texts: &mut Vec<(String, String)>) {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => texts.push((path, "true".to_owned())),
        Value::Number(number) => texts.push((path, whole(&number).unwrap_or_else(|| number.to_string()))),
        Value::String(text) if text.is_empty() => {}
        // A box that is ticked.
        Value::String(text) if text == "on" => texts.push((path, "true".to_owned())),
        Value::String(text) => texts.push((path, text)),
        Value::Array(items) if items.len() == 1 => {
            for item in items {
                collect(path.clone(), item, texts);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.into_iter().enumerate() {
                collect(inner(&place.to_string()), item, texts);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                collect(inner(&name), value, texts);
            }
        }
    }
}

/// `5.0` as `5`.
fn whole(number: &Number) -> Option<String> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15)?;
    Some(format!("{float:.0}"))
}

#[cfg(test)]
mod tests {
    use super::meaning;

    #[test]
    fn a_payload_means_the_same_however_it_is_written() {
        for (one, other) in [
            (r#"{"a":1,"b":"x"}"#, "{ \"b\": \"x\",\n \"a\": 1.0 }"),
            (r#"{"a":5,"on":true,"off":false,"none":null}"#, r#"{"a":"5","on":"on","none":""}"#),
            (r#"{"address":{"city":"Bern"},"tags":["x"]}"#, r#"{"tags":"x","address.city":"Bern"}"#),
            (r#"{"tags":["x","y"]}"#, r#"{"tags":["\u0078","y"]}"#),
            ("{}", r#"{"list":[],"inner":{}}"#),
        ] {
            assert_eq!(meaning(one.as_bytes()), meaning(other.as_bytes()), "{one} and {other}");
        }
    }

    #[test]
    fn other_payloads_mean_something_else() {
        let payloads = [
            "{}",
            r#"{"a":1}"#,
            r#"{"a":2}"#,
            r#"{"a":1.5}"#,
            r#"{"b":1}"#,
            r#"{"a":["1","2"]}"#,
            r#"{"a":["2","1"]}"#,
            r#"{"a":"12"}"#,
            r#"{"a":"1","b":"2"}"#,
            r#"{"a":"11:b1:2"}"#,
            r#"{"a":true}"#,
            r#"{"a":" 1"}"#,
        ];
        for (place, one) in payloads.iter().enumerate() {
            for other in &payloads[..place] {
                assert_ne!(meaning(one.as_bytes()), meaning(other.as_bytes()), "{one} and {other}");
            }
        }
    }
}
