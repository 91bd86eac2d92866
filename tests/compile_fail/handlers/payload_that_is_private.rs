use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Feedback {}

#[widget_action("submit_feedback")]
pub async fn submit_feedback(_: Payload<Feedback>) {}

fn main() {}
