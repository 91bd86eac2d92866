//! Where text is typed: `input` and `textarea`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::form::{TextLine, TextLines};
use super::input::TakesText;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// Declares a widget for text with what both have; a form has the field `$field` for it.
macro_rules! text_widget {
    ($(#[$doc:meta])* $name:ident, $field:ident { $($(#[$member_doc:meta])* $member:ident: $type:ty),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            label: String,
            action: ActionRef,
            #[serde(skip_serializing_if = "Option::is_none")]
            placeholder: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            max_length: Option<u32>,
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                $member: Option<$type>,
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

            /// The action that the text is sent to.
            pub fn action(&self) -> &ActionRef {
                &self.action
            }

            /// The grey text shown while it is empty.
            pub fn get_placeholder(&self) -> Option<&str> {
                self.placeholder.as_deref()
            }

            /// How many characters can be typed, if that is limited.
            pub fn get_max_length(&self) -> Option<u32> {
                self.max_length
            }
        }

        impl WidgetKind for $name {
            names_an_action!();
            has_no_parts!();

            fn enters(&self) -> Enters<'_> {
                let (placeholder, max_length) = (self.placeholder.clone(), self.max_length);
                let field = $field { placeholder, max_length, $($member: self.$member,)* ..$field::default() };
                Enters::one("value", &self.label, false, field)
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
    Input, TextLine {}
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
    TextArea, TextLines {
        /// How many lines are visible, at least 1.
        rows: u32
    }
}

impl TextArea {
    /// How many lines are visible; the client decides if nothing is said.
    pub fn get_rows(&self) -> Option<u32> {
        self.rows
    }
}
