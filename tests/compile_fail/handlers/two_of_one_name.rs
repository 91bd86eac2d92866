use chatwidgets::prelude::*;

#[widget_action("ask_feedback")]
pub async fn ask_feedback() {}

pub mod elsewhere {
    use chatwidgets::prelude::*;

    #[widget_action("ask_feedback")]
    pub async fn ask_again() {}
}

fn main() {}
