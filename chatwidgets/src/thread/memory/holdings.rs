//! How much of the memory each person and each address holds.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::HeldBy;
use crate::thread::UserId;
use crate::turn::ThreadId;

#[derive(Debug, PartialEq, Eq, Hash)]
enum Holder {
    User(UserId),
    Address(IpAddr),
}

/// What one person holds, or what was begun from one address.
#[derive(Debug, Default)]
pub(super) struct Holding {
    bytes: AtomicUsize,
    /// From the oldest.
    threads: Mutex<VecDeque<ThreadId>>,
}

impl Holding {
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Notes that one of its threads takes more now, or less.
    pub(super) fn change(&self, before: usize, after: usize) {
        self.bytes.fetch_add(after, Ordering::Relaxed);
        self.bytes.fetch_sub(before, Ordering::Relaxed);
    }

    pub(super) fn add(&self, thread: ThreadId, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.threads().push_back(thread);
    }

    /// Notes that one of its threads is gone. What goes is old, as a rule, and so near the front.
    pub(super) fn remove(&self, thread: ThreadId, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        let mut threads = self.threads();
        if let Some(place) = threads.iter().position(|other| *other == thread) {
            threads.remove(place);
        }
    }

    /// The oldest thread but this one.
    pub(super) fn oldest_but(&self, keep: ThreadId) -> Option<ThreadId> {
        self.threads().iter().find(|thread| **thread != keep).copied()
    }

    fn threads(&self) -> MutexGuard<'_, VecDeque<ThreadId>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All holdings. One that is held by no thread any more is forgotten when there are twice as many as before.
#[derive(Debug, Default)]
pub(super) struct Holdings(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    by_holder: HashMap<Holder, Arc<Holding>, foldhash::fast::RandomState>,
    swept: usize,
}

impl Holdings {
    pub(super) fn of(&self, (owner, address): (Option<UserId>, Option<IpAddr>)) -> HeldBy {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.by_holder.len() > 2 * known.swept + 64 {
            known.by_holder.retain(|_, holding| Arc::strong_count(holding) > 1);
            known.swept = known.by_holder.len();
        }
        let mut holding = |holder| Arc::clone(known.by_holder.entry(holder).or_default());
        [owner.map(Holder::User).map(&mut holding), address.map(Holder::Address).map(&mut holding)]
    }
}
