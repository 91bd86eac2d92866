//! Threads: where conversations are kept.

mod memory;
mod record;

use std::sync::Arc;

use async_trait::async_trait;

pub use memory::{MemoryStore, MemoryStoreBuilder};
pub use record::TurnRecord;

use crate::turn::{ChatTurn, ThreadId};
use crate::widget::{WidgetId, WidgetInstance};

/// Keeps threads: [`MemoryStore`], or a store of your own.
///
/// A store passes the suite [`testing::thread_store`](crate::testing::thread_store) (feature `testing`). One that
/// keeps text keeps [`TurnRecord`]s.
#[async_trait]
pub trait ThreadStore: Send + Sync + 'static {
    /// Makes a thread with its first turns, which may be none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`] if there is no room, [`StoreError::Failed`] if the store fails or has such a thread.
    async fn create(&self, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError>;

    /// Adds turns to the end of a thread: all of them or none, and never between those of another call.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::Full`] if there is no room, [`StoreError::Failed`].
    async fn append(&self, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError>;

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

    /// Finds a widget instance in its current state.
    ///
    /// # Errors
    ///
    /// [`StoreError::ThreadNotFound`], [`StoreError::WidgetNotFound`], [`StoreError::Failed`].
    async fn widget(&self, thread: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError>;

    /// Replaces the widget instance of the same id, if its stored revision is still that of `widget`; answers what
    /// was stored, whose revision is one higher.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] with the stored instance if somebody else was first; [`StoreError::ThreadNotFound`],
    /// [`StoreError::WidgetNotFound`], [`StoreError::Full`], [`StoreError::Failed`].
    async fn update_widget(&self, thread: ThreadId, widget: WidgetInstance) -> Result<WidgetInstance, StoreError>;

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
    async fn create(&self, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError> {
        (**self).create(thread, turns).await
    }

    async fn append(&self, thread: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError> {
        (**self).append(thread, turns).await
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

    async fn update_widget(&self, thread: ThreadId, widget: WidgetInstance) -> Result<WidgetInstance, StoreError> {
        (**self).update_widget(thread, widget).await
    }

    async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        (**self).delete(thread).await
    }
}

/// What can go wrong with a thread.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such thread: it never was, was deleted, or was idle for too long.
    #[error("there is no such thread")]
    ThreadNotFound,
    /// The thread has no such widget.
    #[error("the thread has no such widget")]
    WidgetNotFound,
    /// The widget was changed in the meantime.
    #[error("the widget was changed in the meantime, it is at revision {}", .0.revision)]
    Conflict(Box<WidgetInstance>),
    /// There is no room for it.
    #[error("the store has no room for this")]
    Full,
    /// The store itself failed.
    #[error("the store failed: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Wraps a store's own error.
    pub fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }
}
