use chatwidgets::prelude::*;

#[widget_action("refund")]
pub async fn refund(_: Bound<&str>) {}

fn main() {}
