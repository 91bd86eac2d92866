//! Actions: what a handler is, what it takes and answers, and the registry of all of them.

pub(crate) mod arguments;
mod context;
mod entry;
mod error;
mod function;
mod invocation;
mod language;
pub(crate) mod named;
pub(crate) mod payload;
mod registry;
mod reply;
mod request_id;
mod stop;
mod time_limit;
mod user;

pub use arguments::{Bound, Payload};
pub use context::{ActionContext, UserMessage};
pub(crate) use context::{ContextParts, StopWhenDropped};
pub use entry::ActionEntry;
pub(crate) use error::Kind;
pub use error::{ActionError, FieldError, IntoActionError};
pub use function::{AssistantFn, HandlerFn};
pub(crate) use invocation::{HandlerFuture, Invocation};
#[cfg(feature = "page")]
pub(crate) use language::languages;
pub use named::NamedAction;
pub(crate) use payload::Encoding;
pub use payload::{ValidationMessages, ValueType, Violation};
pub(crate) use registry::Discovery;
pub use registry::{Action, BuildError, Fault, Registry, UnknownAction};
pub use reply::IntoReply;
pub(crate) use request_id::RequestId;
pub(crate) use time_limit::within;
pub(crate) use user::UserFuture;
pub use user::{IntoUser, UserFn};
