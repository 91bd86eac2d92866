//! A form as it is sent, with its buttons.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::FormField;
use crate::widget::kind::{Enters, WidgetKind, names_an_action};
use crate::widget::mistake::{Remembered, remembers_in_mistake};
use crate::widget::{ActionRef, Part, PartMut, Rules, WidgetId};

/// A form as it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormWidget {
    #[serde(default)]
    label: String,
    action: ActionRef,
    title: String,
    pub(super) fields: Vec<FormField>,
    actions: Vec<FormAction>,
    #[serde(skip)]
    pub(super) mistake: Remembered,
}

impl FormWidget {
    /// A form without fields, with a button that sends it.
    pub(super) fn new(title: String, action: ActionRef) -> Self {
        let submit = FormAction::new(FormActionType::Submit, "Submit".into(), None);
        Self { label: title.clone(), action, title, fields: Vec::new(), actions: vec![submit], mistake: None }
    }

    pub(super) fn set_button(&mut self, kind: FormActionType, label: String, action: Option<ActionRef>) {
        let button = FormAction::new(kind, label, action);
        match self.actions.iter_mut().find(|button| button.kind == kind) {
            Some(place) => *place = button,
            None => self.actions.push(button),
        }
    }

    /// The text by which it is known; its title, unless it came as JSON that says otherwise.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that it sends its fields to.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its fields, in order.
    pub fn fields(&self) -> &[FormField] {
        &self.fields
    }

    /// Its buttons.
    pub fn actions(&self) -> &[FormAction] {
        &self.actions
    }
}

impl WidgetKind for FormWidget {
    names_an_action!();

    fn parts(&self) -> Vec<Part<'_>> {
        self.actions.iter().map(FormAction::part).collect()
    }

    fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        let buttons = self.actions.iter_mut();
        buttons.filter_map(|FormAction { id, action, .. }| Some(PartMut { id, action: action.as_mut()? })).collect()
    }

    fn enters(&self) -> Enters<'_> {
        Enters::Fields(&self.fields)
    }
}

impl Rules for FormWidget {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        let mut names = HashSet::new();
        self.fields.iter().find_map(|field| {
            let name = &field.name;
            if !names.insert(name) {
                return Some(format!("the field {name:?} is there twice").into());
            }
            if name.is_empty() || name.starts_with('~') {
                return Some(format!("a field cannot be named {name:?}").into());
            }
            field.kind.broken().map(|fault| format!("the field {name:?}: {fault}").into())
        })
    }
}

/// A button of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FormAction {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: FormActionType,
    /// The text on it.
    pub label: String,
    /// What it triggers, if that is not the form's action or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionRef>,
    /// Names it in a click, once it was sent, if it has an action of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<WidgetId>,
}

impl FormAction {
    fn new(kind: FormActionType, label: String, action: Option<ActionRef>) -> Self {
        Self { kind, label, action, id: None }
    }

    fn part(&self) -> Part<'_> {
        Part { id: self.id, action: self.action.as_ref(), label: &self.label }
    }
}

/// What a form's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FormActionType {
    /// Sends the form.
    Submit,
    /// Closes it.
    Cancel,
}
