use chatwidgets::prelude::*;

pub struct Feedback;

#[widget_action("submit_feedback")]
pub async fn submit_feedback(context: ActionContext, _: Feedback) -> String {
    context.request_id().into()
}

fn main() {}
