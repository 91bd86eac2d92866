//! The JSON Schema validator of `chatwidgets`, and what it says of a value: use that crate, which names what an app needs.
//!
//! It is a crate of its own for what it is compiled to: a validator is several megabytes of code that few requests run, and
//! would lie among what all of them run.

mod dates;
mod explain;
mod pointer;
mod validator;
mod violation;

pub use dates::{FIRST, LAST};
pub use pointer::escape;
pub use validator::Validator;
pub use violation::{ValueType, Violation};
