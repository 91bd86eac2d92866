//! Reads a request's body: JSON or a browser's form by its content type, and not too long.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, web};
use bytes::Bytes;

use super::problem::Problem;
use crate::action::Encoding;

const JSON: &str = "application/json";
#[cfg(feature = "page")]
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// What was posted.
#[derive(Debug, Clone)]
pub(super) struct Post {
    /// The body as it came.
    pub(super) body: Bytes,
    /// The envelope in JSON, where that is not the body.
    pub(super) envelope: Option<Bytes>,
    pub(super) encoding: Encoding,
}

impl Post {
    /// The envelope in JSON.
    pub(super) fn json(&self) -> &Bytes {
        self.envelope.as_ref().unwrap_or(&self.body)
    }

    /// The body of `POST action`.
    pub(super) async fn action(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Self, Problem> {
        #[cfg(feature = "page")]
        return Self::read(request, body, limit, super::urlencoded::action).await;
        #[cfg(not(feature = "page"))]
        Self::read(request, body, limit).await
    }

    /// The body of `POST message`.
    pub(super) async fn message(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Self, Problem> {
        #[cfg(feature = "page")]
        return Self::read(request, body, limit, super::urlencoded::message).await;
        #[cfg(not(feature = "page"))]
        Self::read(request, body, limit).await
    }

    pub(super) async fn read(
        request: &HttpRequest,
        body: web::Payload,
        limit: usize,
        #[cfg(feature = "page")] to_json: fn(&[u8]) -> Result<Bytes, Problem>,
    ) -> Result<Self, Problem> {
        let (body, encoding) = read(request, body, limit).await?;
        let envelope = match &encoding {
            Encoding::Json => None,
            #[cfg(feature = "page")]
            Encoding::Urlencoded { .. } => Some(to_json(&body)?),
        };
        Ok(Self { body, envelope, encoding })
    }
}

/// The whole body as it came, and what the request says that it is.
async fn read(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<(Bytes, Encoding), Problem> {
    let Some(encoding) = encoding(request) else {
        discard(body, limit).await;
        return Err(Problem::unsupported_media_type());
    };
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Problem::payload_too_large(limit));
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(body)) => Ok((body, encoding)),
        Ok(Err(error)) => Err(Problem::malformed(format!("the body broke off: {error}"))),
        Err(_) => Err(Problem::payload_too_large(limit)),
    }
}

/// Reads the body of a request that is refused whatever it says. A connection that is closed with something unread in it is
/// reset, and the client may never see the answer.
pub(super) async fn discard(body: web::Payload, limit: usize) {
    let _ = body.to_bytes_limited(limit).await;
}

/// Both are UTF-8 (RFC 8259, and the URL standard), whatever a `charset` says; and must not be compressed.
#[inline]
fn encoding(request: &HttpRequest) -> Option<Encoding> {
    let headers = request.headers();
    // As most clients say it.
    let is_json = headers.get(&CONTENT_TYPE).is_some_and(|content_type| content_type.as_bytes() == JSON.as_bytes());
    if is_json && !headers.contains_key(&CONTENT_ENCODING) {
        return Some(Encoding::Json);
    }
    let header = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let content_type = header(&CONTENT_TYPE).unwrap_or_default();
    let mut content_type = content_type.split(';').map(str::trim);
    let encoding = match content_type.next()? {
        essence if essence.eq_ignore_ascii_case(JSON) => Encoding::Json,
        #[cfg(feature = "page")]
        essence if essence.eq_ignore_ascii_case(URLENCODED) => Encoding::Urlencoded { shown: None },
        _ => return None,
    };
    let is_utf8 = content_type.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            ["utf-8", "utf8"].iter().any(|utf8| value.trim_matches('"').eq_ignore_ascii_case(utf8))
        }
        _ => true,
    });
    let is_plain = header(&CONTENT_ENCODING).is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    (is_utf8 && is_plain).then_some(encoding)
}
