//! Fields in which one chooses among options.

#![warn(clippy::wildcard_enum_match_arm)]

use maud::{Markup, html};
use serde_json::Number;

use super::field_frame::{Held, Place};
use crate::widget::form::{AnyOf, OneOf, is_yes_or_no};

/// The most options that are all shown at once, where one is to be chosen.
const MOST_RADIOS: usize = 5;

/// From here on a list can be searched.
const SEARCHED_FROM: usize = 8;

impl Held<'_> {
    /// One of several options: all of them beside each other if they are few and one must be chosen, else a list.
    pub(super) fn one_of(&self, kind: &OneOf) -> Markup {
        let mut held = self.clone();
        held.check_required();
        let chosen = held.text().or_else(|| kind.default_value.clone());
        let is_theme = held.of.place == Place::ThemeSwitcher;
        // In a list, an option that is empty looks like none.
        let has_empty = kind.options.iter().any(String::is_empty);
        if is_theme || has_empty || (held.field.required && kind.options.len() <= MOST_RADIOS) {
            return held.radios(kind, chosen.as_deref(), "cw-options", is_theme);
        }
        let select = html! {
            select id=(held.id) name=(held.field.name) required[held.field.required] data-cw-target aria-invalid=(held.invalid())
                aria-describedby=[held.described_by()] {
                @if !held.field.required || !kind.options.iter().any(|option| chosen.as_ref() == Some(option)) { option value="" { (held.of.words().choose) } }
                @for (option, label) in held.options(&kind.options, &kind.labels) {
                    option value=(option) selected[chosen.as_deref() == Some(option)] { (label) }
                }
            }
        };
        held.labelled(&select)
    }

    fn radios(&self, kind: &OneOf, chosen: Option<&str>, class: &str, is_theme: bool) -> Markup {
        let radios = html! {
            div class=(class) {
                @for (option, label) in self.options(&kind.options, &kind.labels) {
                    label class="cw-option" {
                        input type="radio" name=(self.field.name) value=(option) checked[chosen == Some(option)]
                            required[self.field.required] aria-invalid=(self.invalid()) data-cw-theme[is_theme];
                        span dir="auto" { (label) }
                    }
                }
            }
        };
        self.grouped(Some("radiogroup"), &radios)
    }

    /// One of few numbers, in a row.
    pub(super) fn one_of_marks(&self, marks: &[Number]) -> Markup {
        let mut held = self.clone();
        held.check_required();
        let kind = OneOf { options: marks.iter().map(Number::to_string).collect(), ..OneOf::default() };
        held.radios(&kind, held.text().as_deref(), "cw-options cw-row", false)
    }

    /// Any number of several options, as boxes to tick.
    pub(super) fn any_of(&self, kind: &AnyOf) -> Markup {
        use crate::action::Violation;
        let mut held = self.clone();
        held.check_required();
        if let Some(limit) = kind.min_items {
            held.check(&[limit.into()], &Violation::MinItems(limit));
        }
        if let Some(limit) = kind.max_items {
            held.check(&[limit.into()], &Violation::MaxItems(limit));
        }
        let first = || kind.default_value.iter().flatten().map(String::as_str).collect();
        let chosen: Vec<&str> = held.chosen().unwrap_or_else(first);
        let search = &held.of.words().search_options;
        let is_long = kind.options.len() >= SEARCHED_FROM;
        let boxes = html! {
            @if is_long {
                input type="search" class="cw-filter" data-cw-filter aria-label=(search) placeholder=(search) autocomplete="off";
            }
            div class={"cw-options" (if is_long { " cw-long" } else { "" })} {
                @for (option, label) in held.options(&kind.options, &kind.labels) {
                    label class="cw-option" {
                        input type="checkbox" name=(held.field.name) value=(option) checked[chosen.contains(&option)] data-cw-list
                            data-cw-target aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
                        span dir="auto" { (label) }
                    }
                }
            }
        };
        held.grouped(None, &boxes)
    }

    /// The options with what a person sees of each.
    fn options<'b>(&'b self, options: &'b [String], labels: &'b [String]) -> impl Iterator<Item = (&'b str, &'b str)> {
        let words = self.of.words();
        let is_yes_or_no = is_yes_or_no(options, labels);
        options.iter().enumerate().map(move |(place, option)| {
            let label = match option.as_str() {
                "true" if is_yes_or_no => &words.yes,
                "false" if is_yes_or_no => &words.no,
                _ => labels.get(place).map_or(option.as_str(), String::as_str),
            };
            (option.as_str(), label)
        })
    }
}
