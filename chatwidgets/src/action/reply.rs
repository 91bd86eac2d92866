//! What a handler may return.

use super::error::{ActionError, IntoActionError};
use crate::turn::Reply;

/// What a handler may return: a text, a [`Reply`], nothing, or a `Result` of one of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a handler",
    label = "a handler returns `&'static str`, `String`, `Reply`, `()`, or a `Result` of one of these"
)]
pub trait IntoReply {
    /// Makes the reply.
    ///
    /// # Errors
    ///
    /// The handler's error, if it returned one.
    fn into_reply(self) -> Result<Reply, ActionError>;
}

impl IntoReply for Reply {
    fn into_reply(self) -> Result<Reply, ActionError> {
        Ok(self)
    }
}

impl IntoReply for &'static str {
    fn into_reply(self) -> Result<Reply, ActionError> {
        Ok(Reply::new(self))
    }
}

impl IntoReply for String {
    fn into_reply(self) -> Result<Reply, ActionError> {
        Ok(Reply::new(self))
    }
}

impl IntoReply for () {
    fn into_reply(self) -> Result<Reply, ActionError> {
        Ok(Reply::default())
    }
}

impl<R: IntoReply, E: IntoActionError> IntoReply for Result<R, E> {
    fn into_reply(self) -> Result<Reply, ActionError> {
        self.map_err(IntoActionError::into_action_error)?.into_reply()
    }
}
