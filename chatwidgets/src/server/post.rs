//! What all posts have in common: they are let in, read, run, and answered by a door.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::body;
use super::chat::Chat;
use super::door::{Answer, Asked, Door, Post, Route};
use super::problem::Problem;
use super::state::State;
use crate::run::Call;
use crate::thread::UserId;

/// Makes a call of what was posted.
pub(super) type ToCall = fn(&State, &dyn Door, &HttpRequest, &Post, Option<&UserId>) -> Result<Call, Problem>;

pub(super) async fn post(
    route: Route,
    to_call: ToCall,
    request: HttpRequest,
    body: web::Payload,
    chat: Arc<Chat>,
) -> Answer {
    let Chat { state, doors, .. } = &*chat;
    let (door, limit) = (doors.of(&request), state.max_body_bytes);
    let user = match state.admission.admit(&request).await {
        Ok(user) => user,
        Err(problem) if door.shows_again(&problem) => {
            let Ok(post) = Box::pin(body::read(doors, &request, body, limit, route)).await else { return Err(problem) };
            return door.answer(Asked { state, request: &request, user: None, post }, Err(problem)).await;
        }
        Err(problem) => {
            body::discard(body, limit).await;
            return Err(problem);
        }
    };
    let post = body::read(doors, &request, body, limit, route).await?;
    let answered = match to_call(state, door, &request, &post, user.as_ref()) {
        Ok(call) => state.engine.run(call).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    door.answer(Asked { state, request: &request, user, post }, answered).await
}
