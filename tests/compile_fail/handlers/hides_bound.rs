use chatwidgets::prelude::*;

#[widget_action("bound")]
pub async fn bound() {}

#[widget_action("bind", as = NoBound)]
pub async fn bind() {}

fn main() {}
