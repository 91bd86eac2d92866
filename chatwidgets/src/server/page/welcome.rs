//! The action whose reply begins a conversation.

use std::sync::Arc;

use actix_web::HttpRequest;
use bytes::Bytes;

use crate::action::{Encoding, RequestId};
use crate::server::Chat;
use crate::server::action::{Admitted, refuse};
use crate::server::claim::Claim;
use crate::server::drain::Running;
use crate::server::html::is_wanted;
use crate::server::problem::Problem;
use crate::server::run::Sent;
use crate::thread::UserId;
use crate::turn::ThreadId;
use crate::widget::ActionRef;

/// Runs the action that begins a conversation.
pub(super) async fn run(
    request: HttpRequest,
    user: Option<UserId>,
    chat: &Arc<Chat>,
    welcome: &ActionRef,
) -> Result<Sent, Problem> {
    let action = chat.registry.find(welcome.name()).map_err(|unknown| refuse(&unknown))?;
    let action = Arc::clone(action);
    let thread = ThreadId::random();
    let running = Running::enter(chat, None)?;
    let request_id = RequestId::read(None, request.headers())?;
    let admitted = Admitted {
        wants_html: is_wanted(&request),
        request,
        body: Bytes::new(),
        encoding: Encoding::Json,
        payload: Bytes::new(),
        entered: None,
        kept: welcome.hidden().cloned(),
        user,
        action,
        thread,
        thread_is_new: true,
        claim: Claim::nothing(thread, request_id.run(), None),
        request_id,
        running,
    };
    admitted.run().await
}
