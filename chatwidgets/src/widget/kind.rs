//! What every kind of widget says of itself.
//!
//! The table in `widget` names the kinds, and each implements [`WidgetKind`] beside its members: what the rest of the
//! crate asks of a widget it asks through this trait, so the compiler lists what a new kind has not said yet.

use std::borrow::Cow;
use std::time::Duration;

use super::CustomWidget;
use super::form::{FieldKind, FormField};
use super::mistake::lifetime_fault;
use super::{ActionRef, Mistake, Part, PartMut, UnknownWidget};

/// A kind of widget.
pub(crate) trait WidgetKind {
    /// The text by which a person knows it.
    fn label(&self) -> Option<&str>;

    /// The action that the widget itself names, apart from those of its parts.
    fn action(&self) -> Option<&ActionRef>;

    /// The same, to be changed.
    fn action_mut(&mut self) -> Option<&mut ActionRef>;

    /// What can be used apart from the widget, with an action of its own.
    fn parts(&self) -> Vec<Part<'_>>;

    /// The same, to be changed.
    fn parts_mut(&mut self) -> Vec<PartMut<'_>>;

    /// What a person enters in it.
    fn enters(&self) -> Enters<'_>;

    /// The first mistake made while it was built.
    fn mistake(&self) -> Option<&Mistake>;

    /// Adds its members to a JSON object that has some already, and says that it did. A kind that does not leaves it to
    /// serde, which is slower.
    fn write_members(&self, _json: &mut Vec<u8>) -> bool {
        false
    }

    /// Takes note that its parts were given new ids. Most kinds keep an id with its part alone, so there is nothing to do.
    fn ids_were_given(&mut self) {}
}

/// What a person enters in a widget.
pub(crate) enum Enters<'a> {
    /// Nothing: it is clicked, or only looked at.
    Nothing,
    /// One value. An input that stands alone is read as the field that a form would have for it.
    One(FormField),
    /// The fields of a form.
    Fields(&'a [FormField]),
    /// What only the app or a later version knows.
    Unknown,
}

impl<'a> Enters<'a> {
    /// One value, which is the member `name` of the payload.
    pub(super) fn one(name: &str, label: &str, required: bool, kind: impl Into<FieldKind>) -> Self {
        let (name, label, kind) = (name.to_owned(), label.to_owned(), kind.into());
        Self::One(FormField { name, label, group: None, required, read_only: false, validation_hint: None, kind })
    }

    /// The fields, unless nothing is entered or it is not known what is.
    pub(super) fn into_fields(self) -> Option<Cow<'a, [FormField]>> {
        match self {
            Self::One(field) => Some(vec![field].into()),
            Self::Fields(fields) => Some(fields.into()),
            Self::Nothing | Self::Unknown => None,
        }
    }
}

/// What a widget says that keeps its label, its action and its mistake in members of these names.
macro_rules! names_an_action {
    () => {
        fn label(&self) -> Option<&str> {
            Some(&self.label)
        }

        fn action(&self) -> Option<&$crate::widget::ActionRef> {
            Some(&self.action)
        }

        fn action_mut(&mut self) -> Option<&mut $crate::widget::ActionRef> {
            Some(&mut self.action)
        }

        fn mistake(&self) -> Option<&$crate::widget::Mistake> {
            self.mistake.as_deref()
        }
    };
}
pub(super) use names_an_action;

/// What a widget says that need not have an action, and keeps it in an `Option`.
macro_rules! may_name_an_action {
    () => {
        fn label(&self) -> Option<&str> {
            Some(&self.label)
        }

        fn action(&self) -> Option<&$crate::widget::ActionRef> {
            self.action.as_ref()
        }

        fn action_mut(&mut self) -> Option<&mut $crate::widget::ActionRef> {
            self.action.as_mut()
        }

        fn mistake(&self) -> Option<&$crate::widget::Mistake> {
            self.mistake.as_deref()
        }
    };
}
pub(super) use may_name_an_action;

/// What a widget says that is used as a whole.
macro_rules! has_no_parts {
    () => {
        fn parts(&self) -> Vec<$crate::widget::Part<'_>> {
            Vec::new()
        }

        fn parts_mut(&mut self) -> Vec<$crate::widget::PartMut<'_>> {
            Vec::new()
        }
    };
}
pub(super) use has_no_parts;

/// Limits the time for which a widget can be used; returns what is wrong with that, if anything.
pub(super) fn expire(widget: &mut dyn WidgetKind, time: Duration) -> Option<&'static str> {
    let mut has_action = false;
    if let Some(action) = widget.action_mut() {
        action.set_expires_in(time);
        has_action = true;
    }
    for part in widget.parts_mut() {
        part.action.set_expires_in(time);
        has_action = true;
    }
    let nothing = (!has_action).then_some("what has no action cannot expire: give the action first");
    lifetime_fault(time).or(nothing)
}

impl WidgetKind for CustomWidget {
    fn label(&self) -> Option<&str> {
        None
    }

    /// Its controls name actions, not it.
    fn action(&self) -> Option<&ActionRef> {
        None
    }

    fn action_mut(&mut self) -> Option<&mut ActionRef> {
        None
    }

    fn parts(&self) -> Vec<Part<'_>> {
        self.parts().collect()
    }

    fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        self.parts_mut()
    }

    fn enters(&self) -> Enters<'_> {
        Enters::Unknown
    }

    fn mistake(&self) -> Option<&Mistake> {
        self.remembered()
    }

    fn ids_were_given(&mut self) {
        self.write_ids();
    }
}

impl WidgetKind for UnknownWidget {
    fn label(&self) -> Option<&str> {
        self.members().get("label").and_then(serde_json::Value::as_str)
    }

    fn action(&self) -> Option<&ActionRef> {
        self.action()
    }

    /// It came as JSON, in which nothing is hidden: there is nothing to change.
    fn action_mut(&mut self) -> Option<&mut ActionRef> {
        None
    }

    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::Unknown
    }

    fn mistake(&self) -> Option<&Mistake> {
        None
    }
}
