//! The reply that a conversation begins with: shown to who opens the page, and stored when they use it.

use std::panic::Location;
use std::sync::Arc;
use std::time::SystemTime;

use actix_web::HttpRequest;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::drafts::{Drafts, Shown};
use super::settings::Settings;
use crate::action::{Encoding, RequestId};
use crate::run::{Call, Caller, Click, Draft, Holders, Refusal, Trigger, What};
use crate::server::problem::Problem;
use crate::server::state::State;
use crate::server::thread_name::Pending;
use crate::thread::{NewThread, StoreError, TurnRecord, UserId};
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::{ActionRef, WidgetId};

/// The action whose reply begins every conversation.
#[derive(Clone)]
pub(super) struct Welcome {
    pub(super) action: ActionRef,
    pub(super) fault: Option<String>,
    pub(super) place: &'static Location<'static>,
    drafts: Arc<Drafts>,
}

impl Welcome {
    pub(super) fn new(action: ActionRef, fault: Option<String>, place: &'static Location<'static>) -> Self {
        Self { action, fault, place, drafts: Arc::default() }
    }

    /// What somebody is shown who opens the page; a reason why there is nothing is in the log.
    pub(super) async fn show(
        &self,
        state: &State,
        settings: &Settings,
        request: &HttpRequest,
        asking: &Holders,
    ) -> Option<(Pending, Arc<ChatTurn>)> {
        let (thread, now) = (ThreadId::random(), state.engine.clock.now());
        // As it is read again from the name: to the millisecond.
        let shown_at = Pending::new(thread, now, 0).shown_at(now);
        let turn = self.run(state, settings, request, asking, thread, shown_at).await.ok()?;
        let pending = Pending::new(thread, shown_at, offers(&turn));
        self.drafts.keep(Shown { turn: Arc::clone(&turn), user: asking.user.clone() });
        Some((pending, turn))
    }

    /// Stores what somebody was shown who uses it now, unless it is stored already. Answers whether it is there.
    pub(super) async fn begin(
        &self,
        state: &State,
        settings: &Settings,
        request: &HttpRequest,
        asking: &Holders,
        pending: Pending,
    ) -> Result<bool, Problem> {
        let (store, thread) = (&state.engine.store, pending.thread);
        if let Some(is_theirs) = may_use(state, thread, asking.user.as_ref()).await? {
            return Ok(is_theirs);
        }
        let kept = self.drafts.take(thread, asking.user.as_ref());
        let turn = if let Some(kept) = kept {
            kept
        } else {
            let shown_at = pending.shown_at(state.engine.clock.now());
            let made = self.run(state, settings, request, asking, thread, shown_at).await;
            // Its reason is in the log.
            let Ok(turn) = made else { return Ok(false) };
            if offers(&turn) == pending.offers { turn } else { Arc::new(with_other_offers(&turn)) }
        };
        let new = NewThread::new(thread, vec![turn]).owned_by(asking.user.clone()).begun_from(asking.address);
        match store.create(new).await {
            Ok(()) => Ok(true),
            // Two first clicks at once: one of them has stored it.
            Err(error @ StoreError::Failed(_)) => match may_use(state, thread, asking.user.as_ref()).await? {
                Some(is_theirs) => Ok(is_theirs),
                None => Err(Refusal::from(error).into()),
            },
            Err(error) => Err(Refusal::from(error).into()),
        }
    }

    async fn run(
        &self,
        state: &State,
        settings: &Settings,
        request: &HttpRequest,
        asking: &Holders,
        thread: ThreadId,
        shown_at: SystemTime,
    ) -> Result<Arc<ChatTurn>, Problem> {
        let action =
            state.engine.registry.find(self.action.name()).map_err(|unknown| Refusal::unknown_action(&unknown))?;
        let draft = Draft { hidden: self.action.hidden().cloned(), thread, shown_at };
        let click = Click {
            action: Arc::clone(action),
            payload: Bytes::new(),
            trigger: Trigger::Draft(Box::new(draft)),
            messages: Some(settings.messages(state.messages.clone(), request)),
        };
        let caller = Caller {
            request: request.clone(),
            body: Bytes::new(),
            encoding: Encoding::Json,
            user: asking.user.clone(),
            address: asking.address,
            thread: None,
            request_id: RequestId::made_up(),
        };
        Ok(state.engine.run(Call { caller, what: What::Click(click) }).await?.turn)
    }
}

/// Whether somebody may use a thread, if it is there.
async fn may_use(state: &State, thread: ThreadId, user: Option<&UserId>) -> Result<Option<bool>, Problem> {
    match state.engine.store.owner(thread).await {
        Ok(owner) => Ok(Some(UserId::may_use(owner.as_ref(), user))),
        Err(StoreError::ThreadNotFound) => Ok(None),
        Err(error) => Err(Refusal::from(error).into()),
    }
}

/// A digest of everything that can be clicked in a turn, with what the server put on it.
fn offers(turn: &ChatTurn) -> u64 {
    let mut offers = ChatTurn::clone(turn);
    offers.content.clear();
    let json = serde_json::to_vec(&TurnRecord::from(offers)).unwrap_or_default();
    let mut digest = [0; 8];
    digest.copy_from_slice(&Sha256::digest(json)[..8]);
    u64::from_be_bytes(digest)
}

/// The same turn, whose offers are not those that somebody was shown.
fn with_other_offers(turn: &ChatTurn) -> ChatTurn {
    tracing::warn!("a welcome offers something else than when it was shown: what is clicked there is not offered");
    let mut turn = turn.clone();
    turn.widgets.iter_mut().for_each(|widget| widget.set_ids(WidgetId::random));
    turn
}
