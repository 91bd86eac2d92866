//! What is stored and sent: the same JSON as the framework's.

use serde::{Serialize, Serializer};
use uuid::Uuid;

/// A turn of a thread.
#[expect(clippy::struct_field_names, reason = "the wire's name")]
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Turn {
    pub(super) role: &'static str,
    pub(super) content: String,
    pub(super) thread_id: Uuid,
    pub(super) turn_id: Uuid,
    pub(super) widgets: Vec<Button>,
}

/// The one widget that this service has.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Button {
    pub(super) id: Uuid,
    #[serde(skip_serializing_if = "is_open")]
    pub(super) state: State,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) label: &'static str,
    pub(super) action: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Open,
    Done,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn is_open(state: &State) -> bool {
    *state == State::Open
}

impl Turn {
    /// A reply with a button below it.
    pub(super) fn reply(thread: Uuid, content: String, label: &'static str, action: &'static str) -> Self {
        let button = Button { id: Uuid::new_v4(), state: State::Open, kind: "button", label, action };
        let turn_id = Uuid::new_v4();
        Self { role: "assistant", content, thread_id: thread, turn_id, widgets: vec![button] }
    }

    /// What a person said.
    pub(super) fn said(thread: Uuid, content: String) -> Self {
        Self { role: "user", content, thread_id: thread, turn_id: Uuid::new_v4(), widgets: Vec::new() }
    }
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Conversation<T> {
    pub(super) id: Uuid,
    pub(super) turns: Vec<T>,
}

impl<T: Serialize> Serialize for Conversation<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut members = serializer.serialize_struct("Conversation", 2)?;
        members.serialize_field("threadId", &self.id)?;
        members.serialize_field("turns", &self.turns)?;
        members.end()
    }
}
