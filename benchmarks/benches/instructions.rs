//! How many instructions a request takes, from its first byte to the last of its answer: counted by callgrind, outside of the
//! kernel, HTTP included. `cargo run --release -p chatwidgets-benchmarks --bin instructions` runs this and compares.

#![expect(missing_docs, clippy::panic, reason = "the macros make public items, and a benchmark that fails must end")]

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::wire::Wire;
use gungraun::prelude::*;

/// How many requests are counted; the first ones are not, in which buffers grow and lazy parts are made.
const REQUESTS: usize = 100;
const WARM_UP: usize = 50;

fn ready(side: Side, case: Case) -> Wire {
    warm(Wire::new(side, case))
}

/// As a client that posts an HTML form's values as they are: texts.
fn ready_with_texts(side: Side, case: Case) -> Wire {
    warm(Wire::edited(side, case, |body| body.replace(r#""rating":5"#, r#""rating":"5""#)))
}

/// As most apps run: somebody subscribes to what is logged, from `info` on.
fn ready_and_logged(side: Side, case: Case) -> Wire {
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::io::sink);
    log.init();
    ready(side, case)
}

/// The same, where somebody wants the span and all events of every click.
fn ready_and_traced(side: Side, case: Case) -> Wire {
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(std::io::sink);
    log.init();
    ready(side, case)
}

fn warm(wire: std::io::Result<Wire>) -> Wire {
    let wire = wire.and_then(|mut wire| wire.play(WARM_UP).map(|()| wire));
    wire.unwrap_or_else(|error| panic!("{error}"))
}

fn count(mut wire: Wire) -> Wire {
    if let Err(error) = wire.play(REQUESTS) {
        panic!("{error}");
    }
    // Dropped outside of what is counted.
    wire
}

#[library_benchmark(setup = ready)]
#[bench::click(Side::Bare, Case::Click)]
#[bench::feedback(Side::Bare, Case::Feedback)]
#[bench::booking(Side::Bare, Case::Booking)]
#[bench::once(Side::Bare, Case::Once)]
#[bench::message(Side::Bare, Case::Message)]
#[bench::history(Side::Bare, Case::History)]
fn bare(wire: Wire) -> Wire {
    count(wire)
}

#[library_benchmark(setup = ready)]
#[bench::click(Side::Same, Case::Click)]
#[bench::feedback(Side::Same, Case::Feedback)]
#[bench::booking(Side::Same, Case::Booking)]
#[bench::invalid(Side::Same, Case::Invalid)]
#[bench::once(Side::Same, Case::Once)]
#[bench::message(Side::Same, Case::Message)]
#[bench::history(Side::Same, Case::History)]
fn same(wire: Wire) -> Wire {
    count(wire)
}

#[library_benchmark(setup = ready)]
#[bench::click(Side::Framework(100), Case::Click)]
#[bench::feedback(Side::Framework(100), Case::Feedback)]
#[bench::booking(Side::Framework(100), Case::Booking)]
#[bench::invalid(Side::Framework(100), Case::Invalid)]
#[bench::once(Side::Framework(100), Case::Once)]
#[bench::message(Side::Framework(100), Case::Message)]
#[bench::history(Side::Framework(100), Case::History)]
#[bench::feedback_as_texts(args = (Side::Framework(100), Case::Feedback), setup = ready_with_texts)]
#[bench::click_logged(args = (Side::Framework(100), Case::Click), setup = ready_and_logged)]
#[bench::click_traced(args = (Side::Framework(100), Case::Click), setup = ready_and_traced)]
fn framework(wire: Wire) -> Wire {
    count(wire)
}

library_benchmark_group!(name = requests, benchmarks = [bare, same, framework]);

main!(library_benchmark_groups = requests);
