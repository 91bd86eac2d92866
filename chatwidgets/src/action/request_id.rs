//! The id of one interaction.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::json;
use crate::thread::RunId;

/// The id of one interaction: the client's, or one made here, whose text is made only when somebody reads it. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) enum RequestId {
    Given(Arc<str>),
    MadeUp(Uuid),
}

impl RequestId {
    pub(crate) fn made_up() -> Self {
        Self::MadeUp(Uuid::new_v4())
    }

    /// Adds it to JSON.
    pub(crate) fn write_json(&self, json: &mut Vec<u8>) {
        match self {
            Self::Given(id) => json::text(json, id),
            Self::MadeUp(id) => RunId::of(*id).write_json(json),
        }
    }

    /// The id of its first run.
    pub(crate) fn run(&self) -> RunId {
        match self {
            Self::Given(_) => RunId::random(),
            Self::MadeUp(id) => RunId::of(*id),
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(id) => f.write_str(id),
            Self::MadeUp(id) => id.fmt(f),
        }
    }
}
