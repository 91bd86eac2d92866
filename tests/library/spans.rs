//! The span of a run, for subscribers that choose.

use std::sync::{Arc, Mutex};

use chatwidgets::NoPayload;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use tracing::span::{Attributes, Id};
use tracing::subscriber::set_default;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

#[widget_action("spans.greet")]
async fn spans_greet() -> &'static str {
    "hello"
}

#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

impl<S: Subscriber> Layer<S> for Names {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.lock().unwrap().push(span.metadata().name());
    }
}

async fn spans_that(are_wanted: fn(&Metadata<'_>) -> bool) -> Vec<&'static str> {
    let names = Names::default();
    let subscriber = Registry::default().with(names.clone().with_filter(filter_fn(are_wanted)));
    let _subscribed = set_default(subscriber);
    let chat = TestChat::new(ChatWidgets::builder().build().unwrap());
    chat.act(SpansGreet, &NoPayload {}).await.unwrap();
    names.0.lock().unwrap().clone()
}

#[actix_web::test]
async fn who_wants_spans_only_has_one_for_a_run() {
    assert_eq!(spans_that(|span| span.is_span()).await, ["action"]);
}

#[actix_web::test]
async fn who_wants_a_span_by_its_name_has_it() {
    assert_eq!(spans_that(|span| span.name() == "action").await, ["action"]);
}

#[actix_web::test]
async fn who_wants_no_spans_has_none() {
    assert!(spans_that(|span| !span.is_span()).await.is_empty());
}
