use chatwidgets::prelude::*;

#[widget_action("ask_feedback_and_then_ask_for_some_more_of_it_until_nobody_answers")]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
