//! What every field has: an id, a label, a hint, errors, and the checks that a browser makes before it sends.

use maud::{Markup, html};
use serde_json::Value;

use super::Words;
use super::pointer::{is_at, pointer};
use super::view::View;
use crate::action::Violation;
use crate::widget::{FormField, WidgetId};

/// Which control a field is of.
pub(super) struct FieldOf<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) control: WidgetId,
    pub(super) action: &'a str,
    /// Its place among the fields of the control.
    pub(super) index: usize,
    pub(super) place: Place,
}

/// Where a field stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a form.
    InForm,
    /// It is a widget of its own.
    Alone,
    /// It is a widget of its own, which shows at once what is chosen.
    ThemeSwitcher,
}

impl FieldOf<'_> {
    pub(super) fn words(&self) -> &Words {
        self.view.frame.words
    }
}

/// A field with what it holds, where that was entered before and refused.
#[derive(Clone)]
pub(super) struct Held<'a> {
    pub(super) of: &'a FieldOf<'a>,
    pub(super) field: &'a FormField,
    pub(super) id: String,
    entered: Option<&'a Value>,
    was_sent: bool,
    error: String,
    checks: Vec<Value>,
}

impl<'a> Held<'a> {
    pub(super) fn new(of: &'a FieldOf<'a>, field: &'a FormField) -> Self {
        let sent = of.view.refused(of.control);
        let errors = sent.into_iter().flat_map(|sent| &sent.errors).filter(|error| is_at(&error.pointer, &field.name));
        Self {
            of,
            field,
            id: format!("cw-f-{}-{}", of.control, of.index),
            entered: sent.and_then(|sent| sent.values.get(&field.name)),
            was_sent: sent.is_some(),
            error: errors.map(|error| of.words().sentence(&field.label, &error.message)).collect::<Vec<_>>().join(" "),
            checks: Vec::new(),
        }
    }

    /// What was entered.
    pub(super) fn value(&self) -> Option<Value> {
        self.entered.cloned()
    }

    /// The text that was entered.
    pub(super) fn text(&self) -> Option<String> {
        match self.entered? {
            Value::String(text) => Some(text.clone()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
            other => Some(other.to_string()),
        }
    }

    /// Whether a switch was on, if it was sent: a box that is not there is not ticked.
    pub(super) fn switched(&self) -> Option<bool> {
        self.was_sent.then(|| self.entered.is_some_and(|value| value == true || value == "true" || value == "on"))
    }

    /// The options that were chosen, if they were sent.
    pub(super) fn chosen(&self) -> Option<Vec<&str>> {
        let listed = || match self.entered {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        self.was_sent.then(listed)
    }

    /// What the server asks of a number here.
    pub(super) fn rules(&self) -> Vec<Violation> {
        (self.of.view.frame.rules)(self.of.action, &pointer(&self.field.name))
    }

    pub(super) fn check_required(&mut self) {
        if self.field.required {
            self.check(&[], &Violation::Required);
        }
    }

    /// Adds a check with the words that the server would say.
    pub(super) fn check(&mut self, limits: &[Value], violation: &Violation) {
        let words = (self.of.view.frame.say)(self.of.action, &pointer(&self.field.name), violation);
        self.add_check(violation.code(), limits, words);
    }

    pub(super) fn add_check(&mut self, code: &str, limits: &[Value], words: String) {
        let check = std::iter::once(code.into()).chain(limits.iter().cloned()).chain([words.into()]);
        self.checks.push(Value::Array(check.collect()));
    }

    pub(super) fn checks(&self) -> String {
        Value::Array(self.checks.clone()).to_string()
    }

    /// What the script writes before and after what is wrong.
    pub(super) fn around_fault(&self) -> (String, String) {
        self.of.words().around_fault(&self.field.label)
    }

    /// Always said: a browser takes a required field for invalid as long as it is empty, also before anybody was there.
    pub(super) fn invalid(&self) -> &'static str {
        if self.error.is_empty() { "false" } else { "true" }
    }

    /// The ids of its hint and of its error.
    pub(super) fn described_by(&self) -> Option<String> {
        let hint = self.field.validation_hint.as_ref().map(|_| format!("{}-h", self.id));
        let error = (!self.error.is_empty()).then(|| format!("{}-e", self.id));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Its label, and whether it may be left empty.
    pub(super) fn label(&self) -> Markup {
        let is_optional =
            !self.field.required && self.of.place == Place::InForm && !self.field.kind.always_holds_a_value();
        html! {
            span dir="auto" { (self.field.label) }
            @if is_optional { " " span class="cw-optional" { "(" (self.of.words().optional) ")" } }
        }
    }

    /// A single input below its label.
    pub(super) fn labelled(&self, input: &Markup) -> Markup {
        let (before, after) = self.around_fault();
        html! {
            div class="cw-field" data-cw-field=(self.field.name) data-cw-checks=(self.checks()) data-cw-before=(before)
                data-cw-after=(after) {
                label for=(self.id) { (self.label()) }
                (input)
                (self.below())
            }
        }
    }

    /// Several inputs that are one field, below its name.
    pub(super) fn grouped(&self, role: Option<&str>, inputs: &Markup) -> Markup {
        let is_target = role.is_some();
        let (before, after) = self.around_fault();
        html! {
            fieldset class="cw-field cw-choices" role=[role] data-cw-field=(self.field.name) data-cw-checks=(self.checks())
                data-cw-before=(before) data-cw-after=(after) data-cw-target[is_target] aria-required=[(is_target && self.field.required).then_some("true")]
                aria-invalid=[is_target.then(|| self.invalid())] aria-describedby=[self.described_by().filter(|_| is_target)] {
                legend { (self.label()) }
                (inputs)
                (self.below())
            }
        }
    }

    /// Its hint, and its error or the place for one.
    pub(super) fn below(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.field.validation_hint {
                p class="cw-hint" id={(self.id) "-h"} dir="auto" { (hint) }
            }
            p class="cw-error" id={(self.id) "-e"} hidden[self.error.is_empty()] { (self.error) }
        }
    }
}
