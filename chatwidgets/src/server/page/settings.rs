//! What an app chooses for its page.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use crate::action::{BuildError, Fault, Registry, ValidationMessages, Violation};
use crate::server::ChatWidgetsBuilder;
use crate::ui::{self, Words};
use crate::widget::{ActionRef, IntoActionRef, NothingToBind, NothingToEnter};

/// What an app chooses for its page.
pub(in crate::server) struct Settings {
    routes: Routes,
    pub(super) look: ui::Page,
    pub(super) welcome: Option<Welcome>,
    catalogues: Vec<Arc<Words>>,
}

/// The names of two resources, which are an app's own: several chats may be in one.
struct Routes {
    action: String,
    page: String,
}

/// The action whose reply begins every conversation.
pub(super) struct Welcome {
    pub(super) action: ActionRef,
    fault: Option<String>,
    place: &'static Location<'static>,
}

impl Default for Settings {
    fn default() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Self {
            routes: Routes {
                action: format!("chatwidgets:{number}:action"),
                page: format!("chatwidgets:{number}:page"),
            },
            look: ui::Page::default(),
            welcome: None,
            catalogues: vec![Arc::new(Words::english()), Arc::new(Words::german())],
        }
    }
}

impl Settings {
    pub(in crate::server) fn action_route(&self) -> &str {
        &self.routes.action
    }

    pub(in crate::server) fn page_route(&self) -> &str {
        &self.routes.page
    }

    /// The words in the first of these languages that there are some in.
    pub(in crate::server) fn words(&self, languages: &[String]) -> &Arc<Words> {
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::english()));
        Words::choose(&self.catalogues, languages).unwrap_or(&ENGLISH)
    }

    /// Looks for the action that welcomes.
    pub(in crate::server) fn check(&self, registry: &Registry) -> Result<(), BuildError> {
        let Some(Welcome { action, fault, place }) = &self.welcome else { return Ok(()) };
        let found = registry.find(action.name());
        let unusable = || match &found {
            Ok(found) => found.check_bound(action.bound()).err(),
            Err(unknown) => Some(unknown.to_string()),
        };
        match fault.clone().or_else(unusable) {
            Some(reason) => Err(BuildError::of(Fault::Welcome { place, reason })),
            None => Ok(()),
        }
    }
}

/// What is wrong with a payload, as a page says it: in the app's words; where it has none, in those of the page.
pub(in crate::server) struct PageMessages {
    pub(in crate::server) own: Option<Arc<dyn ValidationMessages>>,
    pub(in crate::server) words: Arc<Words>,
}

impl ValidationMessages for PageMessages {
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String> {
        let own = self.own.as_ref().and_then(|own| own.message(violation, locale));
        own.or_else(|| (self.words.violation)(violation))
    }
}

impl ChatWidgetsBuilder {
    /// Begins every conversation on the page with the reply of an action that needs no input. It runs when the page is
    /// opened without a conversation, so it only shows something: it has no widget that was clicked.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// #[widget_action("say_hello")]
    /// async fn say_hello() -> Reply {
    ///     Reply::new("Hello! What can I do for you?")
    /// }
    ///
    /// let chat = ChatWidgets::builder().welcome(SayHello).build()?;
    /// # Ok::<(), chatwidgets::BuildError>(())
    /// ```
    #[track_caller]
    pub fn welcome<A: IntoActionRef>(mut self, action: A) -> Self
    where
        A::Input: NothingToEnter<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        let fault = named.fault_without_input();
        self.page.welcome = Some(Welcome { action: named.action, fault, place: Location::caller() });
        self
    }

    /// The heading of the page, and its title; `Chat` unless told.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.page.look.title = Some(title.into());
        self
    }

    /// Adds a style sheet of the app's own to the page, by its URL: for a theme, and for custom widgets.
    pub fn stylesheet(mut self, url: impl Into<String>) -> Self {
        self.page.look.stylesheets.push(url.into());
        self
    }

    /// Adds a JavaScript module of the app's own to the page, by its URL: for custom elements that draw in the browser.
    pub fn script(mut self, url: impl Into<String>) -> Self {
        self.page.look.scripts.push(url.into());
        self
    }

    /// Adds a language of the page, or other words for one that is there. The page speaks the language that a browser
    /// likes best; the one added last if it likes none.
    pub fn words(mut self, words: Words) -> Self {
        self.page.catalogues.retain(|other| !other.lang.eq_ignore_ascii_case(&words.lang));
        self.page.catalogues.insert(0, Arc::new(words));
        self
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("look", &self.look).finish_non_exhaustive()
    }
}
