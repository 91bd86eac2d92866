//! What a client is told of an error.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::error::{ActionError, FieldError, Kind};
use super::error_code::ErrorCode;

/// What a client is told of an error. It is plain data, so that those who wait for the same request on another worker can be
/// told the same.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    /// What is wrong, in a sentence for people.
    pub(crate) detail: Option<Cow<'static, str>>,
    /// The fields at fault.
    pub(crate) errors: Vec<FieldError>,
    pub(crate) retry_after: Option<Duration>,
    /// The status and the headers that a handler or an extractor chose, where the code alone does not say them.
    pub(crate) http: Option<Box<HttpAnswer>>,
    /// Whether the sentence is the handler's own.
    pub(crate) is_handlers: bool,
}

/// A status and headers of an answer.
#[derive(Debug, Clone)]
pub(crate) struct HttpAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Failure {
    /// A failure in this crate's own words.
    pub(crate) fn new(code: ErrorCode, detail: Option<Cow<'static, str>>) -> Self {
        Self { code, detail, errors: Vec::new(), retry_after: None, http: None, is_handlers: false }
    }
}

impl From<ActionError> for Failure {
    fn from(error: ActionError) -> Self {
        match error.into_kind() {
            Kind::Invalid { detail, errors } => {
                let detail = detail.map(Cow::from).or_else(|| count(&errors));
                Self { errors, is_handlers: true, ..Self::new(ErrorCode::InvalidPayload, detail) }
            }
            Kind::Status { status, code, detail, retry_after } => {
                let http = Some(Box::new(HttpAnswer { status, headers: Vec::new() }));
                let failure = Self::new(code, detail.map(Cow::from));
                Self { retry_after, http, is_handlers: true, ..failure }
            }
            Kind::Actix { error, .. } => actix(&error),
            Kind::Internal(_) => Self::new(ErrorCode::HandlerFailed, None),
        }
    }
}

/// How many fields are at fault; one field may have several errors.
fn count(errors: &[FieldError]) -> Option<Cow<'static, str>> {
    let mut fields: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    fields.sort_unstable();
    fields.dedup();
    match fields.len() {
        0 => None,
        1 => Some("1 field needs attention".into()),
        n => Some(format!("{n} fields need attention").into()),
    }
}

/// An Actix error's status and headers, and its text where the client is at fault.
fn actix(error: &actix_web::Error) -> Failure {
    let response = error.error_response();
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Failure::new(ErrorCode::HandlerFailed, None);
    }
    let detail = status.is_client_error().then(|| error.to_string()).filter(|text| !text.is_empty());
    let headers = without_those_of_the_body(response.headers());
    let headers = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
    let http = Some(Box::new(HttpAnswer { status, headers }));
    let is_handlers = detail.is_some();
    Failure { http, is_handlers, ..Failure::new(nearest_code(status), detail.map(Cow::from)) }
}

/// All headers but those that describe the body, which is another one now.
fn without_those_of_the_body(headers: &HeaderMap) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
    let of_body = [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
        header::TRANSFER_ENCODING,
        header::ETAG,
        header::LAST_MODIFIED,
    ];
    headers.iter().filter(move |(name, _)| !of_body.contains(name))
}

/// The code of an error that only has a status.
fn nearest_code(status: StatusCode) -> ErrorCode {
    match status.as_u16() {
        401 => ErrorCode::Unauthenticated,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        405 => ErrorCode::MethodNotAllowed,
        409 => ErrorCode::Conflict,
        410 => ErrorCode::Expired,
        413 => ErrorCode::PayloadTooLarge,
        415 => ErrorCode::UnsupportedMediaType,
        422 => ErrorCode::InvalidPayload,
        429 => ErrorCode::TooManyRequests,
        503 => ErrorCode::Overloaded,
        504 => ErrorCode::HandlerTimeout,
        400..=499 => ErrorCode::BadRequest,
        _ => ErrorCode::HandlerFailed,
    }
}
