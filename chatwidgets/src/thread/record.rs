//! A turn with all that a store must keep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::turn::ChatTurn;
use crate::widget::WidgetId;

/// A turn with all that a store must keep: what clients see, and what only the server knows.
///
/// ```
/// # use chatwidgets::{ChatTurn, Role, ThreadId, thread::TurnRecord};
/// let turn = ChatTurn::new(Role::User, ThreadId::random(), "hello");
/// let text = serde_json::to_string(&TurnRecord::from(turn.clone()))?;
/// let read: TurnRecord = serde_json::from_str(&text)?;
/// assert_eq!(ChatTurn::from(read), turn);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnRecord {
    turn: ChatTurn,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    presets: BTreeMap<WidgetId, Map<String, Value>>,
}

impl From<ChatTurn> for TurnRecord {
    fn from(turn: ChatTurn) -> Self {
        let preset =
            |instance: &crate::WidgetInstance| Some((instance.id, instance.widget.action()?.preset()?.clone()));
        Self { presets: turn.widgets.iter().filter_map(preset).collect(), turn }
    }
}

impl From<TurnRecord> for ChatTurn {
    fn from(record: TurnRecord) -> Self {
        let TurnRecord { mut turn, mut presets } = record;
        for instance in &mut turn.widgets {
            if let (Some(preset), Some(action)) = (presets.remove(&instance.id), instance.widget.action_mut()) {
                action.set_preset(preset);
            }
        }
        turn
    }
}
