//! What the builder says about the page.

use std::panic::Location;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::settings::Settings;
use super::welcome::Welcome;
use crate::server::ChatWidgetsBuilder;
use crate::ui::Words;
use crate::widget::{IntoActionRef, NothingToBind, NothingToEnter};

impl ChatWidgetsBuilder {
    /// Begins every conversation on the page with the reply of an action that needs no input.
    ///
    /// The action runs when somebody opens the page without a conversation. Nothing was clicked then, so it should only show
    /// something: the reply is stored, and the thread begins, with the first click or message.
    ///
    /// If that comes to another server, after a restart, or when much else was opened meanwhile, the action runs again for that
    /// request, and what it offers has to be the same: a click on anything else is refused as not offered. Where it binds
    /// arguments, give all servers the same [`secret`](Self::secret).
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
        self.page().welcome = Some(Welcome::new(named.action, fault, Location::caller()));
        self
    }

    /// A secret that all servers of the app share, and that stays the same when they start again: at least 16 bytes that nobody
    /// can guess. Without one, each server makes up its own.
    ///
    /// A page whose welcome has bound arguments tells a later server what they were, so that it can see whether they still are:
    /// by a digest that is made with this.
    #[must_use]
    pub fn secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.page().secret = Sha256::digest(secret).into();
        self
    }

    /// The heading of the page, and its title. Defaults to `Chat`.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.page().look.title = Some(title.into());
        self
    }

    /// Adds a style sheet of the app's own to the page, by its URL: for a theme, and for custom widgets.
    pub fn stylesheet(mut self, url: impl Into<String>) -> Self {
        self.page().look.stylesheets.push(url.into());
        self
    }

    /// Adds a JavaScript module of the app's own to the page, by its URL: for custom elements that draw in the browser.
    pub fn script(mut self, url: impl Into<String>) -> Self {
        self.page().look.scripts.push(url.into());
        self
    }

    /// Lets style sheets of the app's own load fonts from another origin, such as `https://fonts.example`. An origin that cannot
    /// be one is a [`BuildError`](crate::BuildError).
    #[track_caller]
    pub fn font_source(mut self, origin: impl Into<String>) -> Self {
        let origin = self.origin(origin.into());
        self.page().look.fonts.push(origin);
        self
    }

    /// Lets custom widgets show frames from another origin, such as `https://maps.example`. An origin that cannot be one is a
    /// [`BuildError`](crate::BuildError).
    #[track_caller]
    pub fn frame_source(mut self, origin: impl Into<String>) -> Self {
        let origin = self.origin(origin.into());
        self.page().look.frames.push(origin);
        self
    }

    /// Lets modules of the app's own connect to another origin, such as `wss://live.example`. An origin that cannot be one is
    /// a [`BuildError`](crate::BuildError).
    #[track_caller]
    pub fn connect_source(mut self, origin: impl Into<String>) -> Self {
        let origin = self.origin(origin.into());
        self.page().look.connections.push(origin);
        self
    }

    /// Remembers an origin that cannot be one until the chat is built.
    #[track_caller]
    fn origin(&mut self, origin: String) -> String {
        let place = Location::caller();
        if !is_origin(&origin) {
            self.page().no_origin.get_or_insert((origin.clone(), place));
        }
        origin
    }

    /// Adds a language to the page, or replaces the words of one. The page speaks the language that the browser prefers; if it
    /// has none of the browser's languages, the one that was added last.
    pub fn words(mut self, words: Words) -> Self {
        self.page().catalogues.retain(|other| !other.lang.eq_ignore_ascii_case(&words.lang));
        self.page().catalogues.insert(0, Arc::new(words));
        self
    }

    fn page(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.doors.page.settings)
    }
}

/// Whether a text is an origin as a Content-Security-Policy names it: a scheme, a host, which may begin with `*.`, a port.
fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "0"));
    let host = host.strip_prefix("*.").unwrap_or(host);
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    ["https", "http", "wss", "ws"].contains(&scheme) && host.split('.').all(is_label) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for origin in ["https://a.example", "http://localhost:8080", "wss://*.a.example", "ws://127.0.0.1:1"] {
            assert!(is_origin(origin), "{origin}");
        }
        for text in [
            "",
            "a.example",
            "https://",
            "https://a.example/",
            "https://a example",
            "https://a;b",
            "data:x",
            "https://*",
        ] {
            assert!(!is_origin(text), "{text}");
        }
        assert!(!is_origin("https://a.example:http") && !is_origin("'self'") && !is_origin("javascript://a"));
    }
}
