//! A widget in a stored turn.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::random_id;
use super::{ActionRef, Widget, timestamp};
use crate::json;

random_id! {
    /// The id of a widget instance, or of a control inside of one: 122 random bits, written as a UUID.
    WidgetId
}

/// The members of an instance's JSON that are its own, and that no widget in it may have.
pub(super) const OF_INSTANCE: [&str; 6] = ["id", "revision", "state", "expiresAt", "replaces", "chosen"];

/// A widget that was sent: with an id, a revision and a state.
///
/// As long as it is open it is an *offer*: the permission to trigger the actions that it names, in its thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WidgetInstance {
    /// Names it in a click.
    pub id: WidgetId,
    /// How often it was changed since it was sent; left out of JSON while 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub revision: u64,
    /// Whether it can be used; left out of JSON while open.
    #[serde(default, skip_serializing_if = "WidgetState::is_open")]
    pub state: WidgetState,
    /// Until when it can be used, to the millisecond; in JSON by RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "timestamp")]
    pub expires_at: Option<SystemTime>,
    /// The ids in whose place it is, the latest first: what was clicked under one of them is not there any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<WidgetId>,
    /// What was entered in the click that settled it, by the names of its inputs; never a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Box<Map<String, Value>>>,
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
        Self::sent_at(widget.into(), SystemTime::now())
    }

    /// A new instance, whose time begins now; its controls get their ids.
    pub(crate) fn sent_at(mut widget: Widget, now: SystemTime) -> Self {
        let mut time = widget.action_mut().and_then(ActionRef::take_expires_in);
        for part in widget.parts_mut() {
            *part.id = Some(WidgetId::random());
            time = [time, part.action.take_expires_in()].into_iter().flatten().min();
        }
        widget.kind_mut().ids_were_given();
        let expires_at = time.and_then(|time| timestamp::after(now, time));
        let id = WidgetId::random();
        Self { id, revision: 0, state: WidgetState::Open, expires_at, replaces: Vec::new(), chosen: None, widget }
    }

    /// Gives other ids to it and to the controls inside it.
    pub(crate) fn set_ids(&mut self, mut next: impl FnMut() -> WidgetId) {
        self.id = next();
        for part in self.widget.parts_mut() {
            *part.id = Some(next());
        }
        self.widget.kind_mut().ids_were_given();
    }

    /// Adds its JSON, member by member as serde would.
    pub(crate) fn write_json(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(b"{\"id\":");
        self.id.write_json(json);
        if self.revision != 0 {
            json.extend_from_slice(b",\"revision\":");
            json::value(json, &self.revision);
        }
        json.extend_from_slice(match self.state {
            WidgetState::Open => b"",
            WidgetState::Done => b",\"state\":\"done\"",
            WidgetState::Expired => b",\"state\":\"expired\"",
        });
        if self.expires_at.is_some() {
            json.extend_from_slice(b",\"expiresAt\":");
            let _ = timestamp::serialize(&self.expires_at, &mut serde_json::Serializer::new(&mut *json));
        }
        if !self.replaces.is_empty() {
            json.extend_from_slice(b",\"replaces\":");
            json::value(json, &self.replaces);
        }
        if let Some(chosen) = &self.chosen {
            json.extend_from_slice(b",\"chosen\":");
            json::value(json, chosen);
        }
        self.widget.write_members(json);
        json.push(b'}');
    }

    /// How many earlier ids are remembered.
    const REMEMBERED: usize = 128;

    /// Remembers the ids of what was in its place before, which a page may still show.
    pub(super) fn remember_earlier(&mut self, earlier: &Self) {
        let ids = earlier.control_ids().chain(earlier.replaces.iter().copied()).filter(|id| *id != self.id);
        self.replaces = ids.take(Self::REMEMBERED).collect();
    }

    /// Whether the id is that of a control which was here before, and which this one replaces.
    pub(crate) fn has_replaced(&self, control: WidgetId) -> bool {
        let lost_its_action = control == self.id && self.revision > 0 && self.widget.actions().next().is_none();
        lost_its_action || self.replaces.contains(&control)
    }

    /// The action of the control with that id, the instance's own one included, if it has that name.
    ///
    /// A client that knows only of the instance's id may use it for a control inside, as long as the server knows
    /// nothing of that control that the client does not.
    pub fn offers(&self, control: WidgetId, action: &str) -> Option<&ActionRef> {
        let is_it = |offered: &&ActionRef| offered.name() == action;
        if control != self.id {
            return self.widget.parts().find(|part| part.id == Some(control))?.action.filter(is_it);
        }
        let own = self.widget.action().filter(is_it);
        own.or_else(|| self.widget.actions().filter(is_it).find(|offered| offered.hidden().is_none()))
    }

    /// All ids by which it is found: those of its controls, and of what was in its place before.
    pub fn known_ids(&self) -> impl Iterator<Item = WidgetId> {
        self.control_ids().chain(self.replaces.iter().copied())
    }

    /// Its id, and those of the controls inside it.
    pub fn control_ids(&self) -> impl Iterator<Item = WidgetId> {
        std::iter::once(self.id).chain(self.widget.parts().filter_map(|part| part.id))
    }

    /// Whether it is open, but its time is over.
    pub fn is_late(&self, now: SystemTime) -> bool {
        self.state.is_open() && self.expires_at.is_some_and(|end| end <= now)
    }

    /// Itself in another state, one revision later.
    pub fn in_state(&self, state: WidgetState) -> Self {
        Self { state, revision: self.revision + 1, chosen: None, ..self.clone() }
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

impl Widget {
    /// Adds its members to an object that has some already.
    fn write_members(&self, json: &mut Vec<u8>) {
        if self.kind().write_members(json) {
            return;
        }
        // An object with its type at least.
        let start = json.len();
        json::value(json, self);
        debug_assert!(json[start..].starts_with(b"{\""), "a widget is an object with its type at least");
        json[start] = b',';
        json.pop();
    }
}

impl WidgetState {
    /// Whether it can be used.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::{Button, NoBound, NoPayload, WidgetAction};

    struct Press;

    impl WidgetAction for Press {
        const NAME: &'static str = "press";
        type Payload = NoPayload;
        type Bound = NoBound;
    }

    #[test]
    fn the_members_of_an_instance_are_those_that_no_widget_may_have() {
        let mut instance = WidgetInstance::new(Button::new("Press", Press));
        instance.revision = 1;
        instance.state = WidgetState::Done;
        instance.expires_at = Some(SystemTime::UNIX_EPOCH);
        instance.replaces = vec![WidgetId::random()];
        instance.chosen = Some(Box::default());
        let members = |json: Value| json.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>());
        let of_widget = members(serde_json::to_value(&instance.widget).unwrap_or_default()).unwrap_or_default();
        let mut all = members(serde_json::to_value(&instance).unwrap_or_default()).unwrap_or_default();
        all.retain(|name| !of_widget.contains(name));
        all.sort_unstable();
        let mut own = OF_INSTANCE;
        own.sort_unstable();
        assert_eq!(all, own);
    }
}
