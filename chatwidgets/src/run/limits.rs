//! Bounds of what handlers may do.

use std::thread::available_parallelism;
use std::time::Duration;

/// Bounds of what handlers may do.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Of a message to the assistant.
    pub(crate) max_message_bytes: usize,
    /// How long a clean stop waits.
    pub(crate) drain_timeout: Duration,
    /// Handlers that run at once.
    pub(crate) in_thread: usize,
    pub(crate) in_all: usize,
    /// One person, and one address, may take one part in so many of what there is in all.
    pub(crate) share: usize,
    /// Of one reply.
    pub(crate) max_widgets: usize,
    pub(crate) max_reply_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self {
            max_message_bytes: 64 << 10,
            drain_timeout: Duration::from_secs(30),
            in_thread: 8,
            in_all: 1_024 * cores,
            share: 8,
            max_widgets: 100,
            max_reply_bytes: 512 << 10,
        }
    }
}
