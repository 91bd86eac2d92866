//! `progressbar`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number as JsonNumber;

use super::kind::{Enters, WidgetKind, has_no_parts};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, Mistake, Number, Rules, number};

/// How far something has come; it sends nothing.
///
/// ```
/// # use chatwidgets::prelude::*;
/// let upload = ProgressBar::new("Uploading", 30, 100);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressBar {
    label: String,
    value: JsonNumber,
    max: JsonNumber,
    #[serde(skip)]
    mistake: Remembered,
}

impl ProgressBar {
    /// A bar at `value` of `max`: `max` is greater than 0, `value` between 0 and `max`.
    #[track_caller]
    pub fn new(label: impl Into<String>, value: impl Number, max: impl Number) -> Self {
        let (value, max) = (value.json(), max.json());
        let fault = (value.is_none() || max.is_none()).then_some("a progress bar's numbers must be finite");
        let (value, max) = (value.unwrap_or_else(|| 0.into()), max.unwrap_or_else(|| 1.into()));
        Self { label: label.into(), value, max, mistake: None }.remember(fault).checked()
    }

    /// The text beside it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How far it has come, between 0 and the end.
    pub fn value(&self) -> &JsonNumber {
        &self.value
    }

    /// The end, greater than 0.
    pub fn max(&self) -> &JsonNumber {
        &self.max
    }
}

impl WidgetKind for ProgressBar {
    has_no_parts!();

    fn label(&self) -> Option<&str> {
        Some(&self.label)
    }

    fn action(&self) -> Option<&ActionRef> {
        None
    }

    fn action_mut(&mut self) -> Option<&mut ActionRef> {
        None
    }

    fn enters(&self) -> Enters<'_> {
        Enters::Nothing
    }

    fn mistake(&self) -> Option<&Mistake> {
        self.mistake.as_deref()
    }
}

impl Rules for ProgressBar {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        if !number::less(&0.into(), &self.max) {
            return Some("`max` must be greater than 0".into());
        }
        if number::less(&self.value, &0.into()) || number::less(&self.max, &self.value) {
            return Some("`value` must be between 0 and `max`".into());
        }
        None
    }
}
