//! What the page costs: the HTML of turns of 1, 15 and 100 widgets, of each widget, and of a conversation of 1,000 turns,
//! all through the route of a reload. What the route itself takes is that of a thread of 1 turn.
//!
//! `cargo bench --package chatwidgets --bench page`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

mod widgets;

use std::sync::Arc;

use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, rt};
use chatwidgets::thread::NewThread;
use chatwidgets::{ChatTurn, ChatWidgets, Role, ThreadId, Widget};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use widgets::{every_widget, mixed};

const TEXT: &str =
    "Your order is *on its way*. It has:\n\n- **two** pizzas\n- a salad, see [the card](https://a.example/)\n";

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
    for count in [1, 15, 100] {
        reload(criterion, "a turn of widgets", &count.to_string(), &[(Role::Assistant, "", mixed(count))]);
    }
    for widget in every_widget() {
        let name = format!("100 of {}", widget.type_name());
        reload(criterion, "widgets", &name, &[(Role::Assistant, "", vec![widget; 100])]);
    }
}

criterion_group!(benches, page);
criterion_main!(benches);
