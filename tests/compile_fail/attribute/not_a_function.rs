use chatwidgets::prelude::*;

#[widget_action("ask_feedback")]
pub struct AskFeedback;

fn main() {}
