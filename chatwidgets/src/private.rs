//! What the output of the macros names, and the types and traits behind that. None of it is covered by semantic versioning.

use std::future::Future;

pub use inventory;

// Nobody names these, but here they have short names in the compiler's messages.
pub use crate::action::arguments::{
    Argument, ArgumentRole, Arguments, BoundSlot, BoundType, Extractor, Extractors, Fold, Has, Nothing, Part,
    PayloadSlot, Request, Slot,
};
pub use crate::action::arguments::{Arity, Handler, Takes};
pub use crate::action::named::AnyInput;
pub use crate::action::payload::PayloadType;
use crate::action::{ActionEntry, ActionError, HandlerFuture, IntoReply, Invocation};
use crate::turn::Reply;
pub use crate::widget::Location;
pub use crate::widget::custom::custom_widget;

/// The place of the macro's caller.
#[doc(hidden)]
#[macro_export]
macro_rules! __location {
    () => {
        $crate::private::Location { file: ::core::file!(), line: ::core::line!(), module: ::core::module_path!() }
    };
}
pub use crate::__location as location;

/// The entry of a handler.
pub const fn entry<H: Handler>(call: fn(Invocation) -> HandlerFuture) -> ActionEntry
where
    H::Arity: Fold<H>,
{
    ActionEntry::linked::<H>(call)
}

/// The entry of a type of widget: its JSON.
pub const fn custom_type<T: crate::widget::WidgetType>() -> crate::widget::custom::CustomType {
    crate::widget::custom::CustomType::of::<T>()
}

/// The entry of a type of widget: its drawing.
#[cfg(feature = "page")]
pub const fn custom_drawing<T: crate::widget::WidgetType + crate::ui::Render>() -> crate::ui::custom::CustomDrawing {
    crate::ui::custom::CustomDrawing::of::<T>()
}

/// Registers a type of widget. Only this crate knows whether there is a page that draws it.
#[cfg(feature = "page")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_widget {
    ($widget:ty) => {
        $crate::private::inventory::submit! { $crate::private::custom_type::<$widget>() }
        $crate::private::inventory::submit! { $crate::private::custom_drawing::<$widget>() }
    };
}

/// Registers a type of widget. Only this crate knows whether there is a page that draws it.
#[cfg(not(feature = "page"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_widget {
    ($widget:ty) => {
        $crate::private::inventory::submit! { $crate::private::custom_type::<$widget>() }
    };
}
pub use crate::__register_widget as register_widget;

/// Boxes a run.
pub fn run(run: impl Future<Output = Result<Reply, ActionError>> + 'static) -> HandlerFuture {
    Box::pin(run)
}

/// Makes the argument `I` of a handler.
pub async fn extract<H: Takes<I>, const I: usize>(invocation: &Invocation) -> Result<H::Argument, ActionError> {
    <<H::Argument as Argument>::Slot as Slot<H::Argument>>::extract(invocation).await
}

/// Makes a reply of what a handler returned.
pub fn reply<R: IntoReply>(returned: R) -> Result<Reply, ActionError> {
    returned.into_reply()
}

/// Whether no argument before the one at `index` is a payload, if that one is.
pub const fn is_only_payload<H: Handler>(index: usize) -> bool
where
    H::Arity: Fold<H>,
{
    !ArgumentRole::is_taken(<H::Arity as Fold<H>>::ROLES, index, ArgumentRole::Payload)
}

/// Whether no argument before the one at `index` is a `Bound`, if that one is.
pub const fn is_only_bound<H: Handler>(index: usize) -> bool
where
    H::Arity: Fold<H>,
{
    !ArgumentRole::is_taken(<H::Arity as Fold<H>>::ROLES, index, ArgumentRole::Bound)
}
