//! `GET actions`: what can be done here.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::json;
use crate::action::{RegisteredAction, Registry};

/// The catalogue's JSON, written when it is first asked for.
#[derive(Default)]
pub(super) struct Catalogue(OnceLock<Bytes>);

#[derive(Serialize)]
struct Listing<'a> {
    actions: Vec<Listed<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a Value>,
    timeout_ms: u64,
    /// Whether a widget that names it can be used once only.
    #[serde(skip_serializing_if = "is_false")]
    once: bool,
    /// Whether it takes a click on a widget that names it.
    #[serde(skip_serializing_if = "is_false")]
    offered: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl<'a> Listed<'a> {
    fn new(action: &'a RegisteredAction, only_offered: bool) -> Self {
        Self {
            name: action.name(),
            description: action.description(),
            payload: action.payload_schema(),
            timeout_ms: u64::try_from(action.timeout().as_millis()).unwrap_or(u64::MAX),
            once: action.is_once(),
            offered: only_offered || action.is_offered(),
        }
    }
}

impl Catalogue {
    pub(super) fn response(&self, registry: &Registry, only_offered: bool) -> HttpResponse {
        let write = || {
            let actions = registry.iter().map(|action| Listed::new(action, only_offered)).collect();
            // Strings, numbers and schemas that were read as JSON before: nothing in it can fail.
            serde_json::to_vec(&Listing { actions }).unwrap_or_default().into()
        };
        json::response(BoxBody::new(self.0.get_or_init(write).clone()))
    }
}
