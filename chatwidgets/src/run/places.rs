//! What the runs of this process hold, whatever the time in the store says; and who waits for them.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError};

use super::refusal::Refusal;
use crate::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Notify};
use crate::thread::RequestKey;
use crate::turn::ThreadId;
use crate::widget::{IdHashes, WidgetId};

/// In how many parts this is kept, each under a lock of its own.
pub(super) const SHARDS: usize = 16;

/// The part of a thread. The low bits of an id are random.
pub(super) fn shard_of(thread: ThreadId) -> usize {
    (thread.to_u128() as usize) % SHARDS
}

/// How many requests may wait for the same one.
const MOST_WAITING: usize = 64;

/// The requests and offers that runs of this process hold.
#[derive(Debug, Default)]
pub(super) struct Places([Mutex<Sets>; SHARDS]);

#[derive(Debug, Default)]
struct Sets {
    requests: HashMap<(ThreadId, String), Arc<Wait>>,
    /// A copy of a thread has the same widgets.
    offers: HashSet<(ThreadId, WidgetId), IdHashes>,
}

/// A request that runs, for those who wait for it.
#[derive(Debug, Default)]
pub(super) struct Wait {
    ended: Notify,
    is_over: AtomicBool,
    failure: OnceLock<Refusal>,
    waiting: AtomicUsize,
}

impl Places {
    fn of(&self, thread: ThreadId) -> MutexGuard<'_, Sets> {
        self.0[shard_of(thread)].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what a run holds; `false` if another run of this process holds some of it, though the store's time for that is
    /// over: a handler that blocks its thread, or a clock that jumped, must not let another one in.
    pub(super) fn add(&self, thread: ThreadId, request: Option<&RequestKey>, offer: Option<WidgetId>) -> bool {
        let mut held = self.of(thread);
        let request = request.map(|key| (thread, key.id.clone()));
        let is_taken = request.as_ref().is_some_and(|request| held.requests.contains_key(request))
            || offer.is_some_and(|offer| held.offers.contains(&(thread, offer)));
        if !is_taken {
            held.requests.extend(request.map(|request| (request, Arc::default())));
            held.offers.extend(offer.map(|offer| (thread, offer)));
        }
        !is_taken
    }

    /// Notes that a run has ended, and tells those who wait: how it failed, if it did.
    pub(super) fn remove(
        &self,
        thread: ThreadId,
        request: Option<&RequestKey>,
        offer: Option<WidgetId>,
        failure: Option<&Refusal>,
    ) {
        let mut held = self.of(thread);
        if let Some(widget) = offer {
            held.offers.remove(&(thread, widget));
        }
        if let Some(wait) = request.and_then(|key| held.requests.remove(&(thread, key.id.clone()))) {
            if let Some(failure) = failure {
                let _ = wait.failure.set(failure.clone());
            }
            wait.is_over.store(true, Ordering::Release);
            wait.ended.notify_waiters();
        }
    }

    /// Whether a run of this process holds the offer.
    pub(super) fn holds(&self, thread: ThreadId, offer: WidgetId) -> bool {
        self.of(thread).offers.contains(&(thread, offer))
    }

    /// The running request of that id, if it runs in this process.
    pub(super) fn wait(&self, thread: ThreadId, request: &RequestKey) -> Option<Arc<Wait>> {
        self.of(thread).requests.get(&(thread, request.id.clone())).cloned()
    }
}

impl Wait {
    /// Resolves when the request has ended; to its failure if it failed. Too many may not wait.
    pub(super) async fn ended(&self) -> Result<(), Refusal> {
        let waiting = Waiting(&self.waiting);
        if waiting.0.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            return Err(Refusal::too_many_requests(std::time::Duration::from_secs(1)));
        }
        let mut ended = std::pin::pin!(self.ended.notified());
        // From here on no end is missed.
        ended.as_mut().enable();
        if !self.is_over.load(Ordering::Acquire) {
            ended.await;
        }
        self.failure.get().map_or(Ok(()), |failure| Err(failure.clone()))
    }
}

/// Counts one who waits, for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offers_of_a_copied_thread_are_others() {
        let (places, widget) = (Places::default(), WidgetId::random());
        // More than there are shards.
        let threads: Vec<_> = (0..=SHARDS).map(|_| ThreadId::random()).collect();
        for &thread in &threads {
            assert!(places.add(thread, None, Some(widget)));
            assert!(!places.add(thread, None, Some(widget)), "the same one is held");
        }
        places.remove(threads[0], None, Some(widget), None);
        assert!(!places.holds(threads[0], widget));
        assert!(threads[1..].iter().all(|&thread| places.holds(thread, widget)));
    }
}
