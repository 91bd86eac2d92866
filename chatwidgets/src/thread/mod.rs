//! Threads: where conversations are kept.

mod ledger;
mod memory;
mod record;
mod run;
mod user;

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

pub use ledger::{Ledger, Updated, Verdict};
pub use memory::{MemoryStore, MemoryStoreBuilder};
pub use record::TurnRecord;
pub use run::{Click, Finish, NewThread, NotOffered, Offer, RequestKey, RunId, Start, Started};
pub use user::UserId;

use crate::turn::{ChatTurn, ThreadId, WidgetUpdate};
use crate::widget::{WidgetId, WidgetInstance};

/// Keeps threads: [`MemoryStore`], or a store of your own.
///
/// Every store passes the suite [`testing::thread_store`](crate::testing::thread_store) (feature `testing`). A store that
/// keeps text stores [`TurnRecord`]s, and a [`Ledger`] with every thread. All times come from the caller: a store does not ask
/// a clock whether a widget has expired or a request is forgotten.
#[async_trait]
pub trait ThreadStore: Send + Sync + 'static {
    /// Makes a thread with its first turns, which may be none.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadFull`] or [`StoreError::Full`] if there is no room, [`StoreError::Failed`] if the store fails or has
    /// such a thread.
    async fn create(&self, thread: NewThread) -> Result<(), StoreError>;

    /// Tells whose a thread is: `None` for whoever knows its id.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn owner(&self, thread: ThreadId) -> Result<Option<UserId>, StoreError>;

    /// Reads the last `n` turns, oldest first; with `n` = 0 it tells whether the thread is there.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn last(&self, thread: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError>;

    /// Reads all turns, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn all(&self, thread: ThreadId) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        self.last(thread, usize::MAX).await
    }

    /// Finds a widget instance in its current state, by its id or that of a control inside it.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::WidgetNotFound`], [`StoreError::Failed`].
    async fn widget(&self, thread: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError>;

    /// Lets a handler run, or says why not.
    ///
    /// In one atomic step it checks that this person [may use](UserId::may_use) the thread; looks, by the rules of a
    /// [`Ledger`], for an earlier reply to the request and for another run that holds the offer; marks the widget as expired
    /// if its time is over; and notes down what this run holds, with its message if it has one. Where the thread is somebody
    /// else's, it answers [`Started::NotYours`] and changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::ThreadFull`] or [`StoreError::Full`] if it may run but there is no room for
    /// the message or the reply, [`StoreError::Failed`]: nothing is noted down then.
    async fn start(&self, thread: ThreadId, start: Start) -> Result<Started, StoreError>;

    /// Ends a run that was accepted, in one atomic step: appends the reply, changes the widgets, lets go of what the run
    /// held, and remembers the reply under the request's id for [`Ledger::REMEMBERED`]. Answers what became of the instances,
    /// in the order of the changes. A change is left out if its widget is not there (a control inside a widget is not a
    /// widget), or if it leaves the widget as it is.
    ///
    /// It may end a run that was never started, and so held nothing. It may also end a run whose reply was lost, without a
    /// turn: then only the changes are made, nothing is remembered, and a lack of room does not make it fail.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::ThreadFull`] or [`StoreError::Full`] if there is no room,
    /// [`StoreError::Failed`]: nothing is changed then. A run that was started with [`room`](Start::room) has it.
    async fn finish(&self, thread: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError>;

    /// Ends a run that was not accepted: lets go of what it held, so that it can be tried again.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn abandon(&self, thread: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError>;

    /// Marks every open widget whose time is over as expired, and answers them.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn expire(&self, thread: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError>;

    /// Forgets a thread.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Failed`].
    async fn delete(&self, thread: ThreadId) -> Result<(), StoreError>;
}

/// A store that is shared, for instance to be looked at from outside.
#[async_trait]
impl<S: ThreadStore + ?Sized> ThreadStore for Arc<S> {
    async fn create(&self, thread: NewThread) -> Result<(), StoreError> {
        (**self).create(thread).await
    }

    async fn owner(&self, thread: ThreadId) -> Result<Option<UserId>, StoreError> {
        (**self).owner(thread).await
    }

    async fn last(&self, thread: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        (**self).last(thread, n).await
    }

    async fn all(&self, thread: ThreadId) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        (**self).all(thread).await
    }

    async fn widget(&self, thread: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        (**self).widget(thread, widget).await
    }

    async fn start(&self, thread: ThreadId, start: Start) -> Result<Started, StoreError> {
        (**self).start(thread, start).await
    }

    async fn finish(&self, thread: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        (**self).finish(thread, finish).await
    }

    async fn abandon(&self, thread: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError> {
        (**self).abandon(thread, run, request).await
    }

    async fn expire(&self, thread: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        (**self).expire(thread, now).await
    }

    async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        (**self).delete(thread).await
    }
}

/// What can go wrong with a thread.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The thread does not exist: it was never made, was deleted, or was evicted.
    #[error("there is no such thread")]
    ThreadNotFound,
    /// The thread has no such widget.
    #[error("the thread has no such widget")]
    WidgetNotFound,
    /// The thread has no room for more, and never will have.
    #[error("the thread has no room for this")]
    ThreadFull,
    /// The store has no room for more now.
    #[error("the store has no room for this")]
    Full,
    /// The store itself failed; [`source`](std::error::Error::source) says why.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Wraps a store's own error.
    pub fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }
}
