use chatwidgets::prelude::*;

pub struct Order {}

pub struct Refund;

impl WidgetAction for Refund {
    const NAME: &'static str = "refund";
    type Payload = NoPayload;
    type Bound = Order;
}

fn main() {
    Button::new("Refund", Refund.bind(Order {}));
}
