use chatwidgets::prelude::*;

#[widget_action("Ask", timeot = "10s", timeout = "soon", crate = 5)]
pub async fn ask_feedback() {}

fn main() {
    Button::new("x", AskFeedback);
}
