use chatwidgets::prelude::*;

const NAME: &str = "ask_feedback";

#[widget_action(NAME)]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
