//! How often one person and one address may ask.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::run::Refusal;
use crate::thread::UserId;

/// How many requests there may be a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotas {
    pub(super) per_user: Option<u32>,
    pub(super) per_address: Option<u32>,
}

impl Quotas {
    /// Of actions and messages.
    pub(super) const POSTS: Self = Self { per_user: Some(600), per_address: Some(12_000) };

    /// Of everything else: a page reads at once what a person then looks at for a while.
    pub(super) const READS: Self = Self { per_user: Some(1_200), per_address: Some(24_000) };
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

    fn check(&self, key: &K) -> Result<(), Refusal> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % Self::SWEEP == Self::SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.elapsed());
            Refusal::too_many_requests(wait.max(Duration::from_secs(1)))
        })
    }
}

/// The rates of all users and addresses.
pub(super) struct Rates {
    users: Option<Rate<UserId>>,
    addresses: Option<Rate<IpAddr>>,
}

impl Rates {
    pub(super) fn new(quotas: Quotas, clock: &Clock) -> Self {
        Self { users: Rate::new(quotas.per_user, clock), addresses: Rate::new(quotas.per_address, clock) }
    }

    #[inline]
    pub(super) fn check_user(&self, user: Option<&UserId>) -> Result<(), Refusal> {
        self.users.as_ref().zip(user).map_or(Ok(()), |(rate, user)| rate.check(user))
    }

    #[inline]
    pub(super) fn check_address(&self, address: Option<IpAddr>) -> Result<(), Refusal> {
        self.addresses.as_ref().zip(address).map_or(Ok(()), |(rate, address)| rate.check(&address))
    }
}
