use chatwidgets::prelude::*;

#[widget_action("view")]
async fn view() -> Reply {
    Reply::new("Here it is.")
}

fn main() {}
