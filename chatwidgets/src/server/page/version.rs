//! What of a conversation a page has already: it then gets only the rest.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::turn::ChatTurn;

/// How many of the last turns may have changed without all of them being sent again.
const RECENT: usize = 32;

/// What a page shows of a conversation: how many turns, in which state all of them are, and in which state those are that are
/// not recent.
pub(super) struct Version {
    count: usize,
    all: String,
    old: String,
}

impl Version {
    pub(super) fn of(turns: &[Arc<ChatTurn>]) -> Self {
        Self::of_first(turns, turns.len())
    }

    fn of_first(turns: &[Arc<ChatTurn>], count: usize) -> Self {
        let count = count.min(turns.len());
        let old = count.saturating_sub(RECENT);
        let mut hash = Sha256::new();
        let mut of_old = String::new();
        for (place, turn) in turns[..count].iter().enumerate() {
            if place == old {
                of_old = text(&hash);
            }
            hash.update(turn.turn_id.to_u128().to_le_bytes());
            for widget in &turn.widgets {
                hash.update(widget.id.to_u128().to_le_bytes());
                hash.update(widget.revision.to_le_bytes());
            }
        }
        Self { count, all: text(&hash), old: of_old }
    }

    /// As a page is told it, and tells it again.
    pub(super) fn to_text(&self) -> String {
        format!("{}-{}-{}", self.count, self.all, self.old)
    }

    /// The first turn that a page needs which has told this version: one that it knows, as the place of those after it. `None`
    /// if it has them all.
    pub(super) fn first_unknown(turns: &[Arc<ChatTurn>], told: &str) -> Option<usize> {
        let mut parts = told.splitn(3, '-');
        let count = parts.next().and_then(|count| count.parse().ok()).filter(|count| (1..=turns.len()).contains(count));
        let (Some(count), Some(all), Some(old)) = (count, parts.next(), parts.next()) else { return Some(0) };
        let now = Self::of_first(turns, count);
        if now.all == all {
            return (count < turns.len()).then(|| count - 1);
        }
        if now.old == old { Some(count.saturating_sub(RECENT + 1)) } else { Some(0) }
    }
}

fn text(hash: &Sha256) -> String {
    let mut start = [0; 8];
    start.copy_from_slice(&hash.clone().finalize()[..8]);
    format!("{:016x}", u64::from_be_bytes(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::{Role, ThreadId};

    fn turns(count: usize) -> Vec<Arc<ChatTurn>> {
        let thread = ThreadId::random();
        (0..count).map(|_| Arc::new(ChatTurn::new(Role::User, thread, "hello"))).collect()
    }

    #[test]
    fn a_page_gets_what_it_does_not_have() {
        let all = turns(100);
        let told = |count: usize| Version::of(&all[..count]).to_text();
        assert_eq!(Version::first_unknown(&all, &told(100)), None);
        assert_eq!(Version::first_unknown(&all, &told(90)), Some(89));
        assert_eq!(Version::first_unknown(&all, &told(1)), Some(0));
        let mut changed = all.clone();
        changed[80] = turns(1).remove(0);
        assert_eq!(Version::first_unknown(&changed, &told(100)), Some(67), "one of the last");
        changed[3] = turns(1).remove(0);
        assert_eq!(Version::first_unknown(&changed, &told(100)), Some(0), "one of the first");
    }

    #[test]
    fn what_is_no_version_gets_all() {
        let all = turns(3);
        for told in ["", "3", "3-", "3-x", "3-x-y", "99-x-y", "0--", "-1-x-y"] {
            assert_eq!(Version::first_unknown(&all, told), Some(0), "{told}");
        }
    }
}
