//! The door for programs: JSON in, JSON out.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::future::{Either, ready};

use super::door::{Answer, Answering, Asked, Door, Route};
use super::headers::protect;
use super::pieces::{self, PIECE};
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

    fn answer<'a>(&'a self, _: Asked<'a>, answered: Result<Outcome, Problem>) -> Answering<'a> {
        Either::Left(ready(answered.map(|outcome| response(BoxBody::new(outcome.json)))))
    }

    fn thread(&self, _: &Arc<State>, _: &HttpRequest, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Answer {
        let length = length(&turns);
        Ok(response(pieces::body(thread_to_json(thread, turns), Some(length))))
    }
}

pub(super) fn response(json: BoxBody) -> HttpResponse {
    let mut response = HttpResponse::with_body(StatusCode::OK, json);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    protect(headers);
    response
}

/// A conversation in pieces of several turns each; a short one is one piece.
fn thread_to_json(thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> impl Iterator<Item = Bytes> + Unpin {
    let mut written = 0;
    let mut has_ended = false;
    std::iter::from_fn(move || {
        if has_ended {
            return None;
        }
        let (count, length) = piece(&turns[written..]);
        let mut json = Vec::with_capacity(length + AROUND);
        if written == 0 {
            json.extend_from_slice(b"{\"threadId\":");
            thread.write_json(&mut json);
            json.extend_from_slice(b",\"turns\":[");
        } else {
            json.push(b',');
        }
        json::list(&mut json, &turns[written..written + count], |json, turn| turn.write_json(json));
        written += count;
        has_ended = written == turns.len();
        if has_ended {
            json.extend_from_slice(b"]}");
        }
        Some(json.into())
    })
}

/// What is around the turns.
const AROUND: usize = r#"{"threadId":"00000000-0000-0000-0000-000000000000","turns":[]}"#.len();

/// The length of a conversation in JSON.
fn length(turns: &[Arc<ChatTurn>]) -> usize {
    AROUND + turns.len().saturating_sub(1) + turns.iter().map(|turn| turn.json_length()).sum::<usize>()
}

/// How many of these turns make a piece, and their length with a comma each.
fn piece(turns: &[Arc<ChatTurn>]) -> (usize, usize) {
    let (mut count, mut length) = (0, 0);
    while length < PIECE && count < turns.len() {
        length += turns[count].json_length() + 1;
        count += 1;
    }
    (count, length)
}
