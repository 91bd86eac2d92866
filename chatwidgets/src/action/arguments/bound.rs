//! `Bound<T>`: what the server attached to a widget for its handler.

use std::any::type_name;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::argument::{Argument, ArgumentRole, Has, Nothing, Slot};
use super::bound_type::BoundType;
use crate::action::error::ActionError;
use crate::action::invocation::Invocation;

/// What the server bound to the widget when it made it, with [`WidgetAction::bind`](crate::WidgetAction::bind).
///
/// It is never sent to the browser, so nobody can change it there. An action that takes it runs only for a click on such
/// a widget, in its thread, while the widget is open. `T` is `Serialize + DeserializeOwned`: it is stored with the thread.
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
    const ROLE: ArgumentRole = ArgumentRole::Bound;
}

/// The slot of the bound arguments.
#[derive(Debug)]
pub struct BoundSlot;

impl<T: Serialize + DeserializeOwned + 'static> Slot<Bound<T>> for BoundSlot {
    fn bound_type() -> Option<BoundType> {
        Some(BoundType::new(|bound| read::<T>(bound).map(drop)))
    }

    async fn extract(invocation: &Invocation) -> Result<Bound<T>, ActionError> {
        // A click without bound arguments never gets here; but they may have been stored by an older version of the app.
        let bound = invocation.bound().ok_or_else(|| ActionError::internal("nothing is bound to the widget"))?;
        read(&bound).map(Bound).map_err(ActionError::internal)
    }
}

fn read<T: DeserializeOwned>(bound: &Value) -> Result<T, String> {
    // Without serde's reason: it quotes the value, and this goes to the log.
    T::deserialize(bound).map_err(|_| format!("what is bound to the widget cannot be read as `{}`", type_name::<T>()))
}
