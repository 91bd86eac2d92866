//! `slider`.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Number as JsonNumber;

use super::input::TakesNumber;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Number, Rules, number};
use crate::schema::decimal;

/// A slider over a range of numbers; it sends `{"value": 5}`.
///
/// The range has the type of the number in the action's payload.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct SetVolume;
/// # impl WidgetAction for SetVolume { const NAME: &'static str = "set_volume"; type Payload = input::Value<u8>; type Bound = NoBound; }
/// let slider = Slider::new("Volume", SetVolume, 0..=100).step(5).default(50);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slider {
    label: String,
    action: ActionRef,
    #[serde(flatten)]
    range: Range,
    #[serde(skip)]
    mistake: Remembered,
}

impl Slider {
    /// A slider whose step is 1 for integers, and a hundredth of the range for floating-point numbers.
    #[track_caller]
    pub fn new<A, N>(label: impl Into<String>, action: A, range: RangeInclusive<N>) -> Self
    where
        A: IntoActionRef,
        A::Input: TakesNumber<A::Action, Number = N>,
        A::Unbound: NothingToBind<A::Action>,
        N: Number,
    {
        let named = action.into_action_ref();
        let (range, fault) = Range::new(&range);
        Self { label: label.into(), action: named.action, range, mistake: None }
            .remember(named.fault)
            .remember(fault)
            .checked()
    }

    /// The distance between two values, greater than 0.
    #[track_caller]
    pub fn step(mut self, step: impl Number) -> Self {
        let fault = self.range.set_step(step);
        self.remember(fault).checked()
    }

    /// Where the slider stands at first, within the range and a whole number of steps from its lower end; there by default.
    #[track_caller]
    pub fn default(mut self, value: impl Number) -> Self {
        let fault = self.range.set_default(value);
        self.remember(fault).checked()
    }

    /// The text beside it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that the number is sent to.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// The range, with its step and where the slider stands at first.
    pub fn range(&self) -> &Range {
        &self.range
    }
}

impl WidgetKind for Slider {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::one("value", &self.label, true, self.range.clone())
    }
}

impl Rules for Slider {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.range.broken()
    }
}

/// The members of a slider, standing alone or in a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Range {
    /// Its lower end.
    pub min: JsonNumber,
    /// Its upper end, greater than the lower one.
    pub max: JsonNumber,
    /// The distance between two values, greater than 0.
    pub step: JsonNumber,
    /// Sent under two names: `@bbq-chat/widgets` reads the one when it draws and the other in its model.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<JsonNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<JsonNumber>,
}

/// The most steps of a slider that is a row of marks where nothing is chosen yet.
const MOST_STEPS: i64 = 10;

const NOT_FINITE: &str = "a slider's numbers must be finite";
const NOT_WHOLE: &str = "a slider over whole numbers has a whole step and default";

impl Range {
    pub(super) fn new<N: Number>(range: &RangeInclusive<N>) -> (Self, Option<&'static str>) {
        let (min, max) = (range.start().json(), range.end().json());
        let step = N::default_step(*range.start(), *range.end());
        let fault = (min.is_none() || max.is_none() || step.is_none()).then_some(NOT_FINITE);
        let or_zero = |number: Option<JsonNumber>| number.unwrap_or_else(|| 0.into());
        let range =
            Self { min: or_zero(min), max: or_zero(max), step: or_zero(step), default: None, default_value: None };
        (range, fault)
    }

    /// Over numbers of a schema.
    pub(super) fn of_schema(min: JsonNumber, max: JsonNumber, step: JsonNumber) -> Option<Self> {
        let range = Self { min, max, step, default: None, default_value: None };
        range.broken().is_none().then_some(range)
    }

    /// Where the slider stands at first, within the range; at its lower end if nothing is said.
    pub fn value(&self) -> Option<&JsonNumber> {
        self.default.as_ref().or(self.default_value.as_ref())
    }

    pub(super) fn set_default_json(&mut self, value: &JsonNumber) {
        (self.default, self.default_value) = (Some(value.clone()), Some(value.clone()));
    }

    pub(super) fn set_step(&mut self, step: impl Number) -> Option<&'static str> {
        match step.json() {
            Some(step) if self.is_of_kind(&step) => self.step = step,
            Some(_) => return Some(NOT_WHOLE),
            None => return Some(NOT_FINITE),
        }
        None
    }

    pub(super) fn set_default(&mut self, value: impl Number) -> Option<&'static str> {
        match value.json() {
            Some(value) if self.is_of_kind(&value) => {
                self.default = Some(value.clone());
                self.default_value = Some(value);
            }
            Some(_) => return Some(NOT_WHOLE),
            None => return Some(NOT_FINITE),
        }
        None
    }

    /// Whether the slider can stand at this number. A browser moves it elsewhere if it cannot.
    pub(super) fn has_position(&self, number: &JsonNumber) -> bool {
        decimal::is_on_grid(number, &self.min, &self.step)
    }

    /// Every number that can be chosen, if there are few and none is chosen yet: they are shown beside each other, since a
    /// slider would stand at one of them before anybody has touched it.
    pub(crate) fn marks(&self) -> Option<Vec<JsonNumber>> {
        if self.value().is_some() {
            return None;
        }
        let (min, max, step) = (self.min.as_i64()?, self.max.as_i64()?, self.step.as_i64().filter(|step| *step > 0)?);
        let is_short = max.checked_sub(min)? / step <= MOST_STEPS;
        let mark = |place: i64| min.checked_add(place.checked_mul(step)?).filter(|number| *number <= max);
        is_short.then(|| (0..=MOST_STEPS).map_while(mark).map(Into::into).collect())
    }

    /// Whether a number can stand beside the range's: a payload that holds integers cannot take half a step.
    fn is_of_kind(&self, number: &JsonNumber) -> bool {
        self.min.is_f64() || !number.is_f64()
    }

    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        if !number::less(&self.min, &self.max) {
            return Some("the lower end of the range must be less than the upper one".into());
        }
        if !number::less(&0.into(), &self.step) {
            return Some("the step must be greater than 0".into());
        }
        let outside = |value: &JsonNumber| number::less(value, &self.min) || number::less(&self.max, value);
        let defaults = || [&self.default, &self.default_value].into_iter().flatten();
        if defaults().any(outside) {
            return Some("the default must be within the range".into());
        }
        let between = defaults().find(|default| !self.has_position(default))?;
        Some(
            format!(
                "the default {between} is no position of the slider, which goes by {} from {}",
                self.step, self.min
            )
            .into(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(range: &RangeInclusive<i64>) -> Option<usize> {
        Range::new(range).0.marks().map(|marks| marks.len())
    }

    #[test]
    fn ten_steps_are_a_row_of_marks_and_more_are_a_slider() {
        assert_eq!(marks(&(0..=10)), Some(11));
        assert_eq!(marks(&(0..=11)), None);
        assert_eq!(marks(&(i64::MAX - 5..=i64::MAX)), Some(6), "where all numbers end");
        assert_eq!(marks(&(i64::MIN..=i64::MAX)), None);
    }
}
