//! Reads a request's body: JSON by its content type, and not too long.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, web};
use bytes::Bytes;

use super::problem::Problem;

/// The whole body, if the request says that it is JSON.
pub(super) async fn json(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Bytes, Problem> {
    if !is_json(request) {
        discard(body, limit).await;
        return Err(Problem::unsupported_media_type());
    }
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Problem::payload_too_large(limit));
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => Err(Problem::malformed(format!("the body broke off: {error}"))),
        Err(_) => Err(Problem::payload_too_large(limit)),
    }
}

/// Reads the body of a request that is refused whatever it says. A connection that is closed with something unread in it is
/// reset, and the client may never see the answer.
pub(super) async fn discard(body: web::Payload, limit: usize) {
    let _ = body.to_bytes_limited(limit).await;
}

/// JSON is UTF-8 (RFC 8259), whatever a `charset` says; and it must not be compressed.
fn is_json(request: &HttpRequest) -> bool {
    let header = |name: &HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let mut content_type = header(&CONTENT_TYPE).unwrap_or_default().split(';').map(str::trim);
    let is_json = content_type.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf8 = content_type.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            ["utf-8", "utf8"].iter().any(|utf8| value.trim_matches('"').eq_ignore_ascii_case(utf8))
        }
        _ => true,
    });
    let is_plain = header(&CONTENT_ENCODING).is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    is_json && is_utf8 && is_plain
}
