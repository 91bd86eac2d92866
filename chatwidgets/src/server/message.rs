//! `POST message`: a person's text goes to the app's assistant.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::chat::Chat;
use super::door::{Answer, Door, Post, Route};
use super::envelope::{self, MessageEnvelope};
use super::post::{self, Named};
use super::problem::Problem;
use super::state::State;
use super::thread_name::ThreadName;
use crate::action::RequestId;
use crate::run::{Call, Caller, Holders, Message, What};

pub(super) async fn post(request: HttpRequest, body: web::Payload, chat: web::ThinData<Arc<Chat>>) -> Answer {
    post::post(Route::Message, to_call, request, body, chat.0).await
}

fn to_call(state: &State, _: &dyn Door, request: &HttpRequest, post: Post, asking: &Holders) -> Result<Named, Problem> {
    let envelope: MessageEnvelope<'_> = envelope::read(post.json())?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    // Old clients invent ids. What cannot be one of ours begins a new thread.
    let thread = envelope::thread(envelope.thread_id.as_deref()).unwrap_or_default();
    // Where threads belong to people, another person's must look like one that never was.
    let message = Message { text: envelope.message.into_owned(), may_begin: !state.admission.knows_users() };
    let caller = Caller {
        request: request.clone(),
        user: asking.user.clone(),
        address: asking.address,
        thread: thread.map(ThreadName::thread),
        request_id,
        encoding: post.encoding,
        body: post.body,
    };
    Ok(Named { call: Call { caller, what: What::Message(message) }, thread })
}

#[cfg(test)]
mod tests {
    use super::post;
    use crate::run::is_quickly_boxed;

    fn size_of_post<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_message_takes_no_large_piece_of_memory() {
        let size = size_of_post(post);
        assert!(is_quickly_boxed(size), "{size}");
    }
}
