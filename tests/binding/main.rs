//! What a payload is bound to, and what is said of one that cannot be bound: row by row.
#![allow(dead_code, reason = "what is bound is shown by `Debug`, and not read otherwise")]

mod aliases;
mod attributes;
mod bind;
mod dates;
mod enums;
mod errors;
mod forms;
mod given;
mod keywords;
mod numbers;
mod only_serde;
mod shapes;
mod suite;
mod texts;
mod urlencoded;
