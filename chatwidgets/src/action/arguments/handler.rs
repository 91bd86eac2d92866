//! What a handler may take, told by traits alone: Actix extractors, one `Payload<T>` and one `Bound<T>`.
//!
//! The shape is chosen for its error messages. A handler's arguments are named in one place each, `Takes<I>`, and
//! nothing else puts a bound on them or projects from them; so a wrong argument is one error, on its own token.

use std::any::type_name;
use std::future::Future;
use std::time::Duration;

use actix_web::FromRequest;

use super::bound::BoundType;
use super::error::ActionError;
use super::invocation::Invocation;
use super::payload::PayloadType;
use crate::widget::{Location, NoBound, NoPayload, WidgetAction};

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
    /// Whether a widget can be used once only.
    const ONCE: bool = false;
    /// Whether it runs for a widget only that offers it.
    const OFFERED: bool = false;
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

/// Something that a handler can take: an [`Extractor`], [`Payload<T>`](super::Payload) or [`Bound<T>`](super::Bound).
pub trait Argument: Sized {
    /// Where it comes from.
    type Slot;
    /// The part that it has in the handler's payload: [`Nothing`] or [`Has<T>`].
    type Payload: Part;
    /// The part that it has in the handler's bound arguments: [`Nothing`] or [`Has<T>`].
    type Bound: Part;
    /// Which of the arguments it is that a handler takes once at most.
    const ROLE: Role = Role::Extracted;
}

/// What an argument is to its action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something extracted from the request: there may be several.
    Extracted,
    /// What the person entered: at most one.
    Payload,
    /// What the server bound: at most one.
    Bound,
}

impl Role {
    /// Whether any of the earlier arguments leaves no room for the one at `index`.
    pub(crate) const fn is_taken(roles: &[Role], index: usize, role: Role) -> bool {
        let mut earlier = 0;
        while earlier < index {
            if roles[earlier] as u8 == role as u8 && roles[index] as u8 == role as u8 {
                return true;
            }
            earlier += 1;
        }
        false
    }

    /// Whether the role is there at most once.
    pub(crate) const fn is_single(roles: &[Role], role: Role) -> bool {
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

/// How an argument is had.
pub trait Slot<A> {
    /// The payload's schema and binding, if this is where it is bound.
    fn payload_type() -> Option<PayloadType> {
        None
    }

    /// The bound arguments' type, if this is where they are taken.
    fn bound_type() -> Option<BoundType> {
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

/// No part.
#[derive(Debug)]
pub struct Nothing;

/// It is `T`.
#[derive(Debug)]
pub struct Has<T>(std::marker::PhantomData<T>);

/// The slot of everything that Actix extracts from a request.
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

/// A part in the payload, or in the bound arguments: [`Nothing`] or [`Has<T>`].
pub trait Part {
    /// This part, or the other one if this is nothing.
    type Or<B: Part>: Part;
    /// What it comes to; `D` if that is nothing.
    type Total<D>;
}

impl Part for Nothing {
    type Or<B: Part> = B;
    type Total<D> = D;
}

impl<T> Part for Has<T> {
    type Or<B: Part> = Self;
    type Total<D> = T;
}

/// Folds an action's arguments: which of them is the payload, which are the bound arguments?
pub trait Fold<H> {
    /// What the person enters.
    type Payload;

    /// What the server binds.
    type Bound;

    /// What each argument is.
    const ROLES: &'static [Role];

    /// The payload's schema and binding.
    fn payload_type() -> Option<PayloadType>;

    /// The bound arguments' type.
    fn bound_type() -> Option<BoundType>;
}

type ArgumentOf<H, const I: usize> = <H as Takes<I>>::Argument;
type SlotOf<H, const I: usize> = <ArgumentOf<H, I> as Argument>::Slot;

fn payload_type_of<H: Takes<I>, const I: usize>() -> Option<PayloadType> {
    <SlotOf<H, I> as Slot<H::Argument>>::payload_type()
}

fn bound_type_of<H: Takes<I>, const I: usize>() -> Option<BoundType> {
    <SlotOf<H, I> as Slot<H::Argument>>::bound_type()
}

macro_rules! total {
    ($h:ident $part:ident) => { Nothing };
    ($h:ident $part:ident $first:literal $($rest:literal)*) => {
        <<ArgumentOf<$h, $first> as Argument>::$part as Part>::Or<total!($h $part $($rest)*)>
    };
}

macro_rules! fold {
    ($n:literal: $($i:literal)*) => {
        impl<H: $(Takes<$i> +)*> Fold<H> for Arity<$n> {
            type Payload = <total!(H Payload $($i)*) as Part>::Total<NoPayload>;
            type Bound = <total!(H Bound $($i)*) as Part>::Total<NoBound>;
            const ROLES: &'static [Role] = &[$(<ArgumentOf<H, $i> as Argument>::ROLE),*];

            fn payload_type() -> Option<PayloadType> {
                None$(.or_else(payload_type_of::<H, $i>))*
            }

            fn bound_type() -> Option<BoundType> {
                None$(.or_else(bound_type_of::<H, $i>))*
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
    type Bound = <H::Arity as Fold<H>>::Bound;
}

/// The payload's schema and binding; a method, since a projection would repeat the error of a wrong argument.
pub(crate) fn payload_type<H: Handler>() -> Option<PayloadType>
where
    H::Arity: Fold<H>,
{
    <H::Arity as Fold<H>>::payload_type()
}

/// The bound arguments' type.
pub(crate) fn bound_type<H: Handler>() -> Option<BoundType>
where
    H::Arity: Fold<H>,
{
    <H::Arity as Fold<H>>::bound_type()
}
