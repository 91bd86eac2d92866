//! The action whose reply begins a conversation.

use std::sync::Arc;

use actix_web::HttpRequest;
use bytes::Bytes;

use crate::action::{Encoding, RequestId, no_payload};
use crate::server::Chat;
use crate::server::action::{Admitted, refuse};
use crate::server::body::Post;
use crate::server::claim::Claim;
use crate::server::drain::Running;
use crate::server::problem::Problem;
use crate::server::run::Sent;
use crate::thread::UserId;
use crate::turn::ThreadId;
use crate::widget::ActionRef;

/// Runs the action that begins a conversation.
pub(super) async fn run(
    request: HttpRequest,
    user: Option<UserId>,
    chat: Arc<Chat>,
    welcome: &ActionRef,
) -> Result<Sent, Problem> {
    let action = chat.registry.find(welcome.name()).map_err(|unknown| refuse(&unknown))?;
    let action = Arc::clone(action);
    let thread = ThreadId::random();
    let running = Running::enter(&chat, None)?;
    let claim = Claim::nothing(&chat, thread, None);
    let request_id = RequestId::read(None, request.headers())?;
    let (payload, entered, kept, thread_is_new) = (no_payload(), None, welcome.kept().cloned(), true);
    let post = Post { body: Bytes::new(), json: Bytes::new(), encoding: Encoding::Json };
    let admitted = Admitted {
        chat,
        request,
        post,
        user,
        action,
        payload,
        entered,
        kept,
        thread,
        thread_is_new,
        request_id,
        claim,
        running,
    };
    admitted.run().await
}
