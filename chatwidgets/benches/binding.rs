//! What it costs to coerce, check and bind a payload of 2, 10 and 50 fields: alone, and as a part of a whole request.
//!
//! *bind* calls `RegisteredAction::bind`, which is what a click goes through: of values with their types, of texts as an HTML form
//! has them, with one field at fault, and with every field at fault.
//!
//! *post* is a request through the scope, without a socket. What an action without a payload takes (`no payload`) is
//! subtracted from the others to get what reading and binding the payload takes there.
//!
//! `cargo bench --package chatwidgets --bench binding`

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark ends if it cannot begin; criterion writes its own items"
)]

mod payloads;

use std::hint::black_box;

use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, rt};
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use chatwidgets::{ActionEntry, ChatWidgets};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use payloads::{Example, Fifty, Ten, Two};

async fn book<T: Example>(_: Payload<T>) {}

async fn click() {}

fn chat<T: Example>() -> ChatWidgets {
    // Each request makes a thread, which takes the place of the one before: however long it is measured, the store is as
    // small as at first.
    let store = MemoryStore::builder().max_threads(1).build();
    let chat = ChatWidgets::builder().without_discovery().store(store);
    let chat = chat.action(ActionEntry::new("click", click)).action(ActionEntry::new("book", book::<T>));
    chat.build().expect("the payload is usable")
}

fn bind<T: Example>(criterion: &mut Criterion) {
    let chat = chat::<T>();
    let action = chat.registry().action("book").expect("it is registered");
    let mut group = criterion.benchmark_group("bind");
    let payloads =
        [("typed", T::typed()), ("texts", T::texts()), ("one wrong", T::one_wrong()), ("all wrong", T::all_wrong())];
    for (name, payload) in payloads {
        assert_eq!(action.bind::<T>(&payload).is_err(), name.ends_with("wrong"), "{payload}");
        group.bench_with_input(BenchmarkId::new(name, T::FIELDS.len()), &payload, |bencher, payload| {
            bencher.iter(|| action.bind::<T>(black_box(payload)));
        });
    }
    group.finish();
}

/// A media type, a body of it, and the status that it is answered with.
type Body = (&'static str, String, StatusCode);

/// Measures the requests that post these bodies.
fn post<T: Example>(criterion: &mut Criterion, fields: usize, bodies: &[(&str, Body)]) {
    let system = rt::System::new();
    let app = system.block_on(init_service(App::new().service(chat::<T>().scope("/api/chat"))));
    let mut group = criterion.benchmark_group("post");
    for (name, (media_type, body, status)) in bodies {
        let post = || async {
            let request = TestRequest::post().uri("/api/chat/action").insert_header(("content-type", *media_type));
            let answer = call_service(&app, request.set_payload(body.clone()).to_request()).await;
            assert_eq!(answer.status(), *status, "{body}");
            read_body(answer).await
        };
        group.bench_function(BenchmarkId::new(*name, fields), |bencher| bencher.iter(|| system.block_on(post())));
    }
    group.finish();
}

fn without_payload(criterion: &mut Criterion) {
    let body = r#"{"action":"click"}"#.to_owned();
    post::<Two>(criterion, 0, &[("no payload", ("application/json", body, StatusCode::OK))]);
}

fn with_payload<T: Example>(criterion: &mut Criterion) {
    let json =
        |payload: String, status| ("application/json", format!(r#"{{"action":"book","payload":{payload}}}"#), status);
    let form = ("application/x-www-form-urlencoded", format!("~action=book&{}", T::form()), StatusCode::OK);
    let bodies = [
        ("typed", json(T::typed(), StatusCode::OK)),
        ("texts", json(T::texts(), StatusCode::OK)),
        ("all wrong", json(T::all_wrong(), StatusCode::UNPROCESSABLE_ENTITY)),
        ("a browser's form", form),
    ];
    post::<T>(criterion, T::FIELDS.len(), &bodies);
}

criterion_group!(benches, bind::<Two>, bind::<Ten>, bind::<Fifty>);
criterion_group!(requests, without_payload, with_payload::<Two>, with_payload::<Ten>, with_payload::<Fifty>);
criterion_main!(benches, requests);
