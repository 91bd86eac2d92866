use chatwidgets::prelude::*;

#[widget_action(timeout = "1s")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
