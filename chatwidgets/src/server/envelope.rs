//! What a client posts, before any action is known.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::http::header::{HeaderMap, HeaderName};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::Problem;
use super::thread_name::ThreadName;
use crate::action::RequestId;
use crate::turn::ThreadId;
use crate::widget::InvalidId;

/// How deep JSON may be.
const MAX_DEPTH: usize = 64;

/// A header for the same as `requestId` (draft-ietf-httpapi-idempotency-key-header).
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest id that a client may give a request, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// A text that is borrowed from the body where it can be; serde itself copies one in an `Option`.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The body of `POST action`. Its payload stays text until the action, and so its type, is known.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionEnvelope<'a> {
    #[serde(borrow)]
    pub(super) action: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) payload: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) thread_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) widget_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) request_id: Option<Text<'a>>,
}

impl ActionEnvelope<'_> {
    /// Whether the payload is an object, or none, which is as good as an empty one.
    pub(super) fn payload_is_object(&self) -> bool {
        self.payload.is_none_or(|payload| payload.get().starts_with('{') || payload.get() == "null")
    }

    /// The payload's text.
    pub(super) fn payload_text(&self) -> &str {
        self.payload.map(RawValue::get).filter(|payload| *payload != "null").unwrap_or("{}")
    }
}

/// The body of `POST message`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessageEnvelope<'a> {
    #[serde(borrow)]
    pub(super) message: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) thread_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) request_id: Option<Text<'a>>,
}

/// What both have: the thread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThreadEnvelope<'a> {
    #[serde(borrow, default)]
    thread_id: Option<Text<'a>>,
}

impl ThreadEnvelope<'_> {
    pub(super) fn thread(&self) -> Option<ThreadId> {
        self.thread_id.as_deref()?.parse().ok().map(ThreadName::thread)
    }
}

/// The thread that a client names, if it names one.
pub(super) fn thread(given: Option<&str>) -> Result<Option<ThreadName>, InvalidId> {
    given.filter(|given| !given.is_empty()).map(str::parse).transpose()
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

/// The client's id of a request, by which its reply is remembered, or one made up for the log.
impl RequestId {
    /// Reads the member `requestId`, or else the header `Idempotency-Key`, which may be in quotes (it is a string by
    /// RFC 8941): 1 to 128 printable ASCII characters.
    pub(super) fn read(member: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        let header = headers.get_all(&IDEMPOTENCY_KEY).map(|key| key.to_str().unwrap_or_default().trim());
        let mut keys = header.map(|key| key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key));
        let header = keys.next();
        if keys.any(|other| Some(other) != header) {
            return Err(Problem::malformed("there are two headers `Idempotency-Key`, and they differ"));
        }
        let Some(id) = member.or(header) else {
            return Ok(Self::made_up());
        };
        let is_good =
            |id: &str| !id.is_empty() && id.len() <= MAX_REQUEST_ID && id.bytes().all(|b| b.is_ascii_graphic());
        if header.is_some_and(|header| header != id) {
            return Err(Problem::malformed("`requestId` and the header `Idempotency-Key` differ"));
        }
        let wanted = || {
            Problem::malformed(format!(
                "`requestId` must be 1 to {MAX_REQUEST_ID} printable ASCII characters, without spaces"
            ))
        };
        if is_good(id) { Ok(Self::Given(Arc::from(id))) } else { Err(wanted()) }
    }
}

/// Whether brackets nest deeper than `limit`, outside of strings. A parser that recurses must not see such a text.
fn is_deeper_than(text: &str, limit: usize) -> bool {
    let is_opening = |byte: &u8| matches!(byte, b'{' | b'[');
    // Most bodies have not even so many of them; and to count is quicker than to look where they are, the more so in bytes,
    // of which a processor adds many at once.
    let openings = |part: &[u8]| usize::from(part.iter().map(|byte| u8::from(is_opening(byte))).sum::<u8>());
    if text.as_bytes().chunks(u8::MAX.into()).map(openings).sum::<usize>() <= limit {
        return false;
    }
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
            opening if is_opening(&opening) => {
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
        assert!(!is_deeper_than(&"[".repeat(300), 300));
        assert!(is_deeper_than(&"[".repeat(301), 300));
    }
}
