//! A turn with all that a store must keep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::turn::ChatTurn;
use crate::widget::{Hidden, WidgetId};

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
    /// By the id of the control.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    hidden: BTreeMap<WidgetId, Hidden>,
}

impl From<ChatTurn> for TurnRecord {
    fn from(turn: ChatTurn) -> Self {
        let mut hidden = BTreeMap::new();
        for instance in &turn.widgets {
            let own = instance.widget.action().map(|action| (instance.id, action));
            let parts = instance.widget.parts().filter_map(|part| part.id.zip(part.action));
            hidden.extend(own.into_iter().chain(parts).filter_map(|(id, action)| Some((id, action.hidden()?.clone()))));
        }
        Self { turn, hidden }
    }
}

impl From<TurnRecord> for ChatTurn {
    fn from(record: TurnRecord) -> Self {
        let TurnRecord { mut turn, mut hidden } = record;
        for instance in &mut turn.widgets {
            if let (Some(hidden), Some(action)) = (hidden.remove(&instance.id), instance.widget.action_mut()) {
                action.set_hidden(hidden);
            }
            for part in instance.widget.parts_mut() {
                if let Some(hidden) = part.id.and_then(|id| hidden.remove(&id)) {
                    part.action.set_hidden(hidden);
                }
            }
        }
        turn
    }
}
