use chatwidgets::prelude::*;

#[widget_action("forget_note", once = true)]
pub async fn forget_note() {}

fn main() {}
