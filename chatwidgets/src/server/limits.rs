//! What one person, one address and one thread may ask of the server.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::ChatWidgetsBuilder;
use super::problem::Problem;
use crate::clock::Clock;
use crate::thread::UserId;
use crate::turn::ThreadId;
use crate::widget::IdHashes;

/// Bounds of what requests and handlers may do.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) max_body_bytes: usize,
    pub(super) max_message_bytes: usize,
    pub(super) drain_timeout: Duration,
    /// Actions and messages a minute.
    pub(super) per_user: Option<u32>,
    pub(super) per_address: Option<u32>,
    /// Handlers that run at once.
    pub(super) in_thread: usize,
    pub(super) in_all: usize,
    /// Of one reply.
    pub(super) max_widgets: usize,
    pub(super) max_reply_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self {
            max_body_bytes: 1 << 20,
            max_message_bytes: 64 << 10,
            drain_timeout: Duration::from_secs(30),
            per_user: Some(600),
            per_address: Some(12_000),
            in_thread: 8,
            in_all: 1_024 * cores,
            max_widgets: 100,
            max_reply_bytes: 512 << 10,
        }
    }
}

/// Each limit has a default that an ordinary app never meets.
impl ChatWidgetsBuilder {
    /// The largest request body taken, in bytes; 1 MiB unless told.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// The longest message to the assistant, in bytes of UTF-8; 64 KiB unless told. A longer one is 413
    /// `payload_too_large`.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_message_bytes = bytes;
        self
    }

    /// How long [`ChatWidgets::drained`](crate::ChatWidgets::drained) waits for running handlers; 30 s unless told.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.limits.drain_timeout = timeout;
        self
    }

    /// How many actions and messages a user may post a minute, all at once or one by one, before 429
    /// `too_many_requests`; 600 unless told, at least 1, any number with `None`. It counts for those whom
    /// [`user`](Self::user) knows.
    pub fn requests_per_user(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.limits.per_user = per_minute.into();
        self
    }

    /// How many actions and messages may be posted from an [`address`](Self::address) a minute, all at once or one by
    /// one, before 429 `too_many_requests`; 12,000 unless told, any number with `None`. Of an IPv6 address the network
    /// counts, its first 64 bits.
    pub fn requests_per_address(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.limits.per_address = per_minute.into();
        self
    }

    /// How many handlers may run in one thread at the same time, before 429 `too_many_requests`; 8 unless told,
    /// at least 1.
    pub fn handlers_per_thread(mut self, handlers: usize) -> Self {
        self.limits.in_thread = handlers.max(1);
        self
    }

    /// How many handlers may run at the same time in all, before 503 `overloaded`; 1,024 for each of the machine's cores
    /// unless told, at least 1.
    pub fn handlers(mut self, handlers: usize) -> Self {
        self.limits.in_all = handlers.max(1);
        self
    }

    /// How many widgets a reply may have, those of earlier turns that it changes included; 100 unless told. A reply
    /// with more is a `handler_failed`.
    pub fn max_reply_widgets(mut self, widgets: usize) -> Self {
        self.limits.max_widgets = widgets;
        self
    }

    /// How long a reply's JSON may be, in bytes, with what is bound to its widgets; 512 KiB unless told. A longer reply is a `handler_failed`.
    pub fn max_reply_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_reply_bytes = bytes;
        self
    }
}

impl GovernorClock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.elapsed()
    }
}

/// How often somebody may ask, where one may ask all at once what one has for a minute.
struct Rate<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Clock, NoOpMiddleware<Duration>>,
    clock: Clock,
    checks: AtomicUsize,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    /// How often it forgets those who have not asked for a minute.
    const SWEEP: usize = 4_096;

    fn new(per_minute: Option<u32>, clock: &Clock) -> Option<Self> {
        // Nothing at all a minute would be a server that is switched off.
        let per_minute = NonZeroU32::new(per_minute?.max(1))?;
        let limiter = RateLimiter::new(Quota::per_minute(per_minute), HashMapStateStore::default(), clock.clone());
        Some(Self { limiter, clock: clock.clone(), checks: AtomicUsize::new(0) })
    }

    fn check(&self, key: &K) -> Result<(), Problem> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % Self::SWEEP == Self::SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.elapsed());
            Problem::too_many_requests(wait.max(Duration::from_secs(1)))
        })
    }
}

/// The rates of all users and addresses.
pub(super) struct Rates {
    users: Option<Rate<UserId>>,
    addresses: Option<Rate<IpAddr>>,
}

impl Rates {
    pub(super) fn new(limits: &Limits, clock: &Clock) -> Self {
        Self { users: Rate::new(limits.per_user, clock), addresses: Rate::new(limits.per_address, clock) }
    }

    #[inline]
    pub(super) fn check_user(&self, user: &UserId) -> Result<(), Problem> {
        self.users.as_ref().map_or(Ok(()), |rate| rate.check(user))
    }

    #[inline]
    pub(super) fn check_address(&self, address: IpAddr) -> Result<(), Problem> {
        self.addresses.as_ref().map_or(Ok(()), |rate| rate.check(&network(address)))
    }
}

/// A person with IPv6 has a whole network of 2^64 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

/// How many handlers run in each thread.
#[derive(Debug, Default)]
pub(super) struct RunningInThreads([Mutex<HashMap<ThreadId, usize, IdHashes>>; SHARDS]);

/// In how many parts what the threads have is kept, each under a lock of its own.
pub(super) const SHARDS: usize = 16;

/// The part of a thread. The low bits of an id are random.
pub(super) fn shard_of(thread: ThreadId) -> usize {
    (thread.to_u128() as usize) % SHARDS
}

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

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn addresses_of_one_network_are_one() {
        let network = |address: &str| network(address.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::"), network("2001:db8:1:3::"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
