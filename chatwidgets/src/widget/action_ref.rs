//! The action that a widget names, with what only the server knows of it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::compact::Compact;

/// The action that a widget names, with what only the server knows of it.
///
/// Its JSON is the name alone.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRef {
    name: Cow<'static, str>,
    hidden: Option<Box<Hidden>>,
}

/// What the server put on a control and a client never sees.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hidden {
    /// The payload that the server filled in: it replaces what is posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) preset: Option<Compact>,
    /// The arguments that the server bound; any JSON, `null` too.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub(crate) bound: Option<Compact>,
    /// How long it can be used, until it is sent: then the instance has the time.
    #[serde(skip)]
    expires_in: Option<Duration>,
}

impl fmt::Debug for Hidden {
    /// Without what is hidden, which has no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hidden")
            .field("preset", &self.preset.is_some())
            .field("bound", &self.bound.is_some())
            .finish_non_exhaustive()
    }
}

/// A member that is there, whatever it holds: bound arguments may be `null`.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Compact>, D::Error> {
    Compact::deserialize(deserializer).map(Some)
}

impl Hidden {
    /// How many bytes of JSON it has.
    pub(crate) fn json_length(&self) -> usize {
        let member =
            |name: &str, json: &Option<Compact>| json.as_ref().map_or(0, |json| name.len() + json.text().len());
        member(r#""preset":,"#, &self.preset) + member(r#""bound":,"#, &self.bound) + "{}".len()
    }
}

impl ActionRef {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), hidden: None }
    }

    /// The action's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The payload that the server filled in, if it did.
    pub fn preset(&self) -> Option<Map<String, Value>> {
        Some(self.hidden.as_ref()?.preset.as_ref()?.members())
    }

    /// Whether the server filled the payload in.
    pub fn is_preset(&self) -> bool {
        self.hidden.as_ref().is_some_and(|hidden| hidden.preset.is_some())
    }

    /// The arguments that the server bound, if it did.
    pub fn bound(&self) -> Option<Value> {
        Some(self.hidden.as_ref()?.bound.as_ref()?.value())
    }

    pub(crate) fn hidden(&self) -> Option<&Hidden> {
        self.hidden.as_deref()
    }

    pub(crate) fn set_hidden(&mut self, hidden: Hidden) {
        self.hidden = Some(Box::new(hidden));
    }

    pub(crate) fn set_preset(&mut self, preset: &Map<String, Value>) {
        self.hidden.get_or_insert_default().preset = Some(Compact::of_members(preset));
    }

    pub(crate) fn set_bound(&mut self, bound: &Value) {
        self.hidden.get_or_insert_default().bound = Some(Compact::of(bound));
    }

    pub(super) fn set_expires_in(&mut self, time: Duration) {
        self.hidden.get_or_insert_default().expires_in = Some(time);
    }

    /// How long it can be used, which an instance says from now on.
    pub(super) fn take_expires_in(&mut self) -> Option<Duration> {
        let hidden = self.hidden.as_mut()?;
        let time = hidden.expires_in.take();
        if **hidden == Hidden::default() {
            self.hidden = None;
        }
        time
    }
}

impl Serialize for ActionRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for ActionRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(String::deserialize(deserializer)?))
    }
}
