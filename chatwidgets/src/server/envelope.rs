//! What a client posts, before any action is known.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::Problem;

/// How deep JSON may be.
const MAX_DEPTH: usize = 64;

/// The longest id that a client may give a request, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// The body of `POST action`. Its payload stays text until the action, and so its type, is known.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionEnvelope<'a> {
    #[serde(borrow)]
    pub(super) action: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) payload: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) thread_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) widget_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) request_id: Option<Cow<'a, str>>,
}

impl ActionEnvelope<'_> {
    /// Whether the payload is an object, or none, which is as good as an empty one.
    pub(super) fn payload_is_object(&self) -> bool {
        self.payload.is_none_or(|payload| payload.get().starts_with('{') || payload.get() == "null")
    }
}

/// The body of `POST message`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessageEnvelope<'a> {
    #[serde(borrow)]
    pub(super) message: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) thread_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) request_id: Option<Cow<'a, str>>,
}

/// Reads a body: UTF-8, JSON, an object, not too deep.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| Problem::malformed("the body is not UTF-8"))?;
    if is_deeper_than(text, MAX_DEPTH) {
        return Err(Problem::malformed(format!("the body is nested more than {MAX_DEPTH} deep")));
    }
    if !text.trim_start().starts_with('{') {
        return Err(Problem::malformed("the body must be a JSON object"));
    }
    serde_json::from_str(text).map_err(|error| Problem::malformed(format!("the body cannot be read: {error}")))
}

/// The id that the client gave the request, if it is one: 1 to 128 printable ASCII characters.
pub(super) fn request_id(given: Option<&str>) -> Result<String, Problem> {
    let Some(id) = given else { return Ok(uuid::Uuid::new_v4().to_string()) };
    let is_good = !id.is_empty() && id.len() <= MAX_REQUEST_ID && id.bytes().all(|b| b.is_ascii_graphic());
    let wanted = || Problem::malformed(format!("`requestId` must be 1 to {MAX_REQUEST_ID} printable ASCII characters"));
    if is_good { Ok(id.to_owned()) } else { Err(wanted()) }
}

/// Whether brackets nest deeper than `limit`, outside of strings. A parser that recurses must not see such a text.
fn is_deeper_than(text: &str, limit: usize) -> bool {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_deeper_than;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert!(!is_deeper_than(r#"{"a":[1,{"b":"[[[[[[{{{{"}]}"#, 3));
        assert!(is_deeper_than(r#"{"a":[1,{"b":"\"["}]}"#, 2));
        assert!(!is_deeper_than(&"[]".repeat(1000), 1));
        assert!(is_deeper_than(&"[".repeat(65), 64));
        assert!(!is_deeper_than(&"[".repeat(64), 64));
    }
}
