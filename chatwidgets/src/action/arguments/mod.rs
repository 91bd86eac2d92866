//! What a handler may take: Actix extractors, at most one `Payload<T>` and at most one `Bound<T>`.

mod argument;
mod bound;
mod bound_type;
mod handler;
mod payload;
mod tuples;

pub use argument::{Argument, ArgumentRole, Extractor, Has, Nothing, Part, Request, Slot};
pub use bound::{Bound, BoundSlot};
pub use bound_type::BoundType;
pub(crate) use handler::DEFAULT_TIMEOUT;
pub use handler::{Arity, Fold, Handler, Takes};
pub use payload::{Payload, PayloadSlot};
pub use tuples::{Arguments, Extractors};
