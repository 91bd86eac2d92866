use maud::{Markup, html};
use chatwidgets::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Widget)]
struct Stars {
    label: String,
}

#[derive(Serialize, Deserialize, Widget)]
#[widget(type = "stars")]
struct Ratings {
    label: String,
}

impl Render for Stars {
    fn render(&self, _: &View<'_>) -> Markup {
        html! { (self.label) }
    }
}

impl Render for Ratings {
    fn render(&self, _: &View<'_>) -> Markup {
        html! { (self.label) }
    }
}

fn main() {}
