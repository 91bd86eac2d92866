use chatwidgets::prelude::*;

#[widget_action("Ask Feedback")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
