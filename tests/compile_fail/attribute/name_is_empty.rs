use chatwidgets::prelude::*;

#[widget_action("")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
