//! Stopping: no new handlers, and time for the running ones to finish.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::held::Held;
use super::limits::RunningInThreads;
use super::problem::Problem;
use super::{Chat, ChatWidgets};
use crate::turn::ThreadId;

/// Counts running handlers, and knows whether the server stops.
#[derive(Debug, Default)]
pub(super) struct Drain {
    running: AtomicUsize,
    finished: Notify,
    held: Held,
    in_threads: RunningInThreads,
    stopping: Arc<CancellationToken>,
}

impl Drain {
    /// Resolves, or is cancelled, when the server stops.
    pub(super) fn stopping(&self) -> &Arc<CancellationToken> {
        &self.stopping
    }

    /// What running handlers hold.
    pub(super) fn held(&self) -> &Held {
        &self.held
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
pub(super) struct Running {
    chat: Arc<Chat>,
    thread: Option<ThreadId>,
}

impl Running {
    /// Counts a handler in, unless the server stops or there are too many: in all, or in the thread, if that is there
    /// already.
    pub(super) fn enter(chat: &Arc<Chat>, thread: Option<ThreadId>) -> Result<Self, Problem> {
        // Counted before the look at the flag: a stop that came in between waits for this one.
        let earlier = chat.drain.running.fetch_add(1, Ordering::SeqCst);
        let mut running = Self { chat: Arc::clone(chat), thread: None };
        if chat.drain.stopping.is_cancelled() {
            return Err(Problem::shutting_down());
        }
        if earlier >= chat.limits.in_all {
            tracing::warn!(limit = chat.limits.in_all, "too many handlers are running");
            return Err(Problem::overloaded());
        }
        if let Some(thread) = thread {
            if !chat.drain.in_threads.enter(thread, chat.limits.in_thread) {
                return Err(Problem::too_many_requests(Duration::from_secs(1)));
            }
            running.thread = Some(thread);
        }
        Ok(running)
    }

    /// The chat that counts it.
    pub(super) fn chat(&self) -> &Arc<Chat> {
        &self.chat
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let drain = &self.chat.drain;
        if let Some(thread) = self.thread {
            drain.in_threads.leave(thread);
        }
        if drain.running.fetch_sub(1, Ordering::SeqCst) == 1 {
            drain.finished.notify_waiters();
        }
    }
}

impl ChatWidgets {
    /// Stops the chat cleanly: for [`HttpServer::shutdown_signal`](actix_web::HttpServer::shutdown_signal).
    ///
    /// It waits for Ctrl-C or `SIGTERM`. Then every new click and message is refused as `shutting_down`, running
    /// handlers see [`ActionContext::cancelled`](crate::ActionContext::cancelled), and it resolves when the last of
    /// them has finished: after 30 s at the latest, or what
    /// [`drain_timeout`](crate::ChatWidgetsBuilder::drain_timeout) says, or at once on a second Ctrl-C. Clients that
    /// still wait have Actix's own [`shutdown_timeout`](actix_web::HttpServer::shutdown_timeout) then, 30 s unless told.
    /// (Without it Actix would end running handlers on Ctrl-C.)
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
