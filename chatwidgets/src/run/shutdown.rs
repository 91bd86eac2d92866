//! The count of running handlers: it bounds them, and a clean stop waits until it is zero.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::places::{SHARDS, shard_of};
use crate::sync::{AtomicUsize, CancellationToken, Mutex, MutexGuard, Notify, timeout};
use crate::turn::ThreadId;
use crate::widget::IdHashes;

/// Counts running handlers, and knows whether the server stops.
#[derive(Debug, Default)]
pub(super) struct Shutdown {
    pub(super) running: AtomicUsize,
    pub(super) in_threads: RunningInThreads,
    finished: Notify,
    stopping: Arc<CancellationToken>,
}

impl Shutdown {
    /// Resolves, or is cancelled, when the server stops.
    pub(super) fn stopping(&self) -> &Arc<CancellationToken> {
        &self.stopping
    }

    /// Whether the server stops.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Notes that a handler has ended.
    pub(super) fn leave(&self) {
        if self.running.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.finished.notify_waiters();
        }
    }

    /// Lets no new handler run, and waits for the running ones, but no longer than the limit.
    pub(super) async fn drain(&self, limit: Duration) {
        self.stopping.cancel();
        if timeout(limit, self.idle()).await.is_err() {
            tracing::warn!(?limit, "some handlers have not finished in time");
        }
    }

    async fn idle(&self) {
        loop {
            let finished = self.finished.notified();
            if self.running.load(Ordering::SeqCst) == 0 {
                return;
            }
            finished.await;
        }
    }
}

/// How many handlers run in each thread.
#[derive(Debug, Default)]
pub(super) struct RunningInThreads([Mutex<HashMap<ThreadId, usize, IdHashes>>; SHARDS]);

impl RunningInThreads {
    fn of(&self, thread: ThreadId) -> MutexGuard<'_, HashMap<ThreadId, usize, IdHashes>> {
        self.0[shard_of(thread)].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one in, unless there are as many as may be.
    pub(super) fn enter(&self, thread: ThreadId, limit: usize) -> bool {
        let mut running = self.of(thread);
        let count = running.entry(thread).or_default();
        let may_run = *count < limit;
        if may_run {
            *count += 1;
        }
        may_run
    }

    pub(super) fn leave(&self, thread: ThreadId) {
        if let Entry::Occupied(mut count) = self.of(thread).entry(thread) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}
