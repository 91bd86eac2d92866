//! Widgets as HTML: the frame around each, and those that are not fields.

#![warn(clippy::wildcard_enum_match_arm)]

use maud::{Markup, html};
use serde_json::Number;

use super::field::{self, FieldOf, Place};
use super::view::{Frame, View};
use super::{picture, settled};
use crate::widget::{
    ActionRef, Button, Card, CustomWidget, FormAction, FormActionType, FormField, FormWidget, ProgressBar, Widget,
    WidgetId, WidgetInstance, WidgetState,
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
        div class={"cw-widget cw-" (instance.widget.class())} id={"cw-w-" (instance.id)} data-cw-widget=(instance.id)
            data-cw-revision=(instance.revision) data-cw-state=(state) data-cw-left=[left(frame, instance)] {
            (view.body())
        }
    }
}

/// How long a widget can still be used, in milliseconds: by the server's clock, since the browser's may be wrong.
fn left(frame: &Frame<'_>, instance: &WidgetInstance) -> Option<u128> {
    let end = instance.expires_at.filter(|_| instance.state.is_open())?;
    Some(end.duration_since(frame.now).unwrap_or_default().as_millis())
}

impl View<'_> {
    fn body(&self) -> Markup {
        let words = self.frame.words;
        let widget = &self.instance.widget;
        match widget {
            Widget::Button(button) => self.button(button),
            Widget::Card(card) => self.card(card),
            Widget::Form(form) => self.form_widget(form),
            Widget::Input(_)
            | Widget::TextArea(_)
            | Widget::Dropdown(_)
            | Widget::Slider(_)
            | Widget::Toggle(_)
            | Widget::DatePicker(_)
            | Widget::MultiSelect(_) => self.standalone(&words.confirm, Place::Alone),
            Widget::FileUpload(_) => self.standalone(&words.attach, Place::Alone),
            Widget::ThemeSwitcher(_) => self.standalone(&words.apply, Place::ThemeSwitcher),
            Widget::ProgressBar(bar) => progress(self, bar),
            Widget::Image(image) => picture::image(self, image),
            Widget::ImageCollection(images) => picture::collection(self, images),
            Widget::Custom(custom) => self.custom(custom),
            Widget::Unknown(_) => unknown(self),
        }
    }

    fn custom(&self, custom: &CustomWidget) -> Markup {
        let Some(drawn) = super::custom::draw(custom, self) else { return unknown(self) };
        html! {
            div class="cw-box" {
                (drawn)
                @if !self.is_open() { (settled::badge(self)) }
            }
        }
    }

    fn button(&self, button: &Button) -> Markup {
        if !self.is_open() {
            return settled::button(self, button.label());
        }
        let shown = html! { button type="submit" class="cw-btn" { (button.label()) } };
        self.posts(self.instance.id, button.action(), html! {}, shown)
    }

    fn card(&self, card: &Card) -> Markup {
        let button = html! { div class="cw-actions" { button type="submit" class="cw-btn" { (card.label()) } } };
        html! {
            div class="cw-box cw-card-box" {
                @if let Some(url) = card.get_image_url() { img class="cw-card-image" src=(url) alt="" loading="lazy"; }
                div class="cw-card-text" {
                    h2 class="cw-heading" dir="auto" { (card.title()) }
                    @if let Some(text) = card.get_description() { p dir="auto" { (text) } }
                    @if self.is_open() {
                        (self.posts(self.instance.id, card.action(), html! {}, button))
                    } @else {
                        (settled::card_button(self, card.label()))
                    }
                }
            }
        }
    }

    /// An input that stands alone, with a button that sends it.
    fn standalone(&self, send: &str, place: Place) -> Markup {
        let widget = &self.instance.widget;
        let fields = widget.fields();
        let (Some(field), Some(action)) = (fields.first(), widget.action()) else { return unknown(self) };
        if !self.is_open() {
            return settled::field(self, field);
        }
        let id = self.instance.id;
        let of = FieldOf { view: self, control: id, action: action.name(), index: 0, place };
        // Several of them have the same word on them.
        let name = format!("{send}: {}", field.label);
        let buttons =
            html! { div class="cw-actions" { button type="submit" class="cw-btn" aria-label=(name) { (send) } } };
        html! { div class="cw-box" { (self.posts(id, action, field::field(&of, field), buttons)) } }
    }

    fn form_widget(&self, form: &FormWidget) -> Markup {
        if !self.is_open() {
            return settled::form(self, form);
        }
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
                (self.posts(id, form.action(), self.fields(id, form.action(), form.fields()), buttons))
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
            let of = FieldOf { view: self, control, action: action.name(), index: *index, place: Place::InForm };
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

fn progress(view: &View<'_>, bar: &ProgressBar) -> Markup {
    let id = format!("cw-p-{}", view.instance.id);
    let text = |number: &Number| number.to_string();
    let words = match bar.max().as_u64() {
        Some(100) => format!("{} %", bar.value()),
        _ => view.frame.words.progress.replace("{value}", &text(bar.value())).replace("{max}", &text(bar.max())),
    };
    html! {
        div class="cw-box" {
            div class="cw-between" { label for=(id) dir="auto" { (bar.label()) } span { (words) } }
            progress id=(id) value=(bar.value()) max=(bar.max()) aria-valuetext=(words) { (words) }
        }
    }
}

fn unknown(view: &View<'_>) -> Markup {
    html! { p class="cw-box cw-muted" { (view.frame.words.unknown_widget) } }
}
