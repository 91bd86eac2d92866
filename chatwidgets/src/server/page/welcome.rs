//! The reply that a conversation begins with: shown to who opens the page, and stored when they use it.

use std::panic::Location;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::drafts::{Drafts, hidden_length};
use super::settings::Settings;
use crate::action::{Encoding, RequestId};
use crate::run::{Call, Caller, Click, Draft, Holders, Refusal, Trigger, What};
use crate::server::door::Beginning;
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
        let mut pending = Pending::begin(state.engine.clock.now());
        let turn = self.run(state, settings, request, asking, pending).await.ok()?;
        pending.offers = offers(&turn, &settings.secret);
        self.drafts.keep(&turn, asking.user.as_ref());
        Some((pending, turn))
    }

    /// What that person was shown, if it is still kept.
    pub(super) fn shown(&self, pending: Pending, user: Option<&UserId>) -> Option<Arc<ChatTurn>> {
        self.drafts.get(pending.thread(), user)
    }

    /// Stores what somebody was shown who uses it now, unless it is stored already, or has no such control. Answers whether
    /// it is there.
    pub(super) async fn begin(
        &self,
        state: &State,
        settings: &Settings,
        request: &HttpRequest,
        asking: &Holders,
        Beginning { pending, click }: Beginning,
    ) -> Result<bool, Problem> {
        let (store, thread, user) = (&state.engine.store, pending.thread(), asking.user.as_ref());
        if let Some(is_theirs) = may_use(state, thread, user).await? {
            return Ok(is_theirs);
        }
        let kept = self.drafts.get(thread, user);
        let turn = if let Some(kept) = kept {
            kept
        } else {
            let turn = match self.run(state, settings, request, asking, pending).await {
                Ok(turn) => turn,
                Err(problem) if passes(problem.status()) => return Err(problem),
                // Its reason is in the log.
                Err(_) => return Ok(false),
            };
            if offers(&turn, &settings.secret) == pending.offers { turn } else { Arc::new(with_other_offers(&turn)) }
        };
        if let Some((control, action)) = click
            && !turn.widgets.iter().any(|widget| widget.offers(control, &action).is_some())
        {
            return Ok(false);
        }
        let new = NewThread::new(thread, vec![turn]).owned_by(asking.user.clone()).begun_from(asking.address);
        let is_there = match store.create(new).await {
            Ok(()) => true,
            // Two first clicks at once: one of them has stored it.
            Err(error @ StoreError::Failed(_)) => match may_use(state, thread, user).await? {
                Some(is_theirs) => is_theirs,
                None => return Err(Refusal::from(error).into()),
            },
            Err(error) => return Err(Refusal::from(error).into()),
        };
        self.drafts.forget(thread);
        Ok(is_there)
    }

    async fn run(
        &self,
        state: &State,
        settings: &Settings,
        request: &HttpRequest,
        asking: &Holders,
        pending: Pending,
    ) -> Result<Arc<ChatTurn>, Problem> {
        // As it is read again from the name: to the millisecond.
        let shown_at = pending.shown_at(state.engine.clock.now());
        let action =
            state.engine.registry.find(self.action.name()).map_err(|unknown| Refusal::unknown_action(&unknown))?;
        let draft = Draft { hidden: self.action.hidden().cloned(), thread: pending.thread(), shown_at };
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

/// Whether what is refused so may well work in a moment.
fn passes(status: StatusCode) -> bool {
    [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ]
    .contains(&status)
}

/// A digest of everything that can be clicked in a turn, with what the server put on it. A client sees the digest, so that it
/// is made with the secret where the client does not see the rest, and would find out what that is by guessing.
fn offers(turn: &ChatTurn, secret: &[u8; 32]) -> u64 {
    let mut offers = ChatTurn::clone(turn);
    offers.content.clear();
    let is_hidden = hidden_length(turn) > 0;
    let json = serde_json::to_vec(&TurnRecord::from(offers)).unwrap_or_default();
    let secret = if is_hidden { &secret[..] } else { &[] };
    let mut digest = [0; 8];
    digest.copy_from_slice(&Sha256::new().chain_update(secret).chain_update(json).finalize()[..8]);
    u64::from_be_bytes(digest)
}

/// The same turn, whose offers are not those that somebody was shown.
fn with_other_offers(turn: &ChatTurn) -> ChatTurn {
    tracing::warn!("a welcome offers something else than when it was shown: what is clicked there is not offered");
    let mut turn = turn.clone();
    turn.widgets.iter_mut().for_each(|widget| widget.set_ids(WidgetId::random));
    turn
}
