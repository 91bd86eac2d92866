//! A store that counts its threads, and can fail to make one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use chatwidgets::thread::{
    Finish, MemoryStore, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore, UserId,
};
use chatwidgets::widget::WidgetInstance;
use chatwidgets::{ChatTurn, ThreadId, WidgetId, WidgetUpdate};

#[derive(Default)]
pub struct Watched {
    store: MemoryStore,
    threads: AtomicUsize,
    fails: AtomicBool,
}

impl Watched {
    pub fn threads(&self) -> usize {
        self.threads.load(Ordering::SeqCst)
    }

    pub fn fail_next_create(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }
}

#[async_trait]
impl ThreadStore for Watched {
    async fn create(&self, thread: NewThread) -> Result<(), StoreError> {
        if self.fails.swap(false, Ordering::SeqCst) {
            return Err(StoreError::failed("the disk is away"));
        }
        self.store.create(thread).await?;
        self.threads.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn owner(&self, thread: ThreadId) -> Result<Option<UserId>, StoreError> {
        self.store.owner(thread).await
    }

    async fn last(&self, thread: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        self.store.last(thread, n).await
    }

    async fn widget(&self, thread: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        self.store.widget(thread, widget).await
    }

    async fn start(&self, thread: ThreadId, start: Start) -> Result<Started, StoreError> {
        self.store.start(thread, start).await
    }

    async fn finish(&self, thread: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        self.store.finish(thread, finish).await
    }

    async fn abandon(&self, thread: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError> {
        self.store.abandon(thread, run, request).await
    }

    async fn expire(&self, thread: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        self.store.expire(thread, now).await
    }

    async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        self.store.delete(thread).await?;
        self.threads.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}
