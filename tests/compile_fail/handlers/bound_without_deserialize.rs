use chatwidgets::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
pub struct Order {}

#[widget_action("refund")]
pub async fn refund(_: Bound<Order>) {}

fn main() {}
