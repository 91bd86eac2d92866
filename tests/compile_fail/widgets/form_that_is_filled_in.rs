use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Order {
    id: u64,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    reason: String,
}

#[widget_action("refund")]
pub async fn refund(Bound(_): Bound<Order>, Payload(_): Payload<Reason>) {}

#[widget_action("cancel_order")]
pub async fn cancel_order(Bound(_): Bound<Order>) {}

#[widget_action("set_gift")]
pub async fn set_gift(Bound(_): Bound<Order>, Payload(_): Payload<input::Checked>) {}

#[widget_action("ask_feedback")]
pub async fn ask_feedback() {}

fn main() {
    Form::new("Refund", Refund.bind(Order { id: 42 }).with(Reason { reason: "cold".into() }));
}
