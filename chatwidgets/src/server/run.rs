//! Runs a handler to its end, in a task of its own, and stores its reply.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use bytes::Bytes;
use futures_util::FutureExt as _;
use serde_json::{Map, Value};
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

use super::Chat;
use super::claim::{Claim, GRACE};
use super::drain::Running;
use super::limits::Limits;
use super::problem::Problem;
use crate::action::{ActionError, HandlerFuture, Kind, RequestId, Stop, StopWhenDropped, within};
use crate::thread::{Finish, NewThread, StoreError, UserId};
use crate::turn::{ChatTurn, Reply, ThreadId, WidgetUpdate, append_updates};
use crate::widget::{ChangeTo, Kept, Widget, WidgetChange, shortened};

/// One run, apart from the handler itself.
pub(super) struct Run {
    pub(super) chat: Arc<Chat>,
    #[expect(dead_code, reason = "the handler counts as running for as long as this lives")]
    pub(super) running: Running,
    /// The action's name; `None` for the assistant.
    pub(super) action: Option<&'static str>,
    /// Whether a click that is accepted settles its widget.
    pub(super) once: bool,
    pub(super) request_id: RequestId,
    pub(super) thread: ThreadId,
    /// Whether the thread is made with this turn, for this user.
    pub(super) thread_is_new: bool,
    pub(super) user: Option<UserId>,
    /// What the run holds in the thread.
    pub(super) claim: Claim,
    pub(super) limit: Duration,
    /// Given when nobody waits any more.
    pub(super) stop: Stop,
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
        let mut response = HttpResponse::with_body(StatusCode::OK, self.json).map_into_boxed_body();
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

impl Run {
    /// Runs the handler and answers its turn.
    ///
    /// A handler that has to wait gets a task of its own: if the client goes away, which drops this future, it runs on
    /// and its reply is stored.
    ///
    /// What is begun here is kept in boxes, so that the futures of those who wait for it stay small.
    pub(super) fn turn(self: Box<Self>, handler: HandlerFuture) -> impl Future<Output = Answer> {
        let (action, request_id, thread) = (self.action, self.request_id.clone(), self.thread);
        let span = self.span();
        let client_has_gone = StopWhenDropped::new(&self.stop);
        let (answer, answered) = oneshot::channel();
        let log_id = request_id.clone();
        let work = AssertUnwindSafe(self.work(handler, answer)).catch_unwind().map(move |ended| {
            if let Err(panic) = ended {
                tracing::error!(
                    request_id = log_id.to_string(),
                    action,
                    panic = text_of(&*panic),
                    "the store panicked"
                );
            }
        });
        let mut work = Box::pin(work.instrument(span));
        async move {
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
    }

    fn span(&self) -> Span {
        let action = self.action.unwrap_or("(message)");
        tracing::debug_span!("action", action, thread = %self.thread, outcome = tracing::field::Empty)
    }

    async fn work(self: Box<Self>, handler: HandlerFuture, answer: oneshot::Sender<Answer>) {
        let mut answer = Some(answer);
        let mut tell = |outcome: Answer| {
            let code = outcome.as_ref().map_or_else(Problem::code, |_| "ok");
            Span::current().record("outcome", code);
            // Nobody listens if the client has gone, or was told that the time is over.
            if let Some(answer) = answer.take() {
                let _ = answer.send(outcome);
            }
        };
        let mut handler = AssertUnwindSafe(handler).catch_unwind();
        let mut returned = within(self.limit, &mut handler).await;
        if returned.is_err() {
            self.warn_of_time_limit();
            self.stop.stop();
            tell(Err(Problem::handler_timeout()));
            returned = within(GRACE, &mut handler).await;
        }
        match returned {
            Ok(returned) => tell(self.finish(returned).await),
            Err(_) => self.claim.release(Some(&Problem::handler_timeout())).await,
        }
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
        let now = self.chat.clock.now();
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
                now: self.chat.clock.now(),
            };
            if let Err(error) = self.chat.store.finish(self.thread, finish).await {
                self.log_lost_reply(&error);
            }
        }
        self.claim.release(Some(&Problem::handler_failed())).await;
        Err(Problem::handler_failed())
    }

    /// Makes the turn of a reply, unless it is too large.
    fn write(&self, mut reply: Reply, now: SystemTime) -> Result<Written, ActionError> {
        let Limits { max_widgets, max_reply_bytes, .. } = self.chat.limits;
        let widgets = reply.count();
        if widgets > max_widgets {
            return Err(ActionError::internal(format_args!(
                "the reply has {widgets} widgets, and may have {max_widgets}"
            )));
        }
        let kept = self.check_bound(&reply)?;
        let clicked = self.claim.offer.as_ref().map(|offer| offer.widget);
        let changes = reply.take_changes(clicked, self.once, || self.chosen());
        let turn = Arc::new(reply.into_turn(self.thread, now));
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
            let Ok(registered) = self.chat.registry.find(action.name()) else { continue };
            registered.check_bound(action.bound()).map_err(|reason| {
                ActionError::internal(format_args!("a widget for `{}` cannot be sent: {reason}", action.name()))
            })?;
            bytes += action.kept().map_or(0, Kept::json_length);
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
        let (store, request) = (&self.chat.store, self.claim.request.clone());
        // The one that was clicked may rightly stay as it is.
        let by_id: Vec<_> = changes.iter().filter(|change| !change.unless_done).map(|change| change.widget).collect();
        let updates = if self.thread_is_new {
            let thread = NewThread::new(self.thread, vec![turn]);
            let thread = thread.owned_by(self.user.clone()).replied_to(request, now);
            store.create(thread).await?;
            Vec::new()
        } else {
            let mut finish = Finish::new(self.claim.run, turn, now);
            (finish.request, finish.changes) = (request, changes);
            store.finish(self.thread, finish).await?
        };
        let is_there = |id| updates.iter().any(|WidgetUpdate::Replace { widget_id, .. }| *widget_id == id);
        let missing = by_id.into_iter().filter(|&id| !is_there(id)).count();
        if missing > 0 {
            let action = self.action;
            tracing::warn!(action, missing, "the reply changes widgets that are not in the thread");
        }
        Ok(updates)
    }

    fn log(&self, error: &ActionError) {
        // As a text, which a subscriber writes in quotes: the client made it. Written where somebody reads it.
        let (request_id, action) = (|| self.request_id.to_string(), self.action);
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
            request_id = self.request_id.to_string(),
            action = self.action,
            limit = ?self.limit,
            "the handler took too long"
        );
    }

    fn log_lost_reply(&self, error: &StoreError) {
        tracing::error!(
            request_id = self.request_id.to_string(),
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
