use chatwidgets::prelude::*;
use actix_web::web;

#[widget_action("ask_feedback")]
pub async fn ask_feedback(_: &web::Data<u32>) -> &'static str {
    "How was it?"
}

fn main() {}
