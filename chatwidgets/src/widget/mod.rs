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

mod action;
mod action_ref;
mod button;
mod call;
mod change;
mod choice;
mod chosen;
#[cfg(feature = "page")]
mod control;
#[cfg(feature = "page")]
mod custom;
mod date;
mod drawing;
mod field;
mod field_kind;
mod field_value;
mod file;
mod form;
mod id;
mod image;
pub mod input;
mod instance;
mod json;
mod kind_of_schema;
mod location;
mod mistake;
mod number;
mod probe;
mod progress;
mod slider;
mod text;
mod timestamp;
mod toggle;

pub use action::{
    IntoActionRef, Named, NoBound, NoPayload, NothingToBind, NothingToEnter, SomethingToEnter, WidgetAction,
};
pub use action_ref::{ActionRef, Kept};
pub use button::{Button, Card};
pub use call::Call;
pub(crate) use call::{arguments, preset};
pub use change::{ChangeTo, WidgetChange};
pub use choice::{Dropdown, MultiSelect, ThemeSwitcher};
pub(crate) use chosen::shortened;
#[cfg(feature = "page")]
pub use control::Control;
#[cfg(feature = "page")]
pub(crate) use custom::clash;
#[cfg(feature = "page")]
pub use custom::{CustomType, CustomWidget, WidgetType, custom_widget};
#[cfg(feature = "page")]
pub(crate) use date::DateBounds;
pub use date::DatePicker;
pub use drawing::Drawing;
pub(crate) use drawing::{DEEPEST_PATH, drawing, pointer_of};
pub use field::{Field, FormField};
pub use field_kind::FieldKind;
#[cfg(feature = "page")]
pub(crate) use field_kind::{AnyOf, OneOf, Switch, TextLine, TextLines, TypedNumber};
#[cfg(feature = "page")]
pub(crate) use file::FileLimits;
pub use file::FileUpload;
pub use form::{Form, FormAction, FormActionType, FormWidget};
pub use id::InvalidId;
pub(crate) use id::{IdHashes, random_id};
#[cfg(feature = "page")]
pub(crate) use image::Picture;
pub use image::{CollectionImage, Image, ImageCollection};
pub use instance::{WidgetId, WidgetInstance, WidgetState};
pub use json::UnknownWidget;
pub use location::Location;
pub use mistake::Mistake;
pub(crate) use mistake::Rules;
pub use number::Number;
pub use progress::ProgressBar;
#[cfg(feature = "page")]
pub(crate) use slider::Range;
pub use slider::Slider;
pub use text::{Input, TextArea};
pub use toggle::Toggle;

/// Declares the widget enum, and what every widget has beside its own members.
macro_rules! widgets {
    ($($variant:ident($held:ty: $type:ident) = $name:literal),* $(,)?) => {
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
            #[cfg(feature = "page")]
            #[serde(untagged)]
            Custom(Box<CustomWidget>),
            /// Any other `type`.
            #[serde(untagged)]
            Unknown(Box<UnknownWidget>),
        }

        impl Widget {
            /// The `type` member.
            pub fn type_name(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    #[cfg(feature = "page")]
                    Self::Custom(widget) => widget.type_name(),
                    Self::Unknown(widget) => widget.type_name(),
                }
            }

            /// The first mistake made while the widget was built.
            pub fn mistake(&self) -> Option<&Mistake> {
                match self {
                    $(Self::$variant(widget) => widget.remembered(),)*
                    #[cfg(feature = "page")]
                    Self::Custom(widget) => widget.remembered(),
                    Self::Unknown(_) => None,
                }
            }

            fn from_members(members: serde_json::Map<String, serde_json::Value>) -> Result<Self, String> {
                let name = members.get("type").and_then(serde_json::Value::as_str).ok_or("a widget has a `type`")?;
                match name {
                    $($name => json::checked::<$type>(members).map(|widget| Self::$variant(widget.into())),)*
                    _ => {
                        #[cfg(feature = "page")]
                        if let Some(custom) = custom::from_members(name, &members) {
                            return Ok(Self::Custom(Box::new(custom)));
                        }
                        Ok(Self::Unknown(Box::new(UnknownWidget::new(members))))
                    }
                }
            }
        }

        $(
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
        )*
    };
}

widgets! {
    Button(Button: Button) = "button",
    Card(Box<Card>: Card) = "card",
    Input(Box<Input>: Input) = "input",
    TextArea(Box<TextArea>: TextArea) = "textarea",
    Dropdown(Box<Dropdown>: Dropdown) = "dropdown",
    Slider(Box<Slider>: Slider) = "slider",
    Toggle(Toggle: Toggle) = "toggle",
    FileUpload(Box<FileUpload>: FileUpload) = "fileupload",
    ThemeSwitcher(Box<ThemeSwitcher>: ThemeSwitcher) = "themeswitcher",
    DatePicker(Box<DatePicker>: DatePicker) = "datepicker",
    MultiSelect(Box<MultiSelect>: MultiSelect) = "multiselect",
    ProgressBar(ProgressBar: ProgressBar) = "progressbar",
    Image(Box<Image>: Image) = "image",
    ImageCollection(Box<ImageCollection>: ImageCollection) = "imagecollection",
    Form(Box<FormWidget>: FormWidget) = "form",
}

/// A form is drawn when it becomes a widget; all others are one from the start.
macro_rules! from_widgets {
    ($($widget:ident)*) => {
        $(
            impl From<$widget> for Widget {
                fn from(widget: $widget) -> Self {
                    Self::$widget(widget.into())
                }
            }
        )*
    };
}

from_widgets! {
    Button Card Input TextArea Dropdown Slider Toggle FileUpload ThemeSwitcher DatePicker MultiSelect ProgressBar Image
    ImageCollection
}

impl From<FormWidget> for Widget {
    fn from(form: FormWidget) -> Self {
        Self::Form(Box::new(form))
    }
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

/// A widget that can be used can be so for a limited time.
macro_rules! can_expire {
    ($($widget:ident)*) => {
        $(
            impl $widget {
                /// How long it can be used, from when it is sent; a later click is `expired`, and it is shown so.
                #[track_caller]
                pub fn expires_in(mut self, time: std::time::Duration) -> Self {
                    let fault = mistake::lifetime_fault(time);
                    self.action.set_expires_in(time);
                    self.remember(fault)
                }
            }
        )*
    };
}

can_expire! {
    Button Card Input TextArea Dropdown Slider Toggle FileUpload ThemeSwitcher DatePicker MultiSelect FormWidget
}

/// The same for what may have no action.
macro_rules! can_expire_with_an_action {
    ($($widget:ident)*) => {
        $(
            impl $widget {
                /// How long it can be used, from when it is sent; a later click is `expired`, and it is shown so. It
                /// has an action by then.
                #[track_caller]
                pub fn expires_in(mut self, time: std::time::Duration) -> Self {
                    let mut actions = self.actions_mut();
                    for action in &mut actions {
                        action.set_expires_in(time);
                    }
                    let nothing = actions.is_empty().then_some("what has no action cannot expire: give the action first");
                    self.remember(mistake::lifetime_fault(time).or(nothing))
                }
            }
        )*
    };
}

can_expire_with_an_action! { Image ImageCollection }

impl Widget {
    /// The action that the widget names: for a collection of images its own one, not those of single images.
    pub fn action(&self) -> Option<&ActionRef> {
        match self {
            Self::Button(widget) => Some(&widget.action),
            Self::Card(widget) => Some(&widget.action),
            Self::Input(widget) => Some(&widget.action),
            Self::TextArea(widget) => Some(&widget.action),
            Self::Dropdown(widget) => Some(&widget.action),
            Self::Slider(widget) => Some(&widget.action),
            Self::Toggle(widget) => Some(&widget.action),
            Self::FileUpload(widget) => Some(&widget.action),
            Self::ThemeSwitcher(widget) => Some(&widget.action),
            Self::DatePicker(widget) => Some(&widget.action),
            Self::MultiSelect(widget) => Some(&widget.action),
            Self::Form(widget) => Some(&widget.action),
            Self::Image(widget) => widget.action.as_ref(),
            Self::ImageCollection(widget) => widget.action.as_ref(),
            Self::Unknown(widget) => widget.action(),
            Self::ProgressBar(_) => None,
            // Its controls name actions, not it.
            #[cfg(feature = "page")]
            Self::Custom(_) => None,
        }
    }

    /// Every action that the widget names, those of its parts included.
    pub fn actions(&self) -> impl Iterator<Item = &ActionRef> {
        self.action().into_iter().chain(self.parts().filter_map(|part| part.action))
    }

    /// The parts that can be used apart from the widget: images and buttons of a form with an action of their own.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let images = if let Self::ImageCollection(widget) = self { widget.images() } else { &[] };
        let buttons = if let Self::Form(form) = self { form.actions() } else { &[] };
        let images = images.iter().map(CollectionImage::part);
        let parts = images.chain(buttons.iter().map(FormAction::part)).filter(|part| part.action.is_some());
        #[cfg(feature = "page")]
        let parts = parts.chain(
            match self {
                Self::Custom(widget) => Some(widget.parts()),
                _ => None,
            }
            .into_iter()
            .flatten(),
        );
        parts
    }

    /// The names of the fields of which a browser's form says nothing where nothing is ticked or chosen, if it is known
    /// what the widget shows for this action.
    pub(crate) fn unsaid_fields(&self, action: &str) -> Option<Vec<String>> {
        match self {
            Self::Form(form) if form.action.name() == action => Some(form.unsaid_fields().map(str::to_owned).collect()),
            // Nothing is entered here.
            Self::Form(_) | Self::Button(_) | Self::Card(_) | Self::Image(_) | Self::ImageCollection(_) => {
                Some(Vec::new())
            }
            // What they show is the one member of their payload; or this version does not know them.
            _ => None,
        }
    }

    pub(crate) fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        match self {
            Self::ImageCollection(widget) => widget.parts_mut(),
            Self::Form(form) => form.parts_mut(),
            #[cfg(feature = "page")]
            Self::Custom(widget) => widget.parts_mut(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn action_mut(&mut self) -> Option<&mut ActionRef> {
        match self {
            Self::Button(widget) => Some(&mut widget.action),
            Self::Card(widget) => Some(&mut widget.action),
            Self::Input(widget) => Some(&mut widget.action),
            Self::TextArea(widget) => Some(&mut widget.action),
            Self::Dropdown(widget) => Some(&mut widget.action),
            Self::Slider(widget) => Some(&mut widget.action),
            Self::Toggle(widget) => Some(&mut widget.action),
            Self::FileUpload(widget) => Some(&mut widget.action),
            Self::ThemeSwitcher(widget) => Some(&mut widget.action),
            Self::DatePicker(widget) => Some(&mut widget.action),
            Self::MultiSelect(widget) => Some(&mut widget.action),
            Self::Form(widget) => Some(&mut widget.action),
            Self::Image(widget) => widget.action.as_mut(),
            Self::ImageCollection(widget) => widget.action.as_mut(),
            Self::ProgressBar(_) | Self::Unknown(_) => None,
            #[cfg(feature = "page")]
            Self::Custom(_) => None,
        }
    }
}
