use chatwidgets::prelude::*;
use schemars::JsonSchema;

#[derive(JsonSchema)]
pub struct Feedback {}

#[widget_action("submit_feedback")]
pub async fn submit_feedback(_: Payload<Feedback>) {}

fn main() {}
