//! A conversation as HTML, drawn turn by turn as the client reads it.

use std::iter;
use std::sync::Arc;
use std::vec;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::drawer::{Drawer, VERSION, name_thread, response};
use super::gzip::{self, Gzipped};
use crate::server::pieces::{self, PIECE};
use crate::server::thread_name::ThreadName;
use crate::turn::ChatTurn;
use crate::ui::{self, Entered};

/// What is shorter is not worth to be compressed.
const WORTH: usize = 1 << 10;

/// A conversation, and what stands around it.
pub(super) struct Conversation {
    pub(super) drawer: Drawer,
    pub(super) thread: Option<ThreadName>,
    pub(super) turns: Vec<Arc<ChatTurn>>,
    /// What a person entered in one of its widgets.
    pub(super) entered: Option<Entered>,
    pub(super) before: String,
    pub(super) after: String,
}

impl Conversation {
    /// The answer, compressed where the client takes that.
    /// `version` is that of the whole, of which these turns may be a part.
    pub(super) fn answer(self, request: &HttpRequest, status: StatusCode, policy: &str, version: &str) -> HttpResponse {
        let stored = self.thread.and_then(ThreadName::stored);
        let mut sheets = Sheets::new(self);
        let first = sheets.next().unwrap_or_default();
        let is_short = sheets.has_ended && first.len() < WORTH;
        let is_compressed = gzip::is_taken(request.headers()) && !is_short;
        let body = if is_compressed {
            pieces::body(Gzipped::new(iter::once(first).chain(sheets)), None)
        } else if sheets.has_ended {
            BoxBody::new(first)
        } else {
            pieces::body(iter::once(first).chain(sheets), None)
        };
        let mut response = response(status, policy, body);
        name_thread(&mut response, stored);
        let headers = response.headers_mut();
        if is_compressed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let (Some(_), Ok(version)) = (stored, HeaderValue::from_str(version)) {
            headers.insert(HeaderName::from_static(VERSION), version);
        }
        response
    }
}

/// The HTML in pieces of several turns each.
struct Sheets {
    drawer: Drawer,
    thread: Option<ThreadName>,
    turns: vec::IntoIter<Arc<ChatTurn>>,
    entered: Option<Entered>,
    before: String,
    after: String,
    has_ended: bool,
}

impl Sheets {
    fn new(conversation: Conversation) -> Self {
        let Conversation { drawer, thread, turns, entered, before, after } = conversation;
        Self { drawer, thread, turns: turns.into_iter(), entered, before, after, has_ended: false }
    }
}

impl Iterator for Sheets {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        if self.has_ended {
            return None;
        }
        let mut html = std::mem::take(&mut self.before);
        while html.len() < PIECE
            && let Some(turn) = self.turns.next()
        {
            let drawn = self.drawer.draw(self.thread, self.entered.as_ref(), |frame| ui::turn(frame, &turn));
            html.push_str(&drawn.0);
        }
        if self.turns.as_slice().is_empty() {
            html.push_str(&self.after);
            self.has_ended = true;
        }
        Some(html.into())
    }
}
