//! `GET` and `DELETE threads/{id}`: the conversation.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::chat::Chat;
use super::door::Answer;
use super::headers::protect;
use super::problem::Problem;
use super::state::State;
use crate::run::Refusal;
use crate::turn::ThreadId;

pub(super) async fn get(request: HttpRequest, id: web::Path<String>, chat: web::ThinData<Arc<Chat>>) -> Answer {
    let Chat { state, doors, .. } = &*chat.0;
    let thread = find(&request, &id, state).await?;
    state.engine.store.expire(thread, state.engine.clock.now()).await?;
    let turns = state.engine.store.all(thread).await?;
    doors.of(&request).thread(state, &request, thread, turns)
}

pub(super) async fn delete(request: HttpRequest, id: web::Path<String>, chat: web::ThinData<Arc<Chat>>) -> Answer {
    let state = &chat.state;
    let thread = find(&request, &id, state).await?;
    state.engine.store.delete(thread).await?;
    let mut response = HttpResponse::NoContent().finish();
    protect(response.headers_mut());
    Ok(response)
}

/// The thread, if it is there and belongs to who asks.
async fn find(request: &HttpRequest, id: &str, state: &State) -> Result<ThreadId, Problem> {
    let user = state.admission.admit(request).await?.user;
    let thread = id.parse().map_err(|_| Refusal::thread_not_found())?;
    state.engine.check_owner(thread, user.as_ref()).await?;
    Ok(thread)
}
