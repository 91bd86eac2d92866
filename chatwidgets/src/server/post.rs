//! What all posts have in common: they are let in, read, run, and answered by a door.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::body;
use super::chat::Chat;
use super::door::{Answer, Asked, Door, Post, Route};
use super::problem::Problem;
use super::state::State;
use crate::run::{Call, Holders};

/// Makes a call of what was posted.
pub(super) type ToCall = fn(&State, &dyn Door, &HttpRequest, Post, &Holders) -> Result<Call, Problem>;

pub(super) async fn post(
    route: Route,
    to_call: ToCall,
    request: HttpRequest,
    body: web::Payload,
    chat: Arc<Chat>,
) -> Answer {
    let Chat { state, doors, .. } = &*chat;
    let door = doors.of(&request);
    let asking = match state.admission.admit(&request).await {
        Ok(asking) => asking,
        Err(problem) if door.shows_again(&problem) => {
            let nobody = Holders::default();
            let read = body::read((state, doors), &request, body, &nobody, route);
            let Ok(post) = Box::pin(read).await else { return Err(problem) };
            let asked = Asked { state, request: &request, user: None, post };
            return door.answer(asked, Err(problem)).await;
        }
        Err(problem) => {
            body::discard(state, body).await;
            return Err(problem);
        }
    };
    let post = body::read((state, doors), &request, body, &asking, route).await?;
    let kept = if door.keeps_body() { post.clone() } else { post.without_body() };
    let answered = match to_call(state, door, &request, post, &asking) {
        Ok(call) => state.engine.run(call).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    door.answer(Asked { state, request: &request, user: asking.user, post: kept }, answered).await
}
