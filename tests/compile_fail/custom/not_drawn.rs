use chatwidgets::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Widget)]
struct Stars {
    label: String,
}

fn main() {}
