//! The registry: every action of the program, checked before a port is open.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::arguments::BoundType;
use super::entry::ActionEntry;
use super::error::ActionError;
use super::named::NamedAction;
use super::payload::{Binder, Encoding};
use crate::widget::{Location, WidgetAction};

/// Every action, sorted by name.
#[derive(Debug, Clone)]
pub struct Registry {
    sorted: Vec<Arc<RegisteredAction>>,
    by_name: HashMap<&'static str, Arc<RegisteredAction>>,
}

/// One action of the registry.
#[derive(Debug)]
pub struct RegisteredAction {
    entry: ActionEntry,
    binder: Option<Arc<Binder>>,
    bound_type: Option<BoundType>,
}

impl RegisteredAction {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.entry.name()
    }

    /// What it does, for people and models.
    pub fn description(&self) -> &'static str {
        self.entry.about()
    }

    /// Where its handler is in the source.
    pub fn location(&self) -> Location {
        self.entry.location()
    }

    /// How long its handler may run.
    pub fn timeout(&self) -> std::time::Duration {
        self.entry.limit()
    }

    /// Whether a widget that names it can be used only once.
    pub fn is_once(&self) -> bool {
        self.entry.is_once()
    }

    /// Whether it runs only for a click on an open widget that names it: it is `offered` or `once`, or takes bound
    /// arguments.
    pub fn is_offered(&self) -> bool {
        self.entry.is_offered() || self.is_once() || self.bound_type.is_some()
    }

    /// The JSON Schema (2020-12) of its payload, if it takes one.
    pub fn payload_schema(&self) -> Option<&Value> {
        self.binder().map(|binder| binder.schema())
    }

    /// Coerces, checks and binds a payload's JSON, as a click would.
    ///
    /// # Errors
    ///
    /// The error that a click with this payload would get; [`ActionError::internal`] if the action takes no payload.
    pub fn bind<T: DeserializeOwned>(&self, payload: &str) -> Result<T, ActionError> {
        let binder = self.binder().ok_or_else(|| ActionError::internal("the action takes no payload"))?;
        let payload: &RawValue =
            serde_json::from_str(payload).map_err(|error| ActionError::malformed(error.to_string()))?;
        binder.bind(payload.get(), &Encoding::Json, None, &|_, violation| violation.english())
    }

    /// Says why a widget cannot name the action with these bound arguments.
    pub(crate) fn check_bound(&self, bound: Option<&Value>) -> Result<(), String> {
        match (bound, self.bound_type) {
            (None, None) => Ok(()),
            (Some(bound), Some(expected)) => expected.check(bound),
            (Some(_), None) => Err("it takes no bound arguments".into()),
            (None, Some(_)) => Err("it has bound arguments, and none are given".into()),
        }
    }

    /// The rules of its payload's type for the number at a pointer, each as its violation.
    pub(crate) fn number_rules(&self, pointer: &str) -> Vec<super::Violation> {
        self.binder().map(|binder| binder.number_rules(pointer)).unwrap_or_default()
    }

    /// The message that its payload's type has for a violation.
    pub(crate) fn message_at(&self, pointer: &str, code: &str) -> Option<String> {
        self.binder()?.message_at(pointer, code)
    }

    pub(crate) fn entry(&self) -> &ActionEntry {
        &self.entry
    }

    /// What binds its payload, if it takes one.
    pub(crate) fn binder(&self) -> Option<&Arc<Binder>> {
        self.binder.as_ref()
    }
}

impl Registry {
    /// The action of that name, to put on a widget.
    ///
    /// # Errors
    ///
    /// [`UnknownAction`], which has the nearest name.
    pub fn get(&self, name: &str) -> Result<NamedAction, UnknownAction> {
        let action = self.find(name)?;
        let needs_input = action.binder().is_some_and(|binder| binder.needs_input());
        let derived_form = action.binder().map(|binder| binder.derived_form());
        Ok(NamedAction::new(action.name(), needs_input, derived_form, action.bound_type))
    }

    /// The action of that name, to look at.
    ///
    /// # Errors
    ///
    /// [`UnknownAction`], which has the nearest name.
    pub fn action(&self, name: &str) -> Result<&RegisteredAction, UnknownAction> {
        self.find(name).map(|action| &**action)
    }

    /// The action of that name, to run.
    pub(crate) fn find(&self, name: &str) -> Result<&Arc<RegisteredAction>, UnknownAction> {
        self.by_name.get(name).ok_or_else(|| UnknownAction::new(name, self))
    }

    /// All actions, sorted by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RegisteredAction> {
        self.sorted.iter().map(|action| &**action)
    }

    /// The number of actions.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are no actions.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}

/// There is no action of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no action `{name}`{}", .nearest.map(|nearest| format!("; the nearest is `{nearest}`")).unwrap_or_default())]
#[non_exhaustive]
pub struct UnknownAction {
    /// The name, shortened if it is longer than any action's.
    pub name: String,
    /// The most similar name in the registry, if one is similar enough.
    pub nearest: Option<&'static str>,
}

impl UnknownAction {
    fn new(name: &str, registry: &Registry) -> Self {
        let shown: String = name.chars().take(64).collect();
        let is_cut = shown.len() < name.len();
        let nearest = if is_cut { None } else { nearest(&shown, registry) };
        let name = if is_cut { format!("{shown}…") } else { shown };
        Self { name, nearest }
    }
}

/// The most names that a misspelt one is compared with: clients can send any, as often as they like.
const MOST_COMPARED: usize = 256;

/// The most similar name in the registry, if a misspelling is likely. In a very large registry, only names with the same
/// first letter are compared.
fn nearest(name: &str, registry: &Registry) -> Option<&'static str> {
    let initial = name.bytes().next().filter(|_| registry.len() > MOST_COMPARED);
    let begins = |action: &Arc<RegisteredAction>| action.name().bytes().next();
    let first = initial.map_or(0, |_| registry.sorted.partition_point(|action| begins(action) < initial));
    let compared = registry.sorted[first..].iter().take_while(|action| initial.is_none() || begins(action) == initial);
    let compared = compared.take(MOST_COMPARED);
    let alike = compared.map(|action| (strsim::jaro_winkler(name, action.name()), action.name()));
    let (likeness, nearest) = alike.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness > 0.8).then_some(nearest)
}

/// Collects entries and expectations, then checks all of them at once.
#[derive(Default)]
pub(crate) struct Discovery {
    entries: Vec<ActionEntry>,
    expected: Vec<(&'static str, Location)>,
}

impl Discovery {
    pub(crate) fn add(&mut self, entry: ActionEntry) {
        self.entries.push(entry);
    }

    pub(crate) fn add_linked(&mut self) {
        self.entries.extend(inventory::iter::<ActionEntry>().cloned());
    }

    pub(crate) fn expect<A: WidgetAction>(&mut self) {
        self.expected.push((A::NAME, A::LOCATION));
    }

    /// The registry, or every fault.
    pub(crate) fn check(mut self) -> Result<Registry, BuildError> {
        let mut faults = Vec::new();
        let mut entries: Vec<ActionEntry> = Vec::with_capacity(self.entries.len());
        // The order in `inventory` is not specified.
        self.entries.sort_by_key(|entry| (entry.name(), entry.location()));
        for entry in self.entries {
            let (name, location) = (entry.name(), entry.location());
            if !is_name(name) {
                faults.push(Fault::InvalidName { name, location });
            }
            match entries.last().filter(|earlier| earlier.name() == name) {
                // A crate that is linked twice registers its entries twice. That is not a clash.
                Some(earlier) if earlier.is_same(&entry) => {}
                Some(earlier) => faults.push(Fault::Clash { name, first: earlier.location(), second: location }),
                None => entries.push(entry),
            }
        }
        for (name, location) in self.expected {
            let place = entries.binary_search_by_key(&name, ActionEntry::name);
            let is_there =
                place.is_ok_and(|place| location == Location::UNKNOWN || entries[place].location() == location);
            if !is_there {
                faults.push(Fault::Missing { name, location });
            }
        }
        let mut sorted = Vec::with_capacity(entries.len());
        for entry in entries {
            let (name, location) = (entry.name(), entry.location());
            match entry.payload_type().map(Binder::new).transpose() {
                Ok(binder) => {
                    let binder = binder.map(Arc::new);
                    let bound_type = entry.bound_type();
                    sorted.push(Arc::new(RegisteredAction { entry, binder, bound_type }));
                }
                Err(reason) => faults.push(Fault::Payload { name, location, reason }),
            }
        }
        if let Some((name, first, second)) = crate::widget::clash() {
            faults.push(Fault::WidgetClash { name, first, second });
        }
        if !faults.is_empty() {
            faults.sort_by_key(Fault::order);
            return Err(BuildError { faults });
        }
        let by_name = sorted.iter().map(|action| (action.name(), Arc::clone(action))).collect();
        Ok(Registry { sorted, by_name })
    }
}

/// Whether an action may have this name: `[a-z][a-z0-9_.:-]{0,63}`.
pub(crate) fn is_name(name: &str) -> bool {
    let is_tail = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.:-".contains(&b);
    name.len() <= 64 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(is_tail)
}

/// Why the app cannot start: every fault that was found in its actions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BuildError {
    faults: Vec<Fault>,
}

impl BuildError {
    pub(crate) fn of(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }

    /// Every fault, sorted by name.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the actions have {} fault{}", self.faults.len(), if self.faults.len() == 1 { "" } else { "s" })?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// One fault of the app's actions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Two actions have the same name.
    #[error("two actions are named `{name}`: at {first} and at {second}")]
    Clash {
        /// The name.
        name: &'static str,
        /// Where the first one is.
        first: Location,
        /// Where the second one is.
        second: Location,
    },
    /// A name is not allowed.
    #[error(
        "the action at {location} cannot be named {name:?}: a name is one of a-z, then up to 63 of a-z, 0-9 and `_.:-`"
    )]
    InvalidName {
        /// The name.
        name: &'static str,
        /// Where its handler is in the source.
        location: Location,
    },
    /// An expected action is missing.
    #[error("the action `{name}` at {location} is expected, but it is not registered")]
    Missing {
        /// The name.
        name: &'static str,
        /// Where its handler is in the source.
        location: Location,
    },
    /// A payload cannot be bound.
    #[error("the action `{name}` at {location} has an unusable payload: {reason}")]
    Payload {
        /// The action's name.
        name: &'static str,
        /// Where its handler is in the source.
        location: Location,
        /// What is wrong with its schema.
        reason: String,
    },
    /// Two custom widgets have the same type.
    #[error("two widgets have the type `{name}`: at {first} and at {second}")]
    WidgetClash {
        /// The type.
        name: &'static str,
        /// Where the first one is.
        first: Location,
        /// Where the second one is.
        second: Location,
    },
    /// The welcome action cannot run.
    #[error("the welcome action, chosen at {place}, cannot run: {reason}")]
    Welcome {
        /// Where it is chosen.
        place: &'static std::panic::Location<'static>,
        /// What is wrong with it.
        reason: String,
    },
    /// What the page is to load from is no origin.
    #[error("{origin:?}, named at {place}, is no origin: write one as `https://fonts.example`, without a path")]
    Origin {
        /// Where it is named.
        place: &'static std::panic::Location<'static>,
        /// What was named.
        origin: String,
    },
}

impl Fault {
    fn order(&self) -> (&'static str, u8) {
        match self {
            Self::Clash { name, .. } => (name, 0),
            Self::InvalidName { name, .. } => (name, 1),
            Self::Missing { name, .. } => (name, 2),
            Self::Payload { name, .. } => (name, 3),
            Self::WidgetClash { name, .. } => (name, 4),
            Self::Welcome { .. } => ("", 5),
            Self::Origin { .. } => ("", 6),
        }
    }
}
