//! A widget in a stored turn.

use serde::{Deserialize, Serialize};

use super::Widget;
use super::id::random_id;

random_id! {
    /// The id of a widget instance: 122 random bits, written as a UUID.
    WidgetId
}

/// A widget that was sent: with an id, a revision and a state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WidgetInstance {
    /// Names it in a click.
    pub id: WidgetId,
    /// How often it was changed since it was sent; left out of JSON while 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub revision: u64,
    /// Whether it can be used; left out of JSON while open.
    #[serde(default, skip_serializing_if = "WidgetState::is_open")]
    pub state: WidgetState,
    /// The widget itself.
    #[serde(flatten)]
    pub widget: Widget,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn is_zero(revision: &u64) -> bool {
    *revision == 0
}

impl WidgetInstance {
    /// A new instance of the widget, open, with an id of its own.
    pub fn new(widget: impl Into<Widget>) -> Self {
        Self { id: WidgetId::random(), revision: 0, state: WidgetState::Open, widget: widget.into() }
    }
}

/// Whether a widget instance can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WidgetState {
    /// It can be used.
    #[default]
    Open,
    /// It was used for the last time.
    Done,
    /// Its time is over.
    Expired,
}

impl WidgetState {
    /// Whether it can be used.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}
