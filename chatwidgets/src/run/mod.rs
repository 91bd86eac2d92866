//! Runs handlers: from the question whether one may run now to the reply that is stored. It knows no HTTP.
//!
//! There is one door, [`Engine::run`]. A click, a message and the page's welcome come through it; each says by a [`Call`] what
//! it wants, and gets an [`Outcome`] or a [`Refusal`].
//!
//! Four things decide whether a handler may run now. They look alike, and each does what the others cannot:
//!
//! - **The ledger** ([`Ledger`](crate::thread::Ledger)) is stored with the thread. It remembers which requests were
//!   answered and which offers are held, for every server and across restarts. What it holds is free again when the time of
//!   its run is over, so a server that is killed blocks nothing for long.
//! - **The places** ([`places`]) are the same for the runs of this process, without a time limit: a handler that blocks its
//!   thread, or a clock that jumps, outlives its time in the ledger, and a second run must not start beside it. Those who
//!   posted the same request wait here.
//! - **The claim** ([`claim`]) is the guard object of one run. It exists from before the store is asked, and when it is
//!   dropped it gives back what the ledger and the places hold for the run, whatever went wrong in between.
//! - **The count** ([`shutdown`]) is of running handlers, in all and by thread. It bounds how many run at once, and a clean
//!   stop waits until it is zero.
//!
//! # Runs without a request
//!
//! Handlers take Actix extractors, and these read an `HttpRequest`. So a call carries the request that it came from. A run
//! that has none gets one from [`without_request`]: it has the person's language and nothing else, neither a body nor the
//! app's data. An extractor that needs more refuses it, and the log says that there was no request.

mod call;
mod claim;
mod click;
mod detached;
mod engine;
mod limits;
mod meaning;
mod message;
mod places;
mod refusal;
mod reply;
mod running;
mod shares;
mod shutdown;
mod watchdog;
mod work;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

#[cfg(feature = "page")]
pub(crate) use call::Draft;
pub(crate) use call::{Call, Caller, Click, Message, Outcome, Trigger, What};
pub(crate) use engine::{Assistant, Engine};
pub(crate) use limits::Limits;
pub(crate) use refusal::{Reason, Refusal, size};
pub(crate) use shares::{Holders, Share, Shares};

impl Engine {
    /// Runs a handler, if it may run now, and stores its reply; or answers the reply to the same request of before.
    ///
    /// If the future is dropped, because nobody waits any more, a handler that has started runs on to its end, and its reply
    /// is stored.
    ///
    /// # Errors
    ///
    /// Why it may not run, or what came of it instead of a reply.
    pub(crate) fn run(
        self: &Arc<Self>,
        Call { caller, what }: Call,
    ) -> LocalBoxFuture<'static, Result<Outcome, Refusal>> {
        // In a box, since what calls it is boxed for every request: see `is_quickly_boxed`.
        let engine = Arc::clone(self);
        match what {
            What::Click(click) => Box::pin(click::run(engine, caller, click)),
            What::Message(message) => Box::pin(message::run(engine, caller, message)),
        }
    }
}

/// Whether a future is small enough to be boxed for every request: what is larger than 1,032 bytes glibc looks for among all
/// that is free, and tidies up before; what is smaller a thread has at hand. Actix adds some to what it boxes.
#[cfg(test)]
pub(crate) fn is_quickly_boxed(future: usize) -> bool {
    future <= 960
}
