//! Which action a widget names: by type where the compiler can check it, by name where it arrives as data.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::form::{DerivedForm, derived_form};
use super::{ActionRef, Call, Location};

/// An action type: what `#[widget_action]` makes beside a handler, and what a widget names.
///
/// It can be written by hand beside an [`ActionEntry`](crate::ActionEntry):
///
/// ```
/// use chatwidgets::prelude::*;
///
/// struct Greet;
///
/// impl WidgetAction for Greet {
///     const NAME: &'static str = "greet";
///     type Payload = NoPayload;
///     type Bound = NoBound;
/// }
///
/// let button = Button::new("Say hello", Greet);
/// assert_eq!(serde_json::to_value(&button).unwrap()["action"], "greet");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "an action type is needed here",
    note = "name the type that `#[widget_action]` made beside the handler: `async fn submit_feedback` -> \
            `SubmitFeedback`; a name that arrives as data goes through `registry.get(..)`"
)]
pub trait WidgetAction: Sized {
    /// The action's name on the wire: `[a-z][a-z0-9_.:-]{0,63}`.
    const NAME: &'static str;
    /// What the action does, for people and models: the handler's doc comment.
    const DESCRIPTION: &'static str = "";
    /// Where the handler is written.
    const LOCATION: Location = Location::UNKNOWN;
    /// What the person has to enter: the `T` of the handler's `Payload<T>`, or [`NoPayload`].
    type Payload;
    /// What the server has to attach: the `T` of the handler's `Bound<T>`, or [`NoBound`].
    type Bound;

    /// Fills the payload in, so that a widget without input can name an action that needs some.
    ///
    /// What is filled in stays on the server with the widget: a click brings the widget's id and runs with this payload,
    /// whatever the client posts. A client that sends no `widgetId` (such as `@bbq-chat/widgets` 1.0.0)
    /// cannot use such a widget.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # use serde::Serialize;
    /// # #[derive(Serialize)] struct Feedback { rating: u8 }
    /// # struct SubmitFeedback;
    /// # impl WidgetAction for SubmitFeedback { const NAME: &'static str = "submit_feedback"; type Payload = Feedback; type Bound = NoBound; }
    /// let five_stars = Button::new("Five stars", SubmitFeedback.with(Feedback { rating: 5 }));
    /// ```
    fn with(self, payload: Self::Payload) -> Call<Self, NoPayload, Self::Bound>
    where
        Self::Payload: Serialize,
    {
        Call::new(self).with_payload(&payload)
    }

    /// Binds arguments, which the handler takes as [`Bound<T>`](crate::Bound).
    ///
    /// They stay on the server with the widget and cannot be seen or changed by a client: a click brings no more than
    /// the widget's id. It combines with [`with`](Self::with).
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # use schemars::JsonSchema;
    /// # use serde::{Deserialize, Serialize};
    /// #[derive(Serialize, Deserialize)]
    /// pub struct Order { id: u64, cents: u64 }
    ///
    /// #[derive(Serialize, Deserialize, JsonSchema)]
    /// pub struct Reason { reason: String }
    ///
    /// #[widget_action("refund", once)]
    /// pub async fn refund(Bound(order): Bound<Order>, Payload(reason): Payload<Reason>) -> String {
    ///     format!("{} cents of order {} are paid back: {}", order.cents, order.id, reason.reason)
    /// }
    ///
    /// let order = Order { id: 42, cents: 1_999 };
    /// let form = Form::new("Refund order 42", Refund.bind(order));
    /// ```
    fn bind(self, bound: Self::Bound) -> Call<Self, Self::Payload, NoBound>
    where
        Self::Bound: Serialize,
    {
        Call::new(self).bind_arguments(&bound)
    }
}

/// The payload of an action whose handler takes none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoPayload {}

/// The bound arguments of an action whose handler takes none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoBound {}

/// What a widget takes as its action: an action type, one with its payload [filled in](WidgetAction::with) or its
/// arguments [bound](WidgetAction::bind), or a [`NamedAction`](crate::NamedAction) of the registry.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "an action type is needed here",
    note = "name the type that `#[widget_action]` made beside the handler: `async fn submit_feedback` -> \
            `SubmitFeedback`; a name that arrives as data goes through `registry.get(..)`"
)]
pub trait IntoActionRef {
    /// The action type, as error messages name it.
    type Action;
    /// What is left for the person to enter.
    type Input;
    /// What is left for the server to bind.
    type Unbound;

    /// What the widget keeps of it.
    #[doc(hidden)]
    fn into_action_ref(self) -> Named;
}

/// A reference to an action, and what was wrong with it if anything was.
#[doc(hidden)]
#[derive(Debug)]
pub struct Named {
    pub(crate) action: ActionRef,
    pub(crate) fault: Option<String>,
    /// Whether the action, known at run time only, needs what the widget may be unable to give.
    pub(crate) needs_input: bool,
    /// The fields of a form for it, if the action is known at run time only.
    pub(crate) derived_form: Option<fn() -> Arc<DerivedForm>>,
}

impl Named {
    /// What keeps a widget without input from naming this action.
    pub(crate) fn fault_without_input(&self) -> Option<String> {
        let needs_input = || {
            let name = self.action.name();
            self.needs_input.then(|| format!("the action `{name}` needs input, which this widget cannot give"))
        };
        self.fault.clone().or_else(needs_input)
    }
}

#[diagnostic::do_not_recommend]
impl<A: WidgetAction> IntoActionRef for A {
    type Action = A;
    type Input = A::Payload;
    type Unbound = A::Bound;

    fn into_action_ref(self) -> Named {
        Named { action: ActionRef::new(A::NAME), fault: None, needs_input: false, derived_form: None }
    }
}

/// Only this crate can name it, and so implement the traits that ask for one. A supertrait would do the same, but it would
/// have errors of its own.
#[derive(Debug)]
pub struct Sealed;

/// Says that a widget without input is enough for the action `A`.
#[diagnostic::on_unimplemented(
    message = "the action `{A}` needs input, which this widget cannot give",
    label = "`{A}` takes a payload",
    note = "use `Form::new`, or fill it in: `{A}.with({Self} {{ .. }})`"
)]
pub trait NothingToEnter<A> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

impl<A> NothingToEnter<A> for NoPayload {
    const SEALED: Sealed = Sealed;
}

/// Says that the action `A` has all its bound arguments.
#[diagnostic::on_unimplemented(
    message = "the action `{A}` has bound arguments, and none are given",
    label = "not bound",
    note = "bind them: `{A}.bind({Self} {{ .. }})`"
)]
pub trait NothingToBind<A> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

impl<A> NothingToBind<A> for NoBound {
    const SEALED: Sealed = Sealed;
}

/// Says that there is something to enter for the action `A`, so that a form makes sense.
#[diagnostic::on_unimplemented(
    message = "the action `{A}` takes no input, so a form for it would have no fields",
    label = "it takes no payload, or the payload is filled in",
    note = "use `Button::new`, or take what the person enters as `Payload<..>` in the handler and leave it open here"
)]
pub trait SomethingToEnter<A> {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The fields of a form for it.
    #[doc(hidden)]
    fn derived_form() -> Arc<DerivedForm>;
}

#[diagnostic::do_not_recommend]
impl<A, T: JsonSchema + DeserializeOwned + 'static> SomethingToEnter<A> for T {
    const SEALED: Sealed = Sealed;

    fn derived_form() -> Arc<DerivedForm> {
        derived_form::<T>()
    }
}
