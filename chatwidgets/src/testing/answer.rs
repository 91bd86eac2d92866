//! What a server answered.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::action::{ErrorCode, FieldError};
use crate::turn::ChatTurn;
use crate::widget::WidgetInstance;

/// What the server answered, whatever it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// If the body is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("the answer {} is not JSON: {error}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    /// The turn, or the problem answered instead of one.
    ///
    /// # Errors
    ///
    /// The problem.
    pub fn turn(&self) -> Result<ChatTurn, Refused> {
        self.read()
    }

    pub(super) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Refused> {
        if !self.status.is_success() {
            return Err(self.refused());
        }
        Ok(serde_json::from_value(self.json()).expect("the answer has the form that the wire promises"))
    }

    pub(super) fn refused(&self) -> Refused {
        serde_json::from_value(self.json()).expect("an error is a problem document")
    }
}

/// The problem that the server answered (RFC 9457).
#[derive(Debug, Clone, PartialEq, Deserialize, thiserror::Error)]
#[error("{status} {code}: {} {errors:?}", .detail.as_deref().unwrap_or_default())]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: ErrorCode,
    /// What is wrong, for people.
    pub detail: Option<String>,
    /// The action's name.
    pub action: Option<String>,
    /// The fields at fault.
    #[serde(default)]
    pub errors: Vec<FieldError>,
    /// What became of the widget that was clicked, if it cannot be used any more.
    pub widget: Option<Box<WidgetInstance>>,
    /// The id under which the log has it.
    pub request_id: Option<String>,
}
