//! What the registry costs with 10, 1,000 and 100,000 actions: to find one by its name, to miss one, and to be built.
//!
//! A name that is not there costs more than one that is: the answer names the nearest one.
//!
//! `cargo bench --package chatwidgets --bench registry`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

use std::hint::black_box;

use chatwidgets::{ActionEntry, ChatWidgets, ChatWidgetsBuilder};
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};

/// How far the next look-up is from the one before: a prime, so that every action has its turn, and what was just read
/// is not read again.
const STRIDE: usize = 7_919;

async fn click() {}

fn builder(names: &[&'static str]) -> ChatWidgetsBuilder {
    let empty = ChatWidgets::builder().without_discovery();
    names.iter().fold(empty, |chat, name| chat.action(ActionEntry::new(name, click)))
}

fn registry(criterion: &mut Criterion) {
    for count in [10, 1_000, 100_000] {
        // Names live as long as the program, as those that are written in it do.
        let names: Vec<&'static str> = (0..count).map(|n| &*format!("move_item_{n}").leak()).collect();
        let chat = builder(&names).build().expect("no two names are the same");
        let mut group = criterion.benchmark_group("registry");
        let mut at = 0;
        group.bench_function(BenchmarkId::new("get", count), |bencher| {
            bencher.iter(|| {
                at = (at + STRIDE) % names.len();
                chat.registry().get(black_box(names[at])).expect("it is registered")
            });
        });
        group.bench_function(BenchmarkId::new("get a name that is not there", count), |bencher| {
            bencher.iter(|| chat.registry().get(black_box("moveitem_7")).expect_err("it is not registered"));
        });
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("build", count), |bencher| {
            bencher.iter_batched(|| builder(&names), ChatWidgetsBuilder::build, BatchSize::PerIteration);
        });
        group.finish();
    }
}

criterion_group!(benches, registry);
criterion_main!(benches);
