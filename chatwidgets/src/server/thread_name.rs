//! How a client names a thread: one that is stored, or one that a page shows and nobody has used yet.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::turn::ThreadId;
use crate::widget::InvalidId;

/// How a client names a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThreadName {
    Stored(ThreadId),
    Pending(Pending),
}

/// A conversation that a page shows, and that is stored when somebody uses it: `new.<shown at>.<what it offers>.<seed>`.
///
/// It is no secret and no proof. Who makes one up gets what everybody gets who opens the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pending {
    /// In milliseconds since 1970.
    shown_at: u64,
    /// A digest of what it offers.
    pub(super) offers: u64,
    /// What its id is made from. Nobody can choose a name for an id that they know of.
    seed: Uuid,
}

/// What the name of a pending conversation begins with: no id does.
const NEW: &str = "new.";

impl Pending {
    /// One that nobody has seen, at this time.
    #[cfg(feature = "page")]
    pub(super) fn begin(now: SystemTime) -> Self {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let shown_at = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        Self { shown_at, offers: 0, seed: Uuid::new_v4() }
    }

    /// The thread that it becomes.
    pub(super) fn thread(&self) -> ThreadId {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(self.seed.as_bytes())[..16]);
        ThreadId::of(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// When it was shown: what it offers expires as if it had been sent then.
    #[cfg_attr(not(feature = "page"), expect(dead_code, reason = "only a page shows one"))]
    pub(super) fn shown_at(&self, now: SystemTime) -> SystemTime {
        let shown_at = UNIX_EPOCH.checked_add(Duration::from_millis(self.shown_at));
        shown_at.filter(|shown_at| *shown_at <= now).unwrap_or(now)
    }
}

impl ThreadName {
    /// The thread, be it stored or not.
    pub(super) fn thread(self) -> ThreadId {
        match self {
            Self::Stored(thread) => thread,
            Self::Pending(pending) => pending.thread(),
        }
    }

    /// The thread, if it is stored.
    #[cfg(feature = "page")]
    pub(super) fn stored(self) -> Option<ThreadId> {
        match self {
            Self::Stored(thread) => Some(thread),
            Self::Pending(_) => None,
        }
    }
}

impl From<ThreadId> for ThreadName {
    fn from(thread: ThreadId) -> Self {
        Self::Stored(thread)
    }
}

impl fmt::Display for ThreadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored(thread) => thread.fmt(f),
            Self::Pending(Pending { shown_at, offers, seed }) => write!(f, "{NEW}{shown_at}.{offers:016x}.{seed}"),
        }
    }
}

impl FromStr for ThreadName {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let Some(pending) = text.strip_prefix(NEW) else { return text.parse().map(Self::Stored) };
        let mut parts = pending.splitn(3, '.');
        let mut next = || parts.next().ok_or(InvalidId);
        let shown_at = next()?.parse().map_err(|_| InvalidId)?;
        let offers = u64::from_str_radix(next()?, 16).map_err(|_| InvalidId)?;
        let seed = next()?.parse().map_err(|_| InvalidId)?;
        Ok(Self::Pending(Pending { shown_at, offers, seed }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let (seed, thread) = (Uuid::new_v4(), ThreadId::random());
        let pending = ThreadName::Pending(Pending { shown_at: 1_800_000_000_123, offers: 7, seed });
        assert_eq!(pending.to_string().parse(), Ok(pending));
        assert_eq!(thread.to_string().parse(), Ok(ThreadName::Stored(thread)));
    }

    #[test]
    fn a_name_says_nothing_of_the_id_and_always_leads_to_it() {
        let pending = ThreadName::Pending(Pending { shown_at: 0, offers: 0, seed: Uuid::new_v4() });
        assert!(!pending.to_string().contains(&pending.thread().to_string()));
        assert_eq!(pending.to_string().parse::<ThreadName>().map(ThreadName::thread), Ok(pending.thread()));
        assert_eq!(pending.thread().to_string().parse(), Ok(pending.thread()), "it is an id as any other");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let id = ThreadId::random();
        for text in
            ["", "new", "new.", "new.1", "new.1.2", "new.1.2.3", "new.x.2.ID", "new.1.x.ID", "new.-1.2.ID", "ID.x"]
        {
            let text = text.replace("ID", &id.to_string());
            assert_eq!(text.parse::<ThreadName>(), Err(InvalidId), "{text}");
        }
    }

    #[test]
    fn a_time_to_come_is_now() {
        let (seed, now) = (Uuid::nil(), SystemTime::now());
        assert_eq!(Pending { shown_at: u64::MAX, offers: 0, seed }.shown_at(now), now);
        assert_eq!(Pending { shown_at: 0, offers: 0, seed }.shown_at(now), UNIX_EPOCH);
    }
}
