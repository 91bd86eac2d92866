//! What the page costs: the HTML of each widget, and of a conversation of 1,000 turns, through the route of a reload.
//!
//! `cargo bench --package chatwidgets --bench page`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

use std::sync::Arc;

use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, rt};
use chatwidgets::prelude::*;
use chatwidgets::thread::NewThread;
use chatwidgets::{ChatTurn, Role, ThreadId};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its form is drawn")]
struct Feedback {
    /// How did we do?
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    /// Anything to add?
    #[schemars(length(max = 500))]
    comments: Option<String>,
}

/// Action types that nothing is run for.
macro_rules! actions {
    ($($name:ident: $payload:ty;)*) => {
        $(
            struct $name;

            impl WidgetAction for $name {
                const NAME: &'static str = "never_run";
                type Payload = $payload;
                type Bound = NoBound;
            }
        )*
    };
}

actions! {
    Click: NoPayload;
    TakeText: input::Value;
    TakeNumber: input::Value<u8>;
    TakeSwitch: input::Checked;
    TakeFiles: input::Files;
    TakeTheme: input::Theme;
    TakeDay: input::Date;
    TakeItems: input::Items;
    TakeFeedback: Feedback;
}

const OPTIONS: [&str; 4] = ["Small", "Medium", "Large", "Huge"];

const TEXT: &str =
    "Your order is *on its way*. It has:\n\n- **two** pizzas\n- a salad, see [the card](https://a.example/)\n";

fn every_widget() -> [Widget; 15] {
    let images = [CollectionImage::new("/a.png").alt("a"), CollectionImage::new("/b.png").alt("b")];
    [
        Button::new("Give feedback", Click).into(),
        Card::new("Margherita", "Order", Click).description("Tomato, mozzarella, basil").into(),
        Input::new("Name", TakeText).max_length(80).into(),
        TextArea::new("Story", TakeText).into(),
        Dropdown::new("Size", TakeText, OPTIONS).into(),
        Slider::new("Volume", TakeNumber, 0..=100).into(),
        Toggle::new("Sound", TakeSwitch).into(),
        FileUpload::new("Photo", TakeFiles).max_bytes(1_000_000).into(),
        ThemeSwitcher::new("Theme", TakeTheme, ["light", "dark"]).into(),
        DatePicker::new("Day", TakeDay).min("2026-01-01").into(),
        MultiSelect::new("Tags", TakeItems, OPTIONS).into(),
        ProgressBar::new("Upload", 30, 100).into(),
        Image::new("The harbour", "/a.png").into(),
        ImageCollection::new("Rooms", images).into(),
        Form::new("Your feedback", TakeFeedback).into(),
    ]
}

/// Measures the reload of a thread with these turns.
fn reload(criterion: &mut Criterion, group: &str, name: &str, turns: &[(Role, &str, Vec<Widget>)]) {
    let system = rt::System::new();
    let chat = ChatWidgets::builder().without_discovery().build().expect("there is nothing to clash");
    let thread = ThreadId::random();
    let turn = |(role, text, widgets): &(Role, &str, Vec<Widget>)| {
        Arc::new(ChatTurn::new(*role, thread, *text).with_widgets(widgets.clone()))
    };
    system.block_on(async {
        chat.store().create(NewThread::new(thread, turns.iter().map(turn).collect())).await.expect("there is room");
    });
    let app = system.block_on(init_service(App::new().service(chat.scope("/api/chat"))));
    let get = || async {
        let request =
            TestRequest::get().uri(&format!("/api/chat/threads/{thread}")).insert_header(("accept", "text/html"));
        read_body(call_service(&app, request.to_request()).await).await
    };
    let bytes = system.block_on(get()).len();
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function(name, |bencher| bencher.iter(|| system.block_on(get())));
    group.finish();
}

fn page(criterion: &mut Criterion) {
    reload(criterion, "a thread", "of 1 turn", &[(Role::Assistant, "Hello", Vec::new())]);
    let said = [(Role::User, "Where is my order?", Vec::new()), (Role::Assistant, TEXT, Vec::new())];
    let long: Vec<_> = said.iter().cycle().take(1_000).cloned().collect();
    reload(criterion, "a thread", "of 1,000 turns of Markdown", &long);
    for widget in every_widget() {
        let name = format!("100 of {}", widget.type_name());
        reload(criterion, "widgets", &name, &[(Role::Assistant, "", vec![widget; 100])]);
    }
}

criterion_group!(benches, page);
criterion_main!(benches);
