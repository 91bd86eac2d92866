//! A custom widget has its JSON and its offers without the page, which only draws it.
//!
//! `cargo test -p chatwidgets --no-default-features --features macros,testing --test custom_without_page`

#![cfg(not(feature = "page"))]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking, and nobody reads its types")]

use chatwidgets::Widget as AnyWidget;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Takes a rating.
#[widget_action("rate", once)]
async fn rate(Bound(stars): Bound<u8>) -> String {
    format!("{stars} stars, thank you!")
}

#[derive(Serialize, Deserialize, Widget)]
struct Stars {
    question: String,
    rate: Vec<Control>,
}

async fn assistant() -> Reply {
    let rate = (1..=2).map(|stars| Control::new(format!("{stars} stars"), Rate.bind(stars))).collect();
    Reply::default().widget(Stars { question: "How was it?".into(), rate })
}

#[tokio::test]
async fn a_custom_widget_is_sent_read_back_and_clicked() {
    let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build().unwrap());
    let turn = chat.say("Hello").await.unwrap();
    let json = serde_json::to_value(&turn.widgets[0]).unwrap();
    assert_eq!((&json["type"], &json["question"]), (&json!("stars"), &json!("How was it?")));
    assert_eq!(json["rate"][1]["label"], "2 stars");
    assert!(matches!(turn.widgets[0].widget, AnyWidget::Custom(_)), "it is read back as what it is");
    let reply = chat.widget("2 stars").click().await.unwrap();
    assert_eq!(reply.content, "2 stars, thank you!");
}
