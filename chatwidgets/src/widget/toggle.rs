//! `toggle`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::form::Switch;
use super::input::TakesToggle;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// A switch; it sends `{"checked": true}`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct SetSound;
/// # impl WidgetAction for SetSound { const NAME: &'static str = "set_sound"; type Payload = input::Checked; type Bound = NoBound; }
/// let sound = Toggle::new("Sound", SetSound).default(true);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Toggle {
    label: String,
    action: ActionRef,
    #[serde(default)]
    default_value: bool,
    #[serde(skip)]
    mistake: Remembered,
}

impl Toggle {
    /// A switch that is off.
    #[track_caller]
    pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Input: TakesToggle<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        Self { label: label.into(), action: named.action, default_value: false, mistake: None }.remember(named.fault)
    }

    /// Whether it is on at first.
    pub fn default(mut self, on: bool) -> Self {
        self.default_value = on;
        self
    }

    /// The text beside it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that is told whether the switch is on.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// Whether it is on at first.
    pub fn is_on(&self) -> bool {
        self.default_value
    }
}

impl WidgetKind for Toggle {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::one("checked", &self.label, false, Switch { default_value: self.default_value })
    }
}

impl Rules for Toggle {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        None
    }
}
