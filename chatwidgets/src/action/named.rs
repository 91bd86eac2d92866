//! Actions whose names arrive as data.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::arguments::BoundType;
use crate::widget::{
    ActionRef, DerivedForm, IntoActionRef, Named, NoBound, NothingToEnter, Sealed, SomethingToEnter, arguments, input,
    preset,
};

/// An action whose name arrived as data, such as a model's output. [`Registry::get`](super::Registry::get) makes it.
///
/// What the compiler checks for an action type is checked at run time here: a button on an action that needs input is a
/// mistake that the widget remembers.
#[derive(Debug, Clone)]
pub struct NamedAction {
    name: &'static str,
    needs_input: bool,
    derived_form: Option<fn() -> Arc<DerivedForm>>,
    preset: Option<Result<Map<String, Value>, String>>,
    bound_type: Option<BoundType>,
    bound: Option<Result<Value, String>>,
}

impl NamedAction {
    pub(super) fn new(
        name: &'static str,
        needs_input: bool,
        derived_form: Option<fn() -> Arc<DerivedForm>>,
        bound_type: Option<BoundType>,
    ) -> Self {
        Self { name, needs_input, derived_form, preset: None, bound_type, bound: None }
    }

    /// The action's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Fills the payload in; see [`WidgetAction::with`](crate::WidgetAction::with).
    pub fn with(mut self, payload: &impl serde::Serialize) -> Self {
        self.preset = Some(preset(payload));
        self
    }

    /// Binds arguments; see [`WidgetAction::bind`](crate::WidgetAction::bind). Arguments that the handler cannot take are a
    /// mistake that the widget remembers.
    pub fn bind(mut self, bound: &impl serde::Serialize) -> Self {
        self.bound = Some(arguments(bound));
        self
    }

    /// The bound arguments, checked against what the handler takes.
    fn bound(&self) -> Result<Option<Value>, String> {
        let name = self.name;
        match (&self.bound, self.bound_type) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(format!("the action `{name}` has bound arguments, and none are given")),
            (Some(_), None) => Err(format!("the action `{name}` takes no bound arguments")),
            (Some(bound), Some(expected)) => {
                let bound = bound.clone().map_err(|reason| format!("the action `{name}`: {reason}"))?;
                expected.check(&bound).map_err(|reason| format!("the action `{name}`: {reason}"))?;
                Ok(Some(bound))
            }
        }
    }
}

/// The input of a [`NamedAction`], which is known at run time only: every widget may name it.
#[derive(Debug)]
pub struct AnyInput;

impl NothingToEnter<NamedAction> for AnyInput {
    const SEALED: Sealed = Sealed;
}
impl input::FromText for AnyInput {}
impl input::FromToggle for AnyInput {}
impl input::FromThemeSwitcher for AnyInput {}
impl input::FromDatePicker for AnyInput {}
impl input::FromMultiSelect for AnyInput {}
impl input::FromFileUpload for AnyInput {}
impl input::FromSlider for AnyInput {
    type Number = i64;
}

impl SomethingToEnter<NamedAction> for AnyInput {
    const SEALED: Sealed = Sealed;

    /// No fields: an action with a payload brings its own form.
    fn derived_form() -> Arc<DerivedForm> {
        Arc::new(DerivedForm::empty())
    }
}

impl IntoActionRef for NamedAction {
    type Action = Self;
    type Input = AnyInput;
    type Unbound = NoBound;

    fn into_action_ref(self) -> Named {
        let mut action = ActionRef::new(self.name);
        let mut fault = None;
        match self.bound() {
            Ok(Some(bound)) => action.set_bound(&bound),
            Ok(None) => {}
            Err(reason) => fault = Some(reason),
        }
        match self.preset {
            Some(Ok(preset)) => action.set_preset(&preset),
            Some(Err(reason)) => fault = fault.or_else(|| Some(format!("the action `{}`: {reason}", self.name))),
            None => {}
        }
        let needs_input = self.needs_input && !action.is_preset();
        Named { action, fault, needs_input, derived_form: self.derived_form }
    }
}
