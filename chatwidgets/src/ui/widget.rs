//! Widgets as HTML: the frame around each, and those that are no field.

use maud::{Markup, html};
use serde_json::Number;

use super::field::{self, FieldOf};
use super::view::{Frame, View};
use super::{picture, settled};
use crate::widget::{
    ActionRef, AnyOf, Button, Card, CustomWidget, FieldKind, FormAction, FormActionType, FormField, FormWidget, OneOf,
    ProgressBar, Switch, TextLine, TextLines, Widget, WidgetId, WidgetInstance, WidgetState,
};

/// A widget in its current state.
pub(crate) fn widget(frame: &Frame<'_>, instance: &WidgetInstance) -> Markup {
    let state = match instance.state {
        WidgetState::Open => "open",
        WidgetState::Done => "done",
        WidgetState::Expired => "expired",
    };
    let view = View { frame, instance };
    html! {
        div class={"cw-widget cw-" (class(&instance.widget))} id={"cw-w-" (instance.id)} data-cw-widget=(instance.id)
            data-cw-revision=(instance.revision) data-cw-state=(state) {
            (view.body())
        }
    }
}

fn class(widget: &Widget) -> &str {
    match widget {
        Widget::Unknown(_) => "unknown",
        Widget::Custom(_) => "custom",
        known => known.type_name(),
    }
}

impl View<'_> {
    fn body(&self) -> Markup {
        match &self.instance.widget {
            Widget::ProgressBar(bar) => progress(self, bar),
            Widget::Image(image) => picture::image(self, image),
            Widget::ImageCollection(images) => picture::collection(self, images),
            Widget::Custom(custom) => self.custom(custom),
            Widget::Unknown(_) => unknown(self),
            Widget::Card(each) => self.card(each),
            _ if !self.is_open() => settled::settled(self),
            Widget::Button(button) => self.button(button),
            Widget::Form(form) => self.form_widget(form),
            other => self.standalone(other),
        }
    }

    fn custom(&self, custom: &CustomWidget) -> Markup {
        let Some(drawn) = custom.render(self) else { return unknown(self) };
        html! {
            div class="cw-box" {
                (drawn)
                @if !self.is_open() { (settled::badge(self)) }
            }
        }
    }

    fn button(&self, Button { label, action, .. }: &Button) -> Markup {
        self.posts(self.instance.id, action, html! {}, html! { button type="submit" class="cw-btn" { (label) } })
    }

    fn card(&self, card: &Card) -> Markup {
        let button = html! { div class="cw-actions" { button type="submit" class="cw-btn" { (card.label) } } };
        html! {
            div class="cw-box cw-card-box" {
                @if let Some(url) = &card.image_url { img class="cw-card-image" src=(url) alt="" loading="lazy"; }
                div class="cw-card-text" {
                    h2 class="cw-heading" dir="auto" { (card.title) }
                    @if let Some(text) = &card.description { p dir="auto" { (text) } }
                    @if self.is_open() {
                        (self.posts(self.instance.id, &card.action, html! {}, button))
                    } @else {
                        (settled::settled(self))
                    }
                }
            }
        }
    }

    /// An input that stands alone, with a button that sends it.
    fn standalone(&self, widget: &Widget) -> Markup {
        let (Some(field), Some(action)) = (as_field(widget), widget.action()) else { return unknown(self) };
        let words = self.frame.words;
        let send = match widget {
            Widget::FileUpload(_) => &words.attach,
            Widget::ThemeSwitcher(_) => &words.apply,
            _ => &words.confirm,
        };
        let id = self.instance.id;
        let of = FieldOf { view: self, control: id, action: action.name(), index: 0, is_lone: true };
        let buttons = html! { div class="cw-actions" { button type="submit" class="cw-btn" { (send) } } };
        html! { div class="cw-box" { (self.posts(id, action, field::field(&of, &field), buttons)) } }
    }

    fn form_widget(&self, form: &FormWidget) -> Markup {
        let id = self.instance.id;
        let can_close =
            form.actions().iter().any(|button| button.kind == FormActionType::Cancel && button.action.is_none());
        let buttons = html! {
            div class="cw-actions" { @for button in form.actions() { (form_button(button)) } }
        };
        let others = form.actions().iter().filter_map(|button| button.id.zip(button.action.as_ref()));
        html! {
            div class="cw-box" role="group" aria-labelledby={"cw-h-" (id)} {
                h2 class="cw-heading" id={"cw-h-" (id)} dir="auto" { (form.title()) }
                (self.posts(id, &form.action, self.fields(id, &form.action, form.fields()), buttons))
                @for (id, action) in others { (self.posts(id, action, html! {}, html! {})) }
                @if can_close {
                    button type="button" class="cw-btn cw-quiet" data-cw-reopen hidden { (self.frame.words.open_again) }
                }
            }
        }
    }

    /// The fields of a form; those that belong together in a group.
    fn fields(&self, control: WidgetId, action: &ActionRef, fields: &[FormField]) -> Markup {
        let draw = |(index, each): &(usize, &FormField)| {
            let of = FieldOf { view: self, control, action: action.name(), index: *index, is_lone: false };
            field::field(&of, each)
        };
        let fields: Vec<_> = fields.iter().enumerate().collect();
        html! {
            @for group in fields.chunk_by(|one, next| one.1.group == next.1.group) {
                @match group.first().and_then(|(_, each)| each.group.as_ref()) {
                    Some(name) => fieldset class="cw-group" {
                        legend dir="auto" { (name) }
                        @for each in group { (draw(each)) }
                    },
                    None => @for each in group { (draw(each)) },
                }
            }
        }
    }
}

fn form_button(button: &FormAction) -> Markup {
    html! {
        @match (button.kind, button.id) {
            (FormActionType::Submit, _) => button type="submit" class="cw-btn" { (button.label) },
            (FormActionType::Cancel, Some(id)) => button type="submit" class="cw-btn cw-quiet" form={"cw-c-" (id)} { (button.label) },
            (FormActionType::Cancel, None) => button type="button" class="cw-btn cw-quiet" data-cw-cancel { (button.label) },
        }
    }
}

/// A lone input as the field that a form would have for it.
pub(super) fn as_field(widget: &Widget) -> Option<FormField> {
    let line = |placeholder: &Option<String>, max_length| TextLine {
        placeholder: placeholder.clone(),
        max_length,
        ..TextLine::default()
    };
    let (name, label, required, kind): (_, _, _, FieldKind) = match widget {
        Widget::Input(each) => ("value", &each.label, false, line(&each.placeholder, each.max_length).into()),
        Widget::TextArea(each) => {
            let TextLine { placeholder, max_length, .. } = line(&each.placeholder, each.max_length);
            let lines = TextLines { placeholder, max_length, rows: each.rows, ..TextLines::default() };
            ("value", &each.label, false, lines.into())
        }
        Widget::Dropdown(each) => {
            ("value", &each.label, true, OneOf { options: each.options.clone(), ..OneOf::default() }.into())
        }
        Widget::Slider(each) => ("value", &each.label, true, each.range.clone().into()),
        Widget::Toggle(each) => ("checked", &each.label, false, Switch { default_value: each.default_value }.into()),
        Widget::FileUpload(each) => ("files", &each.label, true, each.limits.clone().into()),
        Widget::ThemeSwitcher(each) => {
            ("theme", &each.label, true, OneOf { options: each.themes.clone(), ..OneOf::default() }.into())
        }
        Widget::DatePicker(each) => ("date", &each.label, true, each.bounds.clone().into()),
        Widget::MultiSelect(each) => {
            ("items", &each.label, false, AnyOf { options: each.options.clone(), ..AnyOf::default() }.into())
        }
        _ => return None,
    };
    let (name, label) = (name.to_owned(), label.clone());
    Some(FormField { name, label, group: None, required, validation_hint: None, kind })
}

fn progress(view: &View<'_>, bar: &ProgressBar) -> Markup {
    let id = format!("cw-p-{}", view.instance.id);
    let text = |number: &Number| number.to_string();
    let words = match bar.max.as_u64() {
        Some(100) => format!("{} %", bar.value),
        _ => view.frame.words.progress.replace("{value}", &text(&bar.value)).replace("{max}", &text(&bar.max)),
    };
    html! {
        div class="cw-box" {
            div class="cw-between" { label for=(id) dir="auto" { (bar.label) } span { (words) } }
            progress id=(id) value=(bar.value) max=(bar.max) aria-valuetext=(words) { (words) }
        }
    }
}

fn unknown(view: &View<'_>) -> Markup {
    html! { p class="cw-box cw-muted" { (view.frame.words.unknown_widget) } }
}
