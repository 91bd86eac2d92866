//! Markdown, as an assistant or a model writes it, and labels of widgets.

use serde_json::{Value, json};

use crate::app::{self, HTML, JSON};
use crate::html;

/// How many bytes of HTML there may be for each byte of text, and for what is around it.
const MOST_GROWTH: usize = 16;
const AROUND: usize = 32 << 10;

/// The input is the text of a reply, and the labels below it.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let message = json!({ "message": text }).to_string();
    let drawn = app::post("message", JSON, HTML, message.clone());
    if drawn.status != 200 {
        return;
    }
    html::check(&drawn.body);
    // What was said, and the same as a reply: each no more than so many times its text, whatever it is.
    assert!(drawn.body.len() <= 2 * MOST_GROWTH * text.len() + AROUND, "{} bytes of HTML: {text}", drawn.body.len());
    // It is said again as it was written, and drawn as a whole in the same way.
    let answer = app::post("message", JSON, JSON, message);
    let turn: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    assert_eq!(turn["content"], text, "{answer:?}");
    let thread = turn["threadId"].as_str().unwrap_or_default();
    for path in [format!("/api/chat/threads/{thread}"), format!("/?thread={thread}")] {
        let page = app::get(&path, HTML);
        assert_eq!(page.status, 200, "{page:?}");
        html::check(&page.body);
    }
}
