//! What an argument of a handler is: an Actix extractor, `Payload<T>` or `Bound<T>`, told apart by traits alone.

use std::any::type_name;
use std::future::Future;

use actix_web::{FromRequest, HttpRequest, dev};

use super::bound_type::BoundType;
use crate::action::error::ActionError;
use crate::action::invocation::Invocation;
use crate::action::payload::PayloadType;

/// A type that a handler can take: an [`Extractor`], [`Payload<T>`](crate::Payload) or [`Bound<T>`](crate::Bound).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument that a handler can take",
    label = "not an extractor",
    note = "take what the person entered as `Payload<{Self}>`, shared state as `web::Data<{Self}>`, or implement \
            Actix's `FromRequest`"
)]
pub trait Argument: Sized {
    /// Where it comes from: a [`Slot`].
    type Slot;
    /// What it adds to the handler's payload: [`Nothing`] or [`Has<T>`].
    type Payload: Part;
    /// What it adds to the handler's bound arguments: [`Nothing`] or [`Has<T>`].
    type Bound: Part;
    /// Which kind of argument it is.
    const ROLE: ArgumentRole = ArgumentRole::Extracted;
}

/// The kind of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentRole {
    /// Extracted from the request. A handler may take several.
    Extracted,
    /// What the person entered. A handler takes at most one.
    Payload,
    /// What the server bound. A handler takes at most one.
    Bound,
}

impl ArgumentRole {
    /// Whether the argument at `index` has this role, and an earlier one has it as well.
    pub(crate) const fn is_taken(roles: &[Self], index: usize, role: Self) -> bool {
        let mut earlier = 0;
        while earlier < index {
            if roles[earlier] as u8 == role as u8 && roles[index] as u8 == role as u8 {
                return true;
            }
            earlier += 1;
        }
        false
    }

    /// Whether at most one argument has this role.
    pub(crate) const fn is_single(roles: &[Self], role: Self) -> bool {
        let mut index = 0;
        while index < roles.len() {
            if Self::is_taken(roles, index, role) {
                return false;
            }
            index += 1;
        }
        true
    }
}

/// Where an argument of type `A` comes from.
pub trait Slot<A> {
    /// The payload's type, if this slot is the payload.
    fn payload_type() -> Option<PayloadType> {
        None
    }

    /// The type of the bound arguments, if this slot holds them.
    fn bound_type() -> Option<BoundType> {
        None
    }

    /// Makes the argument.
    fn extract(invocation: &Invocation) -> impl Future<Output = Result<A, ActionError>>;
}

/// An Actix extractor: every [`FromRequest`] type is one. The trait exists for its error message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument that a handler can take",
    label = "not an extractor",
    note = "take what the person entered as `Payload<{Self}>`, shared state as `web::Data<{Self}>`, or implement \
            Actix's `FromRequest`"
)]
pub trait Extractor: FromRequest + 'static {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest + 'static> Extractor for T {}

/// The slot of everything that Actix extracts from the request.
#[derive(Debug)]
pub struct Request;

#[diagnostic::do_not_recommend]
impl<T: Extractor> Argument for T {
    type Slot = Request;
    type Payload = Nothing;
    type Bound = Nothing;
}

impl<T: Extractor> Slot<T> for Request {
    async fn extract(invocation: &Invocation) -> Result<T, ActionError> {
        extract(invocation.request(), invocation.body()).await
    }
}

/// Runs an Actix extractor. An error names the type in the log, since that of `web::Data` does not.
pub(super) async fn extract<T: FromRequest>(request: &HttpRequest, mut body: dev::Payload) -> Result<T, ActionError> {
    let extracted = T::from_request(request, &mut body).await;
    extracted.map_err(|error| ActionError::extractor(type_name::<T>(), error.into()))
}

/// What an argument adds to the payload, or to the bound arguments: [`Nothing`] or [`Has<T>`].
pub trait Part {
    /// This part; the other one if this is [`Nothing`].
    type Or<B: Part>: Part;
    /// The `T` of [`Has<T>`]; `D` for [`Nothing`].
    type Total<D>;
}

/// A [`Part`] without a type.
#[derive(Debug)]
pub struct Nothing;

/// A [`Part`] of the type `T`.
#[derive(Debug)]
pub struct Has<T>(std::marker::PhantomData<T>);

impl Part for Nothing {
    type Or<B: Part> = B;
    type Total<D> = D;
}

impl<T> Part for Has<T> {
    type Or<B: Part> = Self;
    type Total<D> = T;
}
