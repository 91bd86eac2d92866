//! What waits, holds and drains, in many orders in which threads may take turns.
//!
//! The files below `run` are the library's own, taken in as they are. They name what threads share as `crate::sync`, and
//! here that is `sync`: locks, counters and waits that let another thread go on at every step. What else they name is the
//! library's, or as little of it as they need.
#![allow(dead_code, unreachable_pub, reason = "the files are taken in whole, and are not public where they come from")]
#![allow(missing_docs, missing_debug_implementations, clippy::missing_panics_doc, reason = "it is for one test alone")]

mod run;
mod sync;

pub use run::checks;

mod thread {
    pub(crate) use chatwidgets::thread::{RequestKey, UserId};
}

mod turn {
    pub(crate) use chatwidgets::ThreadId;
}

mod widget {
    pub(crate) use chatwidgets::WidgetId;

    pub(crate) type IdHashes = foldhash::fast::FixedState;
}
