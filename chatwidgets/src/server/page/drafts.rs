//! What was shown lately, and may be used soon: it is then stored as it was shown.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::{ActionRef, Hidden};

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
struct Shown {
    turn: Arc<ChatTurn>,
    user: Option<UserId>,
    bytes: usize,
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
    pub(super) fn keep(&self, turn: &Arc<ChatTurn>, user: Option<&UserId>) {
        let bytes = turn.json_length() + hidden_length(turn);
        let shown = Shown { turn: Arc::clone(turn), user: user.cloned(), bytes };
        let mut kept = self.lock();
        kept.bytes += bytes;
        if let Some((_, other)) = kept.shown.push(turn.thread_id, shown) {
            kept.bytes -= other.bytes;
        }
        while kept.bytes > MOST_BYTES
            && let Some((_, oldest)) = kept.shown.pop_lru()
        {
            kept.bytes -= oldest.bytes;
        }
    }

    /// What that person was shown.
    pub(super) fn get(&self, thread: ThreadId, user: Option<&UserId>) -> Option<Arc<ChatTurn>> {
        let kept = self.lock();
        let shown = kept.shown.peek(&thread).filter(|shown| shown.user.as_ref() == user)?;
        Some(Arc::clone(&shown.turn))
    }

    /// Forgets what is stored by now.
    pub(super) fn forget(&self, thread: ThreadId) {
        let mut kept = self.lock();
        if let Some(shown) = kept.shown.pop(&thread) {
            kept.bytes -= shown.bytes;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many bytes of JSON the server put on what can be clicked in a turn, and keeps.
pub(super) fn hidden_length(turn: &ChatTurn) -> usize {
    let hidden = turn.widgets.iter().flat_map(|instance| instance.widget.actions()).filter_map(ActionRef::hidden);
    hidden.map(|hidden| hidden.json_length().saturating_sub(Hidden::default().json_length())).sum()
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

    fn turn(text: &str) -> Arc<ChatTurn> {
        Arc::new(ChatTurn::new(Role::Assistant, ThreadId::random(), text))
    }

    #[test]
    fn everybody_gets_what_they_were_shown_until_it_is_stored() {
        let (drafts, of_ada) = (Drafts::default(), turn("hello"));
        let (thread, ada) = (of_ada.thread_id, UserId::from("ada"));
        drafts.keep(&of_ada, Some(&ada));
        assert!(drafts.get(thread, None).is_none() && drafts.get(thread, Some(&UserId::from("bob"))).is_none());
        for _ in 0..2 {
            assert_eq!(drafts.get(thread, Some(&ada)).unwrap().content, "hello");
        }
        drafts.forget(thread);
        assert!(drafts.get(thread, Some(&ada)).is_none());
        assert_eq!(drafts.lock().bytes, 0);
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many_or_too_large_ones() {
        for (text, most) in [(String::new(), MOST.get()), ("x".repeat(1 << 20), 3)] {
            let drafts = Drafts::default();
            for _ in 0..2_000 {
                drafts.keep(&turn(&text), None);
            }
            let kept = drafts.lock();
            assert_eq!(kept.shown.len(), most);
            assert_eq!(kept.bytes, kept.shown.iter().map(|(_, shown)| shown.bytes).sum::<usize>());
        }
    }

    #[test]
    fn what_is_bound_counts() {
        let button = |text: &str| {
            let widget = crate::widget::Button::new("Go", Press).into();
            let mut turn = ChatTurn::new(Role::Assistant, ThreadId::random(), "").with_widgets([widget]);
            if let Some(action) = turn.widgets[0].widget.action_mut() {
                action.set_bound(&text.into());
            }
            turn
        };
        assert_eq!(hidden_length(&button(&"x".repeat(1_000))) - hidden_length(&button("")), 1_000);
    }

    struct Press;

    impl crate::widget::WidgetAction for Press {
        const NAME: &'static str = "press";
        type Payload = crate::widget::NoPayload;
        type Bound = crate::widget::NoBound;
    }
}
