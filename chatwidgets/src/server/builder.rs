//! Puts a chat together.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;

use super::admission::{self, Admission, AskAddress, AskUser};
use super::bodies::{Bodies, BodyLimits};
use super::catalogue::Catalogue;
use super::chat::{Chat, ChatWidgets};
use super::doors::Doors;
use super::rates::{Quotas, Rates};
use super::state::State;
use crate::action::{
    ActionEntry, AssistantFn, BuildError, Discovery, HandlerFuture, Invocation, Registry, UserFn, ValidationMessages,
};
use crate::clock::Clock;
use crate::run::{Assistant, Engine, Limits};
use crate::thread::{MemoryStore, ThreadStore};
use crate::widget::WidgetAction;

type RunAssistant = Arc<dyn Fn(Invocation) -> HandlerFuture + Send + Sync>;

/// Puts a [`ChatWidgets`] together.
pub struct ChatWidgetsBuilder {
    discovery: Discovery,
    is_discovering: bool,
    store: Option<Arc<dyn ThreadStore>>,
    assistant: Option<RunAssistant>,
    assistant_timeout: Duration,
    messages: Option<Arc<dyn ValidationMessages>>,
    user: Option<AskUser>,
    address: Option<AskAddress>,
    allowed_hosts: Vec<String>,
    allowed_origins: Vec<String>,
    only_offered: bool,
    pub(super) limits: Limits,
    pub(super) posts: Quotas,
    pub(super) reads: Quotas,
    pub(super) bodies: BodyLimits,
    pub(super) doors: Doors,
}

impl Default for ChatWidgetsBuilder {
    fn default() -> Self {
        Self {
            discovery: Discovery::default(),
            is_discovering: true,
            store: None,
            assistant: None,
            assistant_timeout: Duration::from_secs(120),
            messages: None,
            user: None,
            address: None,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            only_offered: false,
            limits: Limits::default(),
            posts: Quotas::POSTS,
            reads: Quotas::READS,
            bodies: BodyLimits::default(),
            doors: Doors::default(),
        }
    }
}

impl ChatWidgetsBuilder {
    /// Adds an action by hand.
    pub fn action(mut self, entry: ActionEntry) -> Self {
        self.discovery.add(entry);
        self
    }

    /// Requires an action: [`build`](Self::build) fails if it is not registered.
    ///
    /// A crate that no code names is not linked, and then its actions are missing. This names it, and so links it.
    pub fn expect<A: WidgetAction>(mut self) -> Self {
        self.discovery.expect::<A>();
        self
    }

    /// Leaves out the actions that are linked into the program. Only those that [`action`](Self::action) adds are there.
    pub fn without_discovery(mut self) -> Self {
        self.is_discovering = false;
        self
    }

    /// Keeps threads in this store. Defaults to a [`MemoryStore`].
    pub fn store(mut self, store: impl ThreadStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Answers free text with an async function of up to 12 extractors, such as [`UserMessage`](crate::UserMessage),
    /// [`ActionContext`](crate::ActionContext) and `web::Data`. It returns what a handler may return.
    ///
    /// ```
    /// use chatwidgets::prelude::*;
    ///
    /// async fn parrot(UserMessage(message): UserMessage) -> String {
    ///     format!("You said: {message}")
    /// }
    ///
    /// let chat = ChatWidgets::builder().assistant(parrot).build()?;
    /// # Ok::<(), chatwidgets::BuildError>(())
    /// ```
    pub fn assistant<Args, F: AssistantFn<Args>>(mut self, assistant: F) -> Self {
        self.assistant = Some(Arc::new(move |invocation| assistant.run(invocation)));
        self
    }

    /// How long the assistant may take to answer. Defaults to 2 minutes.
    pub fn assistant_timeout(mut self, timeout: Duration) -> Self {
        self.assistant_timeout = timeout;
        self
    }

    /// Chooses the words for what is wrong with a payload. Defaults to English.
    pub fn validation_messages(mut self, messages: impl ValidationMessages) -> Self {
        self.messages = Some(Arc::new(messages));
        self
    }

    /// Tells who asks, by an async function of up to 12 extractors that do not read the body. It returns a
    /// [`UserId`](crate::UserId), an `Option` of one, or a `Result` of these. It runs before anything else of a request is
    /// read, and may take 10 s.
    ///
    /// A thread belongs to the person for whom it was made. For everybody else it does not exist. Without this function, and
    /// where it returns `None`, a thread belongs to whoever knows its id.
    ///
    /// An error is a 401 `unauthenticated`, and its text goes to the log as a warning. An [`ActionError`](crate::ActionError)
    /// with a status of its own keeps that status, and so does the error of an extractor.
    ///
    /// ```
    /// use actix_web::web;
    /// use chatwidgets::prelude::*;
    ///
    /// /// What the app's login middleware attaches to a request.
    /// #[derive(Clone)]
    /// struct Session { customer: String }
    ///
    /// async fn who(session: Option<web::ReqData<Session>>) -> Option<UserId> {
    ///     session.map(|session| UserId::from(&*session.customer))
    /// }
    ///
    /// let chat = ChatWidgets::builder().user(who).build()?;
    /// # Ok::<(), chatwidgets::BuildError>(())
    /// ```
    pub fn user<Args, F: UserFn<Args>>(mut self, user: F) -> Self {
        self.user = Some(Arc::new(move |request| user.ask(request)));
        self
    }

    /// Runs actions only for clicks on open widgets that name them, in the widget's own thread. A client that sends no
    /// `widgetId` can then do nothing.
    pub fn only_offered(mut self) -> Self {
        self.only_offered = true;
        self
    }

    /// Lets pages of another origin, such as `https://shop.example`, post here. A browser's post from the same origin is
    /// always taken, and one from any other origin is refused. (To let another origin read the answer, too, wrap the scope
    /// in a CORS middleware.)
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowed_origins.push(origin.into().trim_end_matches('/').to_owned());
        self
    }

    /// Answers only requests to these host names, such as `shop.example`, without a port. Any other host is a 403 `forbidden`.
    ///
    /// Defaults to all names. A server that listens on a loopback address or a Unix socket, however, answers only to loopback
    /// names, such as `localhost`: otherwise a page of another site could make a name of its own point to it (DNS rebinding).
    /// So a server behind a proxy on the same machine needs the names that the proxy hands on.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// let chat = ChatWidgets::builder().allowed_hosts(["shop.example", "www.shop.example"]).build()?;
    /// # Ok::<(), chatwidgets::BuildError>(())
    /// ```
    pub fn allowed_hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.allowed_hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// How many proxies stand before the server. Each must append the address of its own client to `X-Forwarded-For`; requests
    /// are then counted by the address that the outermost proxy saw. Defaults to 0: requests are counted by the other end of
    /// the connection, which behind a proxy is the proxy.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// let chat = ChatWidgets::builder().proxies(1).build()?;
    /// # Ok::<(), chatwidgets::BuildError>(())
    /// ```
    pub fn proxies(mut self, count: usize) -> Self {
        self.address = None;
        if count == 0 { self } else { self.address(move |request| admission::behind(count, request)) }
    }

    /// Tells the address of who asks, where [`proxies`](Self::proxies) cannot. Requests from an unknown address (`None`) are
    /// not counted by address.
    ///
    /// A client can send any header, so read only one that your proxy overwrites.
    pub fn address(mut self, address: impl Fn(&HttpRequest) -> Option<IpAddr> + Send + Sync + 'static) -> Self {
        self.address = Some(Arc::new(address));
        self
    }

    /// Collects and checks every action, and compiles the schemas of their payloads.
    ///
    /// # Errors
    ///
    /// Every clash of names, malformed name, expected action that is missing, and payload that cannot be bound.
    pub fn build(mut self) -> Result<ChatWidgets, BuildError> {
        if self.is_discovering {
            self.discovery.add_linked();
        }
        let registry = self.discovery.check()?;
        self.doors.all().try_for_each(|door| door.check(&registry))?;
        announce(&registry);
        let clock = Clock::new();
        let admission = Admission {
            user: self.user,
            address: self.address,
            allowed_hosts: self.allowed_hosts,
            allowed_origins: self.allowed_origins,
            posts: Rates::new(self.posts, &clock),
            reads: Rates::new(self.reads, &clock),
        };
        let store = self.store.unwrap_or_else(|| Arc::new(MemoryStore::default()));
        let timeout = self.assistant_timeout;
        let assistant = self.assistant.map(|run| Assistant { run, timeout });
        let bodies = Bodies::new(self.bodies, self.limits.share);
        let engine = Engine::new(registry, store, clock, self.limits, assistant, self.only_offered);
        let state = State {
            engine: Arc::new(engine),
            admission,
            messages: self.messages,
            bodies,
            action_route: action_route(),
        };
        let (doors, catalogue) = (self.doors, Catalogue::default());
        Ok(ChatWidgets(Arc::new(Chat { state: Arc::new(state), doors, catalogue })))
    }
}

/// A name that no other chat of the program has.
fn action_route() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("chatwidgets:{}:action", COUNT.fetch_add(1, Ordering::Relaxed))
}

impl ChatWidgets {
    /// A chat with every action that is linked into the program, threads in memory and no assistant. The builder can change
    /// all of these.
    pub fn builder() -> ChatWidgetsBuilder {
        ChatWidgetsBuilder::default()
    }
}

fn announce(registry: &Registry) {
    tracing::info!(actions = registry.len(), "chat actions are registered");
    for action in registry.iter() {
        tracing::debug!(action = action.name(), at = %action.location(), "chat action");
    }
}

impl fmt::Debug for ChatWidgetsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatWidgetsBuilder")
            .field("is_discovering", &self.is_discovering)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
