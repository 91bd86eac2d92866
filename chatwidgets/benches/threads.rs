//! What the store in memory takes to append a turn to a thread of 10, 1,000 and 100,000 turns, and to read its last 50.
//!
//! A thread that is appended to grows, and is measured at its size all the same: after a tenth more turns it is made
//! anew, and that is not counted. So it has at most 10 % more turns than its name says.
//!
//! `cargo bench --package chatwidgets --bench threads`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use actix_web::rt;
use chatwidgets::prelude::*;
use chatwidgets::thread::{Finish, MemoryStore, NewThread, RunId, ThreadStore};
use chatwidgets::{ChatTurn, Role, ThreadId};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

struct Click;

impl WidgetAction for Click {
    const NAME: &'static str = "click";
    type Payload = NoPayload;
    type Bound = NoBound;
}

/// As many turns: questions, and answers with a button each.
fn turns(thread: ThreadId, count: usize) -> Vec<Arc<ChatTurn>> {
    let question = || ChatTurn::new(Role::User, thread, "Where is my order?");
    let answer = || {
        let button = Button::new("Follow it", Click).into();
        ChatTurn::new(Role::Assistant, thread, "It is on its way, and arrives at noon.").with_widgets([button])
    };
    (0..count).map(|n| Arc::new(if n % 2 == 0 { question() } else { answer() })).collect()
}

fn store() -> MemoryStore {
    // A thread of 100,000 turns is longer than one that is kept by default.
    MemoryStore::builder().max_thread_bytes(usize::MAX).max_bytes(usize::MAX).build()
}

/// A turn to be appended. A turn has just been written when it is stored, since it is sent too: so it is in the
/// processor's caches.
fn written(turn: &Arc<ChatTurn>) -> Arc<ChatTurn> {
    black_box(serde_json::to_vec(&**turn)).expect("a turn can be written");
    Arc::clone(turn)
}

/// Appends turns one by one, `times` in all, to threads that begin with `first`, and tells how long that took.
async fn append(id: ThreadId, first: &[Arc<ChatTurn>], more: &[Arc<ChatTurn>], times: usize) -> Duration {
    let store = store();
    let mut left = times;
    let mut taken = Duration::ZERO;
    while left > 0 {
        store.create(NewThread::new(id, first.to_vec())).await.expect("there is room");
        for few in more.chunks(100) {
            let turns: Vec<_> = few.iter().take(left).map(written).collect();
            left -= turns.len();
            let begin = Instant::now();
            for turn in turns {
                let end = Finish::new(RunId::random(), turn, SystemTime::now());
                store.finish(id, end).await.expect("there is room");
            }
            taken += begin.elapsed();
        }
        store.delete(id).await.expect("it is there");
    }
    taken
}

fn threads(criterion: &mut Criterion) {
    let system = rt::System::new();
    for count in [10, 1_000, 100_000] {
        let id = ThreadId::random();
        let first = turns(id, count);
        let more = turns(id, count / 10);
        // A turn knows how long its JSON is once it was asked: as in a server, where it was written to be sent.
        system.block_on(append(id, &first, &more, more.len()));
        let mut group = criterion.benchmark_group("thread");
        group.bench_function(BenchmarkId::new("append", count), |bencher| {
            bencher.iter_custom(|times| {
                system.block_on(append(id, &first, &more, usize::try_from(times).expect("it fits")))
            });
        });
        let store = store();
        system.block_on(store.create(NewThread::new(id, first))).expect("there is room");
        group.bench_function(BenchmarkId::new("last 50", count), |bencher| {
            bencher.iter(|| system.block_on(store.last(black_box(id), 50)).expect("it is there"));
        });
        group.finish();
    }
}

criterion_group!(benches, threads);
criterion_main!(benches);
