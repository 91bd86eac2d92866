//! Actions: what a handler is, what it takes and answers, and the registry of all of them.

mod arguments;
mod bound;
mod context;
mod entry;
mod error;
mod error_code;
mod failure;
mod function;
mod invocation;
mod name_hash;
mod named;
mod payload;
mod registry;
mod reply;
mod request_id;
mod stop;
mod user;
mod within;

pub use arguments::{Argument, Arity, Extractor, Fold, Handler, Has, Nothing, Part, Request, Role, Slot, Takes};
pub use bound::{Bound, BoundSlot, BoundType};
pub(crate) use context::ContextParts;
#[cfg(feature = "page")]
pub(crate) use context::languages;
pub use context::{ActionContext, UserMessage};
pub use entry::ActionEntry;
pub use error::{ActionError, FieldError, IntoActionError};
pub(crate) use error::{Kind, chain};
pub use error_code::ErrorCode;
pub(crate) use failure::Failure;
pub use function::{ActionFn, AssistantFn};
pub use invocation::Invocation;
pub(crate) use invocation::{Encoding, HandlerFuture};
pub use named::{AnyInput, NamedAction};
pub use payload::{Messages, Payload, PayloadSlot, PayloadType, ValueType, Violation};
pub(crate) use registry::Discovery;
pub use registry::{Action, BuildError, Fault, Registry, UnknownAction};
pub use reply::IntoReply;
pub(crate) use request_id::RequestId;
pub(crate) use stop::StopWhenDropped;
pub(crate) use user::UserFuture;
pub use user::{IntoUser, UserFn};
pub(crate) use within::within;
