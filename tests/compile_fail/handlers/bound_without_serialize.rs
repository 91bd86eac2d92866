use chatwidgets::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Order {}

#[widget_action("refund")]
pub async fn refund(_: Bound<Order>) {}

fn main() {}
