//! The guard object of a run: what it holds in the ledger and in the places of this process.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::runtime::Handle;

use super::call::Outcome;
use super::engine::{Engine, not_yours};
use super::refusal::Refusal;
use crate::action::{LONGEST, chain};
use crate::thread::{Click, NotOffered, Offer, RequestKey, RunId, Start, Started, StoreError};
use crate::turn::ThreadId;
use crate::widget::{WidgetId, WidgetState};

/// How long a handler may go on after its time limit: it sees `cancelled()` and can put things in order.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// When a request looks for the first time whether the same one, which runs on another server, has ended; and how often
/// later on.
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LAST_LOOK: Duration = Duration::from_secs(1);

/// How long after its time limit and the grace after it a run is certainly over.
const MARGIN: Duration = Duration::from_secs(5);

/// What a run holds until it ends; let go of when it is dropped.
pub(super) struct Claim {
    /// None for a run that asked the store for nothing, and so has nothing to let go of.
    engine: Option<Arc<Engine>>,
    pub(super) thread: ThreadId,
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
    Replied(Outcome),
}

impl Claim {
    /// A run that holds nothing: its request, if any, is remembered when it has ended.
    pub(super) fn nothing(thread: ThreadId, run: RunId, request: Option<RequestKey>) -> Self {
        Self { engine: None, thread, run, request, offer: None, is_held: false, once: None, is_known: false }
    }

    /// A run that may be about to hold something: from before the store is asked, so that a client who hangs up in the
    /// middle leaves nothing held.
    fn about(engine: &Arc<Engine>, thread: ThreadId, start: &Start) -> Self {
        let (run, request) = (start.run, start.request.clone());
        Self {
            engine: Some(Arc::clone(engine)),
            thread,
            run,
            request,
            offer: None,
            is_held: true,
            once: None,
            is_known: false,
        }
    }

    /// A run that has room in the thread, and nothing else.
    pub(super) async fn with_room(engine: &Arc<Engine>, thread: ThreadId, start: Start) -> Result<Self, Refusal> {
        let claim = Self::about(engine, thread, &start);
        match engine.store.start(thread, start).await {
            Ok(Started::Run(_)) => Ok(claim),
            other => {
                claim.refused();
                Err(refused(None, other?, None).err().unwrap_or_else(Refusal::handler_failed))
            }
        }
    }

    /// Notes the offer, unless another run of this process holds it; answers whether that is so.
    fn with_offer(&mut self, offer: Option<Offer>, is_once: bool) -> bool {
        self.once = offer.as_ref().filter(|_| is_once).map(|offer| offer.widget);
        self.offer = offer;
        // What neither is a retry nor may run once holds nothing, here or in the store.
        self.is_held = self.request.is_some() || self.once.is_some();
        if self.is_held
            && let Some(engine) = &self.engine
        {
            self.is_known = engine.places.add(self.thread, self.request.as_ref(), self.once);
            return self.is_known;
        }
        true
    }

    /// Notes that the handler has accepted a click that it accepts once. Whatever happens now, the store goes on holding
    /// the offer if it cannot settle it, until the run would certainly be over.
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
    pub(super) async fn release(mut self, failure: Option<&Refusal>) {
        if self.is_held
            && let Some(engine) = &self.engine
        {
            let released = engine.store.abandon(self.thread, self.run, self.request.as_ref()).await;
            // Not before: if this is dropped in the middle, it is done over.
            self.is_held = false;
            if let Err(error) = released {
                tracing::error!(
                    error = chain(&error),
                    "an offer could not be released; it is free when its run would be over"
                );
            }
        }
        self.forget(failure);
    }

    fn forget(&mut self, failure: Option<&Refusal>) {
        if std::mem::take(&mut self.is_known)
            && let Some(engine) = &self.engine
        {
            engine.places.remove(self.thread, self.request.as_ref(), self.once, failure);
        }
    }
}

impl Drop for Claim {
    /// The client has gone, the server stops in the middle, or the store panicked.
    fn drop(&mut self) {
        if self.is_held
            && let Some(engine) = &self.engine
        {
            let engine = Arc::clone(engine);
            let (thread, run, request) = (self.thread, self.run, self.request.clone());
            let abandon = async move { engine.store.abandon(thread, run, request.as_ref()).await };
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
pub(super) fn start(engine: &Engine, run: RunId, limit: Duration) -> Start {
    let now = engine.clock.now();
    Start::of(run, now, now + limit.min(LONGEST) + GRACE + MARGIN)
}

/// Asks the store for what a run needs; waits while the same request is running. `unnamed` is for the log: why the click
/// is on no widget at all.
pub(super) async fn take(
    engine: &Arc<Engine>,
    thread: ThreadId,
    mut start: Start,
    unnamed: Option<&'static str>,
) -> Result<Claimed, Refusal> {
    let lasts = start.until.duration_since(start.now).unwrap_or_default();
    let is_once = start.click.as_ref().is_some_and(|click| click.once);
    let mut look = FIRST_LOOK;
    loop {
        let mut used = None;
        let running;
        let mut claim = Claim::about(engine, thread, &start);
        let started = engine.store.start(thread, start.clone()).await;
        if let Ok(Started::Run(offer)) = started {
            if claim.with_offer(offer, is_once) {
                return Ok(Claimed::Run(claim));
            }
            // The store's time for another run is over, and it runs still.
            used = claim.offer.as_ref().filter(|_| is_once).map(|offer| offer.widget);
            running = start.request.as_ref().and_then(|request| engine.places.wait(thread, request));
            claim.release(None).await;
        } else {
            claim.refused();
            match started? {
                Started::Running => {
                    running = start.request.as_ref().and_then(|request| engine.places.wait(thread, request));
                }
                other => return refused(start.click, other, unnamed),
            }
        }
        match (running, used) {
            (Some(running), _) => running.ended().await?,
            // It has ended in the meantime: what came of it?
            (None, Some(widget)) if !engine.places.holds(thread, widget) => {}
            (None, Some(widget)) => {
                return Err(Refusal::in_progress().with_widget(engine.store.widget(thread, widget).await?));
            }
            (None, None) => tokio::time::sleep(look).await,
        }
        look = (look * 2).min(LAST_LOOK);
        start.now = engine.clock.now();
        start.until = start.now + lasts;
        start.run = RunId::random();
    }
}

/// What a start is answered that neither runs nor waits.
fn refused(click: Option<Click>, started: Started, unnamed: Option<&'static str>) -> Result<Claimed, Refusal> {
    Err(match started {
        Started::Replied { turn, updates } => return Ok(Claimed::Replied(Outcome::again(turn, updates))),
        Started::Conflict => Refusal::request_conflict(),
        Started::NotOffered(why) => not_offered(click.map(|click| click.action), unnamed.unwrap_or(reason(why))),
        Started::InProgress(widget) => Refusal::in_progress().with_widget(*widget),
        Started::Closed(widget) if widget.state == WidgetState::Expired => Refusal::expired().with_widget(*widget),
        Started::Closed(widget) => Refusal::already_done().with_widget(*widget),
        Started::NotYours => not_yours(),
        // These two go on.
        Started::Run(_) | Started::Running => Refusal::handler_failed(),
    })
}

/// Refuses a click whose action needs an offer, in a thread that the client did not name: there is nothing to find.
pub(super) async fn refuse_without_thread(engine: &Engine, start: Start) -> Refusal {
    let action = start.click.as_ref().map(|click| click.action);
    // It is looked for all the same, so that all refusals take the same path.
    match engine.store.start(ThreadId::random(), start).await {
        Ok(_) | Err(StoreError::ThreadNotFound) => not_offered(action, "the click names no thread"),
        Err(error) => error.into(),
    }
}

fn reason(why: NotOffered) -> &'static str {
    match why {
        NotOffered::NoWidget => "its thread has no such widget",
        NotOffered::OtherAction => "its widget names another action",
    }
}

/// The client is told that there is no such offer. The log is told why.
pub(super) fn not_offered(action: Option<&str>, why: &'static str) -> Refusal {
    tracing::info!(action, why, "a click was refused");
    Refusal::not_offered()
}
