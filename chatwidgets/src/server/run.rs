//! Runs a handler to its end, in a task of its own, and stores its reply.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::Chat;
use super::drain::Running;
use super::problem::Problem;
use crate::action::{ActionError, Kind};
use crate::thread::StoreError;
use crate::turn::{Reply, ThreadId};

/// How long a handler may go on after its time limit: it sees `cancelled()` and can put things in order.
const GRACE: Duration = Duration::from_secs(5);

/// One run, apart from the handler itself.
pub(super) struct Run {
    pub(super) chat: Arc<Chat>,
    #[expect(dead_code, reason = "the handler counts as running for as long as this lives")]
    pub(super) running: Running,
    /// The action's name; `None` for the assistant.
    pub(super) action: Option<&'static str>,
    pub(super) request_id: String,
    pub(super) thread: ThreadId,
    pub(super) thread_is_new: bool,
    pub(super) limit: Duration,
    /// Cancelled when nobody waits any more.
    pub(super) cancel: CancellationToken,
}

/// The turn's JSON, or why there is none.
type Answer = Result<Vec<u8>, Problem>;

impl Run {
    /// Runs the handler and answers its turn.
    ///
    /// A handler that has to wait gets a task of its own: if the client goes away, which drops this future, it runs on
    /// and its reply is stored.
    pub(super) async fn turn(self, handler: impl Future<Output = Result<Reply, ActionError>> + 'static) -> Answer {
        let (action, request_id, thread) = (self.action, self.request_id.clone(), self.thread);
        let span = tracing::debug_span!(
            "action",
            action = action.unwrap_or("(message)"),
            thread = %self.thread,
            outcome = tracing::field::Empty
        );
        let client_has_gone = self.cancel.clone().drop_guard();
        let (answer, answered) = oneshot::channel();
        let log_id = request_id.clone();
        let work = AssertUnwindSafe(self.work(handler, answer)).catch_unwind().map(move |ended| {
            if let Err(panic) = ended {
                tracing::error!(request_id = log_id, action, panic = text_of(&*panic), "the store panicked");
            }
        });
        let mut work = Box::pin(work.instrument(span));
        // Many handlers need not wait: a task would only cost them a second look at the connection.
        if poll_fn(|context| Poll::Ready(work.as_mut().poll(context).is_pending())).await {
            actix_rt::spawn(work);
        }
        let answered = answered.await.unwrap_or_else(|_| Err(Problem::handler_failed()));
        client_has_gone.disarm();
        answered.map_err(|problem| {
            let problem = problem.for_request(&request_id);
            match action {
                Some(action) => problem.for_action(action),
                // The message is in the thread, also where the client did not know of it.
                None => problem.in_thread(thread),
            }
        })
    }

    async fn work(self, handler: impl Future<Output = Result<Reply, ActionError>>, answer: oneshot::Sender<Answer>) {
        let mut answer = Some(answer);
        let mut tell = |outcome: Answer| {
            let code = outcome.as_ref().map_or_else(Problem::code, |_| "ok");
            tracing::Span::current().record("outcome", code);
            // Nobody listens if the client has gone, or was told that the time is over.
            if let Some(answer) = answer.take() {
                let _ = answer.send(outcome);
            }
        };
        let mut handler = std::pin::pin!(AssertUnwindSafe(handler).catch_unwind());
        let mut returned = timeout(self.limit, &mut handler).await;
        if returned.is_err() {
            self.warn_of_time_limit();
            self.cancel.cancel();
            tell(Err(Problem::handler_timeout()));
            returned = timeout(GRACE, &mut handler).await;
        }
        if let Ok(returned) = returned {
            tell(self.finish(returned).await);
        }
    }

    /// Stores the reply, if there is one.
    async fn finish(&self, returned: std::thread::Result<Result<Reply, ActionError>>) -> Answer {
        let reply = match returned {
            Ok(reply) => reply.and_then(|reply| reply.build().map_err(|mistake| ActionError::mistake(&mistake))),
            Err(panic) => Err(ActionError::internal(format_args!("the handler panicked: {}", text_of(&*panic)))),
        };
        let reply = reply.map_err(|error| {
            self.log(&error);
            Problem::from(error)
        })?;
        let turn = Arc::new(reply.into_turn(self.thread));
        let json = turn.to_json();
        let turns = vec![turn];
        let stored = if self.thread_is_new {
            self.chat.store.create(self.thread, turns).await
        } else {
            self.chat.store.append(self.thread, turns).await
        };
        match stored {
            Ok(()) => Ok(json),
            // Not as what it is: the handler has run, so nobody should be told to try again.
            Err(error) => {
                self.log_lost_reply(&error);
                Err(Problem::handler_failed())
            }
        }
    }

    fn log(&self, error: &ActionError) {
        let (request_id, action) = (&*self.request_id, self.action);
        match error.kind() {
            Kind::Internal(reason) => {
                tracing::error!(request_id, action, error = reason, "the handler failed");
            }
            Kind::Actix { error, extractor: Some(extractor) } => {
                let status = error.as_response_error().status_code();
                if status.is_server_error() {
                    tracing::error!(
                        request_id,
                        action,
                        extractor,
                        error = %error,
                        "an argument could not be extracted; if it is `web::Data`, is there an `app_data` of that type?"
                    );
                } else {
                    // Its text may quote what was posted, as that of `web::Json` does.
                    tracing::debug!(request_id, action, extractor, %status, "an argument refused the request");
                    tracing::trace!(request_id, extractor, %error, "why an argument refused the request");
                }
            }
            Kind::Actix { error, extractor: None } if error.as_response_error().status_code().is_server_error() => {
                tracing::error!(request_id, action, %error, "the handler failed");
            }
            Kind::Actix { .. } | Kind::Invalid { .. } | Kind::Status { .. } => {
                tracing::debug!(request_id, action, "the handler said no");
            }
        }
    }

    fn warn_of_time_limit(&self) {
        tracing::warn!(
            request_id = &*self.request_id,
            action = self.action,
            limit = ?self.limit,
            "the handler took too long"
        );
    }

    fn log_lost_reply(&self, error: &StoreError) {
        tracing::error!(
            request_id = &*self.request_id,
            action = self.action,
            %error,
            "the handler's reply could not be stored"
        );
    }
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a text")
}
