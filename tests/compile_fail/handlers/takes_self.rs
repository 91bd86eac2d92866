use chatwidgets::prelude::*;

pub struct Feedback;

impl Feedback {
    #[widget_action("ask_feedback")]
    pub async fn ask_feedback(&self) -> &'static str {
        "How was it?"
    }
}

fn main() {}
