//! Forms: several fields that are sent together, derived from the payload of an action.
//!
//! [`Form`] builds one. Once built it is a [`FormWidget`], whose [fields](FormWidget::fields) each have a [`FieldKind`].

mod builder;
mod derived;
mod field;
mod field_kind;
mod field_value;
mod kind_of_schema;
mod member;
mod moments;
mod widget;

pub use super::date::DateBounds;
pub use super::file::FileLimits;
pub use super::slider::Range;
pub use builder::Form;
pub use derived::DerivedForm;
pub(crate) use derived::derived_form;
pub use field::{Field, FormField};
pub use field_kind::{AnyOf, FieldKind, Kind, OneOf, Switch, TextLine, TextLines, TypedNumber};
pub(super) use member::Sends;
#[cfg(feature = "page")]
pub(crate) use member::is_yes_or_no;
#[cfg(feature = "page")]
pub(crate) use moments::in_utc;
pub use moments::{DateTimeBounds, TimeBounds};
pub use widget::{FormAction, FormActionType, FormWidget};
