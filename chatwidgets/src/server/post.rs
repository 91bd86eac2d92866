//! What all posts have in common: they are let in, read, run, and answered by a door.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use futures_util::future::{Either, ready};
use futures_util::{FutureExt as _, TryFutureExt as _};

use super::body;
use super::chat::Chat;
use super::door::{Answer, Asked, Beginning, Door, Post, Route};
use super::problem::Problem;
use super::state::State;
use super::thread_name::{Pending, ThreadName};
use crate::run::{Call, Click, Holders, Outcome, Trigger, What};
use crate::widget::WidgetId;

/// A call, and how its thread was named.
pub(super) struct Named {
    pub(super) call: Call,
    pub(super) thread: Option<ThreadName>,
}

/// Starts what was posted. In a function, so that who waits for the answer keeps no room for the question.
fn start<'a>(
    state: &'a State,
    door: &'a dyn Door,
    asking: &Holders,
    request: &HttpRequest,
    to_call: ToCall,
    post: Post,
) -> impl Future<Output = Result<Outcome, Problem>> + use<'a> {
    match to_call(state, door, request, post, asking) {
        Ok(Named { call, thread: Some(ThreadName::Pending(pending)) }) => {
            Either::Right(begin_and_run(state, door, asking.clone(), call, pending).boxed_local())
        }
        Ok(Named { call, .. }) => Either::Left(state.engine.run(call).map_err(Problem::from)),
        Err(problem) => Either::Right(ready(Err(problem)).boxed_local()),
    }
}

/// Makes a call of what was posted.
pub(super) type ToCall = fn(&State, &dyn Door, &HttpRequest, Post, &Holders) -> Result<Named, Problem>;

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
        Err(problem) if door.shows_again(&problem) && state.admission.may_read(&request) => {
            let somebody = state.admission.somebody(&request);
            let read = body::read((state, doors), &request, body, &somebody, route);
            let Ok(post) = Box::pin(read).await else { return Err(door.say(&request, problem)) };
            let asked = Asked { state, request: &request, user: None, post };
            return door.answer(asked, Err(problem)).await;
        }
        Err(problem) => {
            body::discard(state, body).await;
            return Err(door.say(&request, problem));
        }
    };
    let read = body::read((state, doors), &request, body, &asking, route).await;
    let post = read.map_err(|problem| door.say(&request, problem))?;
    let kept = if door.keeps_body() { post.clone() } else { post.without_body() };
    let answered = start(state, door, &asking, &request, to_call, post).await;
    door.answer(Asked { state, request: &request, user: asking.user, post: kept }, answered).await
}

/// Runs what somebody does in a conversation that nobody has used before.
async fn begin_and_run(
    state: &State,
    door: &dyn Door,
    asking: Holders,
    mut call: Call,
    pending: Pending,
) -> Result<Outcome, Problem> {
    let request = call.caller.request.clone();
    let click = match &call.what {
        What::Click(Click { action, trigger: Trigger::Person(Some(control)), .. }) => {
            // One that cannot be read is on nothing that is offered.
            let control = control.as_ref().map_or_else(|_| WidgetId::random(), |control| *control);
            Some((control, action.name().to_owned()))
        }
        What::Click(_) | What::Message(_) => None,
    };
    let is_click = matches!(call.what, What::Click(_));
    let has_begun = door.begin(state, &request, &asking, Beginning { pending, click }).await?;
    call.caller.thread = call.caller.thread.filter(|_| has_begun);
    let answered = state.engine.run(call).await;
    // It is there, whatever became of the click. A refusal of a message names the thread if the message is in it.
    let tells = is_click && has_begun;
    answered.map_err(|refusal| if tells { refusal.in_thread(pending.thread()).into() } else { refusal.into() })
}
