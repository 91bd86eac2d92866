use chatwidgets::prelude::*;

#[widget_action("refund")]
pub async fn refund(_: Bound<u64>, _: ActionContext, _: Bound<String>) {}

fn main() {}
