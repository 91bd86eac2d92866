//! Puts a chat together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::catalogue::Catalogue;
use super::drain::Drain;
use super::{Chat, ChatWidgets};
use crate::action::{ActionEntry, AssistantFn, BuildError, Discovery, HandlerFuture, Invocation, Messages, Registry};
use crate::thread::{MemoryStore, ThreadStore};
use crate::widget::WidgetAction;

type RunAssistant = Arc<dyn Fn(Invocation) -> HandlerFuture + Send + Sync>;

/// The app's assistant, and how long it may think.
#[derive(Clone)]
pub(super) struct Assistant {
    pub(super) run: RunAssistant,
    pub(super) timeout: Duration,
}

/// Bounds of what one request may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) max_body_bytes: usize,
    pub(super) drain_timeout: Duration,
}

/// Puts a [`ChatWidgets`] together.
pub struct ChatWidgetsBuilder {
    discovery: Discovery,
    is_discovering: bool,
    store: Option<Arc<dyn ThreadStore>>,
    assistant: Option<RunAssistant>,
    assistant_timeout: Duration,
    messages: Option<Arc<dyn Messages>>,
    limits: Limits,
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
            limits: Limits { max_body_bytes: 1 << 20, drain_timeout: Duration::from_secs(30) },
        }
    }
}

impl ChatWidgetsBuilder {
    /// Adds an action by hand.
    pub fn action(mut self, entry: ActionEntry) -> Self {
        self.discovery.add(entry);
        self
    }

    /// Asks for an action: it is an error if it is not registered.
    ///
    /// A crate that no code names is not linked, and its actions are missing; this names it.
    pub fn expect<A: WidgetAction>(mut self) -> Self {
        self.discovery.expect::<A>();
        self
    }

    /// Leaves out the actions that are linked into the program: only those added by hand are there.
    pub fn without_discovery(mut self) -> Self {
        self.is_discovering = false;
        self
    }

    /// Keeps threads in a store of your own; in a [`MemoryStore`] unless told.
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

    /// How long the assistant may take to answer; 2 minutes unless told.
    pub fn assistant_timeout(mut self, timeout: Duration) -> Self {
        self.assistant_timeout = timeout;
        self
    }

    /// Chooses the words for what is wrong with a payload; English unless told.
    pub fn messages(mut self, messages: impl Messages) -> Self {
        self.messages = Some(Arc::new(messages));
        self
    }

    /// The largest request body taken, in bytes; 1 MiB unless told.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// How long [`ChatWidgets::drained`] waits for running handlers; 30 s unless told.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.limits.drain_timeout = timeout;
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
        announce(&registry);
        let timeout = self.assistant_timeout;
        Ok(ChatWidgets(Arc::new(Chat {
            catalogue: Catalogue::new(&registry),
            registry,
            store: self.store.unwrap_or_else(|| Arc::new(MemoryStore::default())),
            assistant: self.assistant.map(|run| Assistant { run, timeout }),
            messages: self.messages,
            limits: self.limits,
            drain: Drain::default(),
        })))
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
