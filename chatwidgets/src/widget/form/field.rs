//! The fields of a form.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::field_kind::{AnyOf, FieldKind, Kind, OneOf, Switch, TextLine, TextLines, TypedNumber};
use super::member::Member;
use super::{DateBounds, DateTimeBounds, FileLimits, Range, TimeBounds};
use crate::widget::mistake::{Remembered, remembers_in_mistake};
use crate::widget::{Number, Rules};

/// A field of a form before it has a name, made by a constructor for its kind: `Field::slider(1..=5)`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// let notes = Field::textarea().label("Anything else?").rows(4).optional();
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Field<K> {
    label: Option<String>,
    required: Option<bool>,
    hint: Option<String>,
    kind: K,
    mistake: Remembered,
}

impl<K: Kind> Field<K> {
    #[track_caller]
    fn of(kind: K) -> Self {
        Self { label: None, required: None, hint: None, kind, mistake: None }.checked()
    }

    /// The text beside it; by default what the payload's type says of the member.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// A sentence that says what to enter.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// May be left empty, though the payload's type asks for it; the server checks by the type all the same.
    pub fn optional(mut self) -> Self {
        self.required = Some(false);
        self
    }

    /// Fills a member of the payload: what this field does not say, the member's type does.
    pub(super) fn fill(self, member: &mut Member) -> Remembered {
        let Self { label, required, hint, kind, mistake } = self;
        if let Some(label) = label {
            member.label = label;
        }
        member.required = kind.can_be_required() && required.unwrap_or(member.required);
        member.hint = hint.or(member.hint.take());
        member.kind = Ok(kind.into());
        mistake
    }
}

impl<K: Kind> Rules for Field<K> {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.kind.broken()
    }
}

impl Field<TextLine> {
    /// A line of text; it sends a text.
    #[track_caller]
    pub fn input() -> Self {
        Self::of(TextLine::default())
    }

    /// The grey text shown while it is empty.
    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.kind.placeholder = Some(placeholder.into());
        self
    }

    /// How many characters can be typed, at least 1.
    #[track_caller]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.kind.max_length = Some(characters);
        self.checked()
    }
}

impl Field<TextLines> {
    /// Several lines of text; it sends a text.
    #[track_caller]
    pub fn textarea() -> Self {
        Self::of(TextLines::default())
    }

    /// The grey text shown while it is empty.
    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.kind.placeholder = Some(placeholder.into());
        self
    }

    /// How many characters can be typed, at least 1.
    #[track_caller]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.kind.max_length = Some(characters);
        self.checked()
    }

    /// How many lines are visible, at least 1.
    #[track_caller]
    pub fn rows(mut self, rows: u32) -> Self {
        self.kind.rows = Some(rows);
        self.checked()
    }
}

impl Field<TypedNumber> {
    /// A number that is typed; it sends its digits.
    #[track_caller]
    pub fn number() -> Self {
        Self::of(TypedNumber::default())
    }

    /// The least number that can be entered.
    #[track_caller]
    pub fn min(mut self, min: impl Number) -> Self {
        self.kind.min = min.json();
        self.remember(min.json().is_none().then_some("a bound must be finite")).checked()
    }

    /// The greatest number that can be entered.
    #[track_caller]
    pub fn max(mut self, max: impl Number) -> Self {
        self.kind.max = max.json();
        self.remember(max.json().is_none().then_some("a bound must be finite")).checked()
    }

    /// The distance between two numbers, greater than 0.
    #[track_caller]
    pub fn step(mut self, step: impl Number) -> Self {
        self.kind.step = step.json();
        self.remember(step.json().is_none().then_some("the step must be finite")).checked()
    }
}

impl Field<OneOf> {
    /// One of several options, in the order given; it sends the one chosen.
    #[track_caller]
    pub fn dropdown<O: Into<String>>(options: impl IntoIterator<Item = O>) -> Self {
        Self::of(OneOf { options: options.into_iter().map(Into::into).collect(), ..OneOf::default() })
    }
}

impl Field<AnyOf> {
    /// Any number of several options, in the order given; it sends a list of those chosen.
    #[track_caller]
    pub fn multiselect<O: Into<String>>(options: impl IntoIterator<Item = O>) -> Self {
        Self::of(AnyOf { options: options.into_iter().map(Into::into).collect(), ..AnyOf::default() })
    }
}

impl Field<Switch> {
    /// A switch that is off; it sends whether it is on.
    #[track_caller]
    pub fn toggle() -> Self {
        Self::of(Switch::default())
    }

    /// Whether it is on at first.
    pub fn default(mut self, on: bool) -> Self {
        self.kind.default_value = on;
        self
    }
}

impl Field<Range> {
    /// A slider over a range of numbers; it sends the number.
    #[track_caller]
    pub fn slider<N: Number>(range: RangeInclusive<N>) -> Self {
        let (kind, fault) = Range::new(&range);
        Self { label: None, required: None, hint: None, kind, mistake: None }.remember(fault).checked()
    }

    /// The distance between two values, greater than 0.
    #[track_caller]
    pub fn step(mut self, step: impl Number) -> Self {
        let fault = self.kind.set_step(step);
        self.remember(fault).checked()
    }

    /// Where it stands at first, within the range; by default at its lower end.
    #[track_caller]
    pub fn default(mut self, value: impl Number) -> Self {
        let fault = self.kind.set_default(value);
        self.remember(fault).checked()
    }
}

impl Field<DateBounds> {
    /// A choice of a day; it sends `YYYY-MM-DD`.
    #[track_caller]
    pub fn datepicker() -> Self {
        Self::of(DateBounds::default())
    }

    /// The first day that can be chosen: anything that prints as `YYYY-MM-DD`.
    #[track_caller]
    pub fn min(mut self, day: impl Display) -> Self {
        self.kind.min_date = Some(day.to_string());
        self.checked()
    }

    /// The last day that can be chosen: anything that prints as `YYYY-MM-DD`.
    #[track_caller]
    pub fn max(mut self, day: impl Display) -> Self {
        self.kind.max_date = Some(day.to_string());
        self.checked()
    }
}

impl Field<DateTimeBounds> {
    /// A day with a time; it sends `2026-03-14T09:30`, with an offset where the member's type is an instant.
    #[track_caller]
    pub fn datetime() -> Self {
        Self::of(DateTimeBounds::default())
    }
}

impl Field<TimeBounds> {
    /// A time of day; it sends `09:30`.
    #[track_caller]
    pub fn time() -> Self {
        Self::of(TimeBounds::default())
    }
}

impl Field<FileLimits> {
    /// A choice of files; it sends their names, sizes and types.
    #[track_caller]
    pub fn fileupload() -> Self {
        Self::of(FileLimits::default())
    }

    /// The types offered, as in HTML's `accept`.
    pub fn accept(mut self, types: impl Into<String>) -> Self {
        self.kind.accept = Some(types.into());
        self
    }

    /// The greatest size of one file in bytes, at least 1.
    #[track_caller]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.kind.max_bytes = Some(bytes);
        self.checked()
    }
}

/// A field in a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FormField {
    /// The member of the payload that it fills.
    pub name: String,
    /// The text beside it.
    pub label: String,
    /// What it belongs to, where several fields belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: bool,
    /// Whether it shows what it holds, and nothing can be entered. A client may send another value all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// A sentence that says what to enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_hint: Option<String>,
    /// Its kind.
    #[serde(flatten)]
    pub kind: FieldKind,
}
