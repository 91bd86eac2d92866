//! What threads share and wait for, in one place: a test puts its own in there, and tries many orders in which threads may
//! take turns (`tests/interleavings`).

pub(crate) use std::sync::atomic::{AtomicBool, AtomicUsize};
pub(crate) use std::sync::{Mutex, MutexGuard};

pub(crate) use tokio::sync::Notify;
pub(crate) use tokio::time::timeout;
pub(crate) use tokio_util::sync::CancellationToken;
