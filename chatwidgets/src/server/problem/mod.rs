//! Errors on the wire: RFC 9457 problem documents with a stable `code`.

mod body;

use std::fmt;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use super::headers::protect;
use crate::action::{ActionError, ErrorCode};
use crate::run::{Reason, Refusal, size};
use crate::thread::StoreError;

/// A refusal as a problem document, with the headers that belong to it.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    refusal: Refusal,
    for_page: Option<Box<ForPage>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What a page shows of it.
#[derive(Debug, Clone, Default)]
pub(super) struct ForPage {
    /// What happened, in the language of the page.
    sentence: String,
    /// How the widget that it is about looks now.
    html: Option<String>,
}

/// What only a request can do wrong.
impl Problem {
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Refusal::because(ErrorCode::MalformedRequest, detail.into()).into()
    }

    pub(super) fn not_found() -> Self {
        Refusal::because(ErrorCode::NotFound, "there is nothing at this address").into()
    }

    pub(super) fn unauthenticated() -> Self {
        Refusal::because(ErrorCode::Unauthenticated, "you are not signed in").into()
    }

    pub(super) fn cross_site() -> Self {
        Refusal::because(ErrorCode::Forbidden, "this request comes from another site").into()
    }

    pub(super) fn unknown_host(host: &str) -> Self {
        let detail =
            format!("this server does not answer to the host {host:?}: `allowed_hosts` names those to which it does");
        Refusal::because(ErrorCode::Forbidden, detail).into()
    }

    pub(super) fn method_not_allowed(allowed: &'static str) -> Self {
        let refusal = Refusal::because(ErrorCode::MethodNotAllowed, format!("only {allowed} is allowed here"));
        Self::from(refusal).with_header(header::ALLOW, HeaderValue::from_static(allowed))
    }

    pub(super) fn too_slow() -> Self {
        Refusal::because(ErrorCode::RequestTimeout, "the body arrived too slowly").into()
    }

    /// Names the media types that the route takes, the preferred one last.
    pub(super) fn unsupported_media_type(media_types: impl DoubleEndedIterator<Item = &'static str>) -> Self {
        let media_types: Vec<_> = media_types.rev().map(|media_type| format!("`{media_type}`")).collect();
        let detail = format!("the content type of the body must be {}", media_types.join(" or "));
        Refusal::because(ErrorCode::UnsupportedMediaType, detail).into()
    }

    pub(super) fn payload_too_large(limit: usize) -> Self {
        Refusal::because(ErrorCode::PayloadTooLarge, format!("the body must not exceed {}", size(limit))).into()
    }
}

impl Problem {
    /// All that it says.
    pub(super) fn reason(&self) -> &Reason {
        self.refusal.reason()
    }

    pub(super) fn code(&self) -> &ErrorCode {
        self.refusal.code()
    }

    pub(super) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// Adds how the widget that it is about looks now.
    #[cfg(feature = "page")]
    pub(super) fn with_html(mut self, html: String) -> Self {
        self.for_page.get_or_insert_default().html = Some(html);
        self
    }

    /// Adds what happened, in the language of the page.
    #[cfg(feature = "page")]
    pub(super) fn with_sentence(mut self, sentence: String) -> Self {
        self.for_page.get_or_insert_default().sentence = sentence;
        self
    }

    /// The code in words, or the status where that says more.
    pub(super) fn title(&self) -> String {
        body::title(self.code(), self.status())
    }

    pub(super) fn status(&self) -> StatusCode {
        let failure = &self.reason().failure;
        failure.http.as_ref().map_or_else(|| status_of(&failure.code), |http| http.status)
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// The status that belongs to a code.
fn status_of(code: &ErrorCode) -> StatusCode {
    match code {
        ErrorCode::MalformedRequest | ErrorCode::EmptyMessage | ErrorCode::BadRequest => StatusCode::BAD_REQUEST,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden | ErrorCode::NotOffered => StatusCode::FORBIDDEN,
        ErrorCode::UnknownAction | ErrorCode::ThreadNotFound | ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        ErrorCode::AlreadyDone | ErrorCode::InProgress | ErrorCode::Conflict | ErrorCode::ThreadFull => {
            StatusCode::CONFLICT
        }
        ErrorCode::Expired => StatusCode::GONE,
        ErrorCode::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::InvalidPayload => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::NoAssistant => StatusCode::NOT_IMPLEMENTED,
        ErrorCode::ShuttingDown | ErrorCode::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::HandlerTimeout => StatusCode::GATEWAY_TIMEOUT,
        // A handler that chooses a code chooses a status, too.
        ErrorCode::HandlerFailed | ErrorCode::ReplyLost | ErrorCode::Custom(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// How long to wait, in whole seconds.
fn seconds(after: Duration) -> HeaderValue {
    HeaderValue::from(after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0)))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let failure = &refusal.reason().failure;
        let mut headers: Vec<_> = failure.http.iter().flat_map(|http| http.headers.iter().cloned()).collect();
        headers.extend(failure.retry_after.map(|after| (header::RETRY_AFTER, seconds(after))));
        Self { refusal, for_page: None, headers }
    }
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code().fmt(f)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status();
        let json = body::to_json(self.reason(), self.for_page.as_deref(), status);
        let mut response = HttpResponse::with_body(status, BoxBody::new(json));
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        protect(headers);
        response
    }
}
