//! A widget of an app's own: it has inputs that are no field of ours.

use chatwidgets::prelude::*;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::handlers::{Mix, Press};

#[derive(Serialize, Deserialize, Widget)]
pub struct Mixer {
    title: String,
    mix: Control,
    press: Control,
}

impl Mixer {
    pub fn new(title: &str) -> Self {
        Self { title: title.into(), mix: Control::form("Mix", Mix), press: Control::new("Or press", Press) }
    }
}

impl Render for Mixer {
    fn render(&self, view: &View<'_>) -> Markup {
        let inputs = html! {
            label { "Red " input type="range" name="red" min="0" max="255" value="0"; }
            label { "Green " input type="number" name="green"; }
        };
        html! {
            p { (self.title) }
            (view.form(&self.mix, inputs))
            (view.control(&self.press))
        }
    }
}

/// Its code does not look before it reads.
#[derive(Serialize, Deserialize, Widget)]
pub struct Broken {
    pub parts: Vec<String>,
}

impl Render for Broken {
    fn render(&self, _: &View<'_>) -> Markup {
        html! { p { (self.parts[0]) } }
    }
}
