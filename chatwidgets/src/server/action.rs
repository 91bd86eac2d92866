//! `POST action`: runs an action.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use bytes::Bytes;

use super::chat::Chat;
use super::door::{Answer, Door, Post, Route};
use super::envelope::{self, ActionEnvelope};
use super::post::{self, Named};
use super::problem::Problem;
use super::state::State;
use super::thread_name::ThreadName;
use crate::action::{ActionError, RequestId};
use crate::run::{Call, Caller, Click, Holders, Refusal, Trigger, What};

pub(super) async fn post(request: HttpRequest, body: web::Payload, chat: web::ThinData<Arc<Chat>>) -> Answer {
    post::post(Route::Action, to_call, request, body, chat.0).await
}

fn to_call(
    state: &State,
    door: &dyn Door,
    request: &HttpRequest,
    post: Post,
    asking: &Holders,
) -> Result<Named, Problem> {
    let text = post.json();
    let envelope: ActionEnvelope<'_> = envelope::read(text)?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    let named = |refusal: Refusal| Problem::from(refusal.for_request(&request_id));
    let action = state.engine.registry.find(&envelope.action);
    let action = action.map_err(|unknown| named(Refusal::unknown_action(&unknown)))?;
    let named = |refusal: Refusal| named(refusal.for_action(action.name()));
    if !envelope.payload_is_object() {
        return Err(named(ActionError::field("", "type", "must be an object").into()));
    }
    let thread = envelope::thread(envelope.thread_id.as_deref()).map_err(|_| named(Refusal::thread_not_found()))?;
    let control = envelope.widget_id.as_deref().map(str::parse);
    let click = Click {
        action: Arc::clone(action),
        payload: part(text, envelope.payload_text()),
        trigger: Trigger::Person(control),
        messages: door.messages(state, request),
    };
    let caller = Caller {
        request: request.clone(),
        user: asking.user.clone(),
        address: asking.address,
        thread: thread.map(ThreadName::thread),
        request_id: request_id.clone(),
        encoding: post.encoding,
        body: post.body,
    };
    Ok(Named { call: Call { caller, what: What::Click(click) }, thread })
}

/// A part of a text; most clicks have an empty payload, which needs no share in the body.
#[inline]
fn part(text: &Bytes, part: &str) -> Bytes {
    if part == "{}" { Bytes::from_static(b"{}") } else { text.slice_ref(part.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::post;
    use crate::run::is_quickly_boxed;

    fn size_of_post<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_click_takes_no_large_piece_of_memory() {
        let size = size_of_post(post);
        assert!(is_quickly_boxed(size), "{size}");
    }
}
