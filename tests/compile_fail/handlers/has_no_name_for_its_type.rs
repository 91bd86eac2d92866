use chatwidgets::prelude::*;

#[widget_action("nameless")]
pub async fn __() {}

fn main() {}
