//! Tests of an app's chat, in process and without a socket; and the suite that every thread store passes.
//!
//! Behind the feature `testing`, which belongs in `[dev-dependencies]`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::result_large_err, reason = "an error is made once a test")]

mod answer;
mod chat;
mod page;
pub mod thread_store;
mod widget;

pub use answer::{Answer, Refused};
pub use chat::TestChat;
pub use widget::TestWidget;
