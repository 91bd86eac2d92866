//! Stopping: no new handlers, and time for the running ones to finish.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Chat, ChatWidgets};

/// Counts running handlers, and knows whether the server stops.
#[derive(Debug, Default)]
pub(super) struct Drain {
    running: AtomicUsize,
    finished: Notify,
    stopping: CancellationToken,
}

impl Drain {
    /// Resolves, or is cancelled, when the server stops.
    pub(super) fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    async fn idle(&self) {
        loop {
            let finished = self.finished.notified();
            if self.running.load(Ordering::SeqCst) == 0 {
                return;
            }
            finished.await;
        }
    }
}

/// One running handler, for as long as it lives.
pub(super) struct Running(Arc<Chat>);

impl Running {
    /// Counts a handler in, unless the server stops.
    pub(super) fn enter(chat: &Arc<Chat>) -> Option<Self> {
        // Counted before the look at the flag: a stop that came in between waits for this one.
        chat.drain.running.fetch_add(1, Ordering::SeqCst);
        let running = Self(Arc::clone(chat));
        (!chat.drain.stopping.is_cancelled()).then_some(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.drain.running.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.drain.finished.notify_waiters();
        }
    }
}

impl ChatWidgets {
    /// Stops the chat cleanly: for [`HttpServer::shutdown_signal`](actix_web::HttpServer::shutdown_signal).
    ///
    /// It waits for Ctrl-C or `SIGTERM`. Then every new click and message is refused as `shutting_down`, running
    /// handlers see [`ActionContext::cancelled`](crate::ActionContext::cancelled), and it resolves when the last of
    /// them has finished: after 30 s at the latest, or what
    /// [`drain_timeout`](crate::ChatWidgetsBuilder::drain_timeout) says, or at once on a second Ctrl-C. (Without it
    /// Actix would end running handlers on Ctrl-C.)
    pub fn drained(&self) -> impl Future<Output = ()> + Send + 'static {
        let chat = Arc::clone(&self.0);
        async move {
            stop_signal().await;
            tracing::info!("stopping: waiting for running handlers");
            tokio::select! {
                () = chat.drain() => tracing::info!("all handlers have finished"),
                () = stop_signal() => tracing::warn!("told to stop again: running handlers are abandoned"),
            }
        }
    }

    /// Stops the chat without a signal: as [`drained`](Self::drained), from the moment it is first polled.
    pub async fn drain(&self) {
        self.0.drain().await;
    }
}

impl Chat {
    async fn drain(&self) {
        self.drain.stopping.cancel();
        if tokio::time::timeout(self.limits.drain_timeout, self.drain.idle()).await.is_err() {
            tracing::warn!(limit = ?self.limits.drain_timeout, "some handlers have not finished in time");
        }
    }
}

/// Resolves on Ctrl-C or `SIGTERM`.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
        if let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        tracing::warn!("no signal can be received: the server does not stop by one");
        std::future::pending::<()>().await;
    }
}
