//! What ends a run early: the client, its time limit, the server.

use std::cell::Cell;

use tokio::sync::Notify;

use super::context::ActionContext;

/// Stops one run. A run stays on its worker, so this need not be shared with other threads.
#[derive(Default)]
pub(super) struct Stop {
    is_given: Cell<bool>,
    given: Notify,
}

impl Stop {
    pub(super) fn give(&self) {
        self.is_given.set(true);
        self.given.notify_waiters();
    }

    pub(super) fn is_given(&self) -> bool {
        self.is_given.get()
    }

    pub(super) async fn given(&self) {
        let mut given = std::pin::pin!(self.given.notified());
        // From here on it is not missed.
        given.as_mut().enable();
        if !self.is_given() {
            given.await;
        }
    }
}

/// Stops a run when it is dropped, unless it is disarmed.
pub(crate) struct StopWhenDropped(Option<ActionContext>);

impl StopWhenDropped {
    pub(crate) fn new(context: ActionContext) -> Self {
        Self(Some(context))
    }

    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        if let Some(context) = &self.0 {
            context.stop();
        }
    }
}
