//! Time limits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

/// The longest that anything may take: a limit of centuries would not be a time of day.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Like [`tokio::time::timeout`], but without a timer for a future that never waits, as most handlers.
pub(crate) async fn within<F: Future + Unpin>(limit: Duration, mut future: F) -> Result<F::Output, Elapsed> {
    // The time before it first waits counts as well.
    let start = Instant::now();
    match poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context))).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Box::pin(timeout_at(start + limit.min(LONGEST), future)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_limit_of_centuries_is_one() {
        let waits = std::pin::pin!(tokio::task::yield_now());
        assert!(within(Duration::MAX, waits).await.is_ok());
    }
}
