//! What a handler can ask about the click it serves.

use std::cell::OnceCell;
use std::fmt;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::{self, AcceptLanguage, HeaderValue, Preference};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev, error};
use tokio_util::sync::CancellationToken;

use super::request_id::RequestId;
use super::stop::Stop;
use crate::clock::Clock;
use crate::thread::{StoreError, ThreadStore, UserId};
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::WidgetId;

/// What a handler can ask about the click or message it serves.
///
/// It is an Actix extractor, so extractors of your own can use it too. It is cheap to clone.
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
    /// Given when nobody waits for this run any more.
    stop: Stop,
    request_id: OnceCell<String>,
    peer: Option<SocketAddr>,
    accept_language: Option<HeaderValue>,
}

/// What the server knows of a run.
pub(crate) struct ContextParts {
    pub(crate) thread: ThreadId,
    /// A thread is stored with its first turn, not before.
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
    /// Puts a context where [`FromRequest`] finds it. It holds data and never the request: a request that held itself
    /// would never be freed.
    pub(crate) fn attach(request: &HttpRequest, parts: ContextParts) -> Self {
        let context = Self(Rc::new(Inner {
            parts,
            stop: Stop::default(),
            request_id: OnceCell::new(),
            peer: request.peer_addr(),
            accept_language: request.headers().get(header::ACCEPT_LANGUAGE).cloned(),
        }));
        request.extensions_mut().insert(context.clone());
        context
    }

    /// What the server knows of the run.
    pub(crate) fn parts(&self) -> &ContextParts {
        &self.0.parts
    }

    /// Tells the handler that nobody waits any more.
    pub(crate) fn stop(&self) {
        self.0.stop.give();
    }

    /// The thread that the reply will be a turn of; a new one if the client named none.
    pub fn thread_id(&self) -> ThreadId {
        self.0.parts.thread
    }

    /// The action's name; empty for a message to the assistant.
    pub fn action(&self) -> &'static str {
        self.0.parts.action.unwrap_or_default()
    }

    /// Who asks, as the app's [`user`](crate::ChatWidgetsBuilder::user) function says.
    pub fn user(&self) -> Option<&UserId> {
        self.0.parts.user.as_ref()
    }

    /// The widget instance that was used, if the client said so.
    pub fn widget_id(&self) -> Option<WidgetId> {
        self.0.parts.widget
    }

    /// The client's id for this interaction, or one made by the server; it is in the log and in problems.
    pub fn request_id(&self) -> &str {
        self.0.request_id.get_or_init(|| self.0.parts.request_id.to_string())
    }

    /// The address of the other end of the connection; behind a proxy, the proxy's.
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.0.peer
    }

    /// The language that the client likes best (`Accept-Language`), as a BCP 47 tag such as `de-CH`.
    pub fn locale(&self) -> Option<String> {
        preferred_language(self.0.accept_language.as_ref()?)
    }

    /// The thread's last `n` turns, oldest first; none in a new thread. A message to the assistant is the last of
    /// them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails, or somebody deleted the thread in the meantime.
    pub async fn history(&self, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        if self.0.parts.thread_is_new {
            return Ok(Vec::new());
        }
        let ContextParts { store, thread, clock, .. } = &self.0.parts;
        store.expire(*thread, clock.now()).await?;
        store.last(*thread, n).await
    }

    /// Resolves when nobody waits for the answer any more: the client has gone, the time limit has passed, or the
    /// server stops.
    ///
    /// A handler runs on all the same, to its end; one that would rather stop early awaits this beside its work.
    ///
    /// That a client has gone is noticed at once if it resets the connection. A plain close is noticed only under
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
        ready(context.ok_or_else(|| error::ErrorInternalServerError("there is no action here to have a context")))
    }
}

/// The languages of an `Accept-Language`, the best one first.
#[cfg(feature = "page")]
pub(crate) fn languages(accepted: &HeaderValue) -> Vec<String> {
    let Ok(mut languages) = header::from_comma_delimited::<_, header::QualityItem<_>>([accepted].into_iter()) else {
        return Vec::new();
    };
    // What has no weight is refused.
    languages.retain(|language| language.quality > header::Quality::ZERO);
    let tags = AcceptLanguage(languages).ranked().into_iter().filter_map(|preference| match preference {
        Preference::Any => None,
        Preference::Specific(tag) => Some(tag.to_string()),
    });
    tags.collect()
}

/// The language that an `Accept-Language` likes best.
pub(crate) fn preferred_language(accepted: &HeaderValue) -> Option<String> {
    let languages = header::from_comma_delimited([accepted].into_iter()).ok()?;
    match AcceptLanguage(languages).preference() {
        Preference::Any => None,
        Preference::Specific(tag) => Some(tag.to_string()),
    }
}

/// What a person wrote, as the app's assistant takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserMessage(pub String);

impl FromRequest for UserMessage {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let message = request.extensions().get::<Self>().cloned();
        ready(message.ok_or_else(|| error::ErrorInternalServerError("there is no message here, only the assistant's")))
    }
}
