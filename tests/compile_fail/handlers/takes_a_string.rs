use chatwidgets::prelude::*;

#[widget_action("set_name")]
pub async fn set_name(name: String) -> String {
    name
}

#[widget_action("set_title")]
pub async fn set_title(title: &str) -> String {
    title.into()
}

#[widget_action("set_both")]
pub async fn set_both(_: Option<String>, _: Result<&str, ()>) {}

fn main() {}
