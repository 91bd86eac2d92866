use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
pub struct Booking {}

#[widget_action("booking")]
pub async fn booking(_: Payload<Booking>) {}

fn main() {}
