//! What it costs to write a turn of 1, 15 and 100 widgets as JSON, as clients get it, and to write and read it as a store
//! that keeps text does.
//!
//! The one widget is a button; more are one of each type in turn.
//!
//! `cargo bench --package chatwidgets --bench turns`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

mod widgets;

use std::hint::black_box;

use chatwidgets::thread::TurnRecord;
use chatwidgets::{ChatTurn, Role, ThreadId};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn turns(criterion: &mut Criterion) {
    for count in [1, 15, 100] {
        let turn = ChatTurn::new(Role::Assistant, ThreadId::random(), "Here is what we have.");
        let turn = turn.with_widgets(widgets::mixed(count));
        let json = serde_json::to_vec(&turn).expect("a turn can be written");
        let record = TurnRecord::from(turn.clone());
        let stored = serde_json::to_vec(&record).expect("a record can be written");

        let mut group = criterion.benchmark_group("turn");
        group.throughput(Throughput::Bytes(json.len() as u64));
        group.bench_function(BenchmarkId::new("write", count), |bencher| {
            bencher.iter(|| black_box(&turn).to_json());
        });
        group.throughput(Throughput::Bytes(stored.len() as u64));
        group.bench_function(BenchmarkId::new("write a record", count), |bencher| {
            bencher.iter(|| serde_json::to_vec(black_box(&record)));
        });
        group.bench_function(BenchmarkId::new("read a record", count), |bencher| {
            bencher.iter(|| serde_json::from_slice::<TurnRecord>(black_box(&stored)).expect("it was just written"));
        });
        group.finish();
    }
}

criterion_group!(benches, turns);
criterion_main!(benches);
