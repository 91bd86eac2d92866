use chatwidgets::prelude::*;

#[widget_action("fail")]
pub async fn fail() -> Result<Reply, String> {
    Err("no".into())
}

fn main() {}
