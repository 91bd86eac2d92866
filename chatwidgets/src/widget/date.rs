//! `datepicker`.

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

use super::input::TakesDate;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// A choice of a day; it sends `{"date": "2026-03-14"}`.
///
/// Bounds are anything that prints as `YYYY-MM-DD`: a text, `chrono::NaiveDate`, `jiff::civil::Date`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct Deliver;
/// # impl WidgetAction for Deliver { const NAME: &'static str = "deliver"; type Payload = input::Date; type Bound = NoBound; }
/// let day = DatePicker::new("Delivery", Deliver).min("2026-03-01").max("2026-03-31");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatePicker {
    label: String,
    action: ActionRef,
    #[serde(flatten)]
    bounds: DateBounds,
    #[serde(skip)]
    mistake: Remembered,
}

impl DatePicker {
    /// A date picker without bounds.
    #[track_caller]
    pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Input: TakesDate<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        Self { label: label.into(), action: named.action, bounds: DateBounds::default(), mistake: None }
            .remember(named.fault)
    }

    /// The first day that can be chosen.
    #[track_caller]
    pub fn min(mut self, day: impl Display) -> Self {
        self.bounds.min_date = Some(day.to_string());
        self.checked()
    }

    /// The last day that can be chosen.
    #[track_caller]
    pub fn max(mut self, day: impl Display) -> Self {
        self.bounds.max_date = Some(day.to_string());
        self.checked()
    }

    /// The text beside it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that the day is sent to.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// The days that can be chosen.
    pub fn bounds(&self) -> &DateBounds {
        &self.bounds
    }
}

impl WidgetKind for DatePicker {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::one("date", &self.label, true, self.bounds.clone())
    }
}

impl Rules for DatePicker {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.bounds.broken()
    }
}

/// The members of a date picker, standing alone or in a form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DateBounds {
    /// The first day that can be chosen, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_date: Option<String>,
    /// The last day that can be chosen, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_date: Option<String>,
    /// The day that is chosen at first, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

impl DateBounds {
    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        let (min, max) = match (parse(self.min_date.as_deref()), parse(self.max_date.as_deref())) {
            (Ok(min), Ok(max)) => (min, max),
            (Err(fault), _) | (_, Err(fault)) => return Some(fault),
        };
        (min? > max?).then(|| "the first day must not be after the last one".into())
    }
}

fn parse(day: Option<&str>) -> Result<Option<Date>, Cow<'static, str>> {
    day.map(|day| {
        Date::parse(day, format_description!("[year]-[month]-[day]"))
            .map_err(|_| format!("{day:?} is not a date: `YYYY-MM-DD` is expected").into())
    })
    .transpose()
}
