use chatwidgets::prelude::*;

#[widget_action("forget_note", once, once)]
pub async fn forget_note() {}

fn main() {}
