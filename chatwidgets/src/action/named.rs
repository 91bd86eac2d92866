//! An action whose name arrived as data.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::widget::{ActionRef, Drawing, IntoActionRef, Named, NothingToEnter, SomethingToEnter, input, preset};

/// An action of the registry that is named by data, such as a model's output; made by
/// [`Registry::get`](super::Registry::get).
///
/// What the compiler checks of an action type is checked here when the program runs: a button on an action that needs
/// input is a remembered mistake.
#[derive(Debug, Clone)]
pub struct NamedAction {
    name: &'static str,
    needs_input: bool,
    drawing: Option<fn() -> Arc<Drawing>>,
    preset: Option<Result<Map<String, Value>, String>>,
}

impl NamedAction {
    pub(super) fn new(name: &'static str, needs_input: bool, drawing: Option<fn() -> Arc<Drawing>>) -> Self {
        Self { name, needs_input, drawing, preset: None }
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
}

/// What a [`NamedAction`] needs is known only when the program runs.
#[derive(Debug)]
pub struct AnyInput;

impl NothingToEnter<NamedAction> for AnyInput {}
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
    /// An action without a payload has no fields; one with a payload brings its own drawing.
    fn drawing() -> Arc<Drawing> {
        Arc::new(Drawing::empty())
    }
}

impl IntoActionRef for NamedAction {
    type Action = Self;
    type Input = AnyInput;

    fn into_action_ref(self) -> Named {
        let (preset, fault) = match self.preset {
            Some(Ok(preset)) => (Some(preset), None),
            Some(Err(fault)) => (None, Some(fault)),
            None => (None, None),
        };
        let needs_input = self.needs_input && preset.is_none();
        Named { action: ActionRef::new(self.name, preset), fault, needs_input, drawing: self.drawing }
    }
}
