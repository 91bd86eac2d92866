//! What ends a run early: the client, its time limit, the server.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// What ends a run early: the client, its time limit, the server.
#[derive(Clone)]
pub(crate) struct Stops {
    pub(crate) run: Stop,
    pub(crate) server: Arc<CancellationToken>,
}

impl Stops {
    pub(crate) async fn stopped(&self) {
        tokio::select! {
            () = self.run.stopped() => {}
            () = self.server.cancelled() => {}
        }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.run.is_stopped() || self.server.is_cancelled()
    }
}

/// Stops one run. A run stays on its worker, so this need not be shared with other threads.
#[derive(Clone, Default)]
pub(crate) struct Stop(Rc<Signal>);

#[derive(Default)]
struct Signal {
    is_given: Cell<bool>,
    given: Notify,
}

impl Stop {
    pub(crate) fn stop(&self) {
        self.0.is_given.set(true);
        self.0.given.notify_waiters();
    }

    fn is_stopped(&self) -> bool {
        self.0.is_given.get()
    }

    async fn stopped(&self) {
        let mut given = std::pin::pin!(self.0.given.notified());
        // From here on it is not missed.
        given.as_mut().enable();
        if !self.is_stopped() {
            given.await;
        }
    }
}

/// Stops a run when it is dropped, unless it is disarmed.
pub(crate) struct StopWhenDropped(Option<Stop>);

impl StopWhenDropped {
    pub(crate) fn new(stop: &Stop) -> Self {
        Self(Some(stop.clone()))
    }

    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        if let Some(stop) = &self.0 {
            stop.stop();
        }
    }
}
