//! The action whose reply begins a conversation.

use std::sync::Arc;

use actix_web::HttpRequest;
use bytes::Bytes;

use super::settings::Settings;
use crate::action::{Encoding, RequestId};
use crate::run::{Call, Caller, Click, Holders, Outcome, Refusal, Trigger, What};
use crate::server::problem::Problem;
use crate::server::state::State;
use crate::widget::ActionRef;

/// Runs the action that begins a conversation.
pub(super) async fn run(
    request: HttpRequest,
    asking: Holders,
    state: &State,
    settings: &Settings,
    welcome: &ActionRef,
) -> Result<Outcome, Problem> {
    let action = state.engine.registry.find(welcome.name()).map_err(|unknown| Refusal::unknown_action(&unknown))?;
    let click = Click {
        action: Arc::clone(action),
        payload: Bytes::new(),
        trigger: Trigger::App(welcome.hidden().cloned()),
        messages: Some(settings.messages(state.messages.clone(), &request)),
    };
    let request_id = RequestId::read(None, request.headers())?;
    let (body, encoding) = (Bytes::new(), Encoding::Json);
    let Holders { user, address } = asking;
    let caller = Caller { request, body, encoding, user, address, thread: None, request_id };
    Ok(state.engine.run(Call { caller, what: What::Click(click) }).await?)
}
