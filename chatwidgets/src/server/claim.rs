//! What a run holds in its thread: its request's id, and the offer that it uses.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::runtime::Handle;

use super::Chat;
use super::problem::Problem;
use super::run::Sent;
use crate::action::Action;
use crate::thread::{Click, NotOffered, Offer, RequestKey, RunId, Start, Started, StoreError};
use crate::turn::ThreadId;
use crate::widget::{WidgetId, WidgetState};

/// How long a handler may go on after its time limit: it sees `cancelled()` and can put things in order.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// When a request looks for the first time whether the same one, which runs on another server, has ended; and how often
/// later on.
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LAST_LOOK: Duration = Duration::from_secs(1);

/// How long after its time limit a run is over by all means.
const MARGIN: Duration = Duration::from_secs(5);

/// What a run may hold for: a time limit of centuries is none, and no time of day either.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What a run holds until it ends; let go of when it is dropped.
pub(super) struct Claim {
    /// None for a run that asked the store for nothing, and so has nothing to let go of.
    chat: Option<Arc<Chat>>,
    thread: ThreadId,
    pub(super) run: RunId,
    pub(super) request: Option<RequestKey>,
    pub(super) offer: Option<Offer>,
    /// Whether the store has noted something down.
    is_held: bool,
    /// The offer that no other run of this process may hold.
    once: Option<WidgetId>,
    /// Whether this process has noted something down.
    is_known: bool,
}

/// What came of asking for a claim.
pub(super) enum Claimed {
    Run(Claim),
    /// The request was answered before, by this turn.
    Replied(Sent),
}

impl Claim {
    /// A run that holds nothing: its request, if any, is remembered when it has ended.
    pub(super) fn nothing(thread: ThreadId, run: RunId, request: Option<RequestKey>) -> Self {
        Self { chat: None, thread, run, request, offer: None, is_held: false, once: None, is_known: false }
    }

    /// A run that may be about to hold something: from before the store is asked, so that a client who hangs up in the
    /// middle leaves nothing held.
    fn about(chat: &Arc<Chat>, thread: ThreadId, start: &Start) -> Self {
        let (run, request) = (start.run, start.request.clone());
        Self {
            chat: Some(Arc::clone(chat)),
            thread,
            run,
            request,
            offer: None,
            is_held: true,
            once: None,
            is_known: false,
        }
    }

    /// Notes the offer, which no other run of this process holds; else the claim is none.
    fn with_offer(&mut self, offer: Option<Offer>, is_once: bool) -> bool {
        self.once = offer.as_ref().filter(|_| is_once).map(|offer| offer.widget);
        self.offer = offer;
        // What neither is a retry nor may run once holds nothing, here or in the store.
        self.is_held = self.request.is_some() || self.once.is_some();
        if self.is_held
            && let Some(chat) = &self.chat
        {
            self.is_known = chat.drain.held().add(self.thread, self.request.as_ref(), self.once);
            return self.is_known;
        }
        true
    }

    /// Notes that the handler has accepted a click that it accepts once. Whatever happens now, the store goes on holding
    /// the offer if it cannot settle it: until the run would be over by all means.
    pub(super) fn accept(&mut self) {
        self.is_held = false;
    }

    /// Notes that the store has let go.
    pub(super) fn ended(mut self) {
        self.is_held = false;
        self.forget(None);
    }

    /// Notes that the store holds nothing for it.
    fn refused(mut self) {
        self.is_held = false;
    }

    /// Lets go: the handler has not accepted. Those who wait for the same request fail as it did.
    pub(super) async fn release(mut self, failure: Option<&Problem>) {
        if self.is_held
            && let Some(chat) = &self.chat
        {
            let released = chat.store.abandon(self.thread, self.run, self.request.as_ref()).await;
            // Not before: if this is dropped in the middle, it is done over.
            self.is_held = false;
            if let Err(error) = released {
                tracing::error!(%error, "an offer could not be released; it is free when its run would be over");
            }
        }
        self.forget(failure);
    }

    fn forget(&mut self, failure: Option<&Problem>) {
        if std::mem::take(&mut self.is_known)
            && let Some(chat) = &self.chat
        {
            chat.drain.held().remove(self.thread, self.request.as_ref(), self.once, failure);
        }
    }
}

impl Drop for Claim {
    /// The client has gone, the server stops in the middle, or the store panicked.
    fn drop(&mut self) {
        if self.is_held
            && let Some(chat) = &self.chat
        {
            let chat = Arc::clone(chat);
            let (thread, run, request) = (self.thread, self.run, self.request.clone());
            let abandon = async move { chat.store.abandon(thread, run, request.as_ref()).await };
            let mut abandon = Box::pin(AssertUnwindSafe(abandon).catch_unwind());
            // A store in memory need not wait. Where nobody can wait any more, what is held is free when the run would
            // be over.
            if abandon.as_mut().now_or_never().is_none()
                && let Ok(runtime) = Handle::try_current()
            {
                drop(runtime.spawn(abandon));
            }
        }
        self.forget(None);
    }
}

/// A start that lasts no longer than a handler with that limit.
#[inline]
pub(super) fn start(chat: &Chat, run: RunId, limit: Duration) -> Start {
    let now = chat.clock.now();
    Start::of(run, now, now + limit.min(LONGEST) + GRACE + MARGIN)
}

/// Asks the store for what a run needs; waits while the same request is running. `unnamed` is for the log: why the click
/// is on no widget at all.
pub(super) async fn take(
    chat: &Arc<Chat>,
    thread: ThreadId,
    mut start: Start,
    unnamed: Option<&'static str>,
) -> Result<Claimed, Problem> {
    let lasts = start.until.duration_since(start.now).unwrap_or_default();
    let is_once = start.click.as_ref().is_some_and(|click| click.once);
    let mut look = FIRST_LOOK;
    loop {
        let mut used = None;
        let running;
        let mut claim = Claim::about(chat, thread, &start);
        let started = chat.store.start(thread, start.clone()).await;
        if let Ok(Started::Run(offer)) = started {
            if claim.with_offer(offer, is_once) {
                return Ok(Claimed::Run(claim));
            }
            // The store's time for another run is over, and it runs still.
            used = claim.offer.as_ref().filter(|_| is_once).map(|offer| offer.widget);
            running = start.request.as_ref().and_then(|request| chat.drain.held().wait(thread, request));
            claim.release(None).await;
        } else {
            claim.refused();
            match started? {
                Started::Running => {
                    running = start.request.as_ref().and_then(|request| chat.drain.held().wait(thread, request));
                }
                other => return refused(start.click, other, unnamed),
            }
        }
        match (running, used) {
            (Some(running), _) => running.ended().await?,
            // It has ended in the meantime: what came of it?
            (None, Some(widget)) if !chat.drain.held().holds(thread, widget) => {}
            (None, Some(widget)) => {
                return Err(Problem::in_progress().with_widget(chat.store.widget(thread, widget).await?));
            }
            (None, None) => tokio::time::sleep(look).await,
        }
        look = (look * 2).min(LAST_LOOK);
        start.now = chat.clock.now();
        start.until = start.now + lasts;
        start.run = RunId::random();
    }
}

/// What a start is answered that neither runs nor waits.
fn refused(click: Option<Click>, started: Started, unnamed: Option<&'static str>) -> Result<Claimed, Problem> {
    Err(match started {
        Started::Replied { turn, updates } => return Ok(Claimed::Replied(Sent::again(turn, updates))),
        Started::Conflict => Problem::request_conflict(),
        Started::NotOffered(why) => not_offered(click.map(|click| click.action), unnamed.unwrap_or(reason(why))),
        Started::InProgress(widget) => Problem::in_progress().with_widget(*widget),
        Started::Closed(widget) if widget.state == WidgetState::Expired => Problem::expired().with_widget(*widget),
        Started::Closed(widget) => Problem::already_done().with_widget(*widget),
        // These go on.
        Started::Run(_) | Started::Running => Problem::handler_failed(),
    })
}

/// As [`take`], for a click in a thread that a client did not name, so that there is nothing to find.
pub(super) async fn take_in_no_thread(chat: &Chat, action: &Action, start: Start) -> Problem {
    // It is looked for all the same: a refusal takes the same path, whatever its reason.
    match chat.store.start(ThreadId::random(), start).await {
        Ok(_) | Err(StoreError::ThreadNotFound) => not_offered(Some(action.name()), "the click names no thread"),
        Err(error) => error.into(),
    }
}

fn reason(why: NotOffered) -> &'static str {
    match why {
        NotOffered::NoWidget => "its thread has no such widget",
        NotOffered::OtherAction => "its widget names another action",
    }
}

/// The client learns that there is no such offer; the log learns why.
pub(super) fn not_offered(action: Option<&str>, why: &'static str) -> Problem {
    tracing::info!(action, why, "a click was refused");
    Problem::not_offered()
}
