//! The door for programs: JSON in, JSON out.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::future::{LocalBoxFuture, ready};

use super::door::{Answer, Asked, Door, Route};
use super::problem::Problem;
use super::state::State;
use crate::action::{Encoding, ValidationMessages};
use crate::json;
use crate::run::Outcome;
use crate::turn::{ChatTurn, ThreadId};

pub(super) const MEDIA_TYPE: &str = "application/json";

/// The door for programs.
#[derive(Debug, Default)]
pub(super) struct Json;

impl Door for Json {
    fn is_wanted(&self, _: &HttpRequest) -> bool {
        true
    }

    fn media_type(&self) -> &'static str {
        MEDIA_TYPE
    }

    fn encoding(&self) -> Encoding {
        Encoding::Json
    }

    fn read(&self, _: Route, _: &[u8]) -> Result<Option<Bytes>, Problem> {
        Ok(None)
    }

    fn messages(&self, state: &State, _: &HttpRequest) -> Option<Arc<dyn ValidationMessages>> {
        state.messages.clone()
    }

    fn answer<'a>(&'a self, _: Asked<'a>, answered: Result<Outcome, Problem>) -> LocalBoxFuture<'a, Answer> {
        Box::pin(ready(answered.map(response)))
    }

    fn thread(&self, _: &State, _: &HttpRequest, thread: ThreadId, turns: &[Arc<ChatTurn>]) -> Answer {
        let never_cached = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let json = thread_to_json(thread, turns);
        Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).insert_header(never_cached).body(json))
    }
}

fn response(outcome: Outcome) -> HttpResponse {
    let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(outcome.json));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response
}

fn thread_to_json(thread: ThreadId, turns: &[Arc<ChatTurn>]) -> Vec<u8> {
    // With the commas and what is around them.
    let length = turns.iter().map(|turn| turn.json_length() + 1).sum::<usize>() + 64;
    let mut json = Vec::with_capacity(length);
    json.extend_from_slice(b"{\"threadId\":");
    thread.write_json(&mut json);
    json.extend_from_slice(b",\"turns\":[");
    json::list(&mut json, turns, |json, turn| turn.write_json(json));
    json.extend_from_slice(b"]}");
    json
}
