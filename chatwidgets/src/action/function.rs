//! Plain async functions: handlers of entries that are written by hand, and the assistant.

use actix_web::Handler;

use super::arguments::{ArgumentRole, Arguments, BoundType, Extractors};
use super::invocation::{HandlerFuture, Invocation};
use super::payload::PayloadType;
use super::reply::IntoReply;

/// An async function that can be an action's handler. It takes up to 12 arguments: Actix extractors, at most one
/// [`Payload`](crate::Payload) and at most one [`Bound`](crate::Bound).
///
/// The trait is sealed: every such function implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler",
    label = "a handler is an `async fn` with up to 12 arguments"
)]
pub trait HandlerFn<Args>: Send + Sync + 'static {
    /// The payload's type.
    #[doc(hidden)]
    fn payload_type() -> Option<PayloadType>;

    /// The type of the bound arguments.
    #[doc(hidden)]
    fn bound_type() -> Option<BoundType>;

    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn run(&self, invocation: Invocation) -> HandlerFuture;
}

impl<F, Args> HandlerFn<Args> for F
where
    F: Handler<Args, Output: IntoReply> + Send + Sync,
    Args: Arguments,
{
    fn payload_type() -> Option<PayloadType> {
        Args::payload_type()
    }

    fn bound_type() -> Option<BoundType> {
        Args::bound_type()
    }

    fn run(&self, invocation: Invocation) -> HandlerFuture {
        const {
            assert!(
                ArgumentRole::is_single(Args::ROLES, ArgumentRole::Payload),
                "an action takes at most one `Payload`"
            );
            assert!(ArgumentRole::is_single(Args::ROLES, ArgumentRole::Bound), "an action takes at most one `Bound`");
        };
        let function = self.clone();
        Box::pin(async move {
            let arguments = Args::extract(&invocation).await?;
            function.call(arguments).await.into_reply()
        })
    }
}

/// An async function that can be the app's assistant. It takes up to 12 arguments, all of them Actix extractors.
///
/// The trait is sealed: every such function implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the assistant",
    label = "the assistant is an `async fn` with up to 12 Actix extractors"
)]
pub trait AssistantFn<Args>: Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn run(&self, invocation: Invocation) -> HandlerFuture;
}

impl<F, Args> AssistantFn<Args> for F
where
    F: Handler<Args, Output: IntoReply> + Send + Sync,
    Args: Extractors,
{
    fn run(&self, invocation: Invocation) -> HandlerFuture {
        let function = self.clone();
        Box::pin(async move {
            let arguments = Args::extract(invocation.request(), || invocation.body()).await?;
            function.call(arguments).await.into_reply()
        })
    }
}
