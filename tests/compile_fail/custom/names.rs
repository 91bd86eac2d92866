use chatwidgets::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Widget)]
struct Button {
    label: String,
}

#[derive(Serialize, Deserialize, Widget)]
#[widget(type = "Star rating")]
struct Stars {
    label: String,
}

#[derive(Serialize, Deserialize, Widget)]
#[widget(name = "stars")]
struct More {
    label: String,
}

#[derive(Serialize, Deserialize, Widget)]
enum Either {
    One,
    Other,
}

#[derive(Serialize, Deserialize, Widget)]
struct Boxed<T> {
    inner: T,
}

fn main() {}
