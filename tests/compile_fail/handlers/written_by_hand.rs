use chatwidgets::ActionEntry;
use chatwidgets::prelude::*;

pub struct Feedback;

async fn takes_no_extractor(_: ActionContext, _: Feedback) -> String {
    String::new()
}

async fn returns_a_number() -> u32 {
    5
}

fn is_not_async() -> &'static str {
    "Hello!"
}

fn main() {
    ActionEntry::new("takes_no_extractor", takes_no_extractor);
    ActionEntry::new("returns_a_number", returns_a_number);
    ActionEntry::new("is_not_async", is_not_async);
}
