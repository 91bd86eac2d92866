use chatwidgets::prelude::*;

#[widget_action("ask_feedback", timeout = "0ms")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
