//! What a handler may take, told by traits alone: Actix extractors and one `Payload<T>`.
//!
//! The shape is chosen for its error messages. A handler's arguments are named in one place each, `Takes<I>`, and
//! nothing else puts a bound on them or projects from them; so a wrong argument is one error, on its own token.

use std::any::type_name;
use std::future::Future;
use std::time::Duration;

use actix_web::FromRequest;

use super::error::ActionError;
use super::invocation::Invocation;
use super::payload::PayloadType;
use crate::widget::{Location, NoPayload, WidgetAction};

/// What `#[widget_action]` implements for an action type, beside one [`Takes`] an argument.
pub trait Handler: 'static {
    /// See [`WidgetAction::NAME`].
    const NAME: &'static str;
    /// See [`WidgetAction::DESCRIPTION`].
    const DESCRIPTION: &'static str;
    /// See [`WidgetAction::LOCATION`].
    const LOCATION: Location;
    /// How long the handler may run.
    const TIMEOUT: Duration = super::ActionEntry::DEFAULT_TIMEOUT;
    /// [`Arity`] of the number of arguments.
    type Arity;
}

/// A number of arguments.
#[derive(Debug)]
pub struct Arity<const N: usize>;

/// Names the type of the argument `I`, from 0.
pub trait Takes<const I: usize> {
    /// The argument's type.
    type Argument: Argument<Slot: Slot<Self::Argument>>;
}

/// Something that a handler can take: an [`Extractor`] or [`Payload<T>`](super::Payload).
pub trait Argument: Sized {
    /// Where it comes from.
    type Slot;
    /// The part that it has in the handler's payload: [`Nothing`] or [`Has<T>`].
    type Payload: Part;
    /// Whether it is the payload.
    const IS_PAYLOAD: bool = false;
}

/// How an argument is had.
pub trait Slot<A> {
    /// The payload's schema and binding, if this is where it is bound.
    fn payload_type() -> Option<PayloadType> {
        None
    }

    /// Makes the argument of what arrived.
    fn extract(invocation: &Invocation) -> impl Future<Output = Result<A, ActionError>>;
}

/// An Actix extractor, by the words of this crate's messages: every [`FromRequest`] is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument that a handler can take",
    label = "not an extractor",
    note = "take what the person entered as `Payload<{Self}>`, shared state as `web::Data<{Self}>`, or implement \
            Actix's `FromRequest`"
)]
pub trait Extractor: FromRequest + 'static {}

#[diagnostic::do_not_recommend]
impl<T: FromRequest + 'static> Extractor for T {}

/// No part in the payload.
#[derive(Debug)]
pub struct Nothing;

/// The payload is `T`.
#[derive(Debug)]
pub struct Has<T>(std::marker::PhantomData<T>);

/// The slot of everything that Actix extracts from a request.
#[derive(Debug)]
pub struct Request;

#[diagnostic::do_not_recommend]
impl<T: Extractor> Argument for T {
    type Slot = Request;
    type Payload = Nothing;
}

impl<T: Extractor> Slot<T> for Request {
    async fn extract(invocation: &Invocation) -> Result<T, ActionError> {
        extract_request(invocation).await
    }
}

/// Runs an Actix extractor; a failure names the type in the log, since `web::Data` does not.
pub(crate) async fn extract_request<T: FromRequest>(invocation: &Invocation) -> Result<T, ActionError> {
    let mut body = invocation.body();
    T::from_request(invocation.request(), &mut body)
        .await
        .map_err(|error| ActionError::extractor(type_name::<T>(), error.into()))
}

/// A part in the payload: [`Nothing`] or [`Has<T>`].
pub trait Part {
    /// This part, or the other one if this is nothing.
    type Or<B: Part>: Part;
    /// The payload that it comes to.
    type Total;
}

impl Part for Nothing {
    type Or<B: Part> = B;
    type Total = NoPayload;
}

impl<T> Part for Has<T> {
    type Or<B: Part> = Self;
    type Total = T;
}

/// Folds an action's arguments: which of them is the payload?
pub trait Fold<H> {
    /// What the person enters.
    type Payload;

    /// Which arguments are payloads.
    const ARE_PAYLOADS: &'static [bool];

    /// The payload's schema and binding.
    fn payload_type() -> Option<PayloadType>;
}

type PartOf<H, const I: usize> = <<H as Takes<I>>::Argument as Argument>::Payload;

fn payload_type_of<H: Takes<I>, const I: usize>() -> Option<PayloadType> {
    <<H::Argument as Argument>::Slot as Slot<H::Argument>>::payload_type()
}

macro_rules! total {
    ($h:ident) => { Nothing };
    ($h:ident $first:literal $($rest:literal)*) => { <PartOf<$h, $first> as Part>::Or<total!($h $($rest)*)> };
}

macro_rules! fold {
    ($n:literal: $($i:literal)*) => {
        impl<H: $(Takes<$i> +)*> Fold<H> for Arity<$n> {
            type Payload = <total!(H $($i)*) as Part>::Total;
            const ARE_PAYLOADS: &'static [bool] = &[$(<<H as Takes<$i>>::Argument as Argument>::IS_PAYLOAD),*];

            fn payload_type() -> Option<PayloadType> {
                None$(.or_else(payload_type_of::<H, $i>))*
            }
        }
    };
}

fold!(0:);
fold!(1: 0);
fold!(2: 0 1);
fold!(3: 0 1 2);
fold!(4: 0 1 2 3);
fold!(5: 0 1 2 3 4);
fold!(6: 0 1 2 3 4 5);
fold!(7: 0 1 2 3 4 5 6);
fold!(8: 0 1 2 3 4 5 6 7);
fold!(9: 0 1 2 3 4 5 6 7 8);
fold!(10: 0 1 2 3 4 5 6 7 8 9);
fold!(11: 0 1 2 3 4 5 6 7 8 9 10);
fold!(12: 0 1 2 3 4 5 6 7 8 9 10 11);

#[diagnostic::do_not_recommend]
impl<H: Handler> WidgetAction for H
where
    H::Arity: Fold<H>,
{
    const NAME: &'static str = H::NAME;
    const DESCRIPTION: &'static str = H::DESCRIPTION;
    const LOCATION: Location = H::LOCATION;
    type Payload = <H::Arity as Fold<H>>::Payload;
}

/// The payload's schema and binding; a method, since a projection would repeat the error of a wrong argument.
pub(crate) fn describe<H: Handler>() -> Option<PayloadType>
where
    H::Arity: Fold<H>,
{
    <H::Arity as Fold<H>>::payload_type()
}
