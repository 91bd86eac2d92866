//! Where text is typed: `input` and `textarea`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::input::TakesText;
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// Declares a widget for text with the setters that both have.
macro_rules! text_widget {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident: $type:ty),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            pub(crate) label: String,
            pub(crate) action: ActionRef,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) placeholder: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) max_length: Option<u32>,
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(crate) $member: Option<$type>,
            )*
            #[serde(skip)]
            mistake: Remembered,
        }

        impl $name {
            /// A widget for an action whose payload holds text.
            #[track_caller]
            pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
            where
                A::Input: TakesText<A::Action>,
                A::Unbound: NothingToBind<A::Action>,
            {
                let named = action.into_action_ref();
                let (label, action) = (label.into(), named.action);
                Self { label, action, placeholder: None, max_length: None, $($member: None,)* mistake: None }
                    .remember(named.fault)
            }

            /// The grey text shown while it is empty.
            pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
                self.placeholder = Some(placeholder.into());
                self
            }

            /// How many characters can be typed, at least 1.
            #[track_caller]
            pub fn max_length(mut self, characters: u32) -> Self {
                self.max_length = Some(characters);
                self.checked()
            }

            $(
                $(#[$member_doc])*
                #[track_caller]
                pub fn $member(mut self, $member: $type) -> Self {
                    self.$member = Some($member);
                    self.checked()
                }
            )*

            /// The text beside it.
            pub fn label(&self) -> &str {
                &self.label
            }
        }

        impl Rules for $name {
            remembers_in_mistake!();

            fn broken(&self) -> Option<Cow<'static, str>> {
                $(
                    if self.$member == Some(0) {
                        return Some(concat!("`", stringify!($member), "` must be at least 1").into());
                    }
                )*
                (self.max_length == Some(0)).then(|| "`max_length` must be at least 1".into())
            }
        }
    };
}

text_widget! {
    /// A line of text; it sends `{"value": "…"}`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # struct SetName;
    /// # impl WidgetAction for SetName { const NAME: &'static str = "set_name"; type Payload = input::Value; type Bound = NoBound; }
    /// let name = Input::new("Your name", SetName).placeholder("Ada").max_length(80);
    /// ```
    Input {}
}

text_widget! {
    /// Several lines of text; it sends `{"value": "…"}`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # struct Tell;
    /// # impl WidgetAction for Tell { const NAME: &'static str = "tell"; type Payload = input::Value; type Bound = NoBound; }
    /// let story = TextArea::new("What happened?", Tell).rows(6);
    /// ```
    TextArea {
        /// How many lines are visible, at least 1.
        rows: u32
    }
}
