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
    let mut found = Texts { all: Vec::new(), left: MOST_TIMES * payload.len() + LEAST };
    if found.collect(String::new(), value).is_none() {
        return Cow::Borrowed(payload);
    }
    let mut texts = found.all;
    texts.sort_unstable();
    let mut meaning = String::with_capacity(payload.len());
    for (path, text) in texts {
        // With their lengths, so that no two lists are written as the same bytes.
        let _ = write!(meaning, "{}:{path}{}:{text}", path.len(), text.len());
    }
    Cow::Owned(meaning.into_bytes())
}

/// How many bytes all paths may have, for each of the payload's, and for a small one. A long name with many values inside is
/// repeated for each of them: a payload with more is compared as it is written.
const MOST_TIMES: usize = 8;
const LEAST: usize = 4 << 10;

/// The texts of a payload, each with its path.
struct Texts {
    all: Vec<(String, String)>,
    /// How many bytes the paths may still have.
    left: usize,
}

impl Texts {
    /// Nothing if the paths are too long.
    fn collect(&mut self, path: String, value: Value) -> Option<()> {
        match value {
            Value::Null | Value::Bool(false) => {}
            Value::Bool(true) => self.all.push((path, "true".to_owned())),
            Value::Number(number) => self.all.push((path, whole(&number).unwrap_or_else(|| number.to_string()))),
            Value::String(text) if text.is_empty() => {}
            // A box that is ticked.
            Value::String(text) if text == "on" => self.all.push((path, "true".to_owned())),
            Value::String(text) => self.all.push((path, text)),
            Value::Array(mut items) if items.len() == 1 => self.collect(path, items.remove(0))?,
            Value::Array(items) => {
                for (place, item) in items.into_iter().enumerate() {
                    let inner = self.inner(&path, &place.to_string())?;
                    self.collect(inner, item)?;
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let inner = self.inner(&path, &name)?;
                    self.collect(inner, value)?;
                }
            }
        }
        Some(())
    }

    fn inner(&mut self, path: &str, name: &str) -> Option<String> {
        self.left = self.left.checked_sub(path.len() + 1 + name.len())?;
        Some(if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") })
    }
}

/// `5.0` as `5`.
fn whole(number: &Number) -> Option<String> {
    /// Up to here every whole number is one that a float can hold.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    // There is a zero below zero.
    Some(if float == 0.0 { "0".to_owned() } else { format!("{float:.0}") })
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
            (r#"{"a":1000000000000000,"b":0}"#, r#"{"a":1e15,"b":-0}"#),
        ] {
            assert_eq!(meaning(one.as_bytes()), meaning(other.as_bytes()), "{one} and {other}");
        }
    }

    #[test]
    fn a_long_name_of_many_values_takes_no_more_than_the_payload() {
        let payload = format!("{{\"{}\":[{}]}}", "n".repeat(500_000), vec!["1"; 250_000].join(","));
        assert_eq!(meaning(payload.as_bytes()), payload.as_bytes(), "it is compared as it is written");
        // Also where nothing comes of the values.
        let empty = payload.replace('1', "null");
        assert_eq!(meaning(empty.as_bytes()).len(), empty.len());
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
