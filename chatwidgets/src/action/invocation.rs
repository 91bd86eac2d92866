//! One run of an action: what its arguments are made of.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::{HttpRequest, dev};
use bytes::Bytes;
use futures_util::stream;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::ActionError;
use super::registry::Action;
use crate::turn::Reply;

/// A handler at work, on one worker: it need not be `Send`.
pub(crate) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Reply, ActionError>>>>;

/// One run of an action: what its arguments are made of.
#[derive(Debug)]
pub struct Invocation {
    request: HttpRequest,
    body: Bytes,
    action: Option<Arc<Action>>,
    payload: Box<RawValue>,
    preset: Option<Map<String, Value>>,
}

impl Invocation {
    pub(crate) fn new(
        request: HttpRequest,
        body: Bytes,
        action: Option<Arc<Action>>,
        payload: Box<RawValue>,
        preset: Option<Map<String, Value>>,
    ) -> Self {
        Self { request, body, action, payload, preset }
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

    pub(crate) fn payload(&self) -> &RawValue {
        &self.payload
    }

    /// What the server filled in, to be put over what was posted.
    pub(crate) fn preset(&self) -> Option<&Map<String, Value>> {
        self.preset.as_ref()
    }
}

/// The payload of a request that has none.
pub(crate) fn no_payload() -> Box<RawValue> {
    RawValue::NULL.to_owned()
}
