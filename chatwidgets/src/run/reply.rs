//! What becomes of what a handler returned: its turn is stored, and what was clicked is settled in the same step.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::call::Outcome;
use super::claim::Claim;
use super::engine::Engine;
use super::limits::Limits;
use super::refusal::Refusal;
use super::running::Running;
use crate::action::{ActionContext, ActionError, ContextParts, Kind, chain};
use crate::thread::{Finish, NewThread, StoreError};
use crate::turn::{ChatTurn, Reply, WidgetUpdate, append_updates};
use crate::widget::{ChangeTo, Hidden, Widget, WidgetChange, shortened};

/// One run, apart from the handler itself.
pub(super) struct Run {
    /// What it is a run of.
    pub(super) context: ActionContext,
    /// The handler counts as running for as long as this lives.
    pub(super) running: Running,
    /// Where it was asked from, if that is known.
    pub(super) address: Option<IpAddr>,
    /// Whether no HTTP request asked for it.
    pub(super) is_detached: bool,
    /// Whether a click that is accepted settles its widget.
    pub(super) once: bool,
    /// What the run holds in the thread.
    pub(super) claim: Claim,
    pub(super) limit: Duration,
    /// The payload as posted, if a settled widget is to keep what was chosen.
    pub(super) entered: Option<Bytes>,
    /// Of a draft, which is not stored: when it was shown for the first time.
    pub(super) shown_at: Option<SystemTime>,
}

/// A reply, ready to be stored and sent.
struct Written {
    turn: Arc<ChatTurn>,
    json: Vec<u8>,
    changes: Vec<WidgetChange>,
}

impl Run {
    /// Stores the reply, if there is one, and settles what was clicked in the same step.
    pub(super) async fn finish(
        mut self: Box<Self>,
        returned: std::thread::Result<Result<Reply, ActionError>>,
    ) -> Result<Outcome, Refusal> {
        let reply = returned.unwrap_or_else(|panic| {
            Err(ActionError::internal(format_args!("the handler panicked: {}", text_of(&*panic))))
        });
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                self.log(&error);
                let refusal = Refusal::from(error);
                self.claim.release(Some(&refusal)).await;
                return Err(refusal);
            }
        };
        self.context.note_acted();
        if self.once {
            self.claim.accept();
        }
        let now = self.shown_at.unwrap_or_else(|| self.engine().clock.now());
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
                Ok(Outcome { turn, updates, said: None, json })
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
    async fn lose_reply(self: Box<Self>) -> Result<Outcome, Refusal> {
        let settled = self.claim.offer.as_ref().filter(|_| self.once).map(|offer| offer.widget);
        if let Some(widget) = settled {
            let finish = Finish {
                turn: None,
                changes: vec![WidgetChange { widget, to: ChangeTo::Done, unless_done: true }],
                run: self.claim.run,
                request: self.claim.request.clone(),
                now: self.engine().clock.now(),
            };
            if let Err(error) = self.engine().store.finish(self.context.thread_id(), finish).await {
                self.log_lost_reply(&error);
            }
        }
        self.claim.release(Some(&Refusal::reply_lost())).await;
        Err(Refusal::reply_lost())
    }

    /// Makes the turn of a reply, unless it is too large.
    fn write(&self, mut reply: Reply, now: SystemTime) -> Result<Written, ActionError> {
        let Limits { max_widgets, max_reply_bytes, .. } = self.engine().limits;
        let widgets = reply.count();
        if widgets > max_widgets {
            return Err(ActionError::internal(format_args!(
                "the reply has {widgets} widgets, and may have {max_widgets}"
            )));
        }
        let hidden = self.check_bound(&reply)?;
        let clicked = self.claim.offer.as_ref().map(|offer| offer.widget);
        let changes = reply.take_changes(clicked, self.once, || self.chosen());
        let mut turn = reply.into_turn(self.context.thread_id(), now);
        if self.shown_at.is_some() {
            turn.derive_ids();
        }
        let turn = Arc::new(turn);
        let json = turn.to_json();
        let bytes = json.len() + hidden + changes.iter().map(WidgetChange::json_length).sum::<usize>();
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
            let Ok(registered) = self.engine().registry.find(action.name()) else { continue };
            registered.check_bound(action.bound().as_ref()).map_err(|reason| {
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
        let (store, request) = (&self.engine().store, self.claim.request.clone());
        let ContextParts { thread, thread_is_new, user, action, .. } = self.context.parts();
        // The one that was clicked may rightly stay as it is.
        let by_id: Vec<_> = changes.iter().filter(|change| !change.unless_done).map(|change| change.widget).collect();
        let updates = if self.shown_at.is_some() {
            Vec::new()
        } else if *thread_is_new {
            let thread = NewThread::new(*thread, vec![turn]);
            let thread = thread.owned_by(user.clone()).begun_from(self.address).replied_to(request, now);
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

    /// The engine that runs it.
    fn engine(&self) -> &Engine {
        self.running.engine()
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
                    let hint = if self.is_detached {
                        "no HTTP request asked for this run, so there is neither a body nor the app's data"
                    } else {
                        "if it is `web::Data`, is there an `app_data` of that type?"
                    };
                    tracing::error!(
                        request_id = request_id(),
                        action,
                        extractor,
                        error = %error,
                        hint,
                        "an argument could not be extracted"
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

    pub(super) fn warn_of_time_limit(&self) {
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
            error = chain(error),
            "the handler's reply could not be stored"
        );
    }
}

/// What a panic says.
pub(super) fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a text")
}
