use chatwidgets::prelude::*;

#[widget_action("ask_feedback")]
pub async fn ask_feedback(_: impl actix_web::FromRequest) -> &'static str {
    "How was it?"
}

fn main() {}
