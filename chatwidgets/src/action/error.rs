//! The errors of handlers.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::error_code::ErrorCode;
use crate::widget::Mistake;

/// The error of a handler.
///
/// What its constructors say is meant for the person and reaches the client. `?` turns any other error into an opaque 500:
/// its text goes to the log, under an id that the client gets. An [`actix_web::Error`] keeps its status. (For this conversion
/// to exist, `ActionError` itself does not implement [`std::error::Error`].)
///
/// ```
/// use chatwidgets::prelude::*;
///
/// fn check_name(taken: bool) -> Result<(), ActionError> {
///     if taken {
///         return Err(ActionError::field("/name", "taken", "is taken"));
///     }
///     let _: u32 = "7".parse()?; // any other error is an opaque 500
///     Ok(())
/// }
/// ```
pub struct ActionError(Box<Kind>);

/// The kinds of errors, which the server answers differently.
#[derive(Debug)]
pub(crate) enum Kind {
    /// 422, with the fields at fault.
    Invalid { detail: Option<String>, errors: Vec<FieldError> },
    /// A status with a code; the detail is for the client.
    Status { status: StatusCode, code: ErrorCode, detail: Option<String>, retry_after: Option<Duration> },
    /// An Actix error: from an extractor, or passed on by a handler.
    Actix { error: actix_web::Error, extractor: Option<&'static str> },
    /// The handler failed. The reason is for the log only.
    Internal(String),
}

/// An error at one field of a payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the payload: `/address/city`.
    pub pointer: String,
    /// What is wrong, for programs: `maximum`.
    pub code: String,
    /// What is wrong, for people: `must be at most 5`.
    pub message: String,
}

impl FieldError {
    /// An error at the field that the JSON pointer names.
    pub fn new(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), message: message.into() }
    }
}

impl ActionError {
    fn of(kind: Kind) -> Self {
        Self(Box::new(kind))
    }

    fn plain(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Self {
        Self::of(Kind::Status { status, code, detail: Some(detail.into()), retry_after: None })
    }

    /// The payload as a whole is wrong: 422 `invalid_payload` with this detail.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::of(Kind::Invalid { detail: Some(detail.into()), errors: Vec::new() })
    }

    /// One field is wrong: 422 `invalid_payload`. `pointer` is a JSON pointer (RFC 6901) into the payload, `code` is for
    /// programs, `message` is for people.
    pub fn field(pointer: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields([FieldError::new(pointer, code, message)])
    }

    /// Several fields are wrong: 422 `invalid_payload`.
    pub fn fields(errors: impl IntoIterator<Item = FieldError>) -> Self {
        Self::of(Kind::Invalid { detail: None, errors: errors.into_iter().collect() })
    }

    /// The person may not do this: 403 `forbidden`.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::plain(StatusCode::FORBIDDEN, ErrorCode::Forbidden, detail)
    }

    /// What the person asks for does not exist: 404 `not_found`.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::plain(StatusCode::NOT_FOUND, ErrorCode::NotFound, detail)
    }

    /// Somebody else changed it first: 409 `conflict`.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::plain(StatusCode::CONFLICT, ErrorCode::Conflict, detail)
    }

    /// The person asks too often: 429 `too_many_requests`, with a `Retry-After` in whole seconds, rounded up.
    pub fn too_many_requests(retry_after: Duration) -> Self {
        Self::of(Kind::Status {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: ErrorCode::TooManyRequests,
            detail: None,
            retry_after: Some(retry_after),
        })
    }

    /// Any status from 400 to 599, with a code of your own in `snake_case`. Any other status is a bug, which the client gets
    /// as an opaque 500.
    pub fn status(status: StatusCode, code: impl Into<ErrorCode>, detail: impl Into<String>) -> Self {
        let (code, detail) = (code.into(), detail.into());
        if status.is_client_error() || status.is_server_error() {
            Self::plain(status, code, detail)
        } else {
            Self::internal(format_args!("an error with the status {status}, the code {code} and the text {detail:?}"))
        }
    }

    /// The handler failed: 500 `handler_failed`. The reason goes to the log only. Use it for errors that do not implement
    /// [`std::error::Error`], such as `anyhow::Error`.
    pub fn internal(reason: impl fmt::Display) -> Self {
        Self::of(Kind::Internal(format!("{reason:#}")))
    }

    pub(crate) fn extractor(extractor: &'static str, error: actix_web::Error) -> Self {
        Self::of(Kind::Actix { error, extractor: Some(extractor) })
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, ErrorCode::MalformedRequest, detail)
    }

    pub(crate) fn mistake(mistake: &Mistake) -> Self {
        Self::internal(format_args!("a widget of the reply cannot be sent: {mistake}"))
    }

    pub(crate) fn into_kind(self) -> Kind {
        *self.0
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }
}

impl fmt::Debug for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: Error + 'static> From<E> for ActionError {
    fn from(error: E) -> Self {
        let boxed: Box<dyn Error> = Box::new(error);
        match boxed.downcast::<actix_web::Error>() {
            Ok(error) => Self::of(Kind::Actix { error: *error, extractor: None }),
            Err(error) => Self::of(Kind::Internal(chain(&*error))),
        }
    }
}

/// An error with all its causes.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// What a handler may return as its error: [`ActionError`] or any [`std::error::Error`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a handler as an error",
    label = "neither `ActionError` nor a `std::error::Error`",
    note = "return `ActionError`, and convert this error: `.map_err(ActionError::internal)`"
)]
pub trait IntoActionError {
    /// Makes the error.
    fn into_action_error(self) -> ActionError;
}

impl IntoActionError for ActionError {
    fn into_action_error(self) -> ActionError {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<E: Error + 'static> IntoActionError for E {
    fn into_action_error(self) -> ActionError {
        self.into()
    }
}
