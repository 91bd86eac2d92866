//! What a client accepts: media types and languages.

use std::cmp::Reverse;

use actix_web::http::header::{self, Accept, Quality};
use actix_web::{HttpMessage as _, HttpRequest};

use crate::action::language::languages;

/// Whether a client likes HTML better than JSON.
pub(super) fn is_wanted(request: &HttpRequest) -> bool {
    let mut accepted = request.headers().get_all(header::ACCEPT);
    // Most clients here want JSON, and say so or nothing: they are not read further.
    let is_html = |value: &[u8]| {
        !matches!(value, b"application/json" | b"*/*")
            && value.windows(9).any(|window| window.eq_ignore_ascii_case(b"text/html"))
    };
    if !accepted.any(|value| is_html(value.as_bytes())) {
        return false;
    }
    let Some(Accept(mut accepted)) = request.get_header::<Accept>() else { return false };
    accepted.retain(|media| media.quality > Quality::ZERO);
    accepted.sort_by_key(|media| Reverse(media.quality));
    let kinds = ["text/html", "application/json", "application/*", "*/*"];
    let best = accepted.iter().map(|media| media.item.essence_str()).find(|essence| kinds.contains(essence));
    best == Some("text/html")
}

/// The languages that a browser likes, the best one first.
pub(super) fn languages_of(request: &HttpRequest) -> Vec<String> {
    request.headers().get(header::ACCEPT_LANGUAGE).map(languages).unwrap_or_default()
}
