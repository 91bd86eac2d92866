//! Errors on the wire: RFC 9457 problem documents with a stable `code`.

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::action::{ActionError, FieldError, Kind, RequestId, UnknownAction};
use crate::thread::StoreError;
use crate::turn::ThreadId;
use crate::widget::WidgetInstance;

/// A problem document, with the headers that belong to it.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    body: Box<Body>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    r#type: &'static str,
    title: String,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<ThreadId>,
    /// What became of the widget that was clicked.
    #[serde(skip_serializing_if = "Option::is_none")]
    widget: Option<WidgetInstance>,
    /// The same, drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<Option<String>>) -> Self {
        let body = Body {
            r#type: "about:blank",
            title: title(status, code),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            action: None,
            errors: Vec::new(),
            thread_id: None,
            widget: None,
            html: None,
            request_id: None,
        };
        Self { status, body: Box::new(body), headers: Vec::new() }
    }

    pub(super) fn message_too_long(limit: usize) -> Self {
        let detail = format!("a message may have at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
    }

    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed_request", detail.into())
    }

    pub(super) fn empty_message() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "empty_message", "a message has some text".to_owned())
    }

    pub(super) fn unknown_action(unknown: &UnknownAction) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown_action", unknown.to_string()).for_action(&unknown.name)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address".to_owned())
    }

    pub(super) fn thread_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "thread_not_found", "there is no such thread".to_owned())
    }

    pub(super) fn already_done() -> Self {
        let detail = "this widget was used for the last time".to_owned();
        Self::new(StatusCode::CONFLICT, "already_done", detail)
    }

    pub(super) fn in_progress() -> Self {
        let detail = "this widget is being used".to_owned();
        Self::new(StatusCode::CONFLICT, "in_progress", detail)
    }

    pub(super) fn request_conflict() -> Self {
        let detail = "this `requestId` was used for something else".to_owned();
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    pub(super) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "you are not known here".to_owned())
    }

    pub(super) fn cross_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "this request comes from another site".to_owned())
    }

    pub(super) fn too_many_requests(retry_after: Duration) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", None).retry_after(retry_after)
    }

    pub(super) fn expired() -> Self {
        Self::new(StatusCode::GONE, "expired", "the time of this widget is over".to_owned())
    }

    pub(super) fn not_offered() -> Self {
        let detail = "this widget does not offer this action in this thread".to_owned();
        Self::new(StatusCode::FORBIDDEN, "not_offered", detail)
    }

    pub(super) fn method_not_allowed(allowed: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", format!("only {allowed} is allowed here"))
            .with_header(header::ALLOW, HeaderValue::from_static(allowed))
    }

    pub(super) fn unsupported_media_type() -> Self {
        let forms = if cfg!(feature = "page") { " or `application/x-www-form-urlencoded`" } else { "" };
        let detail = format!("the body must be `content-type: application/json`{forms}");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    pub(super) fn payload_too_large(limit: usize) -> Self {
        let detail = format!("the body may have at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
    }

    pub(super) fn handler_failed() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "handler_failed", None)
    }

    pub(super) fn no_assistant() -> Self {
        let detail = "this chat answers clicks, not messages".to_owned();
        Self::new(StatusCode::NOT_IMPLEMENTED, "no_assistant", detail)
    }

    pub(super) fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", None).retry_after(Duration::from_secs(5))
    }

    pub(super) fn shutting_down() -> Self {
        let detail = "the server is about to stop".to_owned();
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "shutting_down", detail).retry_after(Duration::from_secs(5))
    }

    pub(super) fn handler_timeout() -> Self {
        let detail = "the handler took too long".to_owned();
        Self::new(StatusCode::GATEWAY_TIMEOUT, "handler_timeout", detail)
    }

    pub(super) fn for_action(mut self, action: &str) -> Self {
        self.body.action = Some(action.to_owned());
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
    pub(super) fn title(&self) -> &str {
        &self.body.title
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
        self.body.request_id = Some(request_id.to_string());
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
        let mut problem = Self::new(status, nearest_code(status), detail);
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

fn title(status: StatusCode, code: &str) -> String {
    let words = if code == "too_many_requests" || code.is_empty() { None } else { Some(code) };
    match words {
        Some(code) => {
            let mut title = code.replace(['_', '-'], " ");
            if let Some(first) = title.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            title
        }
        None => status.canonical_reason().unwrap_or("Error").to_owned(),
    }
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
                let fields = errors.iter().map(|error| error.pointer.as_str()).collect::<HashSet<_>>().len();
                let count = || match fields {
                    0 => None,
                    1 => Some("1 field needs attention".to_owned()),
                    n => Some(format!("{n} fields need attention")),
                };
                let detail = detail.or_else(count);
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_payload", detail).with_errors(errors)
            }
            Kind::Status { status, code, detail, retry_after } => {
                let problem = Self::new(status, code, detail);
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
        let mut response = HttpResponse::build(self.status);
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        // A problem holds strings and numbers only: nothing in it can fail.
        let body = serde_json::to_vec(&self.body).unwrap_or_default();
        response.insert_header((header::CONTENT_TYPE, "application/problem+json")).body(body)
    }
}
