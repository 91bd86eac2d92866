//! Notices handlers that block their thread: everything else on it waits for them.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

/// How often it looks. A handler that works for so long without a wait is told of at the second look.
const LOOK: Duration = Duration::from_secs(1);

/// How long it says nothing more of the same handler.
const SILENCE: Duration = Duration::from_secs(60);

/// What a thread works on.
#[derive(Debug, Default)]
struct Desk(Mutex<Option<Busy>>);

#[derive(Debug, Clone, Copy)]
struct Busy {
    action: &'static str,
    since: Instant,
}

impl Desk {
    fn busy(&self) -> MutexGuard<'_, Option<Busy>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The desks of all threads that have run a handler.
static DESKS: Mutex<Vec<Weak<Desk>>> = Mutex::new(Vec::new());

thread_local! {
    static DESK: Arc<Desk> = new_desk();
}

fn new_desk() -> Arc<Desk> {
    static WATCHING: Once = Once::new();
    let desk = Arc::new(Desk::default());
    DESKS.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&desk));
    // Without it, everything works as well.
    WATCHING.call_once(|| drop(thread::Builder::new().name("chatwidgets-watchdog".to_owned()).spawn(look_for_ever)));
    desk
}

fn look_for_ever() {
    let mut told = HashMap::new();
    loop {
        thread::sleep(LOOK);
        let mut desks = DESKS.lock().unwrap_or_else(PoisonError::into_inner);
        desks.retain(|desk| desk.strong_count() > 0);
        let busy: Vec<_> = desks.iter().filter_map(|desk| *desk.upgrade()?.busy()).collect();
        drop(desks);
        for busy in busy {
            tell(busy, &mut told);
        }
    }
}

fn tell(Busy { action, since }: Busy, told: &mut HashMap<&'static str, Instant>) {
    let lasts = since.elapsed();
    if lasts >= LOOK && told.get(action).is_none_or(|told| told.elapsed() >= SILENCE) {
        told.insert(action, Instant::now());
        tracing::warn!(
            action,
            ?lasts,
            "a handler blocks its thread, and everything else on it waits: what blocks belongs in `web::block`"
        );
    }
}

/// A handler that is watched.
pub(super) struct Watched<F> {
    pub(super) action: &'static str,
    pub(super) handler: F,
}

impl<F: Future + Unpin> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let action = self.action;
        DESK.with(|desk| {
            *desk.busy() = Some(Busy { action, since: Instant::now() });
            // The handler's panics are caught further inside.
            let polled = Pin::new(&mut self.handler).poll(context);
            *desk.busy() = None;
            polled
        })
    }
}
