use chatwidgets::prelude::*;

#[widget_action("set_volume")]
pub async fn set_volume(_: Payload<input::Checked>, _: ActionContext, _: Payload<input::Value<u8>>) {}

fn main() {}
