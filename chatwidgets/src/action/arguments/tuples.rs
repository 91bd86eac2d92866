//! The arguments of a plain async function, as a tuple of up to 12.

use std::future::Future;

use actix_web::{FromRequest, HttpRequest, dev};

use super::argument::{Argument, ArgumentRole, Slot, extract};
use super::bound_type::BoundType;
use crate::action::error::ActionError;
use crate::action::invocation::Invocation;
use crate::action::payload::PayloadType;

/// The arguments of a handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not arguments that a handler can take",
    label = "a handler takes up to 12 arguments"
)]
pub trait Arguments: Sized + 'static {
    /// The role of each argument.
    const ROLES: &'static [ArgumentRole];

    /// The payload's type.
    fn payload_type() -> Option<PayloadType>;

    /// The type of the bound arguments.
    fn bound_type() -> Option<BoundType>;

    /// Makes the arguments, one after the other.
    fn extract(invocation: &Invocation) -> impl Future<Output = Result<Self, ActionError>>;
}

/// The arguments of a function that takes Actix extractors only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not arguments that this function can take",
    label = "it takes up to 12 Actix extractors"
)]
pub trait Extractors: Sized + 'static {
    /// Extracts the arguments, one after the other; each gets a body of its own.
    fn extract(
        request: &HttpRequest,
        body: impl Fn() -> dev::Payload,
    ) -> impl Future<Output = Result<Self, ActionError>>;
}

macro_rules! tuples {
    ($($argument:ident)*) => {
        impl<$($argument: Argument<Slot: Slot<$argument>> + 'static,)*> Arguments for ($($argument,)*) {
            const ROLES: &'static [ArgumentRole] = &[$($argument::ROLE),*];

            fn payload_type() -> Option<PayloadType> {
                None$(.or_else(<$argument::Slot as Slot<$argument>>::payload_type))*
            }

            fn bound_type() -> Option<BoundType> {
                None$(.or_else(<$argument::Slot as Slot<$argument>>::bound_type))*
            }

            #[allow(unused_variables)]
            async fn extract(invocation: &Invocation) -> Result<Self, ActionError> {
                Ok(($(<$argument::Slot as Slot<$argument>>::extract(invocation).await?,)*))
            }
        }

        impl<$($argument: FromRequest + 'static,)*> Extractors for ($($argument,)*) {
            #[allow(unused_variables)]
            async fn extract(request: &HttpRequest, body: impl Fn() -> dev::Payload) -> Result<Self, ActionError> {
                Ok(($(extract::<$argument>(request, body()).await?,)*))
            }
        }
    };
}

tuples!();
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
