//! `POST action`: envelope, guard, handler, turn.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::FutureExt as _;
#[cfg(feature = "page")]
use futures_util::TryFutureExt as _;
use futures_util::future::LocalBoxFuture;

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
use crate::action::{Action, ActionContext, ActionError, ContextParts, Encoding, Invocation, RequestId, UnknownAction};
use crate::thread::{Click, UserId};
use crate::turn::ThreadId;
use crate::widget::{Hidden, WidgetId};

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
        let answered = Box::pin(run(request.clone(), post.clone(), user.clone(), Arc::clone(&chat), true)).await;
        return Box::pin(html::answer(&chat, &request, user, answered.map(|sent| (sent, None)), &post)).await;
    }
    // In a box of its own: see `is_quickly_boxed`.
    Ok(Box::pin(run(request, post, user, chat, false)).await?.response())
}

/// Runs the action that a body names.
async fn run(
    request: HttpRequest,
    post: Post,
    user: Option<UserId>,
    chat: Arc<Chat>,
    wants_html: bool,
) -> Result<Sent, Problem> {
    let text = post.json();
    let envelope: ActionEnvelope<'_> = envelope::read(text)?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    let named = |problem: Problem| problem.for_request(&request_id);
    let action = chat.registry.find(&envelope.action).map_err(|unknown| named(refuse(&unknown)))?;
    let named = |problem: Problem| problem.for_action(action.name()).for_request(&request_id);
    if !envelope.payload_is_object() {
        return Err(named(ActionError::field("", "type", "must be an object").into()));
    }
    let existing = existing_thread(&chat, envelope.thread_id.as_deref(), user.as_ref()).await.map_err(named)?;
    let thread = existing.unwrap_or_else(ThreadId::random);
    let claim = match claim(&chat, action, &envelope, &request_id, existing, thread) {
        Ok(nothing) => nothing,
        Err(asked) => match asked.await.map_err(named)? {
            Claimed::Run(claim) => claim,
            Claimed::Replied(sent) => return Ok(sent),
        },
    };
    #[cfg(feature = "page")]
    let shown = match shown(&chat, thread, &claim, action.name(), &post.encoding).await {
        Ok(shown) => shown,
        Err(problem) => {
            Box::pin(claim.release(Some(&problem))).await;
            return Err(named(problem));
        }
    };
    let running = match Running::enter(&chat, existing) {
        Ok(running) => running,
        Err(problem) => {
            Box::pin(claim.release(Some(&problem))).await;
            return Err(named(problem));
        }
    };
    let payload = part(text, envelope.payload_text());
    let clicked = envelope.widget_id.as_deref().and_then(|id| id.parse().ok());
    let offer = claim.offer.as_ref();
    let kept = offer.and_then(|offer| offer.action.hidden().cloned());
    // What was entered in the widget that was clicked, unless the server filled that in. A button of a form that has an
    // action of its own sends nothing of the form's.
    let entered = offer.filter(|offer| offer.action.preset().is_none() && clicked == Some(offer.widget));
    let entered = entered.map(|_| payload.clone());
    let action = Arc::clone(action);
    let Post { body, encoding, .. } = post;
    #[cfg(feature = "page")]
    let encoding = encoding.with_shown(shown);
    let thread_is_new = existing.is_none();
    let admitted = Admitted {
        request,
        wants_html,
        body,
        encoding,
        payload,
        entered,
        kept,
        user,
        action,
        thread,
        thread_is_new,
        request_id,
        claim,
        running,
    };
    admitted.run().await
}

/// A part of a text; most clicks have an empty payload, which needs no share in the body.
#[inline]
fn part(text: &Bytes, part: &str) -> Bytes {
    if part == "{}" { Bytes::from_static(b"{}") } else { text.slice_ref(part.as_bytes()) }
}

/// An action that may run.
pub(super) struct Admitted {
    pub(super) request: HttpRequest,
    /// Whether it answers the page.
    pub(super) wants_html: bool,
    pub(super) body: Bytes,
    pub(super) encoding: Encoding,
    /// In JSON.
    pub(super) payload: Bytes,
    /// The payload, if it was entered in the widget that was clicked.
    pub(super) entered: Option<Bytes>,
    pub(super) kept: Option<Hidden>,
    pub(super) user: Option<UserId>,
    pub(super) action: Arc<Action>,
    pub(super) thread: ThreadId,
    pub(super) thread_is_new: bool,
    pub(super) request_id: RequestId,
    pub(super) claim: Claim,
    pub(super) running: Running,
}

impl Admitted {
    pub(super) fn run(self) -> impl Future<Output = Result<Sent, Problem>> {
        let Self { request, body, encoding, payload, kept, action, claim, running, .. } = self;
        let chat = running.chat();
        let context = ActionContext::attach(
            &request,
            ContextParts {
                thread: self.thread,
                thread_is_new: self.thread_is_new,
                action: Some(action.name()),
                widget: claim.offer.as_ref().map(|offer| offer.widget),
                user: self.user,
                request_id: self.request_id,
                store: Arc::clone(&chat.store),
                clock: chat.clock.clone(),
                server_stops: Arc::clone(chat.drain.stopping()),
            },
        );
        let messages = chat.messages_for(&request, self.wants_html);
        let (limit, once, call) = (action.timeout(), action.is_once(), action.entry().call());
        let handler = call.start(Invocation::new(request, body, Some(action), payload, encoding, kept, messages));
        Box::new(Run { context, running, once, claim, limit, entered: self.entered }).turn(handler)
    }
}

/// A browser's form says nothing of a box that is not ticked: what it showed, its widget knows.
#[cfg(feature = "page")]
async fn shown(
    chat: &Chat,
    thread: ThreadId,
    claim: &Claim,
    action: &str,
    encoding: &Encoding,
) -> Result<Option<Vec<String>>, Problem> {
    let Some(offer) = claim.offer.as_ref().filter(|_| matches!(encoding, Encoding::Urlencoded { .. })) else {
        return Ok(None);
    };
    let ask = chat.store.widget(thread, offer.widget).map_ok(|found| found.widget.unsaid_fields(action));
    Ok(ask.boxed().await?)
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
    let request = request_id.key(&[action.name(), envelope.payload_text(), widget.unwrap_or_default()]);
    let needs_offer = widget.is_some() || chat.only_offered || action.is_offered();
    if !needs_offer && (request.is_none() || existing.is_none()) {
        return Ok(Claim::nothing(thread, request_id.run(), request));
    }
    let mut start = claim::start(chat, request_id.run(), action.timeout());
    start.request = request;
    let mut unnamed = None;
    if needs_offer {
        // What is no id, or missing, is looked for as well: a refusal takes the same path, whatever its reason.
        let control = widget.ok_or("the click names no widget");
        let control = control.and_then(|id| id.parse().map_err(|_| "the click's widget id is no id"));
        unnamed = control.err();
        let control = control.unwrap_or_else(|_| WidgetId::random());
        start.click = Some(Click { control, action: action.name(), once: action.is_once() });
        start.room = if action.is_once() { chat.limits.max_reply_bytes } else { 0 };
    }
    Err(match existing {
        Some(thread) => claim::take(chat, thread, start, unnamed).boxed_local(),
        None => claim::take_in_no_thread(chat, action, start).map(Err).boxed_local(),
    })
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

/// Whether a future is small enough to be boxed for every request: what is larger than 1,032 bytes glibc looks for among all
/// that is free, and tidies up before; what is smaller a thread has at hand. Actix adds some to what it boxes.
#[cfg(test)]
pub(super) fn is_quickly_boxed(future: usize) -> bool {
    future <= 960
}

#[cfg(test)]
mod tests {
    use super::{is_quickly_boxed, post, run};

    fn size_of_post<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    fn size_of_run<A, B, C, D, E, F>(_: impl Fn(A, B, C, D, E) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_click_takes_no_large_piece_of_memory() {
        let sizes = [size_of_post(post), size_of_run(run)];
        assert!(sizes.into_iter().all(is_quickly_boxed), "{sizes:?}");
    }
}
