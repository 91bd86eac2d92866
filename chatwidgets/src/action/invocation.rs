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

use super::error::ActionError;
use super::language::preferred_language;
use super::payload::{Binder, Encoding, ValidationMessages};
use crate::turn::Reply;
use crate::widget::Hidden;

/// A running handler. It stays on one worker, so it need not be `Send`.
pub(crate) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Reply, ActionError>>>>;

/// One run of an action: what its arguments are made of.
pub struct Invocation {
    request: HttpRequest,
    body: Bytes,
    binder: Option<Arc<Binder>>,
    payload: Bytes,
    encoding: Encoding,
    hidden: Option<Hidden>,
    messages: Option<Arc<dyn ValidationMessages>>,
}

impl Invocation {
    pub(crate) fn new(
        request: HttpRequest,
        body: Bytes,
        binder: Option<Arc<Binder>>,
        payload: Bytes,
        encoding: Encoding,
        hidden: Option<Hidden>,
        messages: Option<Arc<dyn ValidationMessages>>,
    ) -> Self {
        Self { request, body, binder, payload, encoding, hidden, messages }
    }

    pub(crate) fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The whole body as it was sent, for one extractor.
    pub(crate) fn body(&self) -> dev::Payload {
        let body = self.body.clone();
        dev::Payload::Stream { payload: Box::pin(stream::once(async move { Ok(body) })) }
    }

    /// What binds the payload, if the action takes one.
    pub(crate) fn binder(&self) -> Option<&Binder> {
        self.binder.as_deref()
    }

    /// The payload's JSON; empty if there is none.
    pub(crate) fn payload(&self) -> &str {
        // It is a part of a text, so it is valid UTF-8.
        std::str::from_utf8(&self.payload).unwrap_or_default()
    }

    pub(crate) fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// The app's own messages for violations.
    pub(crate) fn messages(&self) -> Option<&dyn ValidationMessages> {
        self.messages.as_deref()
    }

    /// The language that the client prefers.
    pub(crate) fn locale(&self) -> Option<String> {
        preferred_language(self.request.headers().get(ACCEPT_LANGUAGE)?)
    }

    /// The payload that the server filled in; it replaces what was posted.
    pub(crate) fn preset(&self) -> Option<Map<String, Value>> {
        Some(self.hidden.as_ref()?.preset.as_ref()?.members())
    }

    /// The arguments that the server bound to the widget.
    pub(crate) fn bound(&self) -> Option<Value> {
        Some(self.hidden.as_ref()?.bound.as_ref()?.value())
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}
