//! What threads share and wait for, where another thread may go on at every step.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicUsize};
pub(crate) use shuttle::sync::{Mutex, MutexGuard};

/// What tokio promises of its type of this name, as far as it is used: who waits is woken by a `notify_waiters` that comes
/// after its `notified`, and by no other.
#[derive(Debug, Default)]
pub(crate) struct Notify(Mutex<Notices>);

#[derive(Debug, Default)]
struct Notices {
    given: usize,
    waiting: Vec<Waker>,
}

impl Notify {
    fn notices(&self) -> MutexGuard<'_, Notices> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn notify_waiters(&self) {
        let mut notices = self.notices();
        notices.given += 1;
        let waiting = std::mem::take(&mut notices.waiting);
        drop(notices);
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn notified(&self) -> Notified<'_> {
        Notified { notify: self, given: self.notices().given }
    }
}

pub(crate) struct Notified<'a> {
    notify: &'a Notify,
    /// How often it was notified before.
    given: usize,
}

impl Notified<'_> {
    pub(crate) fn enable(self: Pin<&mut Self>) -> bool {
        self.notify.notices().given != self.given
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut notices = self.notify.notices();
        if notices.given != self.given {
            return Poll::Ready(());
        }
        notices.waiting.push(context.waker().clone());
        Poll::Pending
    }
}

/// A flag, which is all that is used of tokio's type of this name.
#[derive(Debug, Default)]
pub(crate) struct CancellationToken(AtomicBool);

impl CancellationToken {
    pub(crate) fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The time is never over: what waits for ever is seen to do so.
pub(crate) async fn timeout<F: Future>(_: Duration, future: F) -> Result<F::Output, Infallible> {
    Ok(future.await)
}
