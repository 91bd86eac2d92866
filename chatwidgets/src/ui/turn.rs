//! Turns as HTML.

use maud::{Markup, html};

use super::markdown::markdown;
use super::view::Frame;
use super::widget::widget;
use crate::turn::{ChatTurn, Role, WidgetUpdate};

/// One turn.
pub(crate) fn turn(frame: &Frame<'_>, turn: &ChatTurn) -> Markup {
    let words = frame.words;
    let (class, who) = match turn.role {
        Role::User => ("cw-turn cw-user", &words.you),
        Role::Assistant => ("cw-turn cw-assistant", &words.assistant),
    };
    html! {
        li class=(class) id={"cw-t-" (turn.turn_id)} data-cw-turn=(turn.turn_id) tabindex="-1" {
            span class="cw-hidden" { (who) " " }
            @if !turn.content.is_empty() {
                div class="cw-text" dir="auto" {
                    @match turn.role {
                        // What a person wrote is shown as it was written.
                        Role::User => (turn.content),
                        Role::Assistant => (markdown(&turn.content, &turn.turn_id.to_string())),
                    }
                }
            }
            @if !turn.widgets.is_empty() {
                div class="cw-widgets" { @for instance in &turn.widgets { (widget(frame, instance)) } }
            }
        }
    }
}

/// What takes the place of a widget that is on the page.
pub(crate) fn replacement(frame: &Frame<'_>, update: &WidgetUpdate) -> Markup {
    let WidgetUpdate::Replace { widget_id, widget: instance } = update;
    html! { template data-cw-replace=(widget_id) { (widget(frame, instance)) } }
}
