//! Thread stores: the suite that all of them pass, and the bounds of the one in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwidgets::testing::thread_store;
use chatwidgets::thread::{MemoryStore, StoreError, ThreadStore, TurnRecord};
use chatwidgets::{ChatTurn, Role, ThreadId, WidgetId, WidgetInstance};

fn turn(thread: ThreadId, content: &str) -> Vec<Arc<ChatTurn>> {
    vec![Arc::new(ChatTurn::new(Role::User, thread, content))]
}

async fn thread(store: &MemoryStore, content: &str) -> ThreadId {
    let id = ThreadId::random();
    store.create(id, turn(id, content)).await.unwrap();
    id
}

async fn is_there(store: &MemoryStore, id: ThreadId) -> bool {
    match store.last(id, 0).await {
        Ok(_) => true,
        Err(StoreError::ThreadNotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_store_in_memory_passes_the_suite() {
    thread_store::suite(async || MemoryStore::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_small_store_of_one_shard_passes_the_suite() {
    thread_store::suite(async || MemoryStore::builder().max_threads(10).build()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_that_keeps_records_as_text_passes_the_suite() {
    thread_store::suite(async || TextStore::default()).await;
}

#[tokio::test]
async fn the_least_recently_used_thread_goes_first() {
    let store = MemoryStore::builder().max_threads(3).build();
    let (a, b, c) = (thread(&store, "a").await, thread(&store, "b").await, thread(&store, "c").await);
    store.last(a, 1).await.unwrap();
    let d = thread(&store, "d").await;
    assert!(!is_there(&store, b).await, "b was not used since");
    assert!(is_there(&store, a).await && is_there(&store, c).await && is_there(&store, d).await);
    assert_eq!(store.threads(), 3);
}

#[tokio::test]
async fn bytes_are_bounded_over_all_threads() {
    let store = MemoryStore::builder().max_bytes(64 << 10).build();
    let old = thread(&store, &"x".repeat(20 << 10)).await;
    let new = thread(&store, &"y".repeat(20 << 10)).await;
    assert!(is_there(&store, old).await);
    store.append(new, turn(new, &"z".repeat(30 << 10))).await.unwrap();
    assert!(!is_there(&store, old).await, "an append makes room too");
    assert!(store.bytes() <= 64 << 10);
    assert!(matches!(store.append(new, turn(new, &"z".repeat(30 << 10))).await, Err(StoreError::Full)));
    assert_eq!(store.all(new).await.unwrap().len(), 2, "what does not fit leaves the thread as it was");
    let id = ThreadId::random();
    assert!(matches!(store.create(id, turn(id, &"z".repeat(80 << 10))).await, Err(StoreError::Full)));
    store.delete(new).await.unwrap();
    assert_eq!((store.threads(), store.bytes()), (0, 0), "nothing is counted that is not there");
}

#[tokio::test]
async fn many_shards_keep_the_bounds_together() {
    let store = MemoryStore::builder().max_threads(20_000).max_bytes(300 << 10).build();
    for _ in 0..2_000 {
        thread(&store, "a turn of a person").await;
        assert!(store.bytes() <= 300 << 10);
    }
    assert!(store.threads() > 300, "{} threads", store.threads());
}

#[tokio::test(start_paused = true)]
async fn an_idle_thread_expires() {
    let store = MemoryStore::builder().max_threads(100).idle(Duration::from_secs(60)).build();
    let (used, idle) = (thread(&store, "used").await, thread(&store, "idle").await);
    tokio::time::advance(Duration::from_secs(40)).await;
    store.last(used, 1).await.unwrap();
    tokio::time::advance(Duration::from_secs(30)).await;
    assert!(is_there(&store, used).await);
    assert!(!is_there(&store, idle).await);
    tokio::time::advance(Duration::from_secs(60)).await;
    thread(&store, "new").await;
    assert_eq!(store.threads(), 1, "a write lets go of what is idle, without anybody asking for it");
}

/// Keeps each turn as text, as a database would.
#[derive(Default)]
struct TextStore(Mutex<BTreeMap<ThreadId, Vec<String>>>);

fn write(turn: &ChatTurn) -> String {
    serde_json::to_string(&TurnRecord::from(turn.clone())).unwrap()
}

fn read(text: &str) -> ChatTurn {
    serde_json::from_str::<TurnRecord>(text).unwrap().into()
}

#[async_trait::async_trait]
impl ThreadStore for TextStore {
    async fn create(&self, id: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError> {
        let mut threads = self.0.lock().unwrap();
        if threads.contains_key(&id) {
            return Err(StoreError::failed("it is there"));
        }
        threads.insert(id, turns.iter().map(|turn| write(turn)).collect());
        Ok(())
    }

    async fn append(&self, id: ThreadId, turns: Vec<Arc<ChatTurn>>) -> Result<(), StoreError> {
        let mut threads = self.0.lock().unwrap();
        let thread = threads.get_mut(&id).ok_or(StoreError::ThreadNotFound)?;
        thread.extend(turns.iter().map(|turn| write(turn)));
        Ok(())
    }

    async fn last(&self, id: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        let threads = self.0.lock().unwrap();
        let thread = threads.get(&id).ok_or(StoreError::ThreadNotFound)?;
        Ok(thread[thread.len().saturating_sub(n)..].iter().map(|text| Arc::new(read(text))).collect())
    }

    async fn widget(&self, id: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        let turns = self.all(id).await?;
        let mut widgets = turns.iter().flat_map(|turn| &turn.widgets);
        widgets.find(|instance| instance.id == widget).cloned().ok_or(StoreError::WidgetNotFound)
    }

    async fn update_widget(&self, id: ThreadId, mut widget: WidgetInstance) -> Result<WidgetInstance, StoreError> {
        let mut threads = self.0.lock().unwrap();
        for text in threads.get_mut(&id).ok_or(StoreError::ThreadNotFound)? {
            let mut turn = read(text);
            let Some(stored) = turn.widgets.iter_mut().find(|stored| stored.id == widget.id) else { continue };
            if stored.revision != widget.revision {
                return Err(StoreError::Conflict(Box::new(stored.clone())));
            }
            widget.revision += 1;
            *stored = widget.clone();
            *text = write(&turn);
            return Ok(widget);
        }
        Err(StoreError::WidgetNotFound)
    }

    async fn delete(&self, id: ThreadId) -> Result<(), StoreError> {
        self.0.lock().unwrap().remove(&id).map(drop).ok_or(StoreError::ThreadNotFound)
    }
}
