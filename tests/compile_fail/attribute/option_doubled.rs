use chatwidgets::prelude::*;

#[widget_action("ask_feedback", timeout = "10s", timeout = "20s")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
