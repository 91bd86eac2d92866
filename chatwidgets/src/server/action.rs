//! `POST action`: envelope, guard, handler, turn.

use std::sync::Arc;

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::claim::{self, Claim, Claimed};
use super::drain::Running;
use super::envelope::{self, ActionEnvelope, RequestId};
use super::problem::Problem;
use super::run::Run;
use super::visitor::{admit, existing_thread};
use super::{Chat, body};
use crate::action::{Action, ActionContext, ActionError, ContextParts, Invocation, Stops, UnknownAction, no_payload};
use crate::thread::{Click, UserId};
use crate::turn::ThreadId;
use crate::widget::WidgetId;

pub(super) async fn post(
    request: HttpRequest,
    body: web::Payload,
    chat: web::ThinData<Arc<Chat>>,
) -> Result<HttpResponse, Problem> {
    let web::ThinData(chat) = chat;
    let limit = chat.limits.max_body_bytes;
    let user = match admit(&chat, &request).await {
        Ok(user) => user,
        Err(problem) => {
            body::discard(body, limit).await;
            return Err(problem);
        }
    };
    let body = body::json(&request, body, limit).await?;
    let turn = run(request, body, user, chat).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(turn))
}

async fn run(request: HttpRequest, body: Bytes, user: Option<UserId>, chat: Arc<Chat>) -> Result<Vec<u8>, Problem> {
    let envelope: ActionEnvelope<'_> = envelope::read(&body)?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    let named = |problem: Problem| problem.for_request(&request_id.text);
    let action = chat.registry.find(&envelope.action).map_err(|unknown| named(refuse(&unknown)))?;
    let action = Arc::clone(action);
    let name = action.name();
    let named = |problem: Problem| problem.for_action(name).for_request(&request_id.text);
    if !envelope.payload_is_object() {
        return Err(named(ActionError::field("", "type", "must be an object").into()));
    }
    let existing = existing_thread(&chat, envelope.thread_id.as_deref(), user.as_ref()).await.map_err(named)?;
    let thread = existing.unwrap_or_else(ThreadId::random);
    let claim = match claim(&chat, &action, &envelope, &request_id, existing, thread).await.map_err(named)? {
        Claimed::Run(claim) => claim,
        Claimed::Replied(json) => return Ok(json),
    };
    let running = match Running::enter(&chat, existing) {
        Ok(running) => running,
        Err(problem) => {
            claim.release(Some(problem.clone())).await;
            return Err(named(problem));
        }
    };
    let cancel = CancellationToken::new();
    ActionContext::attach(
        &request,
        ContextParts {
            thread,
            thread_is_new: existing.is_none(),
            action: Some(name),
            widget: claim.offer.as_ref().map(|offer| offer.widget),
            user: user.clone(),
            request_id: request_id.text.clone(),
            store: Arc::clone(&chat.store),
            clock: chat.clock.clone(),
            stops: Stops { run: cancel.clone(), server: chat.drain.stopping().clone() },
        },
    );
    let payload = envelope.payload.map_or_else(no_payload, ToOwned::to_owned);
    let kept = claim.offer.as_ref().and_then(|offer| offer.action.kept().cloned());
    let invocation =
        Invocation::new(request, body.clone(), Some(Arc::clone(&action)), payload, kept, chat.messages.clone());
    let thread_is_new = existing.is_none();
    let limit = action.timeout();
    let once = action.is_once();
    let request_id = request_id.text;
    let run =
        Run { chat, running, action: Some(name), once, request_id, thread, thread_is_new, user, claim, limit, cancel };
    run.turn(action.entry().call(invocation)).await
}

/// Lets a click through if its widget offers this action in its thread, where the action needs that or the click names a
/// widget; and lets it through once.
async fn claim(
    chat: &Arc<Chat>,
    action: &Action,
    envelope: &ActionEnvelope<'_>,
    request_id: &RequestId,
    existing: Option<ThreadId>,
    thread: ThreadId,
) -> Result<Claimed, Problem> {
    let widget = envelope.widget_id.as_deref();
    let mut start = claim::start(chat, action.timeout());
    start.request = request_id.key(&[action.name(), envelope.payload_text(), widget.unwrap_or_default()]);
    let mut unnamed = None;
    if widget.is_some() || chat.only_offered || action.is_offered() {
        // What is no id, or missing, is looked for as well: a refusal takes the same path, whatever its reason.
        let control = widget.ok_or("the click names no widget");
        let control = control.and_then(|id| id.parse().map_err(|_| "the click's widget id is no id"));
        unnamed = control.err();
        let control = control.unwrap_or_else(|_| WidgetId::random());
        start.click = Some(Click { control, action: action.name(), once: action.is_once() });
        start.room = if action.is_once() { chat.limits.max_reply_bytes } else { 0 };
    }
    match existing {
        Some(thread) if start.click.is_some() || start.request.is_some() => {
            claim::take(chat, thread, start, unnamed).await
        }
        None if start.click.is_some() => Err(claim::take_in_no_thread(chat, action, start).await),
        _ => Ok(Claimed::Run(Claim::nothing(chat, thread, start.request))),
    }
}

fn refuse(unknown: &UnknownAction) -> Problem {
    tracing::warn!(
        action = unknown.name,
        nearest = unknown.nearest,
        "an unknown action was posted: a misspelling, or its handler is in a crate that no code names and that is \
         therefore not linked (`use that_crate as _;` or `ChatWidgets::builder().expect::<ItsAction>()` links it)"
    );
    Problem::unknown_action(unknown)
}
