//! What a person sees of the conversation.

use serde_json::Value;

use crate::turn::{ChatTurn, WidgetUpdate};
use crate::widget::{Widget, WidgetId, WidgetInstance};

/// The turns that have come, with what became of their widgets since.
#[derive(Debug, Clone, Default)]
pub(super) struct Page(Vec<ChatTurn>);

impl Page {
    pub(super) fn new(turns: Vec<ChatTurn>) -> Self {
        Self(turns)
    }

    pub(super) fn add(&mut self, turn: &ChatTurn) {
        for WidgetUpdate::Replace { widget_id, widget } in &turn.updates {
            self.put(*widget_id, widget.clone());
        }
        // A retry brings the same turn again.
        if self.0.iter().all(|seen| seen.turn_id != turn.turn_id) {
            self.0.push(turn.clone());
        }
    }

    /// Shows an instance in the place of the one with that id.
    pub(super) fn put(&mut self, id: WidgetId, widget: WidgetInstance) {
        let mut instances = self.0.iter_mut().flat_map(|turn| &mut turn.widgets);
        if let Some(place) = instances.find(|instance| instance.id == id) {
            *place = widget;
        }
    }

    pub(super) fn get(&self, id: WidgetId) -> Option<&WidgetInstance> {
        self.newest_first().find(|instance| instance.id == id)
    }

    /// The newest open widget with that label.
    pub(super) fn open(&self, label: &str) -> Option<&WidgetInstance> {
        let mut open = self.newest_first().filter(|instance| instance.state.is_open());
        open.find(|instance| labels(&instance.widget).iter().any(|own| own == label))
    }

    fn newest_first(&self) -> impl Iterator<Item = &WidgetInstance> {
        self.0.iter().rev().flat_map(|turn| turn.widgets.iter().rev())
    }

    /// All widgets in words, the newest first: for the message of a test that failed.
    pub(super) fn in_words(&self) -> String {
        let of_kind = |is_open: bool| {
            let widgets = self.newest_first().filter(|instance| instance.state.is_open() == is_open);
            let words: Vec<_> = widgets.map(in_words).collect();
            if words.is_empty() { "none".to_owned() } else { words.join(", ") }
        };
        format!("open: {}; not open any more: {}", of_kind(true), of_kind(false))
    }
}

/// A widget's title and label; of a custom widget, the labels of its controls.
fn labels(widget: &Widget) -> Vec<String> {
    if let Widget::Custom(_) = widget {
        return widget.parts().map(|part| part.label.to_owned()).collect();
    }
    let json = serde_json::to_value(widget).unwrap_or_default();
    ["title", "label"].iter().filter_map(|name| json.get(name).and_then(Value::as_str)).map(str::to_owned).collect()
}

pub(super) fn in_words(instance: &WidgetInstance) -> String {
    let label = labels(&instance.widget).into_iter().next().unwrap_or_default();
    format!("{} {label:?}", instance.widget.type_name())
}
