//! What is asked of the engine, and what it answers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use actix_web::HttpRequest;
use bytes::Bytes;

use super::shares::Holders;
use crate::action::{Encoding, RegisteredAction, RequestId, ValidationMessages};
use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId, WidgetUpdate};
use crate::widget::{Hidden, InvalidId, WidgetId};

/// What is asked of the engine.
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) what: What,
}

/// Who asks, and from where.
pub(crate) struct Caller {
    /// The request that the call came from: extractors read it.
    pub(crate) request: HttpRequest,
    /// The request's body, for extractors of the app.
    pub(crate) body: Bytes,
    pub(crate) encoding: Encoding,
    pub(crate) user: Option<UserId>,
    /// The address, or its network, that the call came from, if it is known.
    pub(crate) address: Option<IpAddr>,
    /// The thread that the caller named; the engine looks for it.
    pub(crate) thread: Option<ThreadId>,
    pub(crate) request_id: RequestId,
}

impl Caller {
    /// Who takes what the call needs.
    pub(super) fn holders(&self) -> Holders {
        Holders { user: self.user.clone(), address: self.address }
    }
}

/// What is to be run.
pub(crate) enum What {
    Click(Click),
    Message(Message),
}

/// An action, most often by a click.
pub(crate) struct Click {
    pub(crate) action: Arc<RegisteredAction>,
    /// A JSON object.
    pub(crate) payload: Bytes,
    pub(crate) trigger: Trigger,
    /// The words for what is wrong with the payload.
    pub(crate) messages: Option<Arc<dyn ValidationMessages>>,
}

/// What a person wrote, for the app's assistant.
pub(crate) struct Message {
    pub(crate) text: String,
    /// Whether the message begins a new thread where the one that was named is not there.
    pub(crate) may_begin: bool,
}

/// Who lets an action run.
pub(crate) enum Trigger {
    /// A person, by a control if one is named: the action may need an offer.
    Person(Option<Result<WidgetId, InvalidId>>),
    /// The app itself, which needs no offer: what comes of it is shown, and not stored.
    Draft(Box<Draft>),
}

/// The first turn of a thread that may come to be.
pub(crate) struct Draft {
    /// What the app put on the action.
    pub(crate) hidden: Option<Hidden>,
    pub(crate) thread: ThreadId,
    /// When it was shown for the first time. All ids in it come from the thread's, so that it can be made again.
    pub(crate) shown_at: SystemTime,
}

/// A reply that is stored, or shown as a draft.
pub(crate) struct Outcome {
    pub(crate) turn: Arc<ChatTurn>,
    /// What became of widgets of earlier turns.
    pub(crate) updates: Vec<WidgetUpdate>,
    /// What the person said, if that is stored with this reply.
    pub(crate) said: Option<Arc<ChatTurn>>,
    /// The turn in JSON with its updates, which was written to be measured.
    pub(crate) json: Vec<u8>,
}

impl Outcome {
    /// The outcome of an earlier run of the same request.
    pub(super) fn again(turn: Arc<ChatTurn>, updates: Vec<WidgetUpdate>) -> Self {
        Self { json: turn.to_json_with(&updates), turn, updates, said: None }
    }
}
