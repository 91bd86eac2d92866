//! What a form costs: to draw one of 10 fields, and to bind and check what it sends.
//!
//! `cargo bench --package chatwidgets --bench forms`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

use std::hint::black_box;

use chatwidgets::prelude::*;
use chatwidgets::{ActionEntry, ChatWidgets};
use criterion::{Criterion, criterion_group, criterion_main};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Booking {
    /// Full name
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// E-mail
    #[schemars(email)]
    email: String,
    /// Guests
    #[schemars(range(min = 1, max = 12))]
    guests: u8,
    /// Room
    room: Room,
    /// Extras
    extras: Vec<Room>,
    /// Day
    day: input::DateText,
    /// Window seat
    window: bool,
    /// Anything else?
    #[schemars(length(max = 500))]
    notes: Option<String>,
    /// Telephone
    phone: Option<String>,
    /// Budget
    #[schemars(range(min = 0))]
    budget: Option<u32>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Room {
    /// The hall
    Hall,
    Garden,
    /// On the roof
    Roof,
}

struct BookTable;

impl WidgetAction for BookTable {
    const NAME: &'static str = "book_table";
    type Payload = Booking;
    type Bound = NoBound;
}

const SENT: &str = r#"{"name":"Ada Lovelace","email":"ada@example.com","guests":"4","room":"Roof","extras":["Hall"],
    "day":"2026-07-01","window":true,"notes":"A cake, please","phone":"","budget":"120"}"#;

fn forms(criterion: &mut Criterion) {
    async fn book(_: Payload<Booking>) {}
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("book_table", book)).build();
    let chat = chat.expect("the payload is usable");
    let action = chat.registry().find("book_table").expect("it is registered");
    let booking: Booking = action.bind(SENT).expect("it is valid");

    let mut group = criterion.benchmark_group("10 fields");
    group.bench_function("draw", |bencher| bencher.iter(|| Form::new(black_box("Book a table"), BookTable).build()));
    group.bench_function("draw with initial values", |bencher| {
        bencher.iter(|| Form::new("Book a table", BookTable).initial(black_box(&booking)).build());
    });
    group.bench_function("coerce, check and bind", |bencher| bencher.iter(|| action.bind::<Booking>(black_box(SENT))));
    group.finish();
}

criterion_group!(benches, forms);
criterion_main!(benches);
