//! Which action a widget names: by type where the compiler can check it, by name where it arrives as data.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::drawing::{Drawing, drawing};

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
    /// # impl WidgetAction for SubmitFeedback { const NAME: &'static str = "submit_feedback"; type Payload = Feedback; }
    /// let five_stars = Button::new("Five stars", SubmitFeedback.with(Feedback { rating: 5 }));
    /// ```
    fn with(self, payload: Self::Payload) -> Filled<Self>
    where
        Self::Payload: Serialize,
    {
        Filled { action: self, preset: preset(&payload) }
    }
}

/// The payload of an action whose handler takes none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoPayload {}

/// An action with its payload filled in; made by [`WidgetAction::with`].
pub struct Filled<A> {
    action: A,
    preset: Result<Map<String, Value>, String>,
}

impl<A: WidgetAction> fmt::Debug for Filled<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filled").field("action", &A::NAME).field("preset", &self.preset).finish()
    }
}

pub(crate) fn preset(payload: &impl Serialize) -> Result<Map<String, Value>, String> {
    match serde_json::to_value(payload) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("a payload is an object, and this one serializes to something else".into()),
        Err(error) => Err(format!("the payload does not serialize: {error}")),
    }
}

/// What a widget takes as its action: an action type, one with its payload [filled in](WidgetAction::with), or a
/// [`NamedAction`](crate::NamedAction) of the registry.
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
    pub(crate) drawing: Option<fn() -> Arc<Drawing>>,
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

    fn into_action_ref(self) -> Named {
        Named { action: ActionRef::new(A::NAME, None), fault: None, needs_input: false, drawing: None }
    }
}

impl<A: WidgetAction> IntoActionRef for Filled<A> {
    type Action = A;
    type Input = NoPayload;

    fn into_action_ref(self) -> Named {
        let (preset, fault) = match self.preset {
            Ok(preset) => (Some(preset), None),
            Err(fault) => (None, Some(fault)),
        };
        let _ = self.action;
        Named { action: ActionRef::new(A::NAME, preset), fault, needs_input: false, drawing: None }
    }
}

/// Says that a widget without input is enough for the action `A`.
#[diagnostic::on_unimplemented(
    message = "the action `{A}` needs input, which this widget cannot give",
    label = "`{A}` takes a payload",
    note = "use `Form::new`, or fill it in: `{A}.with({Self} {{ .. }})`"
)]
pub trait NothingToEnter<A> {}

impl<A> NothingToEnter<A> for NoPayload {}

/// Says that there is something to enter for the action `A`, so that a form makes sense.
#[diagnostic::on_unimplemented(
    message = "the action `{A}` takes no payload, so there is nothing to draw",
    label = "`{A}` takes no payload",
    note = "use `Button::new`, or take what the person enters as `Payload<..>` in the handler"
)]
pub trait SomethingToEnter<A> {
    /// The fields of a form for it.
    #[doc(hidden)]
    fn drawing() -> Arc<Drawing>;
}

#[diagnostic::do_not_recommend]
impl<A, T: JsonSchema + DeserializeOwned + 'static> SomethingToEnter<A> for T {
    fn drawing() -> Arc<Drawing> {
        drawing::<T>()
    }
}

/// The action's name as a widget carries it, with the preset payload that never leaves the server.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRef {
    name: Cow<'static, str>,
    preset: Option<Box<Map<String, Value>>>,
}

impl ActionRef {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, preset: Option<Map<String, Value>>) -> Self {
        Self { name: name.into(), preset: preset.map(Box::new) }
    }

    /// The action's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The part of the payload that the server filled in, if it did.
    pub fn preset(&self) -> Option<&Map<String, Value>> {
        self.preset.as_deref()
    }

    pub(crate) fn set_preset(&mut self, preset: Map<String, Value>) {
        self.preset = Some(Box::new(preset));
    }
}

impl Serialize for ActionRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for ActionRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { name: Cow::Owned(String::deserialize(deserializer)?), preset: None })
    }
}

/// A place in a program's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The module's path, which starts with the crate's name.
    pub module: &'static str,
}

impl Location {
    /// No known place.
    pub const UNKNOWN: Self = Self { file: "", line: 0, module: "" };
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::UNKNOWN { f.write_str("an unknown place") } else { write!(f, "{}:{}", self.file, self.line) }
    }
}
