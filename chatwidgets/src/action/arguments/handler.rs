//! What `#[widget_action]` implements for an action type, and what follows from it.
//!
//! The shape is chosen for its error messages. Each argument of a handler is named in one place, its [`Takes<I>`]; nothing
//! else puts a bound on it or projects from it. So a wrong argument is one error, on its own token.

use std::time::Duration;

use super::argument::{Argument, ArgumentRole, Nothing, Part, Slot};
use super::bound_type::BoundType;
use crate::action::payload::PayloadType;
use crate::widget::{Location, NoBound, NoPayload, WidgetAction};

/// How long a handler may run by default.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// What `#[widget_action]` implements for an action type, beside one [`Takes`] for each argument.
pub trait Handler: 'static {
    /// See [`WidgetAction::NAME`].
    const NAME: &'static str;
    /// See [`WidgetAction::DESCRIPTION`].
    const DESCRIPTION: &'static str;
    /// See [`WidgetAction::LOCATION`].
    const LOCATION: Location;
    /// How long the handler may run.
    const TIMEOUT: Duration = DEFAULT_TIMEOUT;
    /// Whether a widget can be used only once.
    const ONCE: bool = false;
    /// Whether it runs only for a click on an open widget that names it.
    const OFFERED: bool = false;
    /// [`Arity`] of the number of arguments.
    type Arity;
}

/// A number of arguments.
#[derive(Debug)]
pub struct Arity<const N: usize>;

/// Names the type of argument `I`, counted from 0.
pub trait Takes<const I: usize> {
    /// The argument's type.
    type Argument: Argument<Slot: Slot<Self::Argument>>;
}

/// Puts together what the arguments of the handler `H` add; implemented for each [`Arity`].
pub trait Fold<H> {
    /// What the person enters.
    type Payload;

    /// What the server binds.
    type Bound;

    /// The role of each argument.
    const ROLES: &'static [ArgumentRole];

    /// The payload's type.
    fn payload_type() -> Option<PayloadType>;

    /// The type of the bound arguments.
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
            const ROLES: &'static [ArgumentRole] = &[$(<ArgumentOf<H, $i> as Argument>::ROLE),*];

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
