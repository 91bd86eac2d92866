use chatwidgets::prelude::*;

#[widget_action("ask_feedback", "10s")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
