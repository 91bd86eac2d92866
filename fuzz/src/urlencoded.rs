//! What a browser posts without a script, and the page that it gets.

use crate::app::{self, FORM, HTML, JSON};
use crate::html;

/// The first byte says where the rest goes; the rest is the body.
pub fn check(input: &[u8]) {
    let Some((&first, body)) = input.split_first() else { return };
    let route = if first & 1 == 0 { "action" } else { "message" };
    let accept = if first & 2 == 0 { HTML } else { JSON };
    let body = match first & 4 {
        0 => body.to_vec(),
        _ => [b"~action=everything&".as_slice(), body].concat(),
    };
    let answer = app::post(route, FORM, accept, body);
    if answer.media_type.starts_with(HTML) {
        html::check(&answer.body);
    }
}
