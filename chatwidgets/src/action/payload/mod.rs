//! What a payload goes through before a handler gets it: [`Binder`] has the steps.

mod aliases;
mod binder;
mod coerce;
mod compiled;
mod decimals;
mod encoding;
mod fast_path;
mod field_errors;
mod html_form;
mod known;
mod number;
mod validation_messages;
mod walk;

pub(crate) use binder::Binder;
pub use binder::PayloadType;
pub use chatwidgets_schema::{ValueType, Violation};
pub(crate) use encoding::Encoding;
pub use validation_messages::ValidationMessages;
