//! The body of `POST action` and `POST message`, before any action is known.

use serde_json::Value;

use crate::app::{self, FORM, HTML, JSON};
use crate::html;

/// The first byte says where the rest goes; the rest is the body.
pub fn check(input: &[u8]) {
    let Some((&first, body)) = input.split_first() else { return };
    let route = if first & 1 == 0 { "action" } else { "message" };
    let accept = if first & 2 == 0 { JSON } else { HTML };
    let media_type = match first >> 6 {
        0..3 => JSON,
        _ => FORM,
    };
    let answer = app::post(route, media_type, accept, body.to_vec());
    if answer.media_type.starts_with(HTML) {
        html::check(&answer.body);
    }
    if answer.status == 200 && accept == JSON {
        let turn: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let thread = turn["threadId"].as_str().unwrap_or_else(|| panic!("no thread: {answer:?}"));
        let read = app::get(&format!("/api/chat/threads/{thread}"), JSON);
        let id = turn["turnId"].as_str().unwrap_or_else(|| panic!("no turn: {answer:?}"));
        assert!(read.status == 200 && read.body.contains(id), "a reply is lost: {answer:?}, {read:?}");
    }
}
