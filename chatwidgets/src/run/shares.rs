//! Shares of what everybody needs: places of handlers, and memory. One person or one address gets a part of it, never all.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, Hash};
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use foldhash::fast::RandomState;

use super::places::SHARDS;
use crate::sync::{AtomicUsize, Mutex, MutexGuard};
use crate::thread::UserId;

/// Who takes a share: the person, if the app knows them, and the address that they come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holders {
    pub(crate) user: Option<UserId>,
    pub(crate) address: Option<IpAddr>,
}

impl Holders {
    fn each(&self) -> impl Iterator<Item = Holder> {
        let user = self.user.clone().map(Holder::User);
        user.into_iter().chain(self.address.map(Holder::Address))
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Holder {
    User(UserId),
    Address(IpAddr),
}

/// Why nobody, or not this one, gets more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exhausted {
    /// All of it is taken.
    All,
    /// This person, or this address, has as much as one may have.
    One,
}

/// Counts what is taken: in all, and by each who takes.
#[derive(Debug)]
pub(crate) struct Shares {
    all: usize,
    one: usize,
    taken: AtomicUsize,
    hashes: RandomState,
    holders: [Mutex<HashMap<Holder, usize, RandomState>>; SHARDS],
}

impl Shares {
    /// So many in all, and for one person or address one part in so many of them, but no fewer than `least`.
    pub(crate) fn new(all: usize, one_in: usize, least: usize) -> Arc<Self> {
        let one = (all / one_in.max(1)).max(least);
        Arc::new(Self {
            all,
            one,
            taken: AtomicUsize::new(0),
            hashes: RandomState::default(),
            holders: Default::default(),
        })
    }

    /// A share of nothing yet.
    pub(crate) fn share(self: &Arc<Self>, of: Holders) -> Share {
        Share { shares: Arc::clone(self), of, amount: 0 }
    }

    fn add(&self, holder: Holder, amount: usize) -> bool {
        let mut holders = self.of(&holder);
        let taken = holders.entry(holder).or_default();
        let has_room = *taken + amount <= self.one;
        if has_room {
            *taken += amount;
        }
        has_room
    }

    fn remove(&self, holder: Holder, amount: usize) {
        if let Entry::Occupied(mut taken) = self.of(&holder).entry(holder) {
            *taken.get_mut() -= amount;
            if *taken.get() == 0 {
                taken.remove();
            }
        }
    }

    fn of(&self, holder: &Holder) -> MutexGuard<'_, HashMap<Holder, usize, RandomState>> {
        let shard = usize::from(self.hashes.hash_one(holder).to_le_bytes()[0]) % SHARDS;
        self.holders[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What somebody has taken; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    of: Holders,
    amount: usize,
}

impl Share {
    /// Takes more, or leaves it as it is.
    pub(crate) fn grow(&mut self, amount: usize) -> Result<(), Exhausted> {
        let Self { shares, of, .. } = self;
        if shares.taken.fetch_add(amount, Ordering::Relaxed) + amount > shares.all {
            shares.taken.fetch_sub(amount, Ordering::Relaxed);
            return Err(Exhausted::All);
        }
        for (nth, holder) in of.each().enumerate() {
            if !shares.add(holder, amount) {
                of.each().take(nth).for_each(|holder| shares.remove(holder, amount));
                shares.taken.fetch_sub(amount, Ordering::Relaxed);
                return Err(Exhausted::One);
            }
        }
        self.amount += amount;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount > 0 {
            self.of.each().for_each(|holder| self.shares.remove(holder, self.amount));
            self.shares.taken.fetch_sub(self.amount, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(user: &str, address: [u8; 4]) -> Holders {
        Holders { user: Some(UserId::from(user)), address: Some(address.into()) }
    }

    #[test]
    fn nobody_gets_more_than_one_part_and_all_get_no_more_than_there_is() {
        let shares = Shares::new(10, 5, 1);
        let mut ada = shares.share(of("ada", [192, 0, 2, 1]));
        ada.grow(2).unwrap();
        assert_eq!(ada.grow(1), Err(Exhausted::One));
        // The same person from elsewhere, and somebody else from the same address.
        assert_eq!(shares.share(of("ada", [192, 0, 2, 2])).grow(1), Err(Exhausted::One));
        assert_eq!(shares.share(of("bob", [192, 0, 2, 1])).grow(1), Err(Exhausted::One));
        let mut nobody = shares.share(Holders::default());
        nobody.grow(8).unwrap();
        assert_eq!(shares.share(of("eve", [192, 0, 2, 3])).grow(1), Err(Exhausted::All));
        drop((ada, nobody));
        assert_eq!(shares.taken.load(Ordering::Relaxed), 0);
        assert!(shares.holders.iter().all(|holders| holders.lock().unwrap().is_empty()));
    }
}
