//! Doors: one way each to read a request and to answer it.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, Scope};
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Either, LocalBoxFuture, Ready, ready};

use super::problem::Problem;
use super::state::State;
use super::thread_name::Pending;
use crate::action::{BuildError, Encoding, Registry, ValidationMessages};
use crate::run::{Holders, Outcome};
use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::WidgetId;

/// What a route answers.
pub(super) type Answer = Result<HttpResponse, Problem>;

/// An answer that is there, or one that has to be worked on.
pub(super) type Answering<'a> = Either<Ready<Answer>, LocalBoxFuture<'a, Answer>>;

/// What is posted where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Action,
    Message,
}

/// What was posted.
#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) route: Route,
    /// The body as it came.
    pub(super) body: Bytes,
    /// The envelope in JSON, where that is not the body.
    pub(super) envelope: Option<Bytes>,
    pub(super) encoding: Encoding,
}

impl Post {
    /// The same post without its body.
    pub(super) fn without_body(&self) -> Self {
        Self { route: self.route, body: Bytes::new(), envelope: None, encoding: self.encoding.clone() }
    }

    /// The envelope in JSON.
    pub(super) fn json(&self) -> &Bytes {
        self.envelope.as_ref().unwrap_or(&self.body)
    }
}

/// A post that was let in: who sent it, and how.
pub(super) struct Asked<'a> {
    pub(super) state: &'a Arc<State>,
    pub(super) request: &'a HttpRequest,
    pub(super) user: Option<UserId>,
    /// What was posted: without its body, unless the door [keeps](Door::keeps_body) that.
    pub(super) post: Post,
}

/// What somebody does first in a conversation that a page shows.
pub(super) struct Beginning {
    pub(super) pending: Pending,
    /// The control that was clicked, and its action.
    pub(super) click: Option<(WidgetId, String)>,
}

/// One way to read a request and to answer it: JSON, or the page. The first one that is wanted answers.
pub(super) trait Door: Send + Sync {
    /// Whether the client would like its answer this way.
    fn is_wanted(&self, request: &HttpRequest) -> bool;

    /// The media type of the bodies that it reads.
    fn media_type(&self) -> &'static str;

    /// How a payload in such a body is written.
    fn encoding(&self) -> Encoding;

    /// Reads such a body as the envelope in JSON; `None` if the body is that already.
    ///
    /// # Errors
    ///
    /// The body is malformed.
    fn read(&self, route: Route, body: &[u8]) -> Result<Option<Bytes>, Problem>;

    /// The words for what is wrong with a payload.
    fn messages(&self, state: &State, request: &HttpRequest) -> Option<Arc<dyn ValidationMessages>>;

    /// Whether its answer depends on the body that was posted.
    fn keeps_body(&self) -> bool {
        false
    }

    /// Stores a conversation that a page shows, since somebody uses it now. Answers whether it is there: not if it cannot be,
    /// or has no control that was clicked.
    ///
    /// # Errors
    ///
    /// The store fails.
    fn begin<'a>(
        &'a self,
        _state: &'a State,
        _request: &'a HttpRequest,
        _asking: &'a Holders,
        _beginning: Beginning,
    ) -> LocalBoxFuture<'a, Result<bool, Problem>> {
        ready(Ok(false)).boxed_local()
    }

    /// Answers a click or a message.
    fn answer<'a>(&'a self, asked: Asked<'a>, answered: Result<Outcome, Problem>) -> Answering<'a>;

    /// Says a refusal in the way of those who read it.
    fn say(&self, _request: &HttpRequest, problem: Problem) -> Problem {
        problem
    }

    /// Whether it answers a post that was refused before its body was read by showing again what was entered.
    fn shows_again(&self, _refused: &Problem) -> bool {
        false
    }

    /// Answers a conversation.
    fn thread(&self, state: &Arc<State>, request: &HttpRequest, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Answer;

    /// Adds routes of its own to the scope.
    fn add_routes(&self, scope: Scope) -> Scope {
        scope
    }

    /// Checks what the app chose for it.
    ///
    /// # Errors
    ///
    /// Why the app cannot start.
    fn check(&self, _registry: &Registry) -> Result<(), BuildError> {
        Ok(())
    }
}
