//! Reads a request's body by its media type.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};

use super::door::{Door, Post, Route};
use super::doors::Doors;
use super::problem::Problem;
use super::state::State;
use crate::run::Holders;

/// Reads what was posted, by the door that its media type belongs to.
pub(super) async fn read(
    (state, doors): (&State, &Doors),
    request: &HttpRequest,
    body: web::Payload,
    from: &Holders,
    route: Route,
) -> Result<Post, Problem> {
    let Some(door) = door_of(doors, request) else {
        discard(state, body).await;
        return Err(Problem::unsupported_media_type(doors.all().map(Door::media_type)));
    };
    let body = state.bodies.collect(request, body, from, state.engine.stopping()).await?;
    let envelope = door.read(route, &body)?;
    Ok(Post { route, envelope, body, encoding: door.encoding() })
}

/// Throws the body of a request away that is refused whatever it says.
pub(super) async fn discard(state: &State, body: web::Payload) {
    state.bodies.discard(body, state.engine.stopping()).await;
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
