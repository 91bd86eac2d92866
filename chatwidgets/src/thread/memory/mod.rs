//! The default store: threads in memory, bounded.

mod holdings;
mod places;
mod thread;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use lru::LruCache;
use tokio::time::Instant;

use super::{Finish, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore, UserId};
use crate::turn::{ChatTurn, ThreadId, WidgetUpdate};
use crate::widget::{IdHashes, WidgetId, WidgetInstance};
use holdings::{Holding, Holdings};
use thread::{Thread, ThreadLimits};

/// Keeps threads in memory: the default store.
///
/// By default it keeps at most 100,000 threads, 4 MiB of each and 256 MiB in all. Above that it evicts the least recently used
/// thread (of one shard, where more than 4,096 threads are allowed), and it evicts a thread that nobody has used for 24
/// hours. All threads are lost when the process ends.
///
/// ```
/// use std::time::Duration;
/// use chatwidgets::thread::MemoryStore;
///
/// let store = MemoryStore::builder().max_threads(1_000).max_bytes(16 << 20).idle(Duration::from_secs(3600)).build();
/// ```
pub struct MemoryStore {
    shards: Box<[Mutex<Shard>]>,
    limits: MemoryStoreBuilder,
    threads: AtomicUsize,
    bytes: AtomicUsize,
    holdings: Holdings,
}

/// The limits of a [`MemoryStore`].
#[derive(Debug, Clone)]
pub struct MemoryStoreBuilder {
    max_threads: usize,
    max_bytes: usize,
    max_thread_bytes: usize,
    idle: Duration,
    forgets_oldest: bool,
    share: usize,
}

impl Default for MemoryStoreBuilder {
    fn default() -> Self {
        Self {
            max_threads: 100_000,
            max_bytes: 256 << 20,
            max_thread_bytes: 4 << 20,
            idle: Duration::from_secs(24 * 60 * 60),
            forgets_oldest: false,
            share: 8,
        }
    }
}

impl MemoryStoreBuilder {
    /// The most threads that are kept, at least 1. Defaults to 100,000.
    pub fn max_threads(mut self, threads: usize) -> Self {
        self.max_threads = threads.max(1);
        self
    }

    /// The most bytes that are kept, counted as what they take in memory, give or take a third. Defaults to 256 MiB.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// The most bytes of one thread, counted in the same way. Defaults to 4 MiB. What would exceed it is refused as
    /// [`StoreError::ThreadFull`], before a handler runs.
    pub fn max_thread_bytes(mut self, bytes: usize) -> Self {
        self.max_thread_bytes = bytes;
        self
    }

    /// Lets the oldest turns of a full thread go, an eighth of it at a time, instead of refusing more. Their widgets can then no
    /// longer be used.
    pub fn forget_oldest_turns(mut self) -> Self {
        self.forgets_oldest = true;
        self
    }

    /// The largest share of the bytes that the threads of one user, and those begun from one address, may take. Defaults to 8,
    /// which is an eighth; 1 removes the limit. Beyond it, their own oldest threads go. It is never less than one thread.
    pub fn largest_share(mut self, one_in: usize) -> Self {
        self.share = one_in.max(1);
        self
    }

    /// How long a thread is kept that nobody uses. Defaults to 24 hours.
    pub fn idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// The store.
    pub fn build(self) -> MemoryStore {
        // A small store is one shard, so that the thread that goes is exactly the least recently used one.
        let shards = (self.max_threads / 4_096).next_power_of_two().clamp(1, 64);
        MemoryStore {
            shards: (0..shards).map(|_| Mutex::new(LruCache::unbounded_with_hasher(IdHashes::default()))).collect(),
            limits: self,
            threads: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            holdings: Holdings::default(),
        }
    }
}

/// Who holds a thread: its owner, and the address that it was begun from.
type HeldBy = [Option<Arc<Holding>>; 2];

type Shard = LruCache<ThreadId, Thread, IdHashes>;

impl MemoryStore {
    /// A store with limits of your own.
    pub fn builder() -> MemoryStoreBuilder {
        MemoryStoreBuilder::default()
    }

    /// How many threads are kept now.
    pub fn threads(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    /// How many bytes they take, as the limit counts them.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    fn shard_of(&self, thread: ThreadId) -> usize {
        // The id's low bits are random.
        (thread.to_u128() as usize) & (self.shards.len() - 1)
    }

    fn lock(&self, shard: usize) -> MutexGuard<'_, Shard> {
        // A panic in here can leave no thread half-written: every change is made before it is announced.
        self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `f` on a thread that is there and not idle for too long, and notes that it was used.
    fn with<R>(&self, id: ThreadId, f: impl FnOnce(&mut Thread) -> Result<R, StoreError>) -> Result<R, StoreError> {
        self.with_locked(&mut self.lock(self.shard_of(id)), id, Instant::now(), f)
    }

    fn with_locked<R>(
        &self,
        shard: &mut Shard,
        id: ThreadId,
        now: Instant,
        f: impl FnOnce(&mut Thread) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let thread = shard.get_mut(&id).ok_or(StoreError::ThreadNotFound)?;
        if now.saturating_duration_since(thread.used) >= self.limits.idle {
            let _ = thread;
            self.remove(shard, id);
            return Err(StoreError::ThreadNotFound);
        }
        thread.used = now;
        f(thread)
    }

    /// Runs `f` on a thread, which may grow by it, and makes room for that.
    fn change<R>(&self, id: ThreadId, f: impl FnOnce(&mut Thread) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let now = Instant::now();
        let mut shard = self.lock(self.shard_of(id));
        let mut grown = None;
        let result = self.with_locked(&mut shard, id, now, |thread| {
            let before = thread.bytes();
            let result = f(thread);
            let after = thread.bytes();
            if before != after {
                self.bytes.fetch_add(after, Ordering::Relaxed);
                self.bytes.fetch_sub(before, Ordering::Relaxed);
                thread.held_by.iter().flatten().for_each(|holding| holding.change(before, after));
            }
            if after > before {
                grown = Some(thread.held_by.clone());
            }
            result
        });
        drop(shard);
        if let Some(held_by) = grown {
            self.make_room(id, &held_by, now);
        }
        result
    }

    fn remove(&self, shard: &mut Shard, id: ThreadId) -> bool {
        let Some(thread) = shard.pop(&id) else { return false };
        self.forget(id, &thread);
        true
    }

    fn forget(&self, id: ThreadId, thread: &Thread) {
        self.threads.fetch_sub(1, Ordering::Relaxed);
        self.bytes.fetch_sub(thread.bytes(), Ordering::Relaxed);
        thread.held_by.iter().flatten().for_each(|holding| holding.remove(id, thread.bytes()));
    }

    /// Lets go until the limits hold; the thread `keep` stays. Who holds more than one may loses their own oldest threads. Then
    /// goes what is idle for too long, then what was used least recently: one thread a shard and round, beginning with the
    /// shard that grew; unless who made it grow holds more than the owner of that thread, and loses one of their own.
    fn make_room(&self, keep: ThreadId, held_by: &HeldBy, now: Instant) {
        let share =
            (self.limits.max_bytes / self.limits.share).max(self.limits.max_thread_bytes.min(self.limits.max_bytes));
        for holding in held_by.iter().flatten() {
            while holding.bytes() > share && self.let_oldest_go(holding, keep) {}
        }
        let home = self.shard_of(keep);
        self.let_idle_go(&mut self.lock(home), now);
        let mut found = true;
        while found && self.is_over() {
            found = false;
            for offset in 0..self.shards.len() {
                let place = (home + offset) % self.shards.len();
                let greedy = self.greedier(place, held_by);
                found |= match greedy {
                    Some(holding) if self.let_oldest_go(holding, keep) => true,
                    _ => self.let_one_go(&mut self.lock(place), keep, now),
                };
                if !self.is_over() {
                    return;
                }
            }
        }
    }

    /// Who of these holds more than the owner of what was used least recently in a shard.
    fn greedier<'a>(&self, place: usize, held_by: &'a HeldBy) -> Option<&'a Arc<Holding>> {
        let greedy = held_by.iter().flatten().max_by_key(|holding| holding.bytes())?;
        let shard = self.lock(place);
        let (_, oldest) = shard.peek_lru()?;
        let most = oldest.held_by.iter().flatten().map(|holding| holding.bytes()).max().unwrap_or(oldest.bytes());
        (greedy.bytes() > most).then_some(greedy)
    }

    /// Lets the oldest thread of somebody go, if they have another one than `keep`.
    fn let_oldest_go(&self, holding: &Holding, keep: ThreadId) -> bool {
        // It may be gone by the time that its shard is locked; then there is room, too.
        holding.oldest_but(keep).is_some_and(|oldest| self.remove(&mut self.lock(self.shard_of(oldest)), oldest))
    }

    /// Lets all threads of a shard go that are idle for too long.
    fn let_idle_go(&self, shard: &mut Shard, now: Instant) {
        while let Some((&id, oldest)) = shard.peek_lru()
            && now.saturating_duration_since(oldest.used) >= self.limits.idle
        {
            self.remove(shard, id);
        }
    }

    /// Lets all idle threads of a shard go, and one more.
    fn let_one_go(&self, shard: &mut Shard, keep: ThreadId, now: Instant) -> bool {
        self.let_idle_go(shard, now);
        match shard.peek_lru() {
            Some((&id, _)) if id != keep && self.is_over() => self.remove(shard, id),
            _ => false,
        }
    }

    fn is_over(&self) -> bool {
        self.threads() > self.limits.max_threads || self.bytes() > self.limits.max_bytes
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("limits", &self.limits)
            .field("threads", &self.threads())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl ThreadStore for MemoryStore {
    async fn create(&self, new: NewThread) -> Result<(), StoreError> {
        let id = new.id;
        let MemoryStoreBuilder { max_bytes, max_thread_bytes, forgets_oldest, .. } = self.limits;
        let holders = (new.owner.clone(), new.address);
        let mut thread = Thread::new(new, ThreadLimits { bytes: max_bytes.min(max_thread_bytes), forgets_oldest })?;
        let now = thread.used;
        let mut shard = self.lock(self.shard_of(id));
        if shard.contains(&id) {
            return Err(StoreError::failed("a thread of this id is there already"));
        }
        self.threads.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(thread.bytes(), Ordering::Relaxed);
        let held_by = self.holdings.of(holders);
        held_by.iter().flatten().for_each(|holding| holding.add(id, thread.bytes()));
        thread.held_by.clone_from(&held_by);
        shard.put(id, thread);
        drop(shard);
        self.make_room(id, &held_by, now);
        Ok(())
    }

    async fn owner(&self, id: ThreadId) -> Result<Option<UserId>, StoreError> {
        self.with(id, |thread| Ok(thread.owner.clone()))
    }

    async fn last(&self, id: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        self.with(id, |thread| Ok(thread.turns[thread.turns.len().saturating_sub(n)..].to_vec()))
    }

    async fn widget(&self, id: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        self.with(id, |thread| thread.widget(widget).cloned().ok_or(StoreError::WidgetNotFound))
    }

    async fn start(&self, id: ThreadId, start: Start) -> Result<Started, StoreError> {
        self.change(id, |thread| thread.start(start))
    }

    async fn finish(&self, id: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        self.change(id, |thread| thread.finish(finish))
    }

    async fn abandon(&self, id: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError> {
        self.change(id, |thread| {
            thread.abandon(run, request);
            Ok(())
        })
    }

    async fn expire(&self, id: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        self.change(id, |thread| Ok(thread.expire(now)))
    }

    async fn delete(&self, id: ThreadId) -> Result<(), StoreError> {
        self.with(id, |_| Ok(()))?;
        let mut shard = self.lock(self.shard_of(id));
        if self.remove(&mut shard, id) { Ok(()) } else { Err(StoreError::ThreadNotFound) }
    }
}
