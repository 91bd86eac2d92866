//! Runs a handler to its end, in a task of its own, and stores its reply.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};
use tokio::sync::oneshot;
use tracing::{Instrument as _, field};

use super::Chat;
use super::claim::{Claim, GRACE};
use super::drain::Running;
use super::limits::Limits;
use super::problem::Problem;
use crate::action::{ActionContext, ActionError, ContextParts, HandlerFuture, Kind, StopWhenDropped, within};
use crate::thread::{Finish, NewThread, StoreError};
use crate::turn::{ChatTurn, Reply, WidgetUpdate, append_updates};
use crate::widget::{ChangeTo, Hidden, Widget, WidgetChange, shortened};

/// One run, apart from the handler itself.
pub(super) struct Run {
    /// What it is a run of.
    pub(super) context: ActionContext,
    /// The handler counts as running for as long as this lives.
    pub(super) running: Running,
    /// Whether a click that is accepted settles its widget.
    pub(super) once: bool,
    /// What the run holds in the thread.
    pub(super) claim: Claim,
    pub(super) limit: Duration,
    /// The payload as posted, if a settled widget is to keep what was chosen.
    pub(super) entered: Option<Bytes>,
}

/// A turn that is stored, as it is sent.
pub(super) struct Sent {
    pub(super) turn: Arc<ChatTurn>,
    #[cfg_attr(not(feature = "page"), expect(dead_code, reason = "the page draws them"))]
    pub(super) updates: Vec<WidgetUpdate>,
    /// Both in JSON.
    pub(super) json: Vec<u8>,
}

impl Sent {
    pub(super) fn response(self) -> HttpResponse {
        let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(self.json));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    pub(super) fn again(turn: Arc<ChatTurn>, updates: Vec<WidgetUpdate>) -> Self {
        Self { json: turn.to_json_with(&updates), turn, updates }
    }
}

/// A reply, ready to be stored and sent.
struct Written {
    turn: Arc<ChatTurn>,
    json: Vec<u8>,
    changes: Vec<WidgetChange>,
}

/// The turn, or why there is none.
type Answer = Result<Sent, Problem>;

/// What came of a run.
struct Worked {
    answer: Answer,
    /// What is left to be done when it is answered: a handler may end after its time limit.
    rest: Option<LocalBoxFuture<'static, ()>>,
}

impl Run {
    /// Runs the handler and answers its turn.
    ///
    /// A handler that has to wait gets a task of its own: if the client goes away, which drops this future, it runs on
    /// and its reply is stored.
    ///
    /// It stays in its box, so that the futures in which it is handed on are small.
    pub(super) async fn turn(self: Box<Self>, handler: HandlerFuture) -> Answer {
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
        answer.unwrap_or_else(|| Err(Problem::handler_failed())).map_err(|problem| {
            let ContextParts { thread, action, request_id, .. } = context.parts();
            let problem = problem.for_request(request_id);
            match action {
                Some(action) => problem.for_action(*action),
                // The message is in the thread, also where the client did not know of it.
                None => problem.in_thread(*thread),
            }
        })
    }

    /// The work in a span of its own, if somebody wants that. A store that panics ends it, and nothing else.
    fn guarded(self: Box<Self>, handler: HandlerFuture) -> LocalBoxFuture<'static, Option<Worked>> {
        let context = self.context.clone();
        let ContextParts { action, thread, .. } = context.parts();
        let action = action.unwrap_or("(message)");
        let span = tracing::debug_span!("action", action, %thread, outcome = field::Empty);
        if span.is_disabled() {
            return Box::pin(unpanicked(self.work(handler), context));
        }
        let outcome = span.clone();
        let work = async move {
            let mut worked = self.work(handler).await;
            outcome.record("outcome", worked.answer.as_ref().map_or_else(Problem::code, |_| "ok"));
            worked.rest = worked.rest.map(|rest| rest.instrument(outcome).boxed_local());
            worked
        };
        Box::pin(unpanicked(work.instrument(span), context))
    }

    async fn work(self: Box<Self>, handler: HandlerFuture) -> Worked {
        let mut handler = AssertUnwindSafe(handler).catch_unwind();
        if let Ok(returned) = within(self.limit, &mut handler).await {
            return Worked { answer: self.finish(returned).await, rest: None };
        }
        self.warn_of_time_limit();
        self.context.stop();
        let context = self.context.clone();
        let rest = async move {
            match within(GRACE, &mut handler).await {
                Ok(returned) => drop(self.finish(returned).await),
                Err(_) => self.claim.release(Some(&Problem::handler_timeout())).await,
            }
        };
        let rest = unpanicked(rest, context).map(drop).boxed_local();
        Worked { answer: Err(Problem::handler_timeout()), rest: Some(rest) }
    }

    /// Stores the reply, if there is one, and settles what was clicked in the same step.
    async fn finish(mut self: Box<Self>, returned: std::thread::Result<Result<Reply, ActionError>>) -> Answer {
        let reply = returned.unwrap_or_else(|panic| {
            Err(ActionError::internal(format_args!("the handler panicked: {}", text_of(&*panic))))
        });
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                self.log(&error);
                let problem = Problem::from(error);
                self.claim.release(Some(&problem)).await;
                return Err(problem);
            }
        };
        if self.once {
            self.claim.accept();
        }
        let now = self.chat().clock.now();
        let built = reply.build().map_err(|mistake| ActionError::mistake(&mistake));
        let Written { turn, mut json, changes } = match built.and_then(|reply| self.write(reply, now)) {
            Ok(written) => written,
            Err(error) => {
                self.log(&error);
                return Box::pin(self.lose_reply()).await;
            }
        };
        match self.store(Arc::clone(&turn), changes, now).await {
            Ok(updates) => {
                self.claim.ended();
                append_updates(&mut json, &updates);
                Ok(Sent { turn, updates, json })
            }
            // Not as what it is: the handler has run, so nobody should be told to try again.
            Err(error) => {
                self.log_lost_reply(&error);
                Box::pin(self.lose_reply()).await
            }
        }
    }

    /// Ends a run that was accepted and whose reply is lost: it has done what it was meant to, so a click that may be
    /// accepted once is settled all the same.
    async fn lose_reply(self: Box<Self>) -> Answer {
        let settled = self.claim.offer.as_ref().filter(|_| self.once).map(|offer| offer.widget);
        if let Some(widget) = settled {
            let finish = Finish {
                turn: None,
                changes: vec![WidgetChange { widget, to: ChangeTo::Done, unless_done: true }],
                run: self.claim.run,
                request: self.claim.request.clone(),
                now: self.chat().clock.now(),
            };
            if let Err(error) = self.chat().store.finish(self.context.thread_id(), finish).await {
                self.log_lost_reply(&error);
            }
        }
        self.claim.release(Some(&Problem::handler_failed())).await;
        Err(Problem::handler_failed())
    }

    /// Makes the turn of a reply, unless it is too large.
    fn write(&self, mut reply: Reply, now: SystemTime) -> Result<Written, ActionError> {
        let Limits { max_widgets, max_reply_bytes, .. } = self.chat().limits;
        let widgets = reply.count();
        if widgets > max_widgets {
            return Err(ActionError::internal(format_args!(
                "the reply has {widgets} widgets, and may have {max_widgets}"
            )));
        }
        let kept = self.check_bound(&reply)?;
        let clicked = self.claim.offer.as_ref().map(|offer| offer.widget);
        let changes = reply.take_changes(clicked, self.once, || self.chosen());
        let turn = Arc::new(reply.into_turn(self.context.thread_id(), now));
        let json = turn.to_json();
        let bytes = json.len() + kept + changes.iter().map(WidgetChange::json_length).sum::<usize>();
        if bytes > max_reply_bytes {
            return Err(ActionError::internal(format_args!(
                "the reply has {bytes} bytes, and may have {max_reply_bytes}"
            )));
        }
        Ok(Written { turn, json, changes })
    }

    /// What was entered in the widget that was clicked.
    fn chosen(&self) -> Option<Box<Map<String, Value>>> {
        shortened(serde_json::from_slice(self.entered.as_ref()?).ok()?)
    }

    /// Checks what is bound as a click will read it: what a handler cannot take back is refused before it is sent. Answers
    /// how many bytes of JSON the server keeps for the reply's widgets.
    fn check_bound(&self, reply: &Reply) -> Result<usize, ActionError> {
        let mut bytes = 0;
        for action in reply.all_widgets().flat_map(Widget::actions) {
            let Ok(registered) = self.chat().registry.find(action.name()) else { continue };
            registered.check_bound(action.bound()).map_err(|reason| {
                ActionError::internal(format_args!("a widget for `{}` cannot be sent: {reason}", action.name()))
            })?;
            bytes += action.hidden().map_or(0, Hidden::json_length);
        }
        Ok(bytes)
    }

    /// Answers the widgets that were changed.
    async fn store(
        &self,
        turn: Arc<ChatTurn>,
        changes: Vec<WidgetChange>,
        now: SystemTime,
    ) -> Result<Vec<WidgetUpdate>, StoreError> {
        let (store, request) = (&self.chat().store, self.claim.request.clone());
        let ContextParts { thread, thread_is_new, user, action, .. } = self.context.parts();
        // The one that was clicked may rightly stay as it is.
        let by_id: Vec<_> = changes.iter().filter(|change| !change.unless_done).map(|change| change.widget).collect();
        let updates = if *thread_is_new {
            let thread = NewThread::new(*thread, vec![turn]);
            let thread = thread.owned_by(user.clone()).replied_to(request, now);
            store.create(thread).await?;
            Vec::new()
        } else {
            let mut finish = Finish::new(self.claim.run, turn, now);
            (finish.request, finish.changes) = (request, changes);
            store.finish(*thread, finish).await?
        };
        let is_there = |id| updates.iter().any(|WidgetUpdate::Replace { widget_id, .. }| *widget_id == id);
        let missing = by_id.into_iter().filter(|&id| !is_there(id)).count();
        if missing > 0 {
            tracing::warn!(action, missing, "the reply changes widgets that are not in the thread");
        }
        Ok(updates)
    }

    fn chat(&self) -> &Chat {
        self.running.chat()
    }

    fn log(&self, error: &ActionError) {
        // As a text, which a subscriber writes in quotes: the client made it. Written where somebody reads it.
        let (request_id, action) = (|| self.context.request_id(), self.context.parts().action);
        match error.kind() {
            Kind::Internal(reason) => {
                tracing::error!(request_id = request_id(), action, error = reason, "the handler failed");
            }
            Kind::Actix { error, extractor: Some(extractor) } => {
                let status = error.as_response_error().status_code();
                if status.is_server_error() {
                    tracing::error!(
                        request_id = request_id(),
                        action,
                        extractor,
                        error = %error,
                        "an argument could not be extracted; if it is `web::Data`, is there an `app_data` of that type?"
                    );
                } else {
                    // Its text may quote what was posted, as that of `web::Json` does.
                    tracing::debug!(request_id = request_id(), action, extractor, %status, "an argument refused the request");
                    tracing::trace!(request_id = request_id(), extractor, %error, "why an argument refused the request");
                }
            }
            Kind::Actix { error, extractor: None } if error.as_response_error().status_code().is_server_error() => {
                tracing::error!(request_id = request_id(), action, %error, "the handler failed");
            }
            Kind::Actix { .. } | Kind::Invalid { .. } | Kind::Status { .. } => {
                tracing::debug!(request_id = request_id(), action, "the handler said no");
            }
        }
    }

    fn warn_of_time_limit(&self) {
        tracing::warn!(
            request_id = self.context.request_id(),
            action = self.context.parts().action,
            limit = ?self.limit,
            "the handler took too long"
        );
    }

    fn log_lost_reply(&self, error: &StoreError) {
        tracing::error!(
            request_id = self.context.request_id(),
            action = self.context.parts().action,
            %error,
            "the handler's reply could not be stored"
        );
    }
}

/// Handlers are caught where they run: what panics here is the store.
fn unpanicked<T>(work: impl Future<Output = T>, context: ActionContext) -> impl Future<Output = Option<T>> {
    let log = move |panic: &Box<dyn Any + Send>| {
        tracing::error!(
            request_id = context.request_id(),
            action = context.parts().action,
            panic = text_of(&**panic),
            "the store panicked"
        );
    };
    AssertUnwindSafe(work).catch_unwind().map(|ended| ended.inspect_err(log).ok())
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a text")
}
