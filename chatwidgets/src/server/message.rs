//! `POST message`: a person's text goes to the app's assistant.

use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::body::Post;
use super::claim::{self, Claimed};
use super::drain::Running;
use super::envelope::{self, MessageEnvelope};
#[cfg(feature = "page")]
use super::html;
use super::problem::Problem;
use super::run::{Run, Sent};
#[cfg(feature = "page")]
use super::urlencoded;
use super::visitor::{admit, existing_thread};
use super::{Chat, body};
use crate::action::{ActionContext, ContextParts, Invocation, RequestId, UserMessage};
use crate::thread::{NewThread, UserId};
use crate::turn::{ChatTurn, Role, ThreadId};

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
                return Box::pin(html::turn_away(&chat, &request, body, problem, urlencoded::message)).await;
            }
            body::discard(body, limit).await;
            return Err(problem);
        }
    };
    let post = Post::message(&request, body, limit).await?;
    #[cfg(feature = "page")]
    if html::is_wanted(&request) {
        let answered = Box::pin(run(request.clone(), post.clone(), user.clone(), Arc::clone(&chat))).await;
        return Box::pin(html::answer(&chat, &request, user, answered, &post)).await;
    }
    // In a box of its own: see `action::is_quickly_boxed`.
    let (sent, _) = Box::pin(run(request, post, user, chat)).await?;
    Ok(sent.response())
}

/// What was said, if it is known, and the assistant's answer.
type Answered = (Sent, Option<Arc<ChatTurn>>);

async fn run(request: HttpRequest, post: Post, user: Option<UserId>, chat: Arc<Chat>) -> Result<Answered, Problem> {
    let envelope: MessageEnvelope<'_> = envelope::read(post.json())?;
    let request_id = RequestId::read(envelope.request_id.as_deref(), request.headers())?;
    let named = |problem: Problem| problem.for_request(&request_id);
    if envelope.message.trim().is_empty() {
        return Err(named(Problem::empty_message()));
    }
    if envelope.message.len() > chat.limits.max_message_bytes {
        return Err(named(Problem::message_too_long(chat.limits.max_message_bytes)));
    }
    let assistant = chat.assistant.as_ref().ok_or_else(|| named(Problem::no_assistant()))?;
    let existing = thread_of(&chat, envelope.thread_id.as_deref(), user.as_ref()).await.map_err(named)?;
    let mut start = claim::start(&chat, request_id.run(), assistant.timeout);
    start.request = request_id.key(&[&envelope.message]);
    // A retry waits without a handler's place. Any other message has one before it is stored: what is refused leaves nothing
    // behind.
    let is_retry = existing.is_some() && start.request.is_some();
    let place = if is_retry { None } else { Some(Running::enter(&chat, existing).map_err(named)?) };
    let thread = match existing {
        Some(thread) => thread,
        None => create(&chat, user.clone()).await.map_err(named)?,
    };
    let said = Arc::new(ChatTurn::new(Role::User, thread, envelope.message.clone()));
    start.message = Some(Arc::clone(&said));
    let claim = match Box::pin(claim::take(&chat, thread, start, None)).await {
        Ok(Claimed::Run(claim)) => claim,
        Ok(Claimed::Replied(sent)) => {
            let said = Box::pin(said_before(&chat, &request, &sent.turn)).await;
            return Ok((sent, said));
        }
        Err(problem) => {
            // A message that was refused began no conversation.
            if existing.is_none() {
                let _ = chat.store.delete(thread).await;
            }
            return Err(named(problem));
        }
    };
    let running = match place.map_or_else(|| Running::enter(&chat, existing), Ok) {
        Ok(running) => running,
        Err(problem) => {
            Box::pin(claim.release(Some(&problem))).await;
            return Err(named(problem));
        }
    };
    let context = ActionContext::attach(
        &request,
        ContextParts {
            thread,
            thread_is_new: false,
            action: None,
            widget: None,
            user,
            request_id,
            store: Arc::clone(&chat.store),
            clock: chat.clock.clone(),
            server_stops: Arc::clone(chat.drain.stopping()),
        },
    );
    request.extensions_mut().insert(UserMessage(envelope.message.into_owned()));
    let Post { body, encoding, .. } = post;
    let handler = (assistant.run)(Invocation::new(request, body, None, Bytes::new(), encoding, None, None));
    let run = Box::new(Run { context, running, once: false, claim, limit: assistant.timeout, entered: None });
    Ok((run.turn(handler).await?, Some(said)))
}

/// What the person said before this turn: the page shows both.
#[cfg(feature = "page")]
async fn said_before(chat: &Chat, request: &HttpRequest, reply: &ChatTurn) -> Option<Arc<ChatTurn>> {
    if !html::is_wanted(request) {
        return None;
    }
    let turns = chat.store.all(reply.thread_id).await.ok()?;
    let before = turns.iter().take_while(|turn| turn.turn_id != reply.turn_id);
    before.filter(|turn| turn.role == Role::User).last().cloned()
}

#[cfg(not(feature = "page"))]
#[expect(clippy::unused_async, reason = "the page asks the store")]
async fn said_before(_: &Chat, _: &HttpRequest, _: &ChatTurn) -> Option<Arc<ChatTurn>> {
    None
}

/// The thread that the client named; a new one if it named none. So it is too if the named one is not there, since old
/// clients invent ids; but where threads belong to people, another's must look like one that never was.
async fn thread_of(chat: &Chat, given: Option<&str>, user: Option<&UserId>) -> Result<Option<ThreadId>, Problem> {
    let is_ours = || given.is_some_and(|given| given.parse::<ThreadId>().is_ok());
    match existing_thread(chat, given, user).await {
        Err(problem) if problem.code() == "thread_not_found" && !(chat.user.is_some() && is_ours()) => Ok(None),
        existing => existing,
    }
}

async fn create(chat: &Chat, owner: Option<UserId>) -> Result<ThreadId, Problem> {
    let thread = ThreadId::random();
    chat.store.create(NewThread::new(thread, Vec::new()).owned_by(owner)).await?;
    Ok(thread)
}

#[cfg(test)]
mod tests {
    use super::{post, run};
    use crate::server::action::is_quickly_boxed;

    fn size_of_post<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    fn size_of_run<A, B, C, D, F>(_: impl Fn(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_message_takes_no_large_piece_of_memory() {
        let sizes = [size_of_post(post), size_of_run(run)];
        assert!(sizes.into_iter().all(is_quickly_boxed), "{sizes:?}");
    }
}
