//! What all runs of a chat share.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::limits::Limits;
use super::places::Places;
use super::refusal::Refusal;
use super::shares::Shares;
use super::shutdown::Shutdown;
use crate::action::{HandlerFuture, Invocation, Registry};
use crate::clock::Clock;
use crate::thread::{ThreadStore, UserId};
use crate::turn::ThreadId;

/// How many handlers one person or address may run where there are few in all.
const LEAST_SHARE: usize = 8;

/// What all runs of a chat share.
pub(crate) struct Engine {
    pub(crate) registry: Registry,
    pub(crate) store: Arc<dyn ThreadStore>,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) assistant: Option<Assistant>,
    /// Whether every click needs an offer.
    pub(crate) only_offered: bool,
    pub(super) places: Places,
    pub(super) shutdown: Shutdown,
    /// The places of running handlers.
    pub(super) running: Arc<Shares>,
}

/// The app's assistant, and how long it may take.
#[derive(Clone)]
pub(crate) struct Assistant {
    pub(crate) run: Arc<dyn Fn(Invocation) -> HandlerFuture + Send + Sync>,
    pub(crate) timeout: Duration,
}

impl Engine {
    pub(crate) fn new(
        registry: Registry,
        store: Arc<dyn ThreadStore>,
        clock: Clock,
        limits: Limits,
        assistant: Option<Assistant>,
        only_offered: bool,
    ) -> Self {
        let (places, shutdown) = (Places::default(), Shutdown::default());
        let running = Shares::new(limits.in_all, limits.share, limits.in_thread.max(LEAST_SHARE));
        Self { registry, store, clock, limits, assistant, only_offered, places, shutdown, running }
    }

    /// Lets no new handler run, and waits for the running ones, but not for ever.
    pub(crate) async fn drain(&self) {
        self.shutdown.drain(self.limits.drain_timeout).await;
    }

    pub(crate) fn stopping(&self) -> &Arc<CancellationToken> {
        self.shutdown.stopping()
    }

    /// Checks that a thread is there, and that this person may see it.
    pub(crate) async fn check_owner(&self, thread: ThreadId, user: Option<&UserId>) -> Result<(), Refusal> {
        let owner = self.store.owner(thread).await?;
        if UserId::may_use(owner.as_ref(), user) { Ok(()) } else { Err(not_yours()) }
    }
}

/// A thread of somebody else does not exist.
pub(super) fn not_yours() -> Refusal {
    tracing::info!("somebody asked for another person's thread");
    Refusal::thread_not_found()
}
