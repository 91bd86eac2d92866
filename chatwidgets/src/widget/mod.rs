//! Widgets: what a turn shows beside its text, and which action each of them names.
//!
//! A widget is made by a constructor that takes what it cannot do without and by chained setters for the rest. The
//! chain never fails: the first mistake in it is remembered with its place in the source, keeps the reply from being
//! sent, and comes out of `.build()` in a test:
//!
//! ```
//! # use chatwidgets::prelude::*;
//! # struct SetVolume;
//! # impl WidgetAction for SetVolume { const NAME: &'static str = "set_volume"; type Payload = input::Value<u8>; type Bound = NoBound; }
//! let slider = Slider::new("Volume", SetVolume, 0..=100).step(0);
//! assert!(slider.build().unwrap_err().to_string().starts_with("the step must be greater than 0, at "));
//! ```
//!
//! # Reading a widget
//!
//! A renderer, a protocol or a test matches on [`Widget`] and reads what each kind holds:
//!
//! - A widget, whose rules its builder guards, is read by methods. A method has the member's name
//!   ([`Dropdown::options`]). Where the setter has that name, the reader starts with `get_` ([`Input::get_placeholder`]),
//!   as in [`std::process::Command`].
//! - Members that several kinds share are read as one struct with public members: [`form::Range`],
//!   [`form::DateBounds`], [`form::FileLimits`], [`Picture`]. So are the fields of a form and their
//!   [kinds](form::FieldKind).
//! - [`Widget::fields`] reads each input that stands alone as the field that a form would have for it, so whoever can
//!   show a form's fields can show those widgets too.
//!
//! ```
//! # use chatwidgets::prelude::*;
//! use chatwidgets::widget::form::FieldKind;
//!
//! # struct SetVolume;
//! # impl WidgetAction for SetVolume { const NAME: &'static str = "set_volume"; type Payload = input::Value<u8>; type Bound = NoBound; }
//! let widget = Widget::from(Slider::new("Volume", SetVolume, 0..=100).step(5));
//! let [field] = &*widget.fields() else { panic!("a slider is one field") };
//! assert_eq!((&*field.name, &*field.label), ("value", "Volume"));
//! let FieldKind::Slider(range) = &field.kind else { panic!("of the kind `slider`") };
//! assert_eq!((range.max.as_u64(), range.step.as_u64()), (Some(100), Some(5)));
//! ```

// A new kind of widget or field must not fall into an arm for all the others.
#![warn(clippy::wildcard_enum_match_arm)]

mod action;
mod action_ref;
mod button;
mod call;
mod change;
mod choice;
mod chosen;
mod compact;
mod control;
pub(crate) mod custom;
mod date;
mod file;
pub mod form;
mod id;
mod image;
pub mod input;
mod instance;
mod json;
mod kind;
mod location;
mod mistake;
mod number;
mod progress;
mod slider;
mod text;
mod timestamp;
mod toggle;

use std::borrow::{Borrow, BorrowMut, Cow};

use serde_json::{Map, Value};

pub(crate) use action::Sealed;
pub use action::{
    IntoActionRef, Named, NoBound, NoPayload, NothingToBind, NothingToEnter, SomethingToEnter, WidgetAction,
};
pub use action_ref::{ActionRef, Hidden};
pub use button::{Button, Card};
pub use call::Call;
pub(crate) use call::{arguments, preset};
pub use change::{ChangeTo, WidgetChange};
pub use choice::{Dropdown, MultiSelect, ThemeSwitcher};
pub(crate) use chosen::shortened;
pub use control::Control;
pub(crate) use custom::clash;
pub use custom::{CustomWidget, WidgetType};
pub use date::DatePicker;
pub use file::FileUpload;
pub(crate) use form::{DerivedForm, derived_form};
pub use form::{Field, FieldKind, Form, FormAction, FormActionType, FormField, FormWidget};
pub use id::InvalidId;
pub(crate) use id::{IdHashes, random_id};
pub use image::{CollectionImage, Image, ImageCollection, Picture};
pub use instance::{WidgetId, WidgetInstance, WidgetState};
pub use json::UnknownWidget;
use kind::{Enters, WidgetKind};
pub use location::Location;
pub use mistake::Mistake;
pub(crate) use mistake::Rules;
pub use number::Number;
pub use progress::ProgressBar;
pub use slider::Slider;
pub use text::{Input, TextArea};
pub use toggle::Toggle;

/// Declares the widget enum, and all that follows from what the kinds are.
///
/// A line says of a kind: the variant, what it holds, the type, the `type` in JSON, and whether it can be used for a
/// limited time (`expires`) or has nothing to be used (`stays`).
macro_rules! widgets {
    ($($variant:ident($held:ty: $type:ident) = $name:literal, $lifetime:ident;)*) => {
        /// Any widget: one of the built-in types, or one that this version does not know. Large ones are boxed, since every
        /// turn that is stored has room for the largest that is not.
        ///
        /// Its JSON is the widget's members with a `type`. Reading checks the same rules as the builders do; members
        /// that are not known are dropped, types that are not known are kept as they are.
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(tag = "type")]
        #[non_exhaustive]
        pub enum Widget {
            $(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $variant($held),
            )*
            /// A widget of the app's own.
            #[serde(untagged)]
            Custom(Box<CustomWidget>),
            /// Any other `type`.
            #[serde(untagged)]
            Unknown(Box<UnknownWidget>),
        }

        impl Widget {
            /// The `type` of every built-in widget.
            pub const BUILT_IN: &[&str] = &[$($name),*];

            /// The `type` member.
            pub fn type_name(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    Self::Custom(widget) => widget.type_name(),
                    Self::Unknown(widget) => widget.type_name(),
                }
            }

            /// The `type` as a class of the page. The page has styles for the built-in types only, so all others share one.
            pub(crate) fn class(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    Self::Custom(_) => "custom",
                    Self::Unknown(_) => "unknown",
                }
            }

            fn kind(&self) -> &dyn WidgetKind {
                match self {
                    $(Self::$variant(widget) => Borrow::<$type>::borrow(widget),)*
                    Self::Custom(widget) => &**widget,
                    Self::Unknown(widget) => &**widget,
                }
            }

            fn kind_mut(&mut self) -> &mut dyn WidgetKind {
                match self {
                    $(Self::$variant(widget) => BorrowMut::<$type>::borrow_mut(widget),)*
                    Self::Custom(widget) => &mut **widget,
                    Self::Unknown(widget) => &mut **widget,
                }
            }

            fn from_members(members: Map<String, Value>) -> Result<Self, String> {
                let name = members.get("type").and_then(Value::as_str).ok_or("a widget has a `type`")?;
                match name {
                    $($name => json::checked::<$type>(members).map(|widget| Self::$variant(widget.into())),)*
                    _ => {
                        if let Some(custom) = custom::from_members(name, &members) {
                            return Ok(Self::Custom(Box::new(custom)));
                        }
                        Ok(Self::Unknown(Box::new(UnknownWidget::new(members))))
                    }
                }
            }
        }

        $(
            impl From<$type> for Widget {
                fn from(widget: $type) -> Self {
                    Self::$variant(widget.into())
                }
            }

            impl $type {
                /// The widget, if no mistake was made in building it.
                ///
                /// # Errors
                ///
                /// The first mistake of the chain, with its place.
                pub fn build(mut self) -> Result<Self, Mistake> {
                    match self.remembers().take() {
                        Some(mistake) => Err(*mistake),
                        None => Ok(self),
                    }
                }
            }

            lifetime!($lifetime $type);
        )*
    };
}

/// The setter of a lifetime, for what can be used at all.
macro_rules! lifetime {
    (expires $type:ident) => {
        impl $type {
            /// How long it can be used, from when it is sent; a later click is `expired`, and it is shown so. What names
            /// no action cannot expire.
            #[track_caller]
            pub fn expires_in(mut self, time: std::time::Duration) -> Self {
                let fault = kind::expire(&mut self, time);
                self.remember(fault)
            }
        }
    };
    (stays $type:ident) => {};
}

widgets! {
    Button(Button: Button) = "button", expires;
    Card(Box<Card>: Card) = "card", expires;
    Input(Box<Input>: Input) = "input", expires;
    TextArea(Box<TextArea>: TextArea) = "textarea", expires;
    Dropdown(Box<Dropdown>: Dropdown) = "dropdown", expires;
    Slider(Box<Slider>: Slider) = "slider", expires;
    Toggle(Toggle: Toggle) = "toggle", expires;
    FileUpload(Box<FileUpload>: FileUpload) = "fileupload", expires;
    ThemeSwitcher(Box<ThemeSwitcher>: ThemeSwitcher) = "themeswitcher", expires;
    DatePicker(Box<DatePicker>: DatePicker) = "datepicker", expires;
    MultiSelect(Box<MultiSelect>: MultiSelect) = "multiselect", expires;
    ProgressBar(ProgressBar: ProgressBar) = "progressbar", stays;
    Image(Box<Image>: Image) = "image", expires;
    ImageCollection(Box<ImageCollection>: ImageCollection) = "imagecollection", expires;
    Form(Box<FormWidget>: FormWidget) = "form", expires;
}

/// A part of a widget that can be used by itself.
pub(crate) struct Part<'a> {
    /// Given when the widget is sent.
    pub(crate) id: Option<WidgetId>,
    pub(crate) action: Option<&'a ActionRef>,
    /// The text by which a person knows it.
    #[cfg_attr(not(feature = "testing"), expect(dead_code, reason = "tests find a part by it"))]
    pub(crate) label: &'a str,
}

/// A part of a widget with an action of its own.
pub(crate) struct PartMut<'a> {
    pub(crate) id: &'a mut Option<WidgetId>,
    pub(crate) action: &'a mut ActionRef,
}

impl Widget {
    /// The text by which a person knows it: its label, or its caption. A widget of the app's own has none that the
    /// library knows.
    pub fn label(&self) -> Option<&str> {
        self.kind().label()
    }

    /// The action that the widget names: for a collection of images its own one, not those of single images.
    pub fn action(&self) -> Option<&ActionRef> {
        self.kind().action()
    }

    /// Every action that the widget names, those of its parts included.
    pub fn actions(&self) -> impl Iterator<Item = &ActionRef> {
        self.action().into_iter().chain(self.parts().filter_map(|part| part.action))
    }

    /// The fields in which a person enters something: those of a form, or one for an input that stands alone. That one
    /// has the name of the payload's member that it fills, such as `value`.
    ///
    /// There are none where nothing is entered, and in a widget whose inputs only the app knows.
    pub fn fields(&self) -> Cow<'_, [FormField]> {
        self.kind().enters().into_fields().unwrap_or_default()
    }

    /// The first mistake made while the widget was built.
    pub fn mistake(&self) -> Option<&Mistake> {
        self.kind().mistake()
    }

    /// The parts that can be used apart from the widget: images and buttons of a form with an action of their own.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.kind().parts().into_iter().filter(|part| part.action.is_some())
    }

    /// The names of the fields of which a browser's form says nothing where nothing is ticked or chosen, if it is known
    /// what the widget shows for this action.
    pub(crate) fn unsaid_fields(&self, action: &str) -> Option<Vec<String>> {
        match self.kind().enters() {
            Enters::Fields(fields) if self.action().is_some_and(|own| own.name() == action) => {
                let unsaid = fields.iter().filter(|field| form::Sends::by(&field.kind) != form::Sends::Text);
                Some(unsaid.map(|field| field.name.clone()).collect())
            }
            // Nothing is entered here.
            Enters::Fields(_) | Enters::Nothing => Some(Vec::new()),
            // What it shows is the one member of its payload; or it is not known.
            Enters::One(_) | Enters::Unknown => None,
        }
    }

    pub(crate) fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        self.kind_mut().parts_mut()
    }

    pub(crate) fn action_mut(&mut self) -> Option<&mut ActionRef> {
        self.kind_mut().action_mut()
    }
}
