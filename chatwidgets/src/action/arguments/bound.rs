//! Bound arguments: what the server put on a widget for its handler.

use std::any::type_name;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::arguments::{Argument, Has, Nothing, Role, Slot};
use super::error::ActionError;
use super::invocation::Invocation;

/// What the server bound to the widget when it made it, by [`WidgetAction::bind`](crate::WidgetAction::bind).
///
/// It never travels to the browser, so nobody can change it there; an action that takes it runs only for a click on
/// such a widget, while that is open, in its thread. `T` is `Serialize + DeserializeOwned`: it is kept with the thread.
///
/// ```
/// use chatwidgets::prelude::*;
///
/// #[widget_action("forget_note", once)]
/// pub async fn forget_note(Bound(note): Bound<u64>) -> String {
///     format!("Note {note} is forgotten.")
/// }
///
/// let button = Button::new("Forget it", ForgetNote.bind(7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound<T>(pub T);

impl<T> Argument for Bound<T> {
    type Slot = BoundSlot;
    type Payload = Nothing;
    type Bound = Has<T>;
    const ROLE: Role = Role::Bound;
}

/// The slot of the bound arguments.
#[derive(Debug)]
pub struct BoundSlot;

impl<T: Serialize + DeserializeOwned + 'static> Slot<Bound<T>> for BoundSlot {
    fn bound_type() -> Option<BoundType> {
        Some(BoundType { check: |bound| read::<T>(bound).map(drop) })
    }

    async fn extract(invocation: &Invocation) -> Result<Bound<T>, ActionError> {
        // The guard lets no click through to here that has none; but what was bound may be of an older version.
        let bound = invocation.bound().ok_or_else(|| ActionError::internal("nothing is bound to the widget"))?;
        read(bound).map(Bound).map_err(ActionError::internal)
    }
}

fn read<T: DeserializeOwned>(bound: &Value) -> Result<T, String> {
    // Without serde's reason, which quotes the value: this goes to the log.
    T::deserialize(bound).map_err(|_| format!("what is bound to the widget cannot be read as `{}`", type_name::<T>()))
}

/// The type of an action's bound arguments.
#[derive(Debug, Clone, Copy)]
pub struct BoundType {
    check: fn(&Value) -> Result<(), String>,
}

impl BoundType {
    /// Says what keeps a value from being bound.
    pub(crate) fn check(self, bound: &Value) -> Result<(), String> {
        (self.check)(bound)
    }
}
