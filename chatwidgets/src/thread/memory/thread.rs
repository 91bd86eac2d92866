//! One thread in memory: every change of it is made under its shard's lock, all of it or nothing.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::time::Instant;

use super::HeldBy;
use super::places::Places;
use crate::json::texts_in;
use crate::thread::{
    Finish, Ledger, NewThread, RequestKey, RunId, Start, Started, StoreError, Updated, UserId, Verdict,
};
use crate::turn::{ChatTurn, TurnId, WidgetUpdate};
use crate::widget::{Hidden, Widget, WidgetChange, WidgetId, WidgetInstance, WidgetState};

/// What a thread, a turn and a remembered request take beside their JSON.
const THREAD_OVERHEAD: usize = 256;
const TURN_OVERHEAD: usize = 128;
const REQUEST_OVERHEAD: usize = 256;

/// What a text in a widget takes beside its bytes, as measured over all kinds of widgets.
const TEXT_OVERHEAD: usize = 26;

/// What surrounds what is bound to a control, or filled in.
const HIDDEN_OVERHEAD: usize = 64;

/// What a widget grows by when it is in another state.
const STATE_OVERHEAD: usize = 96;

/// What an id takes that a widget had before.
const ID_OVERHEAD: usize = 40;

/// The share of a thread that is kept free for a reply, at most: a small store must not be full from the start.
const ROOM_SHARE: usize = 8;

/// How large a thread may be, and what goes when it is full.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThreadLimits {
    /// The most that it may be charged.
    pub(super) bytes: usize,
    pub(super) forgets_oldest: bool,
}

/// A run for whose reply there was room when it began.
struct LetIn {
    run: RunId,
    until: SystemTime,
    /// How many bytes of JSON its reply may have.
    room: usize,
}

pub(super) struct Thread {
    pub(super) owner: Option<UserId>,
    pub(super) held_by: HeldBy,
    pub(super) turns: Vec<Arc<ChatTurn>>,
    places: Places,
    ledger: Ledger,
    /// Runs that have begun, and for whose replies there was room then.
    let_in: Vec<LetIn>,
    /// When the next widget expires.
    next_expiry: Option<SystemTime>,
    /// What turns and widgets are charged.
    content_bytes: usize,
    limits: ThreadLimits,
    pub(super) used: Instant,
}

/// How much is charged for a turn: its JSON, what only the server knows included, and what surrounds it in memory.
fn bytes_of(turn: &ChatTurn) -> usize {
    let hidden = turn.widgets.iter().flat_map(|widget| widget.widget.actions()).filter_map(|action| action.hidden());
    let widgets = TEXT_OVERHEAD * turn.texts_in_widgets();
    TURN_OVERHEAD + turn.json_length() + widgets + hidden.map(bytes_of_hidden).sum::<usize>()
}

fn bytes_of_hidden(hidden: &Hidden) -> usize {
    HIDDEN_OVERHEAD + hidden.json_length()
}

/// What a turn of a thread is charged by now, with the states of its widgets.
fn charged(turn: &ChatTurn) -> usize {
    bytes_of(turn) + turn.widgets.iter().map(around).sum::<usize>()
}

/// How much of that is a widget's, apart from what is around it: its id, its state.
fn bytes_of_widget(widget: &Widget) -> usize {
    let hidden = widget.actions().filter_map(|action| action.hidden());
    bytes_of_json(widget) + hidden.map(bytes_of_hidden).sum::<usize>()
}

/// How much JSON takes, and the texts in it.
fn bytes_of_json(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |json| json.len() + TEXT_OVERHEAD * texts_in(&json))
}

impl Thread {
    pub(super) fn new(new: NewThread, limits: ThreadLimits) -> Result<Self, StoreError> {
        let mut thread = Self {
            owner: new.owner,
            held_by: HeldBy::default(),
            turns: Vec::new(),
            places: Places::default(),
            ledger: Ledger::default(),
            next_expiry: None,
            content_bytes: THREAD_OVERHEAD,
            limits,
            let_in: Vec::new(),
            used: Instant::now(),
        };
        let last = new.turns.last().map(|turn| turn.turn_id);
        thread.append(new.turns)?;
        if let (Some((request, now)), Some(turn)) = (new.replied, last) {
            thread.ledger.replied(&request, turn, Vec::new(), now);
        }
        Ok(thread)
    }

    /// What the thread is charged.
    pub(super) fn bytes(&self) -> usize {
        self.content_bytes + self.ledger.requests() * REQUEST_OVERHEAD
    }

    /// Makes sure that there is room for more.
    fn fits(&mut self, more: usize) -> Result<(), StoreError> {
        if self.bytes() + more > self.limits.bytes && self.limits.forgets_oldest {
            self.forget_oldest(more);
        }
        if self.bytes() + more > self.limits.bytes { Err(StoreError::ThreadFull) } else { Ok(()) }
    }

    /// Forgets the oldest turns, an eighth of the thread at least, so that this is seldom done.
    fn forget_oldest(&mut self, more: usize) {
        let wanted = (self.bytes() + more).saturating_sub(self.limits.bytes).max(self.limits.bytes / 8);
        let mut freed = 0;
        let mut count = 0;
        while freed < wanted
            && let Some(turn) = self.turns.get(count)
        {
            freed += charged(turn);
            count += 1;
        }
        self.turns.drain(..count);
        self.content_bytes = self.content_bytes.saturating_sub(freed).max(THREAD_OVERHEAD);
        // The places of all others have changed.
        self.places = Places::default();
    }

    fn append(&mut self, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError> {
        let added = turns.iter().map(|turn| bytes_of(turn)).sum();
        self.fits(added)?;
        self.content_bytes += added;
        for turn in turns {
            self.push(turn);
        }
        Ok(())
    }

    fn push(&mut self, turn: Arc<ChatTurn>) {
        for instance in &turn.widgets {
            self.next_expiry = earlier(self.next_expiry, instance);
        }
        self.turns.push(turn);
    }

    pub(super) fn widget(&mut self, id: WidgetId) -> Option<&WidgetInstance> {
        let instance = self.places.find(&self.turns, id)?.instance(&self.turns);
        instance.filter(|instance| instance.control_ids().any(|control| control == id))
    }

    /// Puts an instance in the place of the one with that id.
    fn put(&mut self, id: WidgetId, changed: WidgetInstance) {
        let Some(place) = self.places.find(&self.turns, id) else { return };
        let Some(replaced) = place.instance(&self.turns) else { return };
        self.places.replace(place, replaced, &changed);
        let (more, less) = charge(&changed, replaced);
        self.content_bytes = (self.content_bytes + more).saturating_sub(less);
        self.next_expiry = earlier(self.next_expiry, &changed);
        // In a copy if readers hold the turn.
        Arc::make_mut(&mut self.turns[place.turn()]).set_widget(place.widget(), changed);
    }

    pub(super) fn start(&mut self, start: Start) -> Result<Started, StoreError> {
        if !UserId::may_use(self.owner.as_ref(), start.user.as_ref()) {
            return Ok(Started::NotYours);
        }
        // Before anything is refused: a thread that is full of requests has room again when they are over.
        self.ledger.forget(start.now);
        self.let_in.retain(|run| run.until > start.now);
        self.expire(start.now);
        let place = start.click.as_ref().and_then(|click| self.places.find(&self.turns, click.control));
        let clicked = place.and_then(|place| place.instance(&self.turns));
        Ok(match self.ledger.judge(&start, clicked) {
            Verdict::Run { offer, say } => {
                // Only a run needs room, and what does not fit leaves nothing behind.
                self.fits(self.needs(&start, say))?;
                self.ledger.note(&start, offer.as_ref());
                if start.room > 0 {
                    let room = self.room_of_reply(&start);
                    self.let_in.push(LetIn { run: start.run, until: start.until, room });
                }
                if let Some(message) = start.message.filter(|_| say) {
                    self.content_bytes += bytes_of(&message);
                    self.push(message);
                }
                Started::Run(offer)
            }
            Verdict::Replied { turn, updated } => self.replied(turn, &updated),
            Verdict::Running => Started::Running,
            Verdict::Conflict => Started::Conflict,
            Verdict::NotOffered(why) => Started::NotOffered(why),
            Verdict::InProgress(instance) => Started::InProgress(instance),
            Verdict::Closed(instance) => Started::Closed(instance),
        })
    }

    /// How many more bytes a run needs: for its message, for its request's id, and for its reply where that must not be
    /// lost, with the state of what was clicked.
    fn needs(&self, start: &Start, say: bool) -> usize {
        let message = start.message.as_ref().filter(|_| say).map_or(0, |message| bytes_of(message));
        message + self.remembers(start.request.as_ref()) + if start.room == 0 { 0 } else { self.room_of_reply(start) }
    }

    /// How many bytes a reply takes at most, with the state of what was clicked.
    fn room_of_reply(&self, start: &Start) -> usize {
        TURN_OVERHEAD + STATE_OVERHEAD + start.room.min(self.limits.bytes / ROOM_SHARE)
    }

    /// How many more bytes it takes to remember a request.
    fn remembers(&self, request: Option<&RequestKey>) -> usize {
        if request.is_some_and(|request| !self.ledger.has(request)) { REQUEST_OVERHEAD } else { 0 }
    }

    fn replied(&mut self, turn: TurnId, changed: &[Updated]) -> Started {
        let update = |Updated { was, is }: &Updated| {
            Some(WidgetUpdate::Replace { widget_id: *was, widget: self.widget(*is)?.clone() })
        };
        let updates = changed.iter().filter_map(update).collect();
        // The reply is recent, as a rule.
        match self.turns.iter().rev().find(|stored| stored.turn_id == turn) {
            Some(turn) => Started::Replied { turn: Arc::clone(turn), updates },
            None => Started::Conflict,
        }
    }

    fn close(&mut self, late: &WidgetInstance) -> WidgetInstance {
        let expired = late.in_state(WidgetState::Expired);
        self.put(late.id, expired.clone());
        expired
    }

    pub(super) fn finish(&mut self, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        let mut grown = 0;
        let mut updates = Vec::with_capacity(finish.changes.len());
        for change in &finish.changes {
            // An instance, not a control inside of one: two changes would be made of the same instance otherwise.
            let Some(instance) = self.widget(change.widget).filter(|instance| instance.id == change.widget) else {
                continue;
            };
            let Some(widget) = change.apply(instance, finish.now) else { continue };
            let (more, less) = charge(&widget, instance);
            grown += more.saturating_sub(less);
            updates.push(WidgetUpdate::Replace { widget_id: instance.id, widget });
        }
        let added = finish.turn.as_deref().map_or(0, bytes_of);
        // What only settles is let in always: it is a few bytes. A handler that has run must not lose its reply to others that
        // ran at the same time.
        // By its JSON, as it was bounded when it was let in: in memory many short texts take more.
        let room = self.let_in.iter().find(|run| run.run == finish.run).map_or(0, |run| run.room);
        let changed: usize = finish.changes.iter().map(WidgetChange::json_length).sum();
        let written = finish.turn.as_deref().map_or(0, ChatTurn::json_length) + changed;
        if finish.turn.is_some() && written > room {
            self.fits(added + grown + self.remembers(finish.request.as_ref()))?;
        }
        self.let_in.retain(|run| run.run != finish.run);
        self.ledger.finish(&finish, updates.iter().map(Updated::from).collect());
        for WidgetUpdate::Replace { widget_id, widget } in &updates {
            self.put(*widget_id, widget.clone());
        }
        self.content_bytes += added;
        if let Some(turn) = finish.turn {
            self.push(turn);
        }
        Ok(updates)
    }

    pub(super) fn abandon(&mut self, run: RunId, request: Option<&RequestKey>) {
        self.let_in.retain(|other| other.run != run);
        self.ledger.abandon(run, request);
    }

    pub(super) fn expire(&mut self, now: SystemTime) -> Vec<WidgetInstance> {
        // Not every read looks through a long thread: only one after a widget's time.
        if self.next_expiry.is_none_or(|next| next > now) {
            return Vec::new();
        }
        let instances = || self.turns.iter().flat_map(|turn| &turn.widgets);
        let late: Vec<_> = instances().filter(|instance| instance.is_late(now)).cloned().collect();
        self.next_expiry = instances()
            .filter(|instance| instance.state.is_open() && !instance.is_late(now))
            .filter_map(|instance| instance.expires_at)
            .min();
        late.iter().map(|instance| self.close(instance)).collect()
    }
}

/// What an instance is charged that takes the place of another one, and what that is not charged any more. In another
/// state it is the same widget: it is not written to be measured.
fn charge(changed: &WidgetInstance, replaced: &WidgetInstance) -> (usize, usize) {
    let (more, less) = (around(changed), around(replaced));
    if changed.widget == replaced.widget {
        (more, less)
    } else {
        (more + bytes_of_widget(&changed.widget), less + bytes_of_widget(&replaced.widget))
    }
}

/// What is around a widget: its state, what was entered when it was settled, and the ids that it had before.
fn around(widget: &WidgetInstance) -> usize {
    let state = if widget.revision == 0 { 0 } else { STATE_OVERHEAD };
    state + ID_OVERHEAD * widget.replaces.len() + widget.chosen.as_ref().map_or(0, |chosen| 4 * bytes_of_json(chosen))
}

/// When the next widget expires, this one included: one that is not open any more expires no more.
fn earlier(next: Option<SystemTime>, instance: &WidgetInstance) -> Option<SystemTime> {
    [next, instance.expires_at.filter(|_| instance.state.is_open())].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::turn::{Role, ThreadId};
    use crate::widget::{Button, NoBound, NoPayload, WidgetAction};

    struct Press;

    impl WidgetAction for Press {
        const NAME: &'static str = "press";
        type Payload = NoPayload;
        type Bound = NoBound;
    }

    #[test]
    fn a_widget_that_has_expired_is_looked_for_no_more() {
        let id = ThreadId::random();
        let buttons = [1, 2].map(|time| Button::new("Press", Press).expires_in(Duration::from_secs(time)).into());
        let turn = ChatTurn::new(Role::Assistant, id, "").with_widgets(buttons);
        let limits = ThreadLimits { bytes: usize::MAX, forgets_oldest: false };
        let ends = [0, 1].map(|n: usize| turn.widgets[n].expires_at);
        let mut thread = Thread::new(NewThread::new(id, vec![Arc::new(turn)]), limits).unwrap();
        assert_eq!(thread.next_expiry, ends[0]);
        assert_eq!(thread.expire(ends[0].unwrap()).len(), 1);
        assert_eq!(thread.next_expiry, ends[1], "every read would look through the thread otherwise");
        assert_eq!(thread.expire(ends[1].unwrap()).len(), 1);
        assert_eq!(thread.next_expiry, None);
    }
}
