//! What becomes of a widget that was sent.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::{Widget, WidgetId, WidgetInstance, WidgetState};

/// What becomes of a widget instance.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct WidgetChange {
    /// The instance.
    pub widget: WidgetId,
    /// What becomes of it.
    pub to: ChangeTo,
    /// Whether it is the one that was clicked. Then it stays as it is if another click has settled it by now, and it keeps the
    /// time at which it expires.
    pub unless_done: bool,
}

/// What a widget instance becomes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChangeTo {
    /// It was used for the last time.
    Done,
    /// It was used for the last time, with this payload: what the widget itself asked for of it stays readable.
    DoneWith(Box<Map<String, Value>>),
    /// It can be used again until it expires. If it has expired already, it does not expire a second time.
    Open,
    /// Another widget takes its place, under a new id if it names an action.
    Widget(Box<Widget>),
}

impl WidgetChange {
    /// A change of an instance, whatever its state is.
    pub fn new(widget: WidgetId, to: ChangeTo) -> Self {
        Self { widget, to, unless_done: false }
    }

    /// How many bytes of JSON it brings, apart from a few.
    pub(crate) fn json_length(&self) -> usize {
        match &self.to {
            ChangeTo::Widget(widget) => serde_json::to_vec(widget).map_or(0, |json| json.len()),
            ChangeTo::DoneWith(payload) => serde_json::to_vec(payload).map_or(0, |json| json.len()),
            ChangeTo::Done | ChangeTo::Open => 0,
        }
    }

    /// The instance after the change, one revision later; `None` if it stays as it is.
    ///
    /// An id stands for what it offers. So another widget that can be used gets an id of its own: a click on a page that
    /// still shows what was there before must not mean the new one.
    pub fn apply(&self, instance: &WidgetInstance, now: SystemTime) -> Option<WidgetInstance> {
        if self.unless_done && instance.state == WidgetState::Done {
            return None;
        }
        Some(match &self.to {
            ChangeTo::Done => instance.in_state(WidgetState::Done),
            ChangeTo::DoneWith(payload) => {
                let chosen = instance.widget.chosen(payload);
                WidgetInstance { chosen, ..instance.in_state(WidgetState::Done) }
            }
            ChangeTo::Open if instance.expires_at.is_none_or(|end| end > now) => instance.in_state(WidgetState::Open),
            // A click in time whose handler was late leaves open what is not there any more.
            ChangeTo::Open if self.unless_done => instance.in_state(WidgetState::Expired),
            ChangeTo::Open => WidgetInstance { expires_at: None, ..instance.in_state(WidgetState::Open) },
            ChangeTo::Widget(widget) => {
                let mut replacing = WidgetInstance::sent_at((**widget).clone(), now);
                replacing.revision = instance.revision + 1;
                if replacing.widget.actions().next().is_none() {
                    replacing.id = instance.id;
                }
                replacing.remember_earlier(instance);
                replacing
            }
        })
    }
}
