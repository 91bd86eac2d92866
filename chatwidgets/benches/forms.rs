//! What a form of 2, 10 and 50 fields costs to draw; what it sends is bound in the benchmark `binding`.
//!
//! `cargo bench --package chatwidgets --bench forms`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

mod payloads;

use std::hint::black_box;

use chatwidgets::prelude::*;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use payloads::{Book, Example, Fifty, Ten, Two};

fn draw<T: Example>(criterion: &mut Criterion) {
    let fields = T::FIELDS.len();
    let booking: T = serde_json::from_str(&T::typed()).expect("it is valid");
    let form = Form::new("Book a table", Book::<T>::new()).build().expect("every field can be drawn");
    assert_eq!(form.fields().len(), fields);

    let mut group = criterion.benchmark_group("draw a form");
    group.bench_function(BenchmarkId::new("empty", fields), |bencher| {
        bencher.iter(|| Form::new(black_box("Book a table"), Book::<T>::new()).build());
    });
    group.bench_function(BenchmarkId::new("with initial values", fields), |bencher| {
        bencher.iter(|| Form::new("Book a table", Book::<T>::new()).initial(black_box(&booking)).build());
    });
    group.finish();
}

criterion_group!(benches, draw::<Two>, draw::<Ten>, draw::<Fifty>);
criterion_main!(benches);
