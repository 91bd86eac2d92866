//! Runs a handler to its end, whether or not somebody waits for it.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::task::Poll;

use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use tokio::sync::oneshot;
use tracing::{Instrument as _, field};

use super::call::Outcome;
use super::claim::GRACE;
use super::refusal::Refusal;
use super::reply::{Run, text_of};
use super::watchdog::Watched;
use crate::action::{ActionContext, ContextParts, HandlerFuture, StopWhenDropped, within};

/// What a message is called in the log, where an action has its name.
const MESSAGE: &str = "(message)";

/// The stored reply, or why there is none.
type Answer = Result<Outcome, Refusal>;

/// What came of a run.
struct Worked {
    answer: Answer,
    /// What is left to be done when it is answered: a handler may end after its time limit.
    rest: Option<LocalBoxFuture<'static, ()>>,
}

impl Run {
    /// Runs the handler and answers its stored reply.
    ///
    /// A handler that has to wait gets a task of its own: if the client goes away, which drops this future, it runs on
    /// and its reply is stored.
    ///
    /// It stays in its box, so that the futures in which it is handed on are small.
    pub(super) async fn outcome(self: Box<Self>, handler: HandlerFuture) -> Answer {
        let context = self.context.clone();
        let client_has_gone = StopWhenDropped::new(context.clone());
        let mut work = self.guarded(handler);
        // Many handlers need not wait: a task would only cost them a second look at the connection.
        let first = poll_fn(|polled| Poll::Ready(work.as_mut().poll(polled))).await;
        let answer = match first {
            Poll::Ready(worked) => worked.map(|Worked { answer, rest }| {
                rest.map(actix_rt::spawn);
                answer
            }),
            Poll::Pending => {
                let (answer, answered) = oneshot::channel();
                actix_rt::spawn(async move {
                    let Some(worked) = work.await else { return };
                    // Nobody listens if the client has gone.
                    let _ = answer.send(worked.answer);
                    if let Some(rest) = worked.rest {
                        rest.await;
                    }
                });
                answered.await.ok()
            }
        };
        client_has_gone.disarm();
        // What failed may have done so after the handler: nobody should be told to try again then.
        let failed = if context.has_acted() { Refusal::reply_lost } else { Refusal::handler_failed };
        answer.unwrap_or_else(|| Err(failed())).map_err(|refusal| {
            // A message is in its thread by now, also where the client did not know of the thread.
            let ContextParts { thread, action, .. } = context.parts();
            if action.is_some() { refusal } else { refusal.in_thread(*thread) }
        })
    }

    /// The work in a span of its own, if somebody wants that. A store that panics ends it, and nothing else.
    fn guarded(self: Box<Self>, handler: HandlerFuture) -> LocalBoxFuture<'static, Option<Worked>> {
        let context = self.context.clone();
        let ContextParts { action, thread, .. } = context.parts();
        let action = action.unwrap_or(MESSAGE);
        let span = tracing::debug_span!("action", action, %thread, outcome = field::Empty);
        if span.is_disabled() {
            return Box::pin(unpanicked(self.work(handler), context));
        }
        let outcome = span.clone();
        let work = async move {
            let mut worked = self.work(handler).await;
            outcome.record("outcome", worked.answer.as_ref().map_or_else(|refusal| refusal.code().as_str(), |_| "ok"));
            worked.rest = worked.rest.map(|rest| rest.instrument(outcome).boxed_local());
            worked
        };
        Box::pin(unpanicked(work.instrument(span), context))
    }

    async fn work(self: Box<Self>, handler: HandlerFuture) -> Worked {
        let action = self.context.parts().action.unwrap_or(MESSAGE);
        let mut handler = Watched { action, handler: AssertUnwindSafe(handler).catch_unwind() };
        if let Ok(returned) = within(self.limit, &mut handler).await {
            return Worked { answer: self.finish(returned).await, rest: None };
        }
        self.warn_of_time_limit();
        self.context.stop();
        let context = self.context.clone();
        let rest = async move {
            match within(GRACE, &mut handler).await {
                Ok(returned) => drop(self.finish(returned).await),
                Err(_) => self.claim.release(Some(&Refusal::handler_timeout())).await,
            }
        };
        let rest = unpanicked(rest, context).map(drop).boxed_local();
        Worked { answer: Err(Refusal::handler_timeout()), rest: Some(rest) }
    }
}

/// Handlers are caught where they run: what panics here is the store.
fn unpanicked<T>(work: impl Future<Output = T>, context: ActionContext) -> impl Future<Output = Option<T>> {
    let log = move |panic: &Box<dyn Any + Send>| {
        tracing::error!(
            request_id = context.request_id(),
            action = context.parts().action,
            panic = text_of(&**panic),
            "the store panicked, or what came of a reply"
        );
    };
    AssertUnwindSafe(work).catch_unwind().map(|ended| ended.inspect_err(log).ok())
}
