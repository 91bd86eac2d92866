use chatwidgets::prelude::*;

#[widget_action("count")]
pub async fn count() -> u32 {
    7
}

fn main() {}
