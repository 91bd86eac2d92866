//! Reads a request's body by its media type, up to a limit.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};
use bytes::Bytes;

use super::door::{Door, Post, Route};
use super::doors::Doors;
use super::problem::Problem;

/// Reads what was posted, by the door that its media type belongs to.
pub(super) async fn read(
    doors: &Doors,
    request: &HttpRequest,
    body: web::Payload,
    limit: usize,
    route: Route,
) -> Result<Post, Problem> {
    let Some(door) = door_of(doors, request) else {
        discard(body, limit).await;
        return Err(Problem::unsupported_media_type(doors.all().map(Door::media_type)));
    };
    let body = collect(request, body, limit).await?;
    let envelope = door.read(route, &body)?;
    Ok(Post { route, envelope, body, encoding: door.encoding() })
}

/// The whole body as it came.
async fn collect(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Bytes, Problem> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Problem::payload_too_large(limit));
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => Err(Problem::malformed(format!("the body ended early: {error}"))),
        Err(_) => Err(Problem::payload_too_large(limit)),
    }
}

/// Reads the body of a request that is refused whatever it says. A connection that is closed with something unread in it is
/// reset, and the client may never see the answer.
pub(super) async fn discard(body: web::Payload, limit: usize) {
    let _ = body.to_bytes_limited(limit).await;
}

/// The door that reads bodies of the media type that the request names. All are UTF-8 (RFC 8259, and the URL standard),
/// whatever a `charset` says, and must not be compressed.
#[inline]
fn door_of<'a>(doors: &'a Doors, request: &HttpRequest) -> Option<&'a dyn Door> {
    let headers = request.headers();
    // As most clients say it.
    let is_exact = |door: &&dyn Door, value: &HeaderValue| value.as_bytes() == door.media_type().as_bytes();
    if let Some(value) = headers.get(&CONTENT_TYPE)
        && let Some(door) = doors.all().rev().find(|door| is_exact(door, value))
        && !headers.contains_key(&CONTENT_ENCODING)
    {
        return Some(door);
    }
    let header = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let content_type = header(&CONTENT_TYPE).unwrap_or_default();
    let mut content_type = content_type.split(';').map(str::trim);
    let essence = content_type.next()?;
    let door = doors.all().find(|door| essence.eq_ignore_ascii_case(door.media_type()))?;
    let is_utf8 = content_type.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            ["utf-8", "utf8"].iter().any(|utf8| value.trim_matches('"').eq_ignore_ascii_case(utf8))
        }
        _ => true,
    });
    let is_plain = header(&CONTENT_ENCODING).is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    (is_utf8 && is_plain).then_some(door)
}
