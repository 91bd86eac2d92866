//! Plain async functions as handlers: hand-written entries, and the assistant.

use std::future::Future;

use actix_web::FromRequest;

use super::arguments::{Argument, Role, Slot, extract_request};
use super::bound::BoundType;
use super::invocation::{HandlerFuture, Invocation};
use super::payload::PayloadType;
use super::reply::IntoReply;

/// An async function that can be an action's handler: up to 12 arguments, each an Actix extractor, the one
/// [`Payload`](crate::Payload) or the one [`Bound`](crate::Bound).
pub trait ActionFn<Args>: Send + Sync + 'static {
    /// The payload's schema and binding.
    #[doc(hidden)]
    fn payload_type() -> Option<PayloadType>;

    /// The bound arguments' type.
    #[doc(hidden)]
    fn bound_type() -> Option<BoundType>;

    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn run(&self, invocation: Invocation) -> HandlerFuture;
}

/// An async function that can be the app's assistant: up to 12 arguments, each an Actix extractor.
pub trait AssistantFn<Args>: Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn run(&self, invocation: Invocation) -> HandlerFuture;
}

macro_rules! functions {
    ($($arg:ident)*) => {
        impl<Func, Fut, $($arg,)*> ActionFn<($($arg,)*)> for Func
        where
            Func: Fn($($arg),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: IntoReply> + 'static,
            $($arg: Argument<Slot: Slot<$arg>> + 'static,)*
        {
            fn payload_type() -> Option<PayloadType> {
                None$(.or_else(<<$arg as Argument>::Slot as Slot<$arg>>::payload_type))*
            }

            fn bound_type() -> Option<BoundType> {
                None$(.or_else(<<$arg as Argument>::Slot as Slot<$arg>>::bound_type))*
            }

            #[allow(non_snake_case, unused_variables)]
            fn run(&self, invocation: Invocation) -> HandlerFuture {
                const {
                    let roles: &[Role] = &[$(<$arg as Argument>::ROLE),*];
                    assert!(Role::is_single(roles, Role::Payload), "an action takes at most one `Payload`");
                    assert!(Role::is_single(roles, Role::Bound), "an action takes at most one `Bound`");
                };
                let function = self.clone();
                Box::pin(async move {
                    $(let $arg = <<$arg as Argument>::Slot as Slot<$arg>>::extract(&invocation).await?;)*
                    function($($arg),*).await.into_reply()
                })
            }
        }

        impl<Func, Fut, $($arg,)*> AssistantFn<($($arg,)*)> for Func
        where
            Func: Fn($($arg),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: IntoReply> + 'static,
            $($arg: FromRequest + 'static,)*
        {
            #[allow(non_snake_case, unused_variables)]
            fn run(&self, invocation: Invocation) -> HandlerFuture {
                let function = self.clone();
                Box::pin(async move {
                    $(let $arg = extract_request::<$arg>(&invocation).await?;)*
                    function($($arg),*).await.into_reply()
                })
            }
        }
    };
}

functions!();
functions!(A);
functions!(A B);
functions!(A B C);
functions!(A B C D);
functions!(A B C D E);
functions!(A B C D E G);
functions!(A B C D E G H);
functions!(A B C D E G H I);
functions!(A B C D E G H I J);
functions!(A B C D E G H I J K);
functions!(A B C D E G H I J K L);
functions!(A B C D E G H I J K L M);
