//! How a form is built: derived from the payload of its action.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::derived::DerivedForm;
use super::field_kind::{FieldKind, Kind};
use super::member::{Member, Sends};
use super::{Field, FormActionType, FormField, FormWidget};
use crate::widget::{IntoActionRef, Mistake, NothingToBind, NothingToEnter, Rules, SomethingToEnter, Widget};

/// Several fields that are sent together, derived from the payload `P` of the form's action.
///
/// Every member of the payload is a field, in the order in which they are declared:
///
/// | member | field |
/// | --- | --- |
/// | a text | `input`; `textarea` if it may have more than 200 characters |
/// | with `#[schemars(email)]`, `url`, `extend("format" = "password")` | `email`, `url`, `password` |
/// | a whole number with two bounds of its own (`range(min, max)`); any number that has a step as well (`multipleOf`) | `slider` |
/// | any other number, an `Option` of one too; an exact decimal | `number` |
/// | `bool`; `Option<bool>` | `toggle`; `dropdown` with Yes and No |
/// | an enum of unit variants; a list of one | `dropdown`; `multiselect` |
/// | `format: date` | `datepicker`, with the bounds `formatMinimum` and `formatMaximum` |
/// | `format: date-time`, shown and sent in the reader's time zone; `partial-date-time`; `partial-time` | `datetime`, `datetime`, `time`, with the same bounds |
/// | a struct | its fields, named `address.city`, in a group |
///
/// The doc comment's first line is the label and the rest the hint; a member without one is labelled with its name in
/// words. An `Option` and a member with `#[serde(default)]` may be left empty. The kind of a field can be chosen in the
/// type, `#[schemars(extend("x-widget" = "textarea"))]`, or here, by [`field`](Self::field).
///
/// A member from which no field can be derived (a map, a recursive type, a list of structs, an enum with data) is a
/// mistake, unless the app gives the field or leaves the member out.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// pub struct Feedback {
///     /// How did we do?
///     #[schemars(range(min = 1, max = 5))]
///     rating: u8,
///     /// Anything to add?
///     #[schemars(length(max = 500))]
///     comments: Option<String>,
/// }
/// # struct SubmitFeedback;
/// # impl WidgetAction for SubmitFeedback { const NAME: &'static str = "submit_feedback"; type Payload = Feedback; type Bound = NoBound; }
///
/// let form = Form::new("Your feedback", SubmitFeedback)
///     .initial(&Feedback { rating: 5, comments: None })
///     .field("comments", Field::textarea().rows(4).placeholder("The food, the view, …"))
///     .submit("Send")
///     .cancel("Not now");
/// assert_eq!(form.build()?.fields().len(), 2);
/// # Ok::<(), chatwidgets::widget::Mistake>(())
/// ```
pub struct Form<P> {
    widget: FormWidget,
    derived: Arc<DerivedForm>,
    members: Vec<Member>,
    place: &'static Location<'static>,
    payload: PhantomData<fn(&P)>,
}

impl<P> Form<P> {
    /// A form with a field for every member of the action's payload, and with a button that sends it.
    #[track_caller]
    pub fn new<A: IntoActionRef<Input = P>>(title: impl Into<String>, action: A) -> Self
    where
        P: SomethingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        // The compiler refuses an action type that is filled in; one that was named by data comes as far as here.
        let filled =
            named.action.is_preset().then(|| "the action is filled in, so there is nothing to enter".to_owned());
        let derived = named.derived_form.map_or_else(P::derived_form, |derived| derived());
        Self {
            widget: FormWidget::new(title.into(), named.action).remember(named.fault).remember(filled),
            members: derived.members.clone(),
            derived,
            place: Location::caller(),
            payload: PhantomData,
        }
    }

    /// Fills the fields with what exists, to be edited.
    ///
    /// A field for a password stays empty, since a secret does not travel back: what an empty one means is up to the handler,
    /// usually that the password stays as it is. A number that stands on no position of a slider makes it a field for a number.
    ///
    /// What finds no place is a mistake, so that sending the form does not wipe it: a member that is serialized under another
    /// name or not at all (unless it is a password), and a value that its field cannot hold.
    #[track_caller]
    pub fn initial(mut self, value: &P) -> Self
    where
        P: Serialize,
    {
        let fault = match serde_json::to_value(value) {
            Ok(value) => {
                self.members.iter_mut().find_map(|member| fault_of_initial(member, &value, self.derived.payload))
            }
            Err(error) => Some(format!("the initial value does not serialize: {error}")),
        };
        self.remember(fault)
    }

    /// Chooses another field for a member; what the field does not say, such as its label, the member's type does.
    /// Members of an inner struct are named `address.city`.
    #[track_caller]
    pub fn field<K: Kind>(mut self, name: &str, field: Field<K>) -> Self {
        let payload = self.derived.payload;
        let Some(member) = self.members.iter_mut().find(|member| member.name == name) else {
            let names: Vec<&str> = self.members.iter().map(|member| &*member.name).take(12).collect();
            let fault = format!("`{payload}` has no member {name:?}; it has {}", names.join(", "));
            return self.remember(Some(fault));
        };
        let before = member.kind.clone();
        let mistake = field.fill(member);
        let fault = match &mut member.kind {
            Ok(kind) if !member.takes.takes(Sends::by(kind)) => {
                Some(format!("the member {name:?} of `{payload}` cannot take what this field sends"))
            }
            Ok(kind) => {
                if let Ok(derived) = &before {
                    kind.inherit(derived);
                }
                None
            }
            Err(_) => None,
        };
        if self.widget.mistake.is_none() {
            self.widget.mistake = mistake;
        }
        self.remember(fault)
    }

    /// Leaves a member out, which the payload's type lets be left out.
    #[track_caller]
    pub fn without(mut self, name: &str) -> Self {
        let payload = self.derived.payload;
        let fault = match self.members.iter().position(|member| member.name == name) {
            None => Some(format!("`{payload}` has no member {name:?}")),
            Some(at) if self.is_needed(at) => {
                Some(format!("the member {name:?} of `{payload}` is required: a form cannot leave it out"))
            }
            Some(at) => {
                self.members.remove(at);
                None
            }
        };
        self.remember(fault)
    }

    /// Whether the server asks for a member, or for the struct that it is the last one of.
    fn is_needed(&self, at: usize) -> bool {
        let member = &self.members[at];
        let outer = &member.path[..member.path.len() - 1];
        let is_last =
            !outer.is_empty() && self.members.iter().filter(|other| other.path.starts_with(outer)).count() == 1;
        member.must_be_sent || is_last
    }

    /// The text on the button that sends it; `Submit` by default.
    pub fn submit(mut self, label: impl Into<String>) -> Self {
        self.widget.set_button(FormActionType::Submit, label.into(), None);
        self
    }

    /// Adds a button that closes the form, on the client alone.
    ///
    /// The client `@bbq-chat/widgets` 1.0.0 posts the same for it as for the other one: leave it out for those.
    pub fn cancel(mut self, label: impl Into<String>) -> Self {
        self.widget.set_button(FormActionType::Cancel, label.into(), None);
        self
    }

    /// Adds a button that closes the form and triggers an action that needs no input.
    ///
    /// The client `@bbq-chat/widgets` 1.0.0 posts the form's own action for it: leave it out for those.
    #[track_caller]
    pub fn cancel_with<A: IntoActionRef>(mut self, label: impl Into<String>, action: A) -> Self
    where
        A::Input: NothingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        let fault = named.fault_without_input();
        self.widget.set_button(FormActionType::Cancel, label.into(), Some(named.action));
        self.remember(fault)
    }

    /// How long it can be used, from when it is sent; a later click is `expired`, and it is shown so.
    #[track_caller]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.widget = self.widget.expires_in(time);
        self
    }

    #[track_caller]
    fn remember(mut self, fault: Option<String>) -> Self {
        self.widget = self.widget.remember(fault);
        self
    }

    /// The form, if no mistake was made in building it.
    ///
    /// # Errors
    ///
    /// The first mistake of the chain, or a member from which no field can be derived, with its place.
    pub fn build(self) -> Result<FormWidget, Mistake> {
        self.finish().build()
    }

    fn finish(self) -> FormWidget {
        let Self { mut widget, derived, members, place, .. } = self;
        let mut fault =
            derived.fault.map(|reason| format!("no form can be derived from `{}`: {reason}", derived.payload));
        for Member { name, label, group, required, read_only, hint, kind, .. } in members {
            match kind {
                Ok(kind) => {
                    let validation_hint = hint;
                    widget.fields.push(FormField { name, label, group, required, read_only, validation_hint, kind });
                }
                Err(reason) => {
                    let payload = derived.payload;
                    let way_out = "give the field by `.field(..)`, or leave it `.without(..)` if it is optional";
                    fault.get_or_insert_with(|| {
                        format!("no field can be derived for the member {name:?} of `{payload}`: {reason}; {way_out}")
                    });
                }
            }
        }
        if widget.mistake.is_none() {
            let reason = fault.map(Cow::Owned).or_else(|| widget.broken());
            widget.mistake = reason.map(|reason| Box::new(Mistake::at(reason, place)));
        }
        widget
    }
}

/// Fills a member with what the payload's value has for it, or says why that is not possible.
fn fault_of_initial(member: &mut Member, value: &Value, payload: &str) -> Option<String> {
    let is_secret = matches!(member.kind, Ok(FieldKind::Password(_) | FieldKind::FileUpload(_)) | Err(_));
    let name = &member.name;
    if !member.is_serialized && !is_secret {
        return Some(format!(
            "the member {name:?} of `{payload}` is not serialized under this name, so the initial value cannot fill it, and \
             sending the form would empty it"
        ));
    }
    let value = member.path.iter().try_fold(value, |value, segment| value.get(segment))?;
    if member.set_default(value) {
        return None;
    }
    Some(format!("the initial value of the member {:?} of `{payload}` cannot be shown in its field", member.name))
}

impl<P> From<Form<P>> for Widget {
    fn from(form: Form<P>) -> Self {
        Self::Form(Box::new(form.finish()))
    }
}

impl<P> fmt::Debug for Form<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").field("widget", &self.widget).field("members", &self.members).finish_non_exhaustive()
    }
}
