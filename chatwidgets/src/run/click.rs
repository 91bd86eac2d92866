//! Runs an action.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{FutureExt as _, TryFutureExt as _};
use sha2::{Digest as _, Sha256};

use super::call::{Caller, Click, Outcome, Trigger};
use super::claim::{self, Claim, Claimed};
use super::detached::is_detached;
use super::engine::Engine;
use super::meaning::meaning;
use super::refusal::Refusal;
use super::reply::Run;
use super::running::Running;
use crate::action::{ActionContext, ContextParts, Encoding, Invocation, RequestId};
use crate::thread::{self, RequestKey, Start};
use crate::turn::ThreadId;
use crate::widget::{InvalidId, WidgetId};

/// Runs an action, if it may run now.
pub(super) fn run(
    engine: Arc<Engine>,
    mut caller: Caller,
    click: Click,
) -> impl Future<Output = Result<Outcome, Refusal>> {
    let (name, request_id) = (click.action.name(), caller.request_id.clone());
    // A block and no `async fn`, which would have room for its arguments twice.
    let outcome = async move {
        let thread = match &click.trigger {
            Trigger::Draft(draft) => draft.thread,
            Trigger::Person(_) => caller.thread.unwrap_or_else(ThreadId::random),
        };
        let claim = match Needs::of(&engine, &caller, &click) {
            Needs::Nothing(request) => Claim::nothing(thread, caller.request_id.run(), request),
            Needs::Room(start) => Box::pin(Claim::with_room(&engine, thread, start)).await?,
            Needs::Start(start, unnamed) => match Box::pin(take(&engine, caller.thread, *start, unnamed)).await? {
                Claimed::Run(claim) => claim,
                Claimed::Replied(outcome) => return Ok(outcome),
            },
        };
        let running = match prepare(&engine, &mut caller, &claim, name).await {
            Ok(running) => running,
            Err(refusal) => {
                Box::pin(claim.release(Some(&refusal))).await;
                return Err(refusal);
            }
        };
        work(caller, click, thread, claim, running).await
    };
    outcome.map_err(move |refusal| refusal.for_action(name).for_request(&request_id))
}

/// What a click needs of the store before its handler may run.
enum Needs {
    /// Nothing: its reply begins a thread. The request's reply is remembered when the run has ended.
    Nothing(Option<RequestKey>),
    /// Room in a thread that may be used.
    Room(Start),
    /// Beside it an offer, or that the same request has not been there before. For the log: why the click names no control.
    Start(Box<Start>, Option<&'static str>),
}

impl Needs {
    fn of(engine: &Engine, caller: &Caller, click: &Click) -> Self {
        let Click { action, payload, trigger, .. } = click;
        let control = match trigger {
            Trigger::Draft(_) => return Self::Nothing(None),
            Trigger::Person(control) => control.as_ref(),
        };
        let request = request_key(&caller.request_id, action.name(), payload, control);
        let needs_offer = control.is_some() || engine.only_offered || action.is_offered();
        // A thread that is there has to have room for the reply.
        if !needs_offer && caller.thread.is_none() {
            return Self::Nothing(request);
        }
        let mut start = claim::start(engine, caller.request_id.run(), action.timeout());
        start.user.clone_from(&caller.user);
        start.room = engine.limits.max_reply_bytes;
        if !needs_offer && request.is_none() {
            return Self::Room(start);
        }
        start.request = request;
        let mut unnamed = None;
        if needs_offer {
            // A missing or unreadable id is looked for as well, so that all refusals take the same path.
            let control = match control {
                Some(Ok(control)) => *control,
                Some(Err(_)) => {
                    unnamed = Some("the click's widget id cannot be read");
                    WidgetId::random()
                }
                None => {
                    unnamed = Some("the click names no widget");
                    WidgetId::random()
                }
            };
            start.click = Some(thread::Click::new(control, action.name(), action.is_once()));
        }
        Self::Start(Box::new(start), unnamed)
    }
}

/// What a store keeps of a request's id, if the client gave one: with a digest that tells this click from any other.
fn request_key(
    id: &RequestId,
    action: &str,
    payload: &Bytes,
    control: Option<&Result<WidgetId, InvalidId>>,
) -> Option<RequestKey> {
    let RequestId::Given(_) = id else { return None };
    let control = match control {
        None => String::new(),
        Some(Ok(control)) => control.to_string(),
        // Told apart from a click that names no control.
        Some(Err(_)) => "?".to_owned(),
    };
    key(id, &[action.as_bytes(), &meaning(payload), control.as_bytes()])
}

/// What a store keeps of a request's id, if the client gave one.
pub(super) fn key(id: &RequestId, parts: &[&[u8]]) -> Option<RequestKey> {
    let RequestId::Given(id) = id else { return None };
    let mut hash = Sha256::new();
    for part in parts {
        // With their lengths, so that no two requests are hashed as the same bytes.
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut digest = [0; 16];
    digest.copy_from_slice(&hash.finalize()[..16]);
    Some(RequestKey { id: id.as_ref().to_owned(), digest })
}

async fn take(
    engine: &Arc<Engine>,
    thread: Option<ThreadId>,
    start: Start,
    unnamed: Option<&'static str>,
) -> Result<Claimed, Refusal> {
    match thread {
        Some(thread) => claim::take(engine, thread, start, unnamed).await,
        None => Err(claim::refuse_without_thread(engine, start).await),
    }
}

/// What else has to be there before a handler runs.
async fn prepare(engine: &Arc<Engine>, caller: &mut Caller, claim: &Claim, action: &str) -> Result<Running, Refusal> {
    // A browser's form says nothing of a box that is not ticked. Its widget knows which boxes it showed.
    if let Encoding::Urlencoded { shown } = &mut caller.encoding
        && let Some(offer) = &claim.offer
    {
        let found = engine.store.widget(claim.thread, offer.widget);
        *shown = found.map_ok(|found| found.widget.unsaid_fields(action)).boxed().await?;
    }
    Running::enter(engine, caller.thread, caller.holders())
}

fn work(
    caller: Caller,
    click: Click,
    thread: ThreadId,
    claim: Claim,
    running: Running,
) -> impl Future<Output = Result<Outcome, Refusal>> {
    let Click { action, payload, trigger, messages } = click;
    let (clicked, hidden, shown_at) = match trigger {
        Trigger::Person(control) => {
            let hidden = claim.offer.as_ref().and_then(|offer| offer.action.hidden().cloned());
            (control.and_then(Result::ok), hidden, None)
        }
        Trigger::Draft(draft) => (None, draft.hidden, Some(draft.shown_at)),
    };
    // What was entered in the widget that was clicked, unless the server filled that in. A button of a form that has an
    // action of its own sends nothing of the form's.
    let is_entered =
        claim.offer.as_ref().is_some_and(|offer| !offer.action.is_preset() && clicked == Some(offer.widget));
    let entered = is_entered.then(|| payload.clone());
    let is_detached = is_detached(&caller.request);
    let engine = running.engine();
    let context = ActionContext::attach(
        &caller.request,
        ContextParts {
            thread,
            thread_is_new: caller.thread.is_none(),
            action: Some(action.name()),
            widget: claim.offer.as_ref().map(|offer| offer.widget),
            user: caller.user,
            request_id: caller.request_id,
            store: Arc::clone(&engine.store),
            clock: engine.clock.clone(),
            server_stops: Arc::clone(engine.stopping()),
        },
    );
    let (limit, once, call) = (action.timeout(), action.is_once(), action.entry().call());
    let handler = call.start(Invocation::new(
        caller.request,
        caller.body,
        action.binder().cloned(),
        payload,
        caller.encoding,
        hidden,
        messages,
    ));
    Box::new(Run { context, running, address: caller.address, is_detached, once, claim, limit, entered, shown_at })
        .outcome(handler)
}
