//! A signal that asks one run to stop.

use std::cell::Cell;

use tokio::sync::Notify;

/// Asks one run to stop. A run stays on its worker, so no other thread needs this.
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
        // A signal that is given from here on is not missed.
        given.as_mut().enable();
        if !self.is_given() {
            given.await;
        }
    }
}
