//! Widgets that cannot be used any more: what was chosen stays readable.

#![warn(clippy::wildcard_enum_match_arm)]

use chatwidgets_schema::readable_moment;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::Words;
use super::field::size;
use super::view::View;
use crate::widget::form::is_yes_or_no;
use crate::widget::{FieldKind, FormField, FormWidget, WidgetState};

/// A settled form: its title, what was entered in it, and why it cannot be used.
pub(super) fn form(view: &View<'_>, form: &FormWidget) -> Markup {
    html! {
        div class="cw-box cw-settled" {
            div class="cw-between" { h2 class="cw-heading" dir="auto" { (form.title()) } (badge(view)) }
            @if let Some(chosen) = view.instance.chosen.as_deref() { (answers(form.fields(), chosen, view.frame.words)) }
        }
    }
}

/// A settled button: its label, and why it cannot be used.
pub(super) fn button(view: &View<'_>, label: &str) -> Markup {
    html! { p class="cw-settled cw-pill" { span dir="auto" { (label) } (badge(view)) } }
}

/// The same for the button of a card.
pub(super) fn card_button(view: &View<'_>, label: &str) -> Markup {
    html! { p class="cw-settled" { span dir="auto" { (label) } " " (badge(view)) } }
}

/// A settled input: its label, what was entered, and why it cannot be used.
pub(super) fn field(view: &View<'_>, field: &FormField) -> Markup {
    html! {
        div class="cw-box cw-settled" {
            div class="cw-between" { span class="cw-label" dir="auto" { (field.label) } (badge(view)) }
            @if let Some(chosen) = view.instance.chosen.as_deref() {
                p dir="auto" { (answer(field, chosen.get(&field.name), view.frame.words)) }
            }
        }
    }
}

/// Why a widget cannot be used.
pub(super) fn badge(view: &View<'_>) -> Markup {
    let words = view.frame.words;
    let (mark, state) = match view.instance.state {
        WidgetState::Expired => ("cw-late", &words.expired_state),
        WidgetState::Done | WidgetState::Open => ("cw-check", &words.done),
    };
    html! { span class={"cw-badge " (mark)} { (state) } }
}

fn answers(fields: &[FormField], chosen: &Map<String, Value>, words: &Words) -> Markup {
    html! {
        dl class="cw-answers" {
            @for field in fields {
                @if !field.kind.is_secret() {
                    div { dt dir="auto" { (field.label) } dd dir="auto" { (answer(field, chosen.get(&field.name), words)) } }
                }
            }
        }
    }
}

/// What was entered in a field, in words.
pub(super) fn answer(field: &FormField, value: Option<&Value>, words: &Words) -> String {
    let (options, labels) = field.kind.options();
    let is_yes_or_no = is_yes_or_no(options, labels);
    let label = |text: &str| match text {
        "true" if is_yes_or_no => words.yes.to_string(),
        "false" if is_yes_or_no => words.no.to_string(),
        _ => options
            .iter()
            .position(|option| option == text)
            .and_then(|at| labels.get(at))
            .map_or(text, |label| label)
            .to_owned(),
    };
    let of_one = |value: &Value| match value {
        Value::String(text) if matches!(field.kind, FieldKind::DateTime(_) | FieldKind::Time(_)) => {
            readable_moment(text)
        }
        Value::String(text) => label(text),
        Value::Bool(yes) if is_yes_or_no => label(if *yes { "true" } else { "false" }),
        Value::Number(number) => number.to_string(),
        Value::Object(file) => {
            let name = file.get("name").and_then(Value::as_str).unwrap_or_default();
            let bytes = file.get("size").and_then(Value::as_u64);
            bytes.map_or_else(|| name.to_owned(), |bytes| format!("{name} ({})", size(bytes)))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => String::new(),
    };
    let said = match (&field.kind, value) {
        (FieldKind::Toggle(_), value) => {
            let is_on = value.is_some_and(|value| value == true || value == "true" || value == "on");
            if is_on { words.on.to_string() } else { words.off.to_string() }
        }
        (_, Some(Value::Array(items))) => items.iter().map(of_one).collect::<Vec<_>>().join(", "),
        (_, Some(value)) => of_one(value),
        (_, None) => String::new(),
    };
    if said.is_empty() { words.nothing.to_string() } else { said }
}
