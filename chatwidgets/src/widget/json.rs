//! Widgets from JSON: the rules hold there too.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::instance::OF_INSTANCE;
use super::{ActionRef, Rules, Widget};

/// A widget whose `type` this version does not know, kept as it came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct UnknownWidget {
    members: Map<String, Value>,
    #[serde(skip)]
    action: Option<ActionRef>,
}

impl UnknownWidget {
    /// Without the members that belong to the instance, which says them itself.
    pub(super) fn new(mut members: Map<String, Value>) -> Self {
        members.retain(|name, _| !OF_INSTANCE.contains(&name.as_str()));
        let action = members.get("action").and_then(Value::as_str);
        let action = action.map(|name| ActionRef::new(name.to_owned()));
        Self { members, action }
    }

    pub(super) fn action(&self) -> Option<&ActionRef> {
        self.action.as_ref()
    }

    /// The `type` member.
    pub fn type_name(&self) -> &str {
        self.members.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// All members, the `type` among them.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }
}

/// Reads one built-in widget and applies the rules that its builder would.
pub(super) fn checked<W: Rules + DeserializeOwned>(members: Map<String, Value>) -> Result<W, String> {
    let widget: W = serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
    match widget.broken() {
        Some(reason) => Err(reason.into_owned()),
        None => Ok(widget),
    }
}

impl<'de> Deserialize<'de> for Widget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
