//! Where widgets are in a thread.

use std::collections::HashMap;
use std::sync::Arc;

use crate::turn::ChatTurn;
use crate::widget::{IdHashes, WidgetId, WidgetInstance};

/// Where widgets are, by each id under which they are known.
///
/// Most clicks are on what was said last, and most widgets are never looked for again. So the last turns are looked through;
/// all turns before them are entered in a map when something is first looked for that is not among the last, and not before:
/// in a long thread every entry is a cache line that nobody has.
#[derive(Debug, Default)]
pub(super) struct Places {
    entered: HashMap<WidgetId, Place, IdHashes>,
    /// How many turns these are of, the first ones.
    turns: usize,
}

/// The place of a turn in its thread, and of a widget in its turn: small, since there may be one for every widget.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    turn: u32,
    widget: u32,
}

impl Place {
    fn new(turn: usize, widget: usize) -> Self {
        // No thread in memory has four billion turns: where there is none, nothing is found.
        let small = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self { turn: small(turn), widget: small(widget) }
    }

    pub(super) fn turn(self) -> usize {
        self.turn as usize
    }

    pub(super) fn widget(self) -> usize {
        self.widget as usize
    }

    /// The widget that is there.
    pub(super) fn instance(self, turns: &[Arc<ChatTurn>]) -> Option<&WidgetInstance> {
        turns.get(self.turn())?.widgets.get(self.widget())
    }
}

impl Places {
    /// How many of the last turns are looked through.
    const LAST: usize = 32;

    /// The place of what is known by an id, or was.
    pub(super) fn find(&mut self, turns: &[Arc<ChatTurn>], id: WidgetId) -> Option<Place> {
        let last = self.turns.max(turns.len().saturating_sub(Self::LAST));
        let is_it = |instance: &WidgetInstance| instance.known_ids().any(|known| known == id);
        let among_last = turns[last..].iter().enumerate().rev().find_map(|(turn, stored)| {
            let widget = stored.widgets.iter().position(is_it)?;
            Some(Place::new(last + turn, widget))
        });
        among_last.or_else(|| {
            self.enter(turns, last);
            self.entered.get(&id).copied()
        })
    }

    fn enter(&mut self, turns: &[Arc<ChatTurn>], end: usize) {
        for (turn, stored) in turns.iter().enumerate().take(end).skip(self.turns) {
            for (widget, instance) in stored.widgets.iter().enumerate() {
                self.entered.extend(instance.known_ids().map(|id| (id, Place::new(turn, widget))));
            }
        }
        self.turns = end;
    }

    /// Notes that one instance takes the place of another.
    pub(super) fn replace(&mut self, place: Place, replaced: &WidgetInstance, by: &WidgetInstance) {
        // The others are looked at themselves.
        if place.turn() < self.turns {
            for old in replaced.known_ids() {
                self.entered.remove(&old);
            }
            self.entered.extend(by.known_ids().map(|id| (id, place)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::{Role, ThreadId};
    use crate::widget::{Button, NoBound, NoPayload, WidgetAction, WidgetState};

    struct Press;

    impl WidgetAction for Press {
        const NAME: &'static str = "press";
        type Payload = NoPayload;
        type Bound = NoBound;
    }

    fn turn(thread: ThreadId) -> Arc<ChatTurn> {
        let buttons = [1, 2].map(|n| Button::new(format!("Press {n}"), Press).into());
        Arc::new(ChatTurn::new(Role::Assistant, thread, "").with_widgets(buttons))
    }

    #[test]
    fn every_widget_of_a_growing_thread_is_found() {
        let (thread, mut turns, mut places) = (ThreadId::random(), Vec::new(), Places::default());
        for length in 1..200 {
            turns.push(turn(thread));
            assert!(places.find(&turns, WidgetId::random()).is_none());
            for (place, widget) in [(0, 1), (length / 2, 0), (length - 1, 1)] {
                let found = places.find(&turns, turns[place].widgets[widget].id).unwrap();
                assert_eq!((found.turn(), found.widget()), (place, widget));
            }
        }
    }

    #[test]
    fn what_was_said_last_is_found_without_a_map() {
        let thread = ThreadId::random();
        let turns: Vec<_> = (0..1_000).map(|_| turn(thread)).collect();
        let mut places = Places::default();
        for stored in turns.iter().rev().take(Places::LAST) {
            assert!(places.find(&turns, stored.widgets[0].id).is_some());
        }
        assert_eq!(places.entered.capacity(), 0);
        assert!(places.find(&turns, turns[0].widgets[0].id).is_some());
        assert_eq!(places.entered.len(), 2 * (1_000 - Places::LAST));
    }

    #[test]
    fn a_replaced_widget_is_found_by_its_ids_where_it_was() {
        let thread = ThreadId::random();
        let mut turns: Vec<_> = (0..100).map(|_| turn(thread)).collect();
        for place in [0, 99] {
            let mut places = Places::default();
            places.find(&turns, WidgetId::random());
            let replaced = turns[place].widgets[1].clone();
            let mut by = WidgetInstance::new(Button::new("Another", Press));
            by.replaces = vec![replaced.id];
            let found = places.find(&turns, replaced.id).unwrap();
            Arc::make_mut(&mut turns[place]).set_widget(1, by.clone());
            places.replace(found, &replaced, &by);
            for id in [replaced.id, by.id] {
                assert_eq!(places.find(&turns, id).unwrap().instance(&turns), Some(&by));
            }
            // In another state it has the same ids.
            let done = by.in_state(WidgetState::Done);
            places.replace(found, &by, &done);
            assert!(places.find(&turns, by.id).is_some());
        }
    }
}
