//! Errors on the wire: RFC 9457 problem documents with a stable `code`.

mod body;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::action::{ActionError, FieldError, Kind, RequestId, UnknownAction};
use crate::thread::StoreError;
use crate::turn::ThreadId;
use crate::widget::WidgetInstance;
use body::Body;

/// A problem document, with the headers that belong to it.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    body: Box<Body>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: Option<Cow<'static, str>>) -> Self {
        Self { status, body: Box::new(Body::new(code, detail)), headers: Vec::new() }
    }

    pub(super) fn message_too_long(limit: usize) -> Self {
        let detail = format!("a message may have at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", Some(detail.into()))
    }

    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed_request", Some(detail.into().into()))
    }

    pub(super) fn empty_message() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "empty_message", Some("a message has some text".into()))
    }

    pub(super) fn unknown_action(unknown: &UnknownAction) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown_action", Some(unknown.to_string().into()))
            .for_action(unknown.name.clone())
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", Some("there is nothing at this address".into()))
    }

    pub(super) fn thread_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "thread_not_found", Some("there is no such thread".into()))
    }

    pub(super) fn already_done() -> Self {
        let detail = "this widget was used for the last time";
        Self::new(StatusCode::CONFLICT, "already_done", Some(detail.into()))
    }

    pub(super) fn in_progress() -> Self {
        let detail = "this widget is being used";
        Self::new(StatusCode::CONFLICT, "in_progress", Some(detail.into()))
    }

    pub(super) fn request_conflict() -> Self {
        let detail = "this `requestId` was used for something else";
        Self::new(StatusCode::CONFLICT, "conflict", Some(detail.into()))
    }

    pub(super) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", Some("you are not known here".into()))
    }

    pub(super) fn cross_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", Some("this request comes from another site".into()))
    }

    pub(super) fn too_many_requests(retry_after: Duration) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", None).retry_after(retry_after)
    }

    pub(super) fn expired() -> Self {
        Self::new(StatusCode::GONE, "expired", Some("the time of this widget is over".into()))
    }

    pub(super) fn not_offered() -> Self {
        let detail = "this widget does not offer this action in this thread";
        Self::new(StatusCode::FORBIDDEN, "not_offered", Some(detail.into()))
    }

    pub(super) fn method_not_allowed(allowed: &'static str) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            Some(format!("only {allowed} is allowed here").into()),
        )
        .with_header(header::ALLOW, HeaderValue::from_static(allowed))
    }

    pub(super) fn unsupported_media_type() -> Self {
        let forms = if cfg!(feature = "page") { " or `application/x-www-form-urlencoded`" } else { "" };
        let detail = format!("the body must be `content-type: application/json`{forms}");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", Some(detail.into()))
    }

    pub(super) fn payload_too_large(limit: usize) -> Self {
        let detail = format!("the body may have at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", Some(detail.into()))
    }

    pub(super) fn handler_failed() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "handler_failed", None)
    }

    pub(super) fn no_assistant() -> Self {
        let detail = "this chat answers clicks, not messages";
        Self::new(StatusCode::NOT_IMPLEMENTED, "no_assistant", Some(detail.into()))
    }

    pub(super) fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", None).retry_after(Duration::from_secs(5))
    }

    pub(super) fn shutting_down() -> Self {
        let detail = "the server is about to stop";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "shutting_down", Some(detail.into()))
            .retry_after(Duration::from_secs(5))
    }

    pub(super) fn handler_timeout() -> Self {
        let detail = "the handler took too long";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "handler_timeout", Some(detail.into()))
    }

    pub(super) fn for_action(mut self, action: impl Into<Cow<'static, str>>) -> Self {
        self.body.action = Some(action.into());
        self
    }

    /// Names the thread, where there is one that the client may not know yet.
    pub(super) fn in_thread(mut self, thread: ThreadId) -> Self {
        self.body.thread_id = Some(thread);
        self
    }

    /// Shows what became of the widget, so that a client can draw it anew.
    pub(super) fn with_widget(mut self, widget: WidgetInstance) -> Self {
        self.body.widget = Some(widget);
        self
    }

    /// What became of the widget that was clicked.
    #[cfg(feature = "page")]
    pub(super) fn widget(&self) -> Option<&WidgetInstance> {
        self.body.widget.as_ref()
    }

    /// Adds how the widget looks now.
    #[cfg(feature = "page")]
    pub(super) fn with_html(mut self, html: String) -> Self {
        self.body.html = Some(html);
        self
    }

    /// What is wrong with each field.
    #[cfg(feature = "page")]
    pub(super) fn errors(&self) -> &[FieldError] {
        &self.body.errors
    }

    /// What is wrong, in a sentence for people.
    #[cfg(feature = "page")]
    pub(super) fn detail(&self) -> Option<&str> {
        self.body.detail.as_deref()
    }

    /// Whether the words are this crate's, not a handler's own.
    #[cfg(feature = "page")]
    pub(super) fn is_ours(&self) -> bool {
        let ours = [
            Self::already_done(),
            Self::in_progress(),
            Self::expired(),
            Self::not_offered(),
            Self::thread_not_found(),
            Self::handler_timeout(),
            Self::handler_failed(),
        ];
        ours.iter().any(|ours| ours.code() == self.code() && ours.detail() == self.detail())
    }

    #[cfg(feature = "page")]
    pub(super) fn title(&self) -> String {
        self.body.title(self.status)
    }

    #[cfg(feature = "page")]
    pub(super) fn thread(&self) -> Option<ThreadId> {
        self.body.thread_id
    }

    #[cfg(feature = "page")]
    pub(super) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    #[cfg(feature = "page")]
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn for_request(mut self, request_id: &RequestId) -> Self {
        self.body.request_id = Some(request_id.clone());
        self
    }

    pub(super) fn code(&self) -> &'static str {
        self.body.code
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.body.errors = errors;
        self
    }

    fn retry_after(self, after: Duration) -> Self {
        let seconds = after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0));
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// An Actix error's status and headers, and its text where it is the client's fault.
    fn actix(error: &actix_web::Error) -> Self {
        let response = error.error_response();
        let status = response.status();
        if !status.is_client_error() && !status.is_server_error() {
            return Self::handler_failed();
        }
        let detail = status.is_client_error().then(|| error.to_string()).filter(|text| !text.is_empty());
        let mut problem = Self::new(status, nearest_code(status), detail.map(Cow::from));
        problem.headers.extend(kept(response.headers()).map(|(name, value)| (name.clone(), value.clone())));
        problem
    }
}

/// All headers of a response but those that describe the body, which is another one now.
fn kept(headers: &HeaderMap) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
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
fn nearest_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        409 => "conflict",
        410 => "expired",
        413 => "payload_too_large",
        415 => "unsupported_media_type",
        422 => "invalid_payload",
        429 => "too_many_requests",
        503 => "overloaded",
        504 => "handler_timeout",
        400..=499 => "bad_request",
        _ => "handler_failed",
    }
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        match error.into_kind() {
            Kind::Invalid { detail, errors } => {
                // A field may have several errors.
                let mut fields: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
                fields.sort_unstable();
                fields.dedup();
                let count = || match fields.len() {
                    0 => None,
                    1 => Some(Cow::from("1 field needs attention")),
                    n => Some([&*n.to_string(), " fields need attention"].concat().into()),
                };
                let detail = detail.map(Cow::from).or_else(count);
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_payload", detail).with_errors(errors)
            }
            Kind::Status { status, code, detail, retry_after } => {
                let problem = Self::new(status, code, detail.map(Cow::from));
                match retry_after {
                    Some(after) => problem.retry_after(after),
                    None => problem,
                }
            }
            Kind::Actix { error, .. } => Self::actix(&error),
            Kind::Internal(_) => Self::handler_failed(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ThreadNotFound => Self::thread_not_found(),
            StoreError::WidgetNotFound => Self::not_offered(),
            StoreError::Full => Self::overloaded(),
            StoreError::Conflict(_) | StoreError::Failed(_) => Self::handler_failed(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::with_body(self.status, BoxBody::new(self.body.to_json(self.status)));
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
