//! The context of a run: who clicked what, in which thread.

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev, error};
use tokio_util::sync::CancellationToken;

use super::language::preferred_language;
use super::request_id::RequestId;
use super::stop::Stop;
use crate::clock::Clock;
use crate::thread::{StoreError, ThreadStore, UserId};
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::WidgetId;

/// What a handler can find out about the click or message that it answers.
///
/// It is an Actix extractor, so your own extractors can use it too. It is cheap to clone.
///
/// ```
/// use chatwidgets::prelude::*;
///
/// #[widget_action("repeat")]
/// async fn repeat(context: ActionContext) -> Result<String, ActionError> {
///     let last = context.history(1).await?;
///     Ok(last.first().map_or_else(|| "Nothing was said yet.".into(), |turn| turn.content.clone()))
/// }
/// ```
#[derive(Clone)]
pub struct ActionContext(Rc<Inner>);

struct Inner {
    parts: ContextParts,
    /// Given when nobody waits for this run any longer.
    stop: Stop,
    /// Whether the handler has done what it was asked to.
    has_acted: Cell<bool>,
    request_id: OnceCell<String>,
    peer: Option<SocketAddr>,
    accept_language: Option<HeaderValue>,
}

/// What the server knows of a run.
pub(crate) struct ContextParts {
    pub(crate) thread: ThreadId,
    /// A new thread is not in the store yet: that comes with its first turn.
    pub(crate) thread_is_new: bool,
    pub(crate) action: Option<&'static str>,
    pub(crate) widget: Option<WidgetId>,
    pub(crate) user: Option<UserId>,
    pub(crate) request_id: RequestId,
    pub(crate) store: Arc<dyn ThreadStore>,
    pub(crate) clock: Clock,
    pub(crate) server_stops: Arc<CancellationToken>,
}

impl ActionContext {
    /// Puts a context where [`FromRequest`] finds it. It copies what it needs of the request: a request that held itself
    /// would never be freed.
    pub(crate) fn attach(request: &HttpRequest, parts: ContextParts) -> Self {
        let context = Self(Rc::new(Inner {
            parts,
            stop: Stop::default(),
            has_acted: Cell::new(false),
            request_id: OnceCell::new(),
            peer: request.peer_addr(),
            accept_language: request.headers().get(ACCEPT_LANGUAGE).cloned(),
        }));
        request.extensions_mut().insert(context.clone());
        context
    }

    /// What the server knows of the run.
    pub(crate) fn parts(&self) -> &ContextParts {
        &self.0.parts
    }

    /// Notes that the handler has done what it was asked to, whatever becomes of its reply.
    pub(crate) fn note_acted(&self) {
        self.0.has_acted.set(true);
    }

    /// Whether the handler has done what it was asked to.
    pub(crate) fn has_acted(&self) -> bool {
        self.0.has_acted.get()
    }

    /// Tells the handler that nobody waits any longer.
    pub(crate) fn stop(&self) {
        self.0.stop.give();
    }

    /// The thread that the reply becomes a turn of; a new one if the client named none.
    pub fn thread_id(&self) -> ThreadId {
        self.0.parts.thread
    }

    /// The action's name; empty for a message to the assistant.
    pub fn action(&self) -> &'static str {
        self.0.parts.action.unwrap_or_default()
    }

    /// The user, if the app's [`user`](crate::ChatWidgetsBuilder::user) function names one.
    pub fn user(&self) -> Option<&UserId> {
        self.0.parts.user.as_ref()
    }

    /// The widget instance that was used, if the client named it.
    pub fn widget_id(&self) -> Option<WidgetId> {
        self.0.parts.widget
    }

    /// The id of this interaction: the client's, or one that the server made. The log and problems have it too.
    pub fn request_id(&self) -> &str {
        self.0.request_id.get_or_init(|| self.0.parts.request_id.to_string())
    }

    /// The address of the other end of the connection. Behind a proxy, it is the proxy's.
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.0.peer
    }

    /// The language that the client prefers (`Accept-Language`), as a BCP 47 tag such as `de-CH`.
    pub fn locale(&self) -> Option<String> {
        preferred_language(self.0.accept_language.as_ref()?)
    }

    /// The thread's last `n` turns, oldest first; none in a new thread. When the assistant runs, the last one is the message
    /// that it answers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails, or if the thread was deleted in the meantime.
    pub async fn history(&self, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        if self.0.parts.thread_is_new {
            return Ok(Vec::new());
        }
        let ContextParts { store, thread, clock, .. } = &self.0.parts;
        store.expire(*thread, clock.now()).await?;
        store.last(*thread, n).await
    }

    /// Resolves when nobody waits for the answer any longer: the client has disconnected, the time limit has passed, or
    /// the server is stopping.
    ///
    /// The handler still runs to its end. If it should stop early, await this beside its work.
    ///
    /// A client that resets the connection is noticed at once. A plain close is noticed only with
    /// [`HttpServer::h1_allow_half_closed(false)`](actix_web::HttpServer::h1_allow_half_closed).
    pub async fn cancelled(&self) {
        tokio::select! {
            () = self.0.stop.given() => {}
            () = self.0.parts.server_stops.cancelled() => {}
        }
    }

    /// Whether [`cancelled`](Self::cancelled) would resolve at once.
    pub fn is_cancelled(&self) -> bool {
        self.0.stop.is_given() || self.0.parts.server_stops.is_cancelled()
    }
}

impl fmt::Debug for ActionContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionContext")
            .field("thread", &self.thread_id())
            .field("action", &self.action())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl FromRequest for ActionContext {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let context = request.extensions().get::<Self>().cloned();
        ready(context.ok_or_else(|| {
            error::ErrorInternalServerError(
                "an `ActionContext` can be extracted only while an action or the assistant runs",
            )
        }))
    }
}

/// Stops a run when it is dropped, unless it is disarmed.
pub(crate) struct StopWhenDropped(Option<ActionContext>);

impl StopWhenDropped {
    pub(crate) fn new(context: ActionContext) -> Self {
        Self(Some(context))
    }

    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        if let Some(context) = &self.0 {
            context.stop();
        }
    }
}

/// The message that the app's assistant answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserMessage(pub String);

impl FromRequest for UserMessage {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let message = request.extensions().get::<Self>().cloned();
        ready(message.ok_or_else(|| {
            error::ErrorInternalServerError("a `UserMessage` can be extracted only while the assistant runs")
        }))
    }
}
