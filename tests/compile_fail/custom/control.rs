use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Feedback {
    rating: u8,
}

#[widget_action("submit_feedback")]
pub async fn submit_feedback(Payload(_): Payload<Feedback>) {}

#[widget_action("undo_feedback")]
pub async fn undo_feedback(Bound(_): Bound<u64>) {}

fn main() {
    Control::new("Send", SubmitFeedback);
    Control::form("Undo", UndoFeedback);
    Control::new("Misspelt", SendFeedback);
}
