//! Where one chooses among options: `dropdown`, `multiselect`, `themeswitcher`.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::form::{AnyOf, OneOf};
use super::input::{TakesItems, TakesText, TakesTheme};
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// Options must be there, and each once.
pub(super) fn options_fault(options: &[String]) -> Option<Cow<'static, str>> {
    if options.is_empty() {
        return Some("there must be at least one option".into());
    }
    let mut seen = HashSet::new();
    let twice = options.iter().find(|option| !seen.insert(option.as_str()))?;
    Some(format!("the option {twice:?} is there twice").into())
}

/// Declares a widget with a list of texts to choose from. It sends the member `$member`, and a form has the field
/// `$field` for it.
macro_rules! choice_widget {
    ($(#[$doc:meta])* $name:ident, $options:ident, $takes:ident, $member:literal: $field:ident, required: $required:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            label: String,
            action: ActionRef,
            $options: Vec<String>,
            #[serde(skip)]
            mistake: Remembered,
        }

        impl $name {
            /// A widget with the options in the order given: at least one, each once.
            #[track_caller]
            pub fn new<A: IntoActionRef, O: Into<String>>(
                label: impl Into<String>,
                action: A,
                $options: impl IntoIterator<Item = O>,
            ) -> Self
            where
                A::Input: $takes<A::Action>,
                A::Unbound: NothingToBind<A::Action>,
            {
                let named = action.into_action_ref();
                let $options = $options.into_iter().map(Into::into).collect();
                Self { label: label.into(), action: named.action, $options, mistake: None }
                    .remember(named.fault)
                    .checked()
            }

            /// The text beside it.
            pub fn label(&self) -> &str {
                &self.label
            }

            /// The action that the choice is sent to.
            pub fn action(&self) -> &ActionRef {
                &self.action
            }

            /// What can be chosen, in the order given: at least one, each once.
            pub fn $options(&self) -> &[String] {
                &self.$options
            }
        }

        impl WidgetKind for $name {
            names_an_action!();
            has_no_parts!();

            fn enters(&self) -> Enters<'_> {
                let field = $field { options: self.$options.clone(), ..$field::default() };
                Enters::one($member, &self.label, $required, field)
            }
        }

        impl Rules for $name {
            remembers_in_mistake!();

            fn broken(&self) -> Option<Cow<'static, str>> {
                options_fault(&self.$options)
            }
        }
    };
}

choice_widget! {
    /// A list to choose one option from; it sends `{"value": "…"}`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # struct SetSize;
    /// # impl WidgetAction for SetSize { const NAME: &'static str = "set_size"; type Payload = input::Value; type Bound = NoBound; }
    /// let size = Dropdown::new("Size", SetSize, ["Small", "Medium", "Large"]);
    /// ```
    Dropdown, options, TakesText, "value": OneOf, required: true
}

choice_widget! {
    /// A list to choose any number of options from; it sends `{"items": ["…"]}`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # struct SetTags;
    /// # impl WidgetAction for SetTags { const NAME: &'static str = "set_tags"; type Payload = input::Items; type Bound = NoBound; }
    /// let tags = MultiSelect::new("Tags", SetTags, ["new", "sale"]);
    /// ```
    MultiSelect, options, TakesItems, "items": AnyOf, required: false
}

choice_widget! {
    /// A choice of the page's look; it sends `{"theme": "…"}`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # struct SetTheme;
    /// # impl WidgetAction for SetTheme { const NAME: &'static str = "set_theme"; type Payload = input::Theme; type Bound = NoBound; }
    /// let themes = ThemeSwitcher::new("Theme", SetTheme, ["light", "dark"]);
    /// ```
    ThemeSwitcher, themes, TakesTheme, "theme": OneOf, required: true
}
