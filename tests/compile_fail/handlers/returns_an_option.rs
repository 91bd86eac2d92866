use chatwidgets::prelude::*;

#[widget_action("maybe")]
pub async fn maybe() -> Option<Reply> {
    None
}

fn main() {}
