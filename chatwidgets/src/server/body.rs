//! Reads a request's body: JSON by its content type, and not too long.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use bytes::Bytes;

use super::problem::Problem;

/// The whole body, if the request says that it is JSON.
pub(super) async fn json(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Bytes, Problem> {
    if !is_json(request) {
        return Err(Problem::unsupported_media_type());
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => Err(Problem::malformed(format!("the body broke off: {error}"))),
        Err(_) => Err(Problem::payload_too_large(limit)),
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}
