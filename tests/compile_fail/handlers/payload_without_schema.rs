use chatwidgets::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Feedback {}

#[widget_action("submit_feedback")]
pub async fn submit_feedback(_: Payload<Feedback>) {}

fn main() {}
