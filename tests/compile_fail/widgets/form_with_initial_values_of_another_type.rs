use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Feedback {
    rating: u8,
}

#[widget_action("submit_feedback")]
pub async fn submit_feedback(Payload(_): Payload<Feedback>) -> &'static str {
    "Thank you!"
}

#[widget_action("ask_feedback")]
pub async fn ask_feedback() -> &'static str {
    "How was it?"
}

fn main() {
    Form::new("Feedback", SubmitFeedback).initial(&5);
}
