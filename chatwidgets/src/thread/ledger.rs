//! What a thread remembers of runs: which requests were answered, and which offers are taken.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{Click, Finish, NotOffered, Offer, RequestKey, RunId, Start};
use crate::turn::{TurnId, WidgetUpdate};
use crate::widget::{WidgetId, WidgetInstance};

/// What a thread remembers of runs: which requests were answered, and which offers are taken.
///
/// The rules of [`ThreadStore::start`](super::ThreadStore::start) and of what ends a run are here; a store keeps a
/// ledger with every thread, and asks it in the same atomic step in which it reads and writes the thread.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    #[serde(default)]
    requests: HashMap<String, Request>,
    #[serde(default)]
    taken: Vec<Taken>,
    /// When it last looked for requests to be forgotten.
    #[serde(default)]
    swept: Option<SystemTime>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Request {
    digest: [u8; 16],
    at: SystemTime,
    /// Whether the person's message is stored.
    said: bool,
    state: RequestState,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum RequestState {
    Running { run: RunId, until: SystemTime },
    Failed,
    Replied { turn: TurnId, updated: Vec<Updated> },
}

/// A widget that a reply changed: another widget in its place has another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Updated {
    /// The instance's id before.
    pub was: WidgetId,
    /// Its id since.
    pub is: WidgetId,
}

impl From<&WidgetUpdate> for Updated {
    fn from(update: &WidgetUpdate) -> Self {
        let WidgetUpdate::Replace { widget_id, widget } = update;
        Self { was: *widget_id, is: widget.id }
    }
}

/// An offer that a run holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Taken {
    widget: WidgetId,
    run: RunId,
    until: SystemTime,
}

/// What a ledger says to a [`Start`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// The handler may run.
    Run {
        /// The offer, if a widget was clicked.
        offer: Option<Offer>,
        /// Whether the person's message is to be stored now.
        say: bool,
    },
    /// The request was answered, by this turn, which changed these widgets.
    Replied {
        /// The reply.
        turn: TurnId,
        /// The widgets of earlier turns that it changed.
        updated: Vec<Updated>,
    },
    /// The same request is still running.
    Running,
    /// The request's id was used for something else.
    Conflict,
    /// There is no such offer.
    NotOffered(NotOffered),
    /// Another click on the widget still runs.
    InProgress(Box<WidgetInstance>),
    /// The widget is not open, or another one took its place.
    Closed(Box<WidgetInstance>),
}

impl Ledger {
    /// How long a request is remembered: 24 h.
    pub const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

    /// How often it looks for requests to be forgotten.
    const SWEEP: Duration = Duration::from_secs(60 * 60);

    /// Decides on a start, and notes it down if the handler may run.
    ///
    /// `widget` is the instance that was clicked, as the thread has it, and expired if its time is over.
    pub fn start(&mut self, start: &Start, widget: Option<&WidgetInstance>) -> Verdict {
        self.forget(start.now);
        let verdict = self.judge(start, widget);
        if let Verdict::Run { offer, .. } = &verdict {
            self.note(start, offer.as_ref());
        }
        verdict
    }

    /// What [`start`](Self::start) would say, for a store that has to know before anything is [noted down](Self::note).
    pub fn judge(&self, start: &Start, widget: Option<&WidgetInstance>) -> Verdict {
        let known = match &start.request {
            Some(key) => self.known(key, start.now),
            None => Ok(false),
        };
        let said = match known {
            Ok(said) => said,
            Err(verdict) => return verdict,
        };
        let offer = match &start.click {
            Some(click) => match self.offer(click, widget, start.now) {
                Ok(offer) => Some(offer),
                Err(verdict) => return verdict,
            },
            None => None,
        };
        Verdict::Run { offer, say: start.message.is_some() && !said }
    }

    /// Whether a request that may run was there before, and left its message.
    fn known(&self, key: &RequestKey, now: SystemTime) -> Result<bool, Verdict> {
        let Some(request) = self.requests.get(&key.id).filter(|request| !is_over(request.at, now)) else {
            return Ok(false);
        };
        let is_same = request.digest == key.digest;
        match &request.state {
            RequestState::Replied { turn, updated } if is_same => {
                Err(Verdict::Replied { turn: *turn, updated: updated.clone() })
            }
            RequestState::Running { until, .. } if *until > now && is_same => Err(Verdict::Running),
            RequestState::Replied { .. } => Err(Verdict::Conflict),
            RequestState::Running { until, .. } if *until > now => Err(Verdict::Conflict),
            RequestState::Running { .. } | RequestState::Failed => Ok(request.said && is_same),
        }
    }

    fn offer(&self, click: &Click, widget: Option<&WidgetInstance>, now: SystemTime) -> Result<Offer, Verdict> {
        let instance = widget.ok_or(Verdict::NotOffered(NotOffered::NoWidget))?;
        if instance.has_replaced(click.control) {
            return Err(Verdict::Closed(Box::new(instance.clone())));
        }
        let action = instance.offers(click.control, click.action);
        let action = action.ok_or(Verdict::NotOffered(NotOffered::OtherAction))?;
        if !instance.state.is_open() {
            return Err(Verdict::Closed(Box::new(instance.clone())));
        }
        let is_held = |taken: &Taken| taken.widget == instance.id && taken.until > now;
        if click.once && self.taken.iter().any(is_held) {
            return Err(Verdict::InProgress(Box::new(instance.clone())));
        }
        Ok(Offer { widget: instance.id, action: action.clone() })
    }

    /// Notes a start down that may run, with the offer that it holds.
    pub fn note(&mut self, start: &Start, offer: Option<&Offer>) {
        let Start { run, now, until, .. } = *start;
        if let (Some(offer), Some(Click { once: true, .. })) = (offer, &start.click) {
            self.taken.push(Taken { widget: offer.widget, run, until });
        }
        if let Some(key @ RequestKey { id, digest }) = &start.request {
            let state = RequestState::Running { run, until };
            let said = start.message.is_some() || self.known(key, now) == Ok(true);
            let request = Request { digest: *digest, at: now, said, state };
            self.requests.insert(id.clone(), request);
        }
    }

    /// Lets go of what a run held, and remembers its reply, which changed these widgets.
    pub fn finish(&mut self, finish: &Finish, updated: Vec<Updated>) {
        self.taken.retain(|taken| taken.run != finish.run);
        match (&finish.request, &finish.turn) {
            (Some(request), Some(turn)) => self.replied(request, turn.turn_id, updated, finish.now),
            (request, None) => self.abandon(finish.run, request.as_ref()),
            (None, Some(_)) => {}
        }
    }

    /// Remembers the reply to a request.
    pub fn replied(&mut self, request: &RequestKey, turn: TurnId, updated: Vec<Updated>, now: SystemTime) {
        let state = RequestState::Replied { turn, updated };
        let replied = Request { digest: request.digest, at: now, said: true, state };
        self.requests.insert(request.id.clone(), replied);
    }

    /// Lets go of what a run held: it was not accepted, and may be tried again.
    pub fn abandon(&mut self, run: RunId, request: Option<&RequestKey>) {
        self.taken.retain(|taken| taken.run != run);
        let Some(key) = request else { return };
        let Some(request) = self.requests.get_mut(&key.id) else { return };
        if matches!(request.state, RequestState::Running { run: other, .. } if other == run) {
            if request.said {
                request.state = RequestState::Failed;
            } else {
                self.requests.remove(&key.id);
            }
        }
    }

    /// How many requests are remembered.
    pub fn requests(&self) -> usize {
        self.requests.len()
    }

    /// Whether there is an entry for the request's id, so that another one takes its place.
    pub(super) fn has(&self, request: &RequestKey) -> bool {
        self.requests.contains_key(&request.id)
    }

    /// Forgets what is over. It looks through all of it once an hour, so that this costs nothing in a long thread.
    pub fn forget(&mut self, now: SystemTime) {
        self.taken.retain(|taken| taken.until > now);
        let is_due = |swept: SystemTime| now.duration_since(swept).is_ok_and(|since| since >= Self::SWEEP);
        if self.swept.is_none_or(is_due) {
            self.requests.retain(|_, request| !is_over(request.at, now));
            self.swept = Some(now);
        }
    }
}

fn is_over(at: SystemTime, now: SystemTime) -> bool {
    now.duration_since(at).is_ok_and(|since| since >= Ledger::REMEMBERED)
}
