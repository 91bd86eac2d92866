//! The JSON Schema validator of `chatwidgets`, and its messages. Use `chatwidgets`, which re-exports what an app needs.
//!
//! It is a crate of its own so that its code stays together: a validator is several megabytes of code that few requests run.

mod addresses;
mod bounds;
mod explain;
mod figures;
mod formats;
mod keywords;
mod moment;
mod pointer;
mod references;
#[cfg(test)]
mod tests;
mod validator;
mod violation;

pub use bounds::{FIRST, LAST};
pub use figures::figures;
pub use formats::{format_allows_empty, format_has_order, is_known_format, is_moment, known_formats};
pub use keywords::SCHEMES;
pub use moment::readable_moment;
pub use pointer::escape;
pub use references::References;
pub use validator::Validator;
pub use violation::{ValueType, Violation};
