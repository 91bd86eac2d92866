//! What a standalone input sends, as payload types, and the traits that tell which payload can hold it.
//!
//! A handler for one input takes one of the types here:
//!
//! ```
//! use chatwidgets::prelude::*;
//!
//! #[widget_action("set_volume")]
//! async fn set_volume(Payload(volume): Payload<input::Value<u8>>) -> String {
//!     format!("Volume {}", volume.value)
//! }
//!
//! let slider = Slider::new("Volume", SetVolume, 0..=100);
//! ```
//!
//! Or a type of its own, with one line to say what it can hold:
//!
//! ```
//! # use chatwidgets::prelude::*;
//! # use schemars::JsonSchema;
//! # use serde::Deserialize;
//! #[derive(Deserialize, JsonSchema)]
//! struct Volume {
//!     #[schemars(range(max = 11))]
//!     value: u8,
//! }
//!
//! impl input::FromSlider for Volume { type Number = u8; }
//! ```

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::Number;

/// What a text input, a text area, a dropdown or a slider sends: `{"value": …}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Value<T = String> {
    /// What was entered.
    pub value: T,
}

/// What a toggle sends: `{"checked": true}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Whether it is on.
    pub checked: bool,
}

/// What a theme switcher sends: `{"theme": "dark"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Theme {
    /// The theme chosen.
    pub theme: String,
}

/// What a date picker sends: `{"date": "2026-03-14"}`.
///
/// `D` defaults to text that is checked to be a date. Any date type with a schema of `format: date` works, too, such as
/// `chrono::NaiveDate` or `jiff::civil::Date` (with the feature of `schemars` for it).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Date<D = DateText> {
    /// The day chosen.
    pub date: D,
}

/// A date as text, `YYYY-MM-DD`, checked to be one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateText(pub String);

impl JsonSchema for DateText {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// What a multi-select sends: `{"items": ["a", "b"]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Items<T = String> {
    /// What was chosen, in the order of the options.
    pub items: Vec<T>,
}

/// What a file upload sends: the metadata of the files, not their contents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Files {
    /// The files chosen.
    pub files: Vec<FileInfo>,
}

/// One file's metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileInfo {
    /// The file's name, without a path.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type as the browser guessed it; empty if it did not.
    #[serde(rename = "type", default)]
    pub media_type: String,
}

/// Declares the trait that a payload type implements to say that it holds what one kind of input sends, and the one
/// that a widget's constructor asks for, which knows the action's name for the error message.
macro_rules! sent_by {
    ($(#[$doc:meta])* $from:ident, $takes:ident, $message:literal, $note:literal) => {
        $(#[$doc])*
        pub trait $from {}

        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = $message, label = "its payload is `{Self}`", note = $note)]
        pub trait $takes<A> {}

        #[diagnostic::do_not_recommend]
        impl<A, T: $from> $takes<A> for T {}
    };
}

sent_by! {
    /// A payload that holds `{"value": "text"}`: what a text input, a text area and a dropdown send.
    FromText, TakesText,
    "the action `{A}` cannot take what this widget sends: a text",
    "use `Payload<input::Value<String>>` in the handler, or `impl input::FromText for {Self} {{}}`"
}

sent_by! {
    /// A payload that holds `{"checked": true}`: what a toggle sends.
    FromToggle, TakesToggle,
    "the action `{A}` cannot take what a toggle sends: on or off",
    "use `Payload<input::Checked>` in the handler, or `impl input::FromToggle for {Self} {{}}`"
}

sent_by! {
    /// A payload that holds `{"theme": "dark"}`: what a theme switcher sends.
    FromThemeSwitcher, TakesTheme,
    "the action `{A}` cannot take what a theme switcher sends: a theme's name",
    "use `Payload<input::Theme>` in the handler, or `impl input::FromThemeSwitcher for {Self} {{}}`"
}

sent_by! {
    /// A payload that holds `{"date": "2026-03-14"}`: what a date picker sends.
    FromDatePicker, TakesDate,
    "the action `{A}` cannot take what a date picker sends: a date",
    "use `Payload<input::Date>` in the handler, or `impl input::FromDatePicker for {Self} {{}}`"
}

sent_by! {
    /// A payload that holds `{"items": ["a"]}`: what a multi-select sends.
    FromMultiSelect, TakesItems,
    "the action `{A}` cannot take what a multi-select sends: a list of texts",
    "use `Payload<input::Items>` in the handler, or `impl input::FromMultiSelect for {Self} {{}}`"
}

sent_by! {
    /// A payload that holds `{"files": [..]}`: what a file upload sends.
    FromFileUpload, TakesFiles,
    "the action `{A}` cannot take what a file upload sends: a list of files",
    "use `Payload<input::Files>` in the handler, or `impl input::FromFileUpload for {Self} {{}}`"
}

/// A payload that holds `{"value": 5}`: what a slider sends.
pub trait FromSlider {
    /// The type of the number, and so of the slider's range.
    type Number: Number;
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the action `{A}` cannot take what a slider sends: a number",
    label = "its payload is `{Self}`",
    note = "use `Payload<input::Value<i64>>` in the handler, or `impl input::FromSlider for {Self} {{ type Number = \
            i64; }}`"
)]
pub trait TakesNumber<A> {
    type Number: Number;
}

#[diagnostic::do_not_recommend]
impl<A, T: FromSlider> TakesNumber<A> for T {
    type Number = T::Number;
}

impl<T> FromText for Value<T> {}
impl FromToggle for Checked {}
impl FromThemeSwitcher for Theme {}
impl<D> FromDatePicker for Date<D> {}
impl<T> FromMultiSelect for Items<T> {}
impl FromFileUpload for Files {}
impl<T: Number> FromSlider for Value<T> {
    type Number = T;
}
