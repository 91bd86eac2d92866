//! One run of an action: what its arguments are made of.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, dev};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value};

use super::context::preferred_language;
use super::error::ActionError;
use super::payload::Messages;
use super::registry::Action;
use crate::turn::Reply;
use crate::widget::Hidden;

/// A handler at work, on one worker: it need not be `Send`.
pub(crate) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Reply, ActionError>>>>;

/// How a payload was written.
#[derive(Debug, Clone)]
pub(crate) enum Encoding {
    Json,
    /// By a browser's form, which says nothing of a box that is not ticked and of a list of which nothing is chosen.
    #[cfg(feature = "page")]
    Urlencoded {
        /// The names of those that the form showed, if it is known.
        shown: Option<Vec<String>>,
    },
}

impl Encoding {
    /// With the names of what a browser's form showed.
    #[cfg(feature = "page")]
    pub(crate) fn with_shown(self, shown: Option<Vec<String>>) -> Self {
        match self {
            Self::Urlencoded { .. } => Self::Urlencoded { shown },
            Self::Json => self,
        }
    }
}

/// One run of an action: what its arguments are made of.
pub struct Invocation {
    request: HttpRequest,
    body: Bytes,
    action: Option<Arc<Action>>,
    payload: Bytes,
    encoding: Encoding,
    hidden: Option<Hidden>,
    messages: Option<Arc<dyn Messages>>,
}

impl Invocation {
    pub(crate) fn new(
        request: HttpRequest,
        body: Bytes,
        action: Option<Arc<Action>>,
        payload: Bytes,
        encoding: Encoding,
        hidden: Option<Hidden>,
        messages: Option<Arc<dyn Messages>>,
    ) -> Self {
        Self { request, body, action, payload, encoding, hidden, messages }
    }

    pub(crate) fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The whole body, as it came: each extractor that reads it gets all of it.
    pub(crate) fn body(&self) -> dev::Payload {
        let body = self.body.clone();
        dev::Payload::Stream { payload: Box::pin(stream::once(async move { Ok(body) })) }
    }

    pub(crate) fn action(&self) -> Option<&Action> {
        self.action.as_deref()
    }

    /// The payload's JSON; empty where there is none.
    pub(crate) fn payload(&self) -> &str {
        // A part of a text, so it is one.
        std::str::from_utf8(&self.payload).unwrap_or_default()
    }

    pub(crate) fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// The app's words for what is wrong with a value.
    pub(crate) fn messages(&self) -> Option<&dyn Messages> {
        self.messages.as_deref()
    }

    /// The language that the client likes best.
    pub(crate) fn locale(&self) -> Option<String> {
        preferred_language(self.request.headers().get(ACCEPT_LANGUAGE)?)
    }

    /// The payload that the server filled in, in place of what was posted.
    pub(crate) fn preset(&self) -> Option<&Map<String, Value>> {
        self.hidden.as_ref()?.preset.as_ref()
    }

    /// The arguments that the server bound.
    pub(crate) fn bound(&self) -> Option<&Value> {
        self.hidden.as_ref()?.bound.as_ref()
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").field("action", &self.action).finish_non_exhaustive()
    }
}
