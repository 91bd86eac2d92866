//! What every route of a chat needs.

use std::sync::Arc;

use super::admission::Admission;
use super::bodies::Bodies;
use crate::action::ValidationMessages;
use crate::run::Engine;

/// What every route of a chat needs.
pub(super) struct State {
    pub(super) engine: Arc<Engine>,
    pub(super) admission: Admission,
    /// The app's words for what is wrong with a payload.
    pub(super) messages: Option<Arc<dyn ValidationMessages>>,
    pub(super) bodies: Bodies,
    /// The name of the resource of actions, by which a door finds the path of the scope. It is the chat's own: there may be
    /// several chats in one app.
    pub(super) action_route: String,
}
