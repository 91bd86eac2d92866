use chatwidgets::prelude::*;

pub struct Order {}

#[widget_action("refund")]
pub async fn refund(_: Bound<Order>) {}

fn main() {}
