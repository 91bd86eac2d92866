//! `POST action`: envelope, guard, handler, turn.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::FutureExt as _;
#[cfg(feature = "page")]
use futures_util::TryFutureExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::value::RawValue;

use super::body::Post;
use super::claim::{self, Claim, Claimed};
use super::drain::Running;
use super::envelope::{self, ActionEnvelope};
#[cfg(feature = "page")]
use super::html;
use super::problem::Problem;
use super::run::{Run, Sent};
#[cfg(feature = "page")]
use super::urlencoded;
use super::visitor::{admit, existing_thread};
use super::{Chat, body};
#[cfg(feature = "page")]
use crate::action::Encoding;
use crate::action::{
    Action, ActionContext, ActionError, ContextParts, Invocation, RequestId, Stop, Stops, UnknownAction, no_payload,
};
use crate::thread::{Click, UserId};
use crate::turn::ThreadId;
use crate::widget::{Kept, WidgetId};

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
            #[cfg(feature = "page")]
            if html::is_wanted(&request) {
                return Box::pin(html::turn_away(&chat, &request, body, problem, urlencoded::action)).await;
            }
            body::discard(body, limit).await;
            return Err(problem);
        }
    };
    let post = Post::action(&request, body, limit).await?;
    #[cfg(feature = "page")]
    if html::is_wanted(&request) {
        let answered = Box::pin(run(request.clone(), post.clone(), user.clone(), Arc::clone(&chat))).await;
        return Box::pin(html::answer(&chat, &request, user, answered.map(|sent| (sent, None)), &post)).await;
    }
    Ok(run(request, post, user, chat).await?.response())
}

/// Runs the action that a body names.
async fn run(
    request: HttpRequest,
    #[cfg_attr(not(feature = "page"), expect(unused_mut, reason = "only a browser's form is completed"))]
    mut post: Post,
    user: Option<UserId>,
    chat: Arc<Chat>,
) -> Result<Sent, Problem> {
    let text = post.json.clone();
    let envelope: ActionEnvelope<'_> = envelope::read(&text)?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    let named = |problem: Problem| problem.for_request(&request_id);
    let action = chat.registry.find(&envelope.action).map_err(|unknown| named(refuse(&unknown)))?;
    let action = Arc::clone(action);
    let name = action.name();
    let named = |problem: Problem| problem.for_action(name).for_request(&request_id);
    if !envelope.payload_is_object() {
        return Err(named(ActionError::field("", "type", "must be an object").into()));
    }
    let existing = existing_thread(&chat, envelope.thread_id.as_deref(), user.as_ref()).await.map_err(named)?;
    let thread = existing.unwrap_or_else(ThreadId::random);
    let claim = match claim(&chat, &action, &envelope, &request_id, existing, thread) {
        Ok(nothing) => nothing,
        Err(asked) => match asked.await.map_err(named)? {
            Claimed::Run(claim) => claim,
            Claimed::Replied(sent) => return Ok(sent),
        },
    };
    #[cfg(feature = "page")]
    if let Err(problem) = complete(&chat, thread, &claim, name, &mut post.encoding).await {
        Box::pin(claim.release(Some(&problem))).await;
        return Err(named(problem));
    }
    let running = match Running::enter(&chat, existing) {
        Ok(running) => running,
        Err(problem) => {
            Box::pin(claim.release(Some(&problem))).await;
            return Err(named(problem));
        }
    };
    let payload = envelope.payload.map_or_else(no_payload, ToOwned::to_owned);
    let kept = claim.offer.as_ref().and_then(|offer| offer.action.kept().cloned());
    let entered = entered(&claim, &envelope, &text);
    let thread_is_new = existing.is_none();
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

/// What was entered in the widget that was clicked, unless the server filled that in; a part of the body. A button of a form
/// that has an action of its own sends nothing of the form's.
fn entered(claim: &Claim, envelope: &ActionEnvelope<'_>, body: &Bytes) -> Option<Bytes> {
    let offer = claim.offer.as_ref().filter(|offer| offer.action.preset().is_none())?;
    let clicked: WidgetId = envelope.widget_id.as_deref()?.parse().ok()?;
    (clicked == offer.widget).then(|| match envelope.payload_text() {
        "{}" => Bytes::from_static(b"{}"),
        payload => body.slice_ref(payload.as_bytes()),
    })
}

/// An action that may run.
pub(super) struct Admitted {
    pub(super) chat: Arc<Chat>,
    pub(super) request: HttpRequest,
    pub(super) post: Post,
    pub(super) user: Option<UserId>,
    pub(super) action: Arc<Action>,
    pub(super) payload: Box<RawValue>,
    /// The payload as posted, if it was entered in the widget that was clicked.
    pub(super) entered: Option<Bytes>,
    pub(super) kept: Option<Kept>,
    pub(super) thread: ThreadId,
    pub(super) thread_is_new: bool,
    pub(super) request_id: RequestId,
    pub(super) claim: Claim,
    pub(super) running: Running,
}

impl Admitted {
    /// Runs it; what it needs is kept in a box, and the future stays small.
    pub(super) fn run(self) -> impl Future<Output = Result<Sent, Problem>> {
        let Self {
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
        } = self;
        let stop = Stop::default();
        ActionContext::attach(
            &request,
            ContextParts {
                thread,
                thread_is_new,
                action: Some(action.name()),
                widget: claim.offer.as_ref().map(|offer| offer.widget),
                user: user.clone(),
                request_id: request_id.clone(),
                store: Arc::clone(&chat.store),
                clock: chat.clock.clone(),
                stops: Stops { run: stop.clone(), server: Arc::clone(chat.drain.stopping()) },
            },
        );
        let Post { body, encoding, .. } = post;
        let messages = chat.messages_for(&request);
        let invocation = Invocation::new(request, body, Some(Arc::clone(&action)), payload, encoding, kept, messages);
        let (limit, once, name) = (action.timeout(), action.is_once(), Some(action.name()));
        let run = Box::new(Run {
            chat,
            running,
            action: name,
            once,
            request_id,
            thread,
            thread_is_new,
            user,
            claim,
            limit,
            stop,
            entered,
        });
        run.turn(action.entry().call(invocation))
    }
}

/// A browser's form says nothing of a box that is not ticked: what it showed, its widget knows.
#[cfg(feature = "page")]
async fn complete(
    chat: &Chat,
    thread: ThreadId,
    claim: &Claim,
    action: &str,
    encoding: &mut Encoding,
) -> Result<(), Problem> {
    if let (Encoding::Urlencoded { shown }, Some(offer)) = (encoding, &claim.offer) {
        let ask = chat.store.widget(thread, offer.widget).map_ok(|found| found.widget.unsaid_fields(action));
        *shown = ask.boxed().await?;
    }
    Ok(())
}

/// Lets a click through if its widget offers this action in its thread, where the action needs that or the click names a
/// widget; and lets it through once. What needs nothing from the store is a claim at once; a box keeps the rest out of the
/// future of those who need nothing.
fn claim<'a>(
    chat: &'a Arc<Chat>,
    action: &'a Action,
    envelope: &ActionEnvelope<'_>,
    request_id: &RequestId,
    existing: Option<ThreadId>,
    thread: ThreadId,
) -> Result<Claim, LocalBoxFuture<'a, Result<Claimed, Problem>>> {
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
            Err(claim::take(chat, thread, start, unnamed).boxed_local())
        }
        None if start.click.is_some() => Err(claim::take_in_no_thread(chat, action, start).map(Err).boxed_local()),
        _ => Ok(Claim::nothing(chat, thread, start.request)),
    }
}

pub(super) fn refuse(unknown: &UnknownAction) -> Problem {
    tracing::warn!(
        action = unknown.name,
        nearest = unknown.nearest,
        "an unknown action was posted: a misspelling, or its handler is in a crate that no code names and that is \
         therefore not linked (`use that_crate as _;` or `ChatWidgets::builder().expect::<ItsAction>()` links it)"
    );
    Problem::unknown_action(unknown)
}
