//! The stable codes of errors.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer};

/// Declares the codes, each with its text on the wire.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The stable code of an error: the member `code` of a problem document.
        ///
        /// A program that has to tell errors apart compares these, and never the sentences beside them. New codes may be
        /// added; none changes its meaning.
        ///
        /// ```
        /// use chatwidgets::ErrorCode;
        ///
        /// assert_eq!(ErrorCode::AlreadyDone.as_str(), "already_done");
        /// assert_eq!(ErrorCode::from("already_done"), ErrorCode::AlreadyDone);
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)*
            /// A code that a handler chose: see [`ActionError::status`](crate::ActionError::status).
            Custom(Cow<'static, str>),
        }

        impl ErrorCode {
            /// Every code but [`Custom`](Self::Custom).
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Custom(code) => code,
                }
            }
        }

        impl From<Cow<'static, str>> for ErrorCode {
            fn from(code: Cow<'static, str>) -> Self {
                match &*code {
                    $($text => Self::$variant,)*
                    _ => Self::Custom(code),
                }
            }
        }
    };
}

codes! {
    /// 400: the body is not a JSON object of the expected form, is nested too deeply, or ended early.
    MalformedRequest = "malformed_request",
    /// 400: the message is empty.
    EmptyMessage = "empty_message",
    /// 400, or another status from 400 to 499: an extractor of the app refused the request.
    BadRequest = "bad_request",
    /// 401: the app does not know who asks.
    Unauthenticated = "unauthenticated",
    /// 403: this person may not do this, or the request comes from another site.
    Forbidden = "forbidden",
    /// 403: the thread has no such widget, or the widget does not name this action.
    NotOffered = "not_offered",
    /// 404: no action has this name; the detail names the nearest one.
    UnknownAction = "unknown_action",
    /// 404: the thread does not exist, or belongs to somebody else.
    ThreadNotFound = "thread_not_found",
    /// 404: there is nothing at this address, or a handler did not find what was asked for.
    NotFound = "not_found",
    /// 405: the route does not take this method; the header `Allow` lists those it takes.
    MethodNotAllowed = "method_not_allowed",
    /// 408: the body arrived too slowly.
    RequestTimeout = "request_timeout",
    /// 409: the widget has been used for the last time, or another widget has replaced it.
    AlreadyDone = "already_done",
    /// 409: another click on the widget is still running.
    InProgress = "in_progress",
    /// 409: the `requestId` was used for something else, or a handler found a conflict.
    Conflict = "conflict",
    /// 409: the thread has no room for more.
    ThreadFull = "thread_full",
    /// 410: the widget has expired.
    Expired = "expired",
    /// 413: the body or the message is too large.
    PayloadTooLarge = "payload_too_large",
    /// 415: the body is of a media type that the route does not take.
    UnsupportedMediaType = "unsupported_media_type",
    /// 422: the payload is not valid; `errors` lists the fields at fault.
    InvalidPayload = "invalid_payload",
    /// 429: this person, address or thread has to wait; the header `Retry-After` says how long.
    TooManyRequests = "too_many_requests",
    /// 500: the handler failed; the log has the reason under the request's id.
    HandlerFailed = "handler_failed",
    /// 500: the handler has done its work, and its reply could not be kept.
    ReplyLost = "reply_lost",
    /// 501: a message was posted, and the app has no assistant.
    NoAssistant = "no_assistant",
    /// 503: the server is shutting down; the header `Retry-After` says when to try again.
    ShuttingDown = "shutting_down",
    /// 503: the server, or its store, has no room for more; the header `Retry-After` says when to try again.
    Overloaded = "overloaded",
    /// 504: the handler exceeded its time limit.
    HandlerTimeout = "handler_timeout",
}

impl From<&'static str> for ErrorCode {
    fn from(code: &'static str) -> Self {
        Self::from(Cow::Borrowed(code))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|code| Self::from(Cow::Owned(code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_from_its_text() {
        for code in ErrorCode::ALL {
            assert_eq!(&ErrorCode::from(Cow::Owned(code.as_str().to_owned())), code);
        }
        assert_eq!(ErrorCode::from("sold_out"), ErrorCode::Custom("sold_out".into()));
    }
}
