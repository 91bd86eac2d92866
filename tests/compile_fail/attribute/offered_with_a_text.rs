use chatwidgets::prelude::*;

#[widget_action("forget_note", offered("x"))]
pub async fn forget_note() {}

fn main() {}
