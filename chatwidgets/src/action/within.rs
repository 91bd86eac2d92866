//! Time limits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// As [`timeout`]; but what need not wait, as most handlers, does not pay for a timer.
pub(crate) async fn within<F: Future + Unpin>(limit: Duration, mut future: F) -> Result<F::Output, Elapsed> {
    match poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context))).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Box::pin(timeout(limit, future)).await,
    }
}
