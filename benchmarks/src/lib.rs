//! What one request costs: the same service on the framework and written by hand, and the requests that are made of it.
//!
//! `docs/performance.md` of the library says what is measured, how to repeat it, and what it does not say.

pub mod by_hand;
pub mod case;
pub mod client;
pub mod connection;
pub mod contest;
pub mod cores;
pub mod exit;
pub mod framework;
pub mod interval;
pub mod machine;
pub mod payload;
pub mod process;
pub mod service;
pub mod serving;
pub mod wire;
