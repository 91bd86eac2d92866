//! What was shown lately, and may be used soon: it is then stored as it was shown.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};

/// How many are kept, and how many bytes of JSON they may have in all. What is not kept is made again.
const MOST: NonZeroUsize = NonZeroUsize::new(1_024).unwrap();
const MOST_BYTES: usize = 4 << 20;

/// What was shown lately.
pub(super) struct Drafts(Mutex<Kept>);

struct Kept {
    shown: LruCache<ThreadId, Shown>,
    bytes: usize,
}

/// What somebody was shown.
pub(super) struct Shown {
    pub(super) turn: Arc<ChatTurn>,
    pub(super) user: Option<UserId>,
}

impl Default for Drafts {
    fn default() -> Self {
        // Without room for all from the beginning.
        let mut shown = LruCache::unbounded();
        shown.resize(MOST);
        Self(Mutex::new(Kept { shown, bytes: 0 }))
    }
}

impl Drafts {
    pub(super) fn keep(&self, shown: Shown) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += shown.turn.json_length();
        let thread = shown.turn.thread_id;
        if let Some((_, other)) = kept.shown.push(thread, shown) {
            kept.bytes -= other.turn.json_length();
        }
        while kept.bytes > MOST_BYTES
            && let Some((_, oldest)) = kept.shown.pop_lru()
        {
            kept.bytes -= oldest.turn.json_length();
        }
    }

    /// What that person was shown.
    pub(super) fn take(&self, thread: ThreadId, user: Option<&UserId>) -> Option<Arc<ChatTurn>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.shown.peek(&thread).filter(|shown| shown.user.as_ref() == user)?;
        let shown = kept.shown.pop(&thread)?;
        kept.bytes -= shown.turn.json_length();
        Some(shown.turn)
    }
}

impl fmt::Debug for Drafts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drafts").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::Role;

    fn shown(text: &str, user: Option<&str>) -> Shown {
        let turn = Arc::new(ChatTurn::new(Role::Assistant, ThreadId::random(), text));
        Shown { turn, user: user.map(UserId::from) }
    }

    #[test]
    fn everybody_gets_what_they_were_shown_once() {
        let (drafts, of_ada) = (Drafts::default(), shown("hello", Some("ada")));
        let (thread, ada) = (of_ada.turn.thread_id, UserId::from("ada"));
        drafts.keep(of_ada);
        assert!(drafts.take(thread, None).is_none() && drafts.take(thread, Some(&UserId::from("bob"))).is_none());
        assert_eq!(drafts.take(thread, Some(&ada)).unwrap().content, "hello");
        assert!(drafts.take(thread, Some(&ada)).is_none());
        assert_eq!(drafts.0.lock().unwrap().bytes, 0);
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many_or_too_large_ones() {
        for (text, most) in [(String::new(), MOST.get()), ("x".repeat(1 << 20), 3)] {
            let drafts = Drafts::default();
            for _ in 0..2_000 {
                drafts.keep(shown(&text, None));
            }
            let kept = drafts.0.lock().unwrap();
            assert_eq!(kept.shown.len(), most);
            assert_eq!(kept.bytes, kept.shown.iter().map(|(_, shown)| shown.turn.json_length()).sum::<usize>());
        }
    }
}
