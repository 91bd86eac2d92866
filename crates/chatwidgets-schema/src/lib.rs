//! The JSON Schema validator of `chatwidgets`, and its messages. Use `chatwidgets`, which re-exports what an app needs.
//!
//! It is a crate of its own so that its code stays together: a validator is several megabytes of code that few requests run.

mod dates;
mod explain;
mod figures;
mod pointer;
#[cfg(test)]
mod tests;
mod validator;
mod violation;

pub use dates::{FIRST, LAST};
pub use figures::figures;
pub use pointer::escape;
pub use validator::Validator;
pub use violation::{ValueType, Violation};
