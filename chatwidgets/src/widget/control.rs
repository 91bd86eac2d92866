//! A control of a custom widget.

use std::cell::RefCell;

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, NothingToEnter, Rules, WidgetId, mistake};

/// A control of a custom widget: it names an action, as a [`Button`](super::Button) does.
///
/// The page draws it with `View::control` or `View::form`; `Render` has an example.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Control {
    /// Given when the widget is sent.
    #[serde(default)]
    id: Option<WidgetId>,
    label: String,
    action: ActionRef,
    #[serde(skip)]
    mistake: Remembered,
}

impl Control {
    /// A control for an action that needs no input. `View::control` draws it as a button.
    #[track_caller]
    pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Input: NothingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        let fault = named.fault_without_input();
        Self { id: None, label: label.into(), action: named.action, mistake: None }.remember(fault)
    }

    /// A control for an action whose payload comes from inputs of the widget's own. `View::form` draws it as a button below
    /// them.
    #[track_caller]
    pub fn form<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        Self { id: None, label: label.into(), action: named.action, mistake: None }.remember(named.fault)
    }

    /// How long the widget can be used, from when it is sent; a later click is `expired`, and it is shown so.
    #[track_caller]
    pub fn expires_in(mut self, time: std::time::Duration) -> Self {
        self.action.set_expires_in(time);
        self.remember(mistake::lifetime_fault(time))
    }

    /// The text on it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that it names.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// Names it in a click, once it was sent.
    pub fn id(&self) -> Option<WidgetId> {
        self.id
    }
}

impl Rules for Control {
    remembers_in_mistake!();

    fn broken(&self) -> Option<std::borrow::Cow<'static, str>> {
        None
    }
}

/// A control as its widget keeps it beside its JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Offered {
    /// Its id in the JSON.
    pub(super) written: WidgetId,
    pub(super) id: Option<WidgetId>,
    pub(super) label: String,
    pub(super) action: ActionRef,
}

/// What is found while a widget is written.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) controls: Vec<Offered>,
    pub(super) mistake: Remembered,
}

thread_local! {
    /// Where the controls go of the widget that this thread is writing: what is sent is what is offered, wherever in the
    /// widget it stands. A serializer has no other way to tell.
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// Finds the controls that are written by a function.
pub(super) fn collect<T>(write: impl FnOnce() -> T) -> (T, Found) {
    /// Puts back what was there, also if the function panics.
    struct Restore(Option<Found>);
    impl Drop for Restore {
        fn drop(&mut self) {
            FOUND.set(self.0.take());
        }
    }
    let restore = Restore(FOUND.replace(Some(Found::default())));
    let written = write();
    let found = FOUND.take().unwrap_or_default();
    drop(restore);
    (written, found)
}

impl Serialize for Control {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id = FOUND.with_borrow_mut(|found| {
            let Some(found) = found else { return self.id };
            let written = self.id.unwrap_or_else(WidgetId::random);
            let (id, label, action) = (Some(written), self.label.clone(), self.action.clone());
            found.controls.push(Offered { written, id, label, action });
            found.mistake = found.mistake.take().or_else(|| self.mistake.clone());
            Some(written)
        });
        let mut control = serializer.serialize_struct("Control", 2 + usize::from(id.is_some()))?;
        match id {
            Some(id) => control.serialize_field("id", &id)?,
            None => control.skip_field("id")?,
        }
        control.serialize_field("label", &self.label)?;
        control.serialize_field("action", &self.action)?;
        control.end()
    }
}
