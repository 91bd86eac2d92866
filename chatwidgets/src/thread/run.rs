//! A run in its thread: how it starts, and how it ends.

use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::UserId;
use crate::turn::{ChatTurn, ThreadId, WidgetUpdate};
use crate::widget::{ActionRef, WidgetChange, WidgetId, WidgetInstance, random_id};

random_id! {
    /// The id of one run of a handler: 122 random bits, written as a UUID.
    RunId
}

/// A thread to be made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewThread {
    /// Its id.
    pub id: ThreadId,
    /// Whose it is; `None` for whoever knows its id.
    pub owner: Option<UserId>,
    /// Its first turns, which may be none.
    pub turns: Vec<Arc<ChatTurn>>,
    /// The request that the last of its turns is the reply to, and when that was.
    pub replied: Option<(RequestKey, SystemTime)>,
}

impl NewThread {
    /// A thread with its first turns, for whoever knows its id.
    pub fn new(id: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Self {
        Self { id, owner: None, turns, replied: None }
    }

    /// Gives it to somebody.
    pub fn owned_by(mut self, owner: Option<UserId>) -> Self {
        self.owner = owner;
        self
    }

    /// Lets its last turn be the reply to a request.
    pub fn replied_to(mut self, request: Option<RequestKey>, now: SystemTime) -> Self {
        self.replied = request.map(|request| (request, now));
        self
    }
}

/// A client's own id for one interaction, with what tells its body from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestKey {
    /// The client's id: 1 to 128 printable ASCII characters.
    pub id: String,
    /// The first half of the SHA-256 of what was asked for.
    pub digest: [u8; 16],
}

impl RequestKey {
    /// An id with the digest of what was asked for under it.
    pub fn new(id: impl Into<String>, digest: [u8; 16]) -> Self {
        Self { id: id.into(), digest }
    }
}

/// A click or message that is about to run its handler.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Start {
    /// Names the run.
    pub run: RunId,
    /// The client's id for it, if it gave one.
    pub request: Option<RequestKey>,
    /// Who asks, if the app knows.
    pub user: Option<UserId>,
    /// What was clicked, if it was a widget.
    pub click: Option<Click>,
    /// The person's message. It is stored with the start, unless a failed run of the same request has stored it.
    pub message: Option<Arc<ChatTurn>>,
    /// How many bytes the reply may have: a store without the room says so before the handler has run, and one that lets it run
    /// stores the reply.
    pub room: usize,
    /// The time.
    pub now: SystemTime,
    /// When the run will certainly be over: what it holds is free from then on.
    pub until: SystemTime,
}

impl Start {
    /// A run that holds nothing, from now until then.
    pub fn new(now: SystemTime, until: SystemTime) -> Self {
        Self::of(RunId::random(), now, until)
    }

    /// Says who asks.
    pub fn asked_by(mut self, user: Option<UserId>) -> Self {
        self.user = user;
        self
    }

    pub(crate) fn of(run: RunId, now: SystemTime, until: SystemTime) -> Self {
        Self { run, user: None, request: None, click: None, message: None, room: 0, now, until }
    }
}

/// A click on a control of a widget.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Click {
    /// The widget instance, or the control inside it.
    pub control: WidgetId,
    /// The action that is wanted.
    pub action: &'static str,
    /// Whether the action is `once`: no two such clicks on a widget run at the same time.
    pub once: bool,
}

impl Click {
    /// A click on a control, for an action that may be `once`.
    pub fn new(control: WidgetId, action: &'static str, once: bool) -> Self {
        Self { control, action, once }
    }
}

/// What came of a [`Start`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Started {
    /// The handler may run.
    Run(Option<Offer>),
    /// It has run: this was the reply, its widgets and those that it changed in their current state.
    Replied {
        /// The reply.
        turn: Arc<ChatTurn>,
        /// The widgets of earlier turns that it changed.
        updates: Vec<WidgetUpdate>,
    },
    /// The thread belongs to somebody else. The caller is answered as if it were not there.
    NotYours,
    /// The same request is still running.
    Running,
    /// The request's id was used for something else.
    Conflict,
    /// There is no such offer in the thread.
    NotOffered(NotOffered),
    /// Another click on the widget still runs.
    InProgress(Box<WidgetInstance>),
    /// The widget cannot be used any more: its state says why, or it is another one by now.
    Closed(Box<WidgetInstance>),
}

/// The offer that a click uses.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Offer {
    /// The widget instance.
    pub widget: WidgetId,
    /// The control's action, with what the server put on it.
    pub action: ActionRef,
}

/// Why a click is on no offer; for the log only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotOffered {
    /// The thread has no such widget.
    NoWidget,
    /// The widget names another action.
    OtherAction,
}

/// A run that was accepted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Finish {
    /// The run.
    pub run: RunId,
    /// The client's id for it, if it gave one: the reply is remembered under it.
    pub request: Option<RequestKey>,
    /// The reply; `None` if it was lost, and only what it settles counts.
    pub turn: Option<Arc<ChatTurn>>,
    /// What becomes of widgets of earlier turns: one change at most for each.
    pub changes: Vec<WidgetChange>,
    /// The time.
    pub now: SystemTime,
}

impl Finish {
    /// A reply to a run without a request id, which changes no widget.
    pub fn new(run: RunId, turn: Arc<ChatTurn>, now: SystemTime) -> Self {
        let turn = Some(turn);
        Self { run, request: None, turn, changes: Vec::new(), now }
    }
}
