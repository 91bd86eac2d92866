//! Widgets of an app's own: their JSON, and the controls in it. The page draws them apart from this.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::compact::Compact;
use super::control::{Offered, collect};
use super::instance::OF_INSTANCE;
use super::mistake::Remembered;
use super::{Location, Mistake, Part, PartMut, Widget};

/// A widget of an app's own; `#[derive(Widget)]` implements it.
pub trait WidgetType: Serialize + DeserializeOwned {
    /// The `type` in JSON.
    const TYPE: &'static str;
    /// Where the struct is.
    const LOCATION: Location = Location::UNKNOWN;
}

/// A widget of an app's own, as it is sent and kept.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomWidget {
    type_name: &'static str,
    members: Compact,
    controls: Vec<Offered>,
    mistake: Remembered,
}

impl Serialize for CustomWidget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.members.members().serialize(serializer)
    }
}

impl CustomWidget {
    #[track_caller]
    fn of<T: WidgetType>(widget: &T) -> Self {
        let (written, found) = collect(|| serde_json::to_value(widget));
        let own = match written {
            Ok(Value::Object(members)) => Ok(members),
            Ok(_) => Err("a widget is an object in JSON, and this one is something else".to_owned()),
            Err(error) => Err(format!("the widget does not serialize: {error}")),
        };
        let taken = |members: Map<String, Value>| {
            let name = OF_INSTANCE.into_iter().chain(["type"]).find(|name| members.contains_key(*name));
            match name {
                Some(name) => Err(format!("a widget cannot have a member {name:?}: every widget has one")),
                None => Ok(members),
            }
        };
        let (own, fault) = match own.and_then(taken) {
            Ok(members) => (members, None),
            Err(reason) => (Map::new(), Some(Box::new(Mistake::here(format!("{}: {reason}", T::TYPE))))),
        };
        let mut members = Map::with_capacity(own.len() + 1);
        members.insert("type".to_owned(), T::TYPE.into());
        members.extend(own);
        let fault = fault.or_else(|| {
            let reason = || format!("{}: the widget cannot be read back from its own JSON", T::TYPE);
            read::<T>(&members).is_none().then(|| Box::new(Mistake::here(reason())))
        });
        let (mistake, mut controls) = (found.mistake.or(fault), found.controls);
        // A widget is kept for long.
        controls.shrink_to_fit();
        Self { type_name: T::TYPE, members: Compact::of_members(&members), controls, mistake }
    }

    /// The `type` member.
    pub fn type_name(&self) -> &str {
        self.type_name
    }

    /// All members, the `type` among them.
    pub fn members(&self) -> Map<String, Value> {
        self.members.members()
    }

    pub(super) fn remembered(&self) -> Option<&Mistake> {
        self.mistake.as_deref()
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.controls.iter().map(|Offered { id, label, action, .. }| Part { id: *id, action: Some(action), label })
    }

    pub(super) fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        self.controls.iter_mut().map(|Offered { id, action, .. }| PartMut { id, action }).collect()
    }

    /// Writes the ids that the controls were given since.
    pub(super) fn write_ids(&mut self) {
        let new: HashMap<String, String> = self.controls.iter_mut().filter_map(Offered::renewed).collect();
        if !new.is_empty() {
            let mut members = self.members();
            members.values_mut().for_each(|value| rewrite(value, &new));
            self.members = Compact::of_members(&members);
        }
    }
}

impl Offered {
    fn renewed(&mut self) -> Option<(String, String)> {
        let id = self.id.filter(|id| *id != self.written)?;
        let old = std::mem::replace(&mut self.written, id);
        Some((old.to_string(), id.to_string()))
    }
}

/// Replaces texts that are one of these ids: each is random, so nothing else is.
fn rewrite(value: &mut Value, new: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = new.get(text) {
                text.clone_from(new);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, new)),
        Value::Object(members) => members.values_mut().for_each(|member| rewrite(member, new)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A registered type of widget: how it is read from JSON.
#[derive(Debug)]
pub struct CustomType {
    name: &'static str,
    location: Location,
    again: fn(&Map<String, Value>) -> Option<CustomWidget>,
}

inventory::collect!(CustomType);

impl CustomType {
    /// The type `T`.
    pub const fn of<T: WidgetType>() -> Self {
        Self { name: T::TYPE, location: T::LOCATION, again: again::<T> }
    }
}

/// A struct as a widget.
#[track_caller]
pub fn custom_widget<T: WidgetType>(widget: &T) -> Widget {
    Widget::Custom(Box::new(CustomWidget::of(widget)))
}

/// The struct that a custom widget was made of.
pub(crate) fn read<T: DeserializeOwned>(members: &Map<String, Value>) -> Option<T> {
    // The struct does not have the `type`, and may refuse members that it does not know.
    let own = members.iter().filter(|(name, _)| *name != "type").map(|(name, value)| (name.clone(), value.clone()));
    T::deserialize(Value::Object(own.collect())).ok()
}

/// Reads a widget and writes it again: so it has its controls, each with an id.
fn again<T: WidgetType>(members: &Map<String, Value>) -> Option<CustomWidget> {
    Some(CustomWidget::of(&read::<T>(members)?))
}

/// A widget from JSON, if its type is registered and can read it.
pub(super) fn from_members(name: &str, members: &Map<String, Value>) -> Option<CustomWidget> {
    let mut members = members.clone();
    members.retain(|name, _| !OF_INSTANCE.contains(&name.as_str()));
    (find(name)?.again)(&members).filter(|custom| custom.mistake.is_none())
}

fn find(name: &str) -> Option<&'static CustomType> {
    static TYPES: LazyLock<HashMap<&'static str, &'static CustomType>> =
        LazyLock::new(|| inventory::iter::<CustomType>().map(|custom| (custom.name, custom)).collect());
    TYPES.get(name).copied()
}

/// Two types of the same name, where they are.
pub(crate) fn clash() -> Option<(&'static str, Location, Location)> {
    let mut all: Vec<_> = inventory::iter::<CustomType>().map(|custom| (custom.name, custom.location)).collect();
    all.sort_unstable();
    all.dedup();
    all.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].0, pair[0].1, pair[1].1))
}
