use chatwidgets::prelude::*;

#[widget_action("ask_feedback")]
pub async fn ask_feedback<T>(_: actix_web::web::Data<T>) -> &'static str {
    "How was it?"
}

fn main() {}
