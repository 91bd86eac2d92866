//! `image` and `imagecollection`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::kind::{Enters, WidgetKind, has_no_parts, may_name_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, NothingToEnter, Part, PartMut, Rules, WidgetId};

/// What is wrong with an image's URL, if anything: it may be `http(s)`, a relative path, or `data:image/…`.
pub(super) fn url_fault(url: &str) -> Option<Cow<'static, str>> {
    let starts = |prefix: &str| url.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    let is_relative = !url.is_empty() && !scheme.contains(':');
    let allowed = starts("http://") || starts("https://") || starts("data:image/") || is_relative;
    (!allowed || url.contains(|c: char| c.is_ascii_control())).then(|| {
        let shown: String = url.chars().take(60).collect();
        format!("{shown:?} is not the URL of an image: it must be http(s), a relative path or data:image/").into()
    })
}

/// An image; a click on it sends `{}` if it has an action.
///
/// ```
/// # use chatwidgets::prelude::*;
/// let photo = Image::new("The harbour", "/photos/harbour.jpg").alt("Boats at dawn").size(640, 480);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<ActionRef>,
    #[serde(flatten)]
    picture: Picture,
    #[serde(skip)]
    mistake: Remembered,
}

/// Where a picture is, and how it looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Picture {
    /// Where it is: an `http(s)` URL, a relative path, or `data:image/…`.
    pub image_url: String,
    /// What it shows, for those who do not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The width at which it is shown, in CSS pixels, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The height at which it is shown, in CSS pixels, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Picture {
    fn new(url: String) -> Self {
        Self { image_url: url, alt: None, width: None, height: None }
    }

    fn broken(&self) -> Option<Cow<'static, str>> {
        if self.width == Some(0) || self.height == Some(0) {
            return Some("an image's width and height must be at least 1".into());
        }
        url_fault(&self.image_url)
    }
}

/// The setters that a lone image and one of a collection share.
macro_rules! image_setters {
    () => {
        /// What the image shows, for those who do not see it.
        pub fn alt(mut self, text: impl Into<String>) -> Self {
            self.picture.alt = Some(text.into());
            self
        }

        /// The size at which it is shown, in CSS pixels, each at least 1.
        #[track_caller]
        pub fn size(mut self, width: u32, height: u32) -> Self {
            (self.picture.width, self.picture.height) = (Some(width), Some(height));
            self.checked()
        }
    };
}

/// What both have to be read.
macro_rules! image_getters {
    () => {
        /// Where the image is, and how it looks.
        pub fn picture(&self) -> &Picture {
            &self.picture
        }
    };
}

/// The setter of an action that needs no input.
macro_rules! click_setter {
    ($(#[$doc:meta])*) => {
        $(#[$doc])*
        #[track_caller]
        pub fn action<A: IntoActionRef>(mut self, action: A) -> Self
        where
            A::Input: NothingToEnter<A::Action>,
            A::Unbound: NothingToBind<A::Action>,
        {
            let named = action.into_action_ref();
            let fault = named.fault_without_input();
            let time = self.action.as_mut().and_then(ActionRef::take_expires_in);
            let action = self.action.insert(named.action);
            if let Some(time) = time {
                action.set_expires_in(time);
            }
            self.remember(fault)
        }
    };
}

impl Image {
    /// An image with its caption: an `http(s)` URL, a relative path, or `data:image/…`.
    #[track_caller]
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), action: None, picture: Picture::new(url.into()), mistake: None }.checked()
    }

    image_setters!();

    click_setter! {
        /// The action of a click on it, which needs no input.
    }

    /// Its caption.
    pub fn label(&self) -> &str {
        &self.label
    }

    image_getters!();

    /// The action of a click on it.
    pub fn get_action(&self) -> Option<&ActionRef> {
        self.action.as_ref()
    }
}

impl WidgetKind for Image {
    may_name_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::Nothing
    }
}

impl Rules for Image {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.picture.broken()
    }
}

/// Several images; a click on one sends `{}` to its own action, or to the collection's.
///
/// ```
/// # use chatwidgets::prelude::*;
/// let photos = ImageCollection::new("Rooms", [
///     CollectionImage::new("/rooms/1.jpg").alt("A double room"),
///     CollectionImage::new("/rooms/2.jpg").alt("A suite"),
/// ]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageCollection {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<ActionRef>,
    images: Vec<CollectionImage>,
    #[serde(skip)]
    mistake: Remembered,
}

impl ImageCollection {
    /// A collection of at least one image.
    #[track_caller]
    pub fn new(label: impl Into<String>, images: impl IntoIterator<Item = CollectionImage>) -> Self {
        let mut images: Vec<_> = images.into_iter().collect();
        let first = images.iter_mut().find_map(|image| image.mistake.take());
        Self { label: label.into(), action: None, images, mistake: first }.checked()
    }

    click_setter! {
        /// The action of a click on any image that has none of its own; it needs no input.
    }

    /// Its caption.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The images.
    pub fn images(&self) -> &[CollectionImage] {
        &self.images
    }

    /// The action of a click on any image that has none of its own.
    pub fn get_action(&self) -> Option<&ActionRef> {
        self.action.as_ref()
    }
}

impl WidgetKind for ImageCollection {
    may_name_an_action!();

    fn parts(&self) -> Vec<Part<'_>> {
        self.images.iter().map(CollectionImage::part).collect()
    }

    fn parts_mut(&mut self) -> Vec<PartMut<'_>> {
        let images = self.images.iter_mut();
        images.filter_map(|CollectionImage { id, action, .. }| Some(PartMut { id, action: action.as_mut()? })).collect()
    }

    fn enters(&self) -> Enters<'_> {
        Enters::Nothing
    }
}

impl Rules for ImageCollection {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        if self.images.is_empty() {
            return Some("there must be at least one image".into());
        }
        self.images.iter().find_map(Rules::broken)
    }
}

/// One image of a collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionImage {
    /// Names it in a click, if it has an action of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<WidgetId>,
    #[serde(flatten)]
    picture: Picture,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<ActionRef>,
    #[serde(skip)]
    mistake: Remembered,
}

impl CollectionImage {
    /// An image: an `http(s)` URL, a relative path, or `data:image/…`.
    #[track_caller]
    pub fn new(url: impl Into<String>) -> Self {
        Self { id: None, picture: Picture::new(url.into()), action: None, mistake: None }.checked()
    }

    image_setters!();

    click_setter! {
        /// The action of a click on it, which needs no input.
    }

    image_getters!();

    /// The action of a click on it, if it has one of its own.
    pub fn get_action(&self) -> Option<&ActionRef> {
        self.action.as_ref()
    }

    /// Names it in a click, once it was sent, if it has an action of its own.
    pub fn id(&self) -> Option<WidgetId> {
        self.id
    }

    fn part(&self) -> Part<'_> {
        let label = self.picture.alt.as_deref().unwrap_or(&self.picture.image_url);
        Part { id: self.id, action: self.action.as_ref(), label }
    }
}

impl Rules for CollectionImage {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.picture.broken()
    }
}
