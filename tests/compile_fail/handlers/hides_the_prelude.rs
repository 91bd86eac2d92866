use chatwidgets::prelude::*;

#[widget_action("reply")]
pub async fn reply() -> Reply {
    Reply::new("hello")
}

#[widget_action("option")]
pub async fn option() {}

#[widget_action("collection_image")]
pub async fn collection_image() {}

#[widget_action("pick", as = Vec)]
pub async fn pick() {}

fn main() {}
