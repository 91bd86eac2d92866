use chatwidgets::prelude::*;

#[widget_action("refund")]
pub async fn refund(
    _: Bound<u64>,
    _: Payload<input::Checked>,
    _: Bound<String>,
    _: Payload<input::Value<u8>>,
) {}

fn main() {}
