//! Entries of the registry: one for each action.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::arguments::{BoundType, DEFAULT_TIMEOUT, Fold, Handler};
use super::function::HandlerFn;
use super::invocation::{HandlerFuture, Invocation};
use super::payload::PayloadType;
use crate::widget::Location;

/// One action as it is registered: its name, its options and its handler.
///
/// `#[widget_action]` makes and registers one. By hand:
///
/// ```
/// use chatwidgets::prelude::*;
/// use chatwidgets::ActionEntry;
///
/// async fn greet() -> &'static str {
///     "Hello!"
/// }
///
/// let chat = ChatWidgets::builder().action(ActionEntry::new("greet", greet).description("Says hello.")).build()?;
/// assert_eq!(chat.registry().len(), 1);
/// # Ok::<(), chatwidgets::BuildError>(())
/// ```
#[derive(Clone)]
pub struct ActionEntry {
    name: &'static str,
    description: &'static str,
    location: Location,
    timeout: Duration,
    once: bool,
    offered: bool,
    payload_type: fn() -> Option<PayloadType>,
    bound_type: fn() -> Option<BoundType>,
    call: Call,
}

/// How a handler is run.
#[derive(Clone)]
pub(crate) enum Call {
    Linked(fn(Invocation) -> HandlerFuture),
    ByHand(Arc<dyn Fn(Invocation) -> HandlerFuture + Send + Sync>),
}

impl Call {
    pub(crate) fn start(self, invocation: Invocation) -> HandlerFuture {
        match self {
            Self::Linked(call) => call(invocation),
            Self::ByHand(call) => call(invocation),
        }
    }
}

inventory::collect!(ActionEntry);

impl ActionEntry {
    /// How long a handler may run by default: 30 s.
    pub const DEFAULT_TIMEOUT: Duration = DEFAULT_TIMEOUT;

    /// An entry for an async function. It takes up to 12 arguments: Actix extractors, at most one
    /// [`Payload`](crate::Payload) and at most one [`Bound`](crate::Bound).
    #[track_caller]
    pub fn new<Args, F: HandlerFn<Args>>(name: &'static str, handler: F) -> Self {
        let caller = std::panic::Location::caller();
        Self {
            name,
            description: "",
            location: Location { file: caller.file(), line: caller.line(), module: "" },
            timeout: Self::DEFAULT_TIMEOUT,
            once: false,
            offered: false,
            payload_type: F::payload_type,
            bound_type: F::bound_type,
            call: Call::ByHand(Arc::new(move |invocation| handler.run(invocation))),
        }
    }

    /// What the macro registers: static data and one function pointer.
    pub(crate) const fn linked<H: Handler>(call: fn(Invocation) -> HandlerFuture) -> Self
    where
        H::Arity: Fold<H>,
    {
        Self {
            name: H::NAME,
            description: H::DESCRIPTION,
            location: H::LOCATION,
            timeout: H::TIMEOUT,
            once: H::ONCE,
            offered: H::OFFERED,
            payload_type: <H::Arity as Fold<H>>::payload_type,
            bound_type: <H::Arity as Fold<H>>::bound_type,
            call: Call::Linked(call),
        }
    }

    /// What the action does, for people and models.
    pub fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// How long the handler may run. Defaults to 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Lets each widget that names the action be used only once: the first click that the handler accepts settles it.
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Lets the action run only for a click on an open widget that names it.
    pub fn offered(mut self) -> Self {
        self.offered = true;
        self
    }

    /// Whether both are the same registration, found twice.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same_call = match (&self.call, &other.call) {
            // By their place alone: a crate that is linked twice has two functions for one handler.
            (Call::Linked(_), Call::Linked(_)) => true,
            (Call::ByHand(call), Call::ByHand(other)) => Arc::ptr_eq(call, other),
            _ => false,
        };
        same_call && self.location == other.location
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn about(&self) -> &'static str {
        self.description
    }

    pub(crate) fn location(&self) -> Location {
        self.location
    }

    pub(crate) fn limit(&self) -> Duration {
        self.timeout
    }

    pub(crate) fn is_once(&self) -> bool {
        self.once
    }

    pub(crate) fn is_offered(&self) -> bool {
        self.offered
    }

    pub(crate) fn bound_type(&self) -> Option<BoundType> {
        (self.bound_type)()
    }

    pub(crate) fn payload_type(&self) -> Option<PayloadType> {
        (self.payload_type)()
    }

    /// How to run it.
    pub(crate) fn call(&self) -> Call {
        self.call.clone()
    }
}

impl fmt::Debug for ActionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionEntry")
            .field("name", &self.name)
            .field("description", &self.description)
            .field("location", &self.location)
            .field("timeout", &self.timeout)
            .field("once", &self.once)
            .field("offered", &self.offered)
            .finish_non_exhaustive()
    }
}
