//! One running handler.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::engine::Engine;
use super::refusal::Refusal;
use super::shares::{Holders, Share};
use crate::turn::ThreadId;

/// One running handler, for as long as it lives.
pub(super) struct Running {
    engine: Arc<Engine>,
    thread: Option<ThreadId>,
    /// Held for as long as it runs.
    _place: Share,
}

impl Running {
    /// Counts a handler in, unless the server stops or there are too many: in all, of this person or address, or in the
    /// thread, if that is there already.
    pub(super) fn enter(engine: &Arc<Engine>, thread: Option<ThreadId>, holders: Holders) -> Result<Self, Refusal> {
        let mut place = engine.running.share(holders);
        let entered = place.grow(1);
        // Counted before the look at the flag: a stop that came in between waits for this one.
        engine.shutdown.running.fetch_add(1, Ordering::SeqCst);
        let mut running = Self { engine: Arc::clone(engine), thread: None, _place: place };
        if engine.shutdown.is_stopping() {
            return Err(Refusal::shutting_down());
        }
        entered.map_err(|exhausted| {
            tracing::warn!(limit = engine.limits.in_all, ?exhausted, "too many handlers are running");
            Refusal::exhausted(exhausted)
        })?;
        if let Some(thread) = thread {
            if !engine.shutdown.in_threads.enter(thread, engine.limits.in_thread) {
                return Err(Refusal::too_many_requests(Duration::from_secs(1)));
            }
            running.thread = Some(thread);
        }
        Ok(running)
    }

    /// The engine that counts it.
    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let shutdown = &self.engine.shutdown;
        if let Some(thread) = self.thread {
            shutdown.in_threads.leave(thread);
        }
        shutdown.leave();
    }
}
