use chatwidgets::prelude::*;

#[widget_action("count")]
pub async fn count() -> Result<u32, ActionError> {
    Ok(7)
}

fn main() {}
