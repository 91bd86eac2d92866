//! Runs the app's assistant.

use std::sync::Arc;

use actix_web::HttpMessage as _;
use bytes::Bytes;
use futures_util::TryFutureExt as _;

use super::call::{Caller, Message, Outcome};
use super::claim::{self, Claim, Claimed};
use super::click::key;
use super::detached::is_detached;
use super::engine::Engine;
use super::refusal::Refusal;
use super::reply::Run;
use super::running::Running;
use crate::action::{ActionContext, ContextParts, ErrorCode, Invocation, UserMessage};
use crate::thread::{NewThread, Start};
use crate::turn::{ChatTurn, Role, ThreadId};

/// Lets the app's assistant answer a message, if it may run now.
pub(super) fn run(
    engine: Arc<Engine>,
    mut caller: Caller,
    message: Message,
) -> impl Future<Output = Result<Outcome, Refusal>> {
    let request_id = caller.request_id.clone();
    // A block and no `async fn`, which would have room for its arguments twice.
    let outcome = async move {
        if message.text.trim().is_empty() {
            return Err(Refusal::empty_message());
        }
        if message.text.len() > engine.limits.max_message_bytes {
            return Err(Refusal::message_too_long(engine.limits.max_message_bytes));
        }
        let assistant = engine.assistant.clone().ok_or_else(Refusal::no_assistant)?;
        caller.thread = existing_thread(&engine, &caller, message.may_begin).await?;
        let mut start = claim::start(&engine, caller.request_id.run(), assistant.timeout);
        start.user.clone_from(&caller.user);
        start.room = engine.limits.max_reply_bytes;
        start.request = key(&caller.request_id, &[message.text.as_bytes()]);
        let Taken { claim, running, said } = match Box::pin(take(&engine, &caller, start, &message.text)).await? {
            Ok(taken) => taken,
            Err(replied) => return Ok(*replied),
        };
        let context = context(&engine, &caller, &claim);
        caller.request.extensions_mut().insert(UserMessage(message.text));
        let is_detached = is_detached(&caller.request);
        let invocation = Invocation::new(caller.request, caller.body, None, Bytes::new(), caller.encoding, None, None);
        let handler = (assistant.run)(invocation);
        let work = Box::new(Run {
            context,
            running,
            address: caller.address,
            is_detached,
            once: false,
            claim,
            limit: assistant.timeout,
            entered: None,
            shown_at: None,
        });
        let mut outcome = work.outcome(handler).await?;
        outcome.said = Some(said);
        Ok(outcome)
    };
    outcome.map_err(move |refusal| refusal.for_request(&request_id))
}

fn context(engine: &Engine, caller: &Caller, claim: &Claim) -> ActionContext {
    let parts = ContextParts {
        thread: claim.thread,
        // The message is in it.
        thread_is_new: false,
        action: None,
        widget: None,
        user: caller.user.clone(),
        request_id: caller.request_id.clone(),
        store: Arc::clone(&engine.store),
        clock: engine.clock.clone(),
        server_stops: Arc::clone(engine.stopping()),
    };
    ActionContext::attach(&caller.request, parts)
}

/// The thread that the caller named, if it is there and theirs.
async fn existing_thread(engine: &Engine, caller: &Caller, may_begin: bool) -> Result<Option<ThreadId>, Refusal> {
    let Some(thread) = caller.thread else { return Ok(None) };
    match engine.check_owner(thread, caller.user.as_ref()).await {
        Ok(()) => Ok(Some(thread)),
        Err(refusal) if may_begin && *refusal.code() == ErrorCode::ThreadNotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// A message that is stored, and whose answer may be worked on.
struct Taken {
    claim: Claim,
    running: Running,
    said: Arc<ChatTurn>,
}

/// Stores the message, or finds the answer to it.
async fn take(
    engine: &Arc<Engine>,
    caller: &Caller,
    mut start: Start,
    text: &str,
) -> Result<Result<Taken, Box<Outcome>>, Refusal> {
    // A retry waits without a handler's place. Any other message has one before it is stored: what is refused leaves nothing
    // behind.
    let is_retry = caller.thread.is_some() && start.request.is_some();
    let place = if is_retry { None } else { Some(Running::enter(engine, caller.thread, caller.holders())?) };
    let thread = match caller.thread {
        Some(thread) => thread,
        None => create(engine, caller).await?,
    };
    let said = Arc::new(ChatTurn::new(Role::User, thread, text));
    start.message = Some(Arc::clone(&said));
    let claim = match claim::take(engine, thread, start, None).await {
        Ok(Claimed::Run(claim)) => claim,
        Ok(Claimed::Replied(outcome)) => return Ok(Err(Box::new(outcome))),
        Err(refusal) => {
            // A message that was refused began no conversation.
            if caller.thread.is_none() {
                let _ = engine.store.delete(thread).await;
            }
            return Err(refusal);
        }
    };
    match place.map_or_else(|| Running::enter(engine, caller.thread, caller.holders()), Ok) {
        Ok(running) => Ok(Ok(Taken { claim, running, said })),
        Err(refusal) => {
            claim.release(Some(&refusal)).await;
            Err(refusal)
        }
    }
}

async fn create(engine: &Engine, caller: &Caller) -> Result<ThreadId, Refusal> {
    let thread = ThreadId::random();
    engine
        .store
        .create(NewThread::new(thread, Vec::new()).owned_by(caller.user.clone()).begun_from(caller.address))
        .await?;
    Ok(thread)
}
