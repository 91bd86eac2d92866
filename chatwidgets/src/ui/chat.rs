//! The chat around the turns, and the page around the chat.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Words;
use super::assets;
use super::view::Frame;
use crate::widget::WidgetId;

/// What a chat looks like, apart from its turns: the app's choices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) title: Option<String>,
    /// Style sheets of the app's own.
    pub(crate) stylesheets: Vec<String>,
    /// Modules of the app's own.
    pub(crate) scripts: Vec<String>,
    /// Other origins that fonts and frames may come from, and that scripts may connect to.
    pub(crate) fonts: Vec<String>,
    pub(crate) frames: Vec<String>,
    pub(crate) connections: Vec<String>,
}

/// What may run and be shown on a page: nothing inline, and nothing from elsewhere but images.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; \
                                 font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// The policy of a page with what the app adds, which may be on another origin.
pub(crate) fn policy(page: &Page) -> String {
    let with_origins = |own: &str, urls: &[String]| {
        let absolute = urls
            .iter()
            .filter(|url| ["https://", "http://", "wss://", "ws://"].iter().any(|scheme| url.starts_with(scheme)));
        let origins = absolute.map(|url| url.split('/').take(3).collect::<Vec<_>>().join("/"));
        // A semicolon or a space would begin something else.
        let origins = origins.filter(|origin| !origin.contains([' ', ';', ',']));
        std::iter::once(own.to_owned()).chain(origins).collect::<Vec<_>>().join(" ")
    };
    let widened = [
        ("script-src 'self'", &page.scripts),
        ("style-src 'self'", &page.stylesheets),
        ("font-src 'self'", &page.fonts),
        ("connect-src 'self'", &page.connections),
    ];
    let policy =
        widened.iter().fold(POLICY.to_owned(), |policy, (own, urls)| policy.replace(own, &with_origins(own, urls)));
    // Without one that is named there are no frames, not even from here.
    if page.frames.is_empty() {
        policy
    } else {
        format!("{policy}; {}", with_origins("frame-src 'self'", &page.frames))
    }
}

/// Where the turns belong: they are drawn one by one, as the client reads them.
const PLACE_OF_TURNS: &str = "<!--turns-->";

/// What stands before and after the turns in what [`root`] or [`document`] has drawn.
pub(crate) fn around_turns(drawn: Markup) -> (String, String) {
    let mut before = drawn.into_string();
    // Everything that an app or a person wrote is escaped, so this is the only comment.
    let after = before.find(PLACE_OF_TURNS).map(|place| before.split_off(place)).unwrap_or_default();
    (before, after.strip_prefix(PLACE_OF_TURNS).unwrap_or_default().to_owned())
}

/// What is shown when a chat is opened.
pub(crate) struct Start<'a> {
    /// Tells apart who looks, so that nobody is shown what somebody else has typed in the same tab.
    pub(crate) who: Option<&'a str>,
    /// What of the thread is shown, as the script tells it when it asks for the rest.
    pub(crate) version: Option<&'a str>,
    /// Whether the app answers messages.
    pub(crate) has_assistant: bool,
    /// The path of the page; `None` where the chat is embedded in another one.
    pub(crate) page: Option<&'a str>,
    pub(crate) notice: Option<Notice<'a>>,
    /// A message that was not sent.
    pub(crate) message: &'a str,
}

/// A sentence above the composer.
pub(crate) enum Notice<'a> {
    /// The conversation is not there any more, and this is a new one.
    Gone,
    Failed(&'a str),
}

/// The chat: the turns, and what one writes in.
pub(crate) fn root(frame: &Frame<'_>, page: &Page, start: &Start<'_>) -> Markup {
    let words = frame.words;
    let thread = frame.thread.unwrap_or_default();
    html! {
        section class="cw" data-cw-thread=(thread) data-cw-version=[start.version] data-cw-who=[start.who] data-cw-prefix=(frame.prefix) lang=(words.lang) dir=(words.direction())
            data-cw-words=(words.for_script()) {
            @if start.page.is_none() {
                @for url in &page.stylesheets { link rel="stylesheet" href=(url); }
            }
            @if start.has_assistant { a class="cw-skip" href="#cw-message" data-cw-skip { (words.to_message) } }
            header class="cw-head" {
                h1 class="cw-title" { (title(frame, page)) }
                a class="cw-new" href=(start.page.unwrap_or("#")) data-cw-new { (words.new_conversation) }
            }
            div class="cw-view" {
                div class="cw-scroll" tabindex="0" role="region" aria-label=(words.conversation) data-cw-scroll {
                    ol class="cw-log" data-cw-log { (PreEscaped(PLACE_OF_TURNS)) }
                    p class="cw-empty" { @if start.has_assistant { (words.write_to_begin) } @else { (words.empty) } }
                    p class="cw-typing" data-cw-typing hidden {
                        span class="cw-dots" aria-hidden="true" { i {} i {} i {} }
                        span class="cw-hidden" { (words.typing) }
                    }
                    span id="newest" data-cw-end {}
                }
                button type="button" class="cw-newest" title=(words.newest) data-cw-newest hidden {
                    span class="cw-hidden" { (words.newest) " " }
                    span data-cw-count {}
                }
            }
            @match &start.notice {
                None => div data-cw-notice hidden {},
                Some(Notice::Gone) => (gone(words, start.page)),
                Some(Notice::Failed(text)) => div class="cw-notice" data-cw-notice role="alert" { (text) },
            }
            @if start.has_assistant { (composer(frame, thread, start.message)) }
            div class="cw-hidden" role="status" data-cw-status {}
            dialog class="cw-viewer" data-cw-viewer aria-label=(words.image) {
                button type="button" class="cw-btn cw-quiet" data-cw-close { (words.close) }
                img alt="";
                p {}
            }
            (templates(frame, start.page))
        }
    }
}

fn title<'a>(frame: &Frame<'a>, page: &'a Page) -> &'a str {
    page.title.as_deref().unwrap_or(&frame.words.chat)
}

fn composer(frame: &Frame<'_>, thread: &str, message: &str) -> Markup {
    let words = frame.words;
    html! {
        form class="cw-composer" method="post" action={(frame.prefix) "/message"} data-cw-message {
            input type="hidden" name="~threadId" value=(thread);
            input type="hidden" name="~requestId" value=(WidgetId::random());
            label class="cw-hidden" for="cw-message" { (words.your_message) }
            textarea id="cw-message" name="message" rows="1" dir="auto" placeholder=(words.your_message) required
                enterkeyhint="send" { "\n" (message) }
            button type="submit" class="cw-btn cw-send" { (words.send) }
        }
    }
}

/// That the conversation is not there any more, which is no alarm, and what one can do.
fn gone(words: &Words, page: Option<&str>) -> Markup {
    html! {
        div class="cw-notice cw-calm" data-cw-notice role="status" {
            p { span { (words.thread_gone) } " " a href=(page.unwrap_or("#")) data-cw-new { (words.new_conversation) } }
            button type="button" class="cw-btn cw-quiet" data-cw-dismiss { (words.dismiss) }
        }
    }
}

/// What the script copies.
fn templates(frame: &Frame<'_>, page: Option<&str>) -> Markup {
    let words = frame.words;
    html! {
        template data-cw-template="gone" { (gone(words, page)) }
        template data-cw-template="mine" {
            li class="cw-turn cw-user" tabindex="-1" {
                span class="cw-hidden" { (words.you) " " }
                div class="cw-text" dir="auto" {}
            }
        }
        template data-cw-template="failure" {
            div class="cw-failure" role="alert" {
                span data-cw-why {}
                " "
                button type="button" class="cw-btn cw-quiet" data-cw-retry { (words.try_again) }
            }
        }
    }
}

/// The whole page. `base` is the path below which its assets are.
pub(crate) fn document(frame: &Frame<'_>, page: &Page, base: &str, start: &Start<'_>) -> Markup {
    let asset = |file: &str| format!("{base}/assets/{}/{file}", assets::version());
    html! {
        (DOCTYPE)
        html lang=(frame.words.lang) dir=(frame.words.direction()) class="cw-page" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content";
                meta name="color-scheme" content="light dark";
                title { (title(frame, page)) }
                link rel="stylesheet" href=(asset("chat.css"));
                @for url in &page.stylesheets { link rel="stylesheet" href=(url); }
                // Before anything is shown, so that the page does not flash in another theme.
                script src=(asset("early-theme.js")) {}
                script type="module" src=(asset("chat.js")) {}
                @for url in &page.scripts { script type="module" src=(url) {} }
                link rel="icon" type="image/svg+xml" href=(asset("icon.svg"));
            }
            body {
                main { chat-widgets src=(frame.prefix) { (root(frame, page, start)) } }
            }
        }
    }
}
