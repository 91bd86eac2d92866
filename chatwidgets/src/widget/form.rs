//! `form`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field_kind::Kind;
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, Field, FormField, IntoActionRef, Rules, SomethingToEnter};

/// Several fields that are sent together; it sends one member a field.
///
/// Every field is named after a member of the payload.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # #[derive(schemars::JsonSchema)] struct Feedback {}
/// # struct SubmitFeedback;
/// # impl WidgetAction for SubmitFeedback { const NAME: &'static str = "submit_feedback"; type Payload = Feedback; }
/// let form = Form::new("Your feedback", SubmitFeedback)
///     .field("rating", Field::slider(1..=5).label("How did we do?").default(5))
///     .field("comments", Field::textarea().label("Anything to add?").max_length(500).optional())
///     .submit("Send");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    #[serde(default)]
    label: String,
    pub(super) action: ActionRef,
    title: String,
    fields: Vec<FormField>,
    actions: Vec<FormAction>,
    #[serde(skip)]
    mistake: Remembered,
}

impl Form {
    /// A form without fields, and with a button that sends it.
    #[track_caller]
    pub fn new<A: IntoActionRef>(title: impl Into<String>, action: A) -> Self
    where
        A::Input: SomethingToEnter<A::Action>,
    {
        let named = action.into_action_ref();
        let title = title.into();
        let submit = FormAction { kind: FormActionType::Submit, label: "Submit".into() };
        Self {
            label: title.clone(),
            action: named.action,
            title,
            fields: Vec::new(),
            actions: vec![submit],
            mistake: None,
        }
        .remember(named.fault)
    }

    /// Adds a field that fills the payload's member `name`; members of an inner struct are named `address.city`.
    #[track_caller]
    pub fn field<K: Kind>(mut self, name: impl Into<String>, field: Field<K>) -> Self {
        let (field, mistake) = field.named(name.into());
        self.fields.push(field);
        if self.mistake.is_none() {
            self.mistake = mistake;
        }
        self.checked()
    }

    /// The text on the button that sends it; `Submit` unless told.
    pub fn submit(mut self, label: impl Into<String>) -> Self {
        self.set_button(FormActionType::Submit, label.into());
        self
    }

    /// Adds a button that closes the form.
    ///
    /// The client `@bbq-chat/widgets` 1.0.0 posts the same for it as for the other one: leave it out for those.
    pub fn cancel(mut self, label: impl Into<String>) -> Self {
        self.set_button(FormActionType::Cancel, label.into());
        self
    }

    fn set_button(&mut self, kind: FormActionType, label: String) {
        match self.actions.iter_mut().find(|button| button.kind == kind) {
            Some(button) => button.label = label,
            None => self.actions.push(FormAction { kind, label }),
        }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its fields, in order.
    pub fn fields(&self) -> &[FormField] {
        &self.fields
    }
}

impl Rules for Form {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        for (index, field) in self.fields.iter().enumerate() {
            let name = &field.name;
            if self.fields[..index].iter().any(|earlier| earlier.name == *name) {
                return Some(format!("the field {name:?} is there twice").into());
            }
            if name.is_empty() || name.starts_with('~') {
                return Some(format!("a field cannot be named {name:?}").into());
            }
            if let Some(fault) = field.kind.broken() {
                return Some(format!("the field {name:?}: {fault}").into());
            }
        }
        None
    }
}

/// A button of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FormAction {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: FormActionType,
    /// The text on it.
    pub label: String,
}

/// What a form's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormActionType {
    /// Sends the form.
    Submit,
    /// Closes it.
    Cancel,
}
