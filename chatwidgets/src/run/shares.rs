//! Shares of what everybody needs: places of handlers, and memory. One person or one address gets a part of it, never all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use foldhash::fast::RandomState;

use super::places::SHARDS;
use crate::sync::{AtomicUsize, Mutex};
use crate::thread::UserId;

/// Who takes a share: the person, if the app knows them, and the address that they come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holders {
    pub(crate) user: Option<UserId>,
    pub(crate) address: Option<IpAddr>,
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
    holders: [Mutex<Counts>; SHARDS],
}

/// How much each holder has taken. One who has nothing any more is forgotten when there are twice as many as before.
#[derive(Debug, Default)]
struct Counts {
    by_holder: HashMap<Holder, Arc<AtomicUsize>, RandomState>,
    swept: usize,
}

impl Counts {
    fn of(&mut self, holder: Holder) -> Arc<AtomicUsize> {
        if self.by_holder.len() > 2 * self.swept + 64 {
            self.by_holder.retain(|_, count| Arc::strong_count(count) > 1);
            self.swept = self.by_holder.len();
        }
        Arc::clone(self.by_holder.entry(holder).or_default())
    }
}

impl Shares {
    /// So many in all, and for one person or address one part in so many of them, but no fewer than `least`.
    pub(crate) fn new(all: usize, one_in: usize, least: usize) -> Arc<Self> {
        let one = (all / one_in.max(1)).max(least);
        Arc::new(Self { all, one, taken: AtomicUsize::new(0), holders: Default::default() })
    }

    /// A share of nothing yet.
    pub(crate) fn share(self: &Arc<Self>, of: Holders) -> Share {
        let Holders { user, address } = of;
        let user = user.map(|user| self.count(Holder::User(user)));
        let address = address.map(|address| self.count(Holder::Address(address)));
        Share { shares: Arc::clone(self), of: [user, address], amount: 0 }
    }

    fn count(&self, holder: Holder) -> Arc<AtomicUsize> {
        let last = match &holder {
            Holder::User(user) => user.as_str().bytes().last().unwrap_or_default(),
            Holder::Address(IpAddr::V4(address)) => address.octets()[3],
            Holder::Address(IpAddr::V6(address)) => address.octets()[7],
        };
        let counts = self.holders[usize::from(last) % SHARDS].lock();
        counts.unwrap_or_else(PoisonError::into_inner).of(holder)
    }
}

/// What somebody has taken; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    /// What the person has taken, and what the address has.
    of: [Option<Arc<AtomicUsize>>; 2],
    amount: usize,
}

impl Share {
    /// Takes more, or leaves it as it is.
    pub(crate) fn grow(&mut self, amount: usize) -> Result<(), Exhausted> {
        let Self { shares, of, .. } = self;
        if !take(&shares.taken, amount, shares.all) {
            return Err(Exhausted::All);
        }
        for (nth, count) in of.iter().flatten().enumerate() {
            if !take(count, amount, shares.one) {
                for count in of.iter().flatten().take(nth) {
                    count.fetch_sub(amount, Ordering::Relaxed);
                }
                shares.taken.fetch_sub(amount, Ordering::Relaxed);
                return Err(Exhausted::One);
            }
        }
        self.amount += amount;
        Ok(())
    }
}

/// Adds to a count, unless that would be too much.
fn take(count: &AtomicUsize, amount: usize, most: usize) -> bool {
    let has_room = count.fetch_add(amount, Ordering::Relaxed) + amount <= most;
    if !has_room {
        count.fetch_sub(amount, Ordering::Relaxed);
    }
    has_room
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount > 0 {
            let counts = self.of.iter().flatten().map(|count| &**count);
            for count in counts.chain([&self.shares.taken]) {
                count.fetch_sub(self.amount, Ordering::Relaxed);
            }
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
        let mut again = shares.share(of("ada", [192, 0, 2, 1]));
        again.grow(2).unwrap();
    }

    #[test]
    fn who_has_nothing_any_more_is_forgotten() {
        let shares = Shares::new(10, 1, 1);
        for n in 0..100_000 {
            shares.share(Holders { user: Some(UserId::from(n.to_string())), address: None }).grow(1).unwrap();
        }
        let known = |counts: &Mutex<Counts>| counts.lock().unwrap().by_holder.len();
        assert!(shares.holders.iter().map(known).sum::<usize>() < 100 * SHARDS);
    }
}
