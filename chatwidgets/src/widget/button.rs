//! What is clicked and sends nothing of its own: `button` and `card`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::image::url_fault;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, NothingToEnter, Rules};
use crate::json;

/// A button; it sends `{}`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct AskFeedback;
/// # impl WidgetAction for AskFeedback { const NAME: &'static str = "ask_feedback"; type Payload = NoPayload; type Bound = NoBound; }
/// let button = Button::new("Give feedback", AskFeedback);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Button {
    label: String,
    action: ActionRef,
    #[serde(skip)]
    mistake: Remembered,
}

impl Button {
    /// A button for an action that needs no input.
    #[track_caller]
    pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Input: NothingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        let fault = named.fault_without_input();
        Self { label: label.into(), action: named.action, mistake: None }.remember(fault)
    }

    /// The text on it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that a click triggers.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }
}

impl WidgetKind for Button {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::Nothing
    }

    /// Of all widgets this is sent most.
    fn write_members(&self, json: &mut Vec<u8>) -> bool {
        json.extend_from_slice(b",\"type\":\"button\",\"label\":");
        json::text(json, &self.label);
        json.extend_from_slice(b",\"action\":");
        json::text(json, self.action.name());
        true
    }
}

impl Rules for Button {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        None
    }
}

/// A card with a title, perhaps a text and an image, and a button; it sends `{}`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct Order;
/// # impl WidgetAction for Order { const NAME: &'static str = "order"; type Payload = NoPayload; type Bound = NoBound; }
/// let card = Card::new("Margherita", "Order", Order).description("Tomato, mozzarella, basil");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    label: String,
    action: ActionRef,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    #[serde(skip)]
    mistake: Remembered,
}

impl Card {
    /// A card whose button carries `label` and names an action that needs no input.
    #[track_caller]
    pub fn new<A: IntoActionRef>(title: impl Into<String>, label: impl Into<String>, action: A) -> Self
    where
        A::Input: NothingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        let fault = named.fault_without_input();
        let (title, label) = (title.into(), label.into());
        Self { label, action: named.action, title, description: None, image_url: None, mistake: None }.remember(fault)
    }

    /// A text below the title.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// An image: an `http(s)` URL, a relative path, or `data:image/…`.
    #[track_caller]
    pub fn image_url(mut self, url: impl Into<String>) -> Self {
        self.image_url = Some(url.into());
        self.checked()
    }

    /// The text on its button.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that its button triggers.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The text below the title.
    pub fn get_description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The URL of its image.
    pub fn get_image_url(&self) -> Option<&str> {
        self.image_url.as_deref()
    }
}

impl WidgetKind for Card {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::Nothing
    }
}

impl Rules for Card {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        url_fault(self.image_url.as_deref()?)
    }
}
