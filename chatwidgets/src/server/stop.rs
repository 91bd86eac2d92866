//! A clean stop, by a signal or by the app.

use std::future::Future;
use std::sync::Arc;

use super::chat::ChatWidgets;

impl ChatWidgets {
    /// Stops the chat cleanly: for [`HttpServer::shutdown_signal`](actix_web::HttpServer::shutdown_signal).
    ///
    /// It waits for Ctrl-C or `SIGTERM`. From then on every new click and message is refused as `shutting_down`, and running
    /// handlers see [`ActionContext::cancelled`](crate::ActionContext::cancelled). It resolves when the last of them has
    /// finished, when [`drain_timeout`](crate::ChatWidgetsBuilder::drain_timeout) is over (30 s by default), or on a second
    /// Ctrl-C. Actix then gives clients that still wait its own
    /// [`shutdown_timeout`](actix_web::HttpServer::shutdown_timeout) (30 s by default). Without this future, Actix would end
    /// running handlers on Ctrl-C.
    pub fn drained(&self) -> impl Future<Output = ()> + Send + 'static {
        let engine = Arc::clone(&self.0.state.engine);
        async move {
            stop_signal().await;
            tracing::info!("stopping: waiting for running handlers");
            tokio::select! {
                () = engine.drain() => tracing::info!("all handlers have finished"),
                () = stop_signal() => tracing::warn!("told to stop again: running handlers are abandoned"),
            }
        }
    }

    /// Stops the chat without a signal: the same as [`drained`](Self::drained), from the moment it is first polled.
    pub async fn drain(&self) {
        self.0.state.engine.drain().await;
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
