use chatwidgets::prelude::*;

#[widget_action("ask_feedback")]
pub fn ask_feedback() -> &'static str {
    "How was it?"
}

pub fn widget() -> Button {
    Button::new("Give feedback", AskFeedback)
}

fn main() {}
