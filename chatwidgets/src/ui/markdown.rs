//! Text as HTML: CommonMark with tables, rendered by one library and sanitized by another.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html as commonmark};

/// What may be left of a text's HTML. An image in a text would tell a foreign server that it was read, and what a model
/// chose to put in its address: images are widgets.
static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = "a blockquote br code del em h2 h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul";
    let mut allowed = Builder::empty();
    allowed
        .tags(tags.split(' ').collect())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href", "title"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .set_tag_attribute_value("a", "target", "_blank")
        // What may scroll can be scrolled by keyboard.
        .set_tag_attribute_value("pre", "tabindex", "0")
        .set_tag_attribute_value("table", "tabindex", "0")
        .link_rel(Some("noopener noreferrer nofollow"));
    allowed
});

/// A text as HTML.
pub(super) fn markdown(text: &str) -> Markup {
    if is_plain(text) {
        return html! { p { (text) } };
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut levels: Vec<_> = Parser::new_ext(text, options).filter_map(|event| level_of(&event)).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut depth = 0;
    let events = Parser::new_ext(text, options).filter(|event| is_shallow(event, &mut depth));
    let events = events.map(|event| tame(event, &levels));
    let mut unsafe_html = String::with_capacity(text.len() * 3 / 2);
    commonmark::push_html(&mut unsafe_html, events);
    PreEscaped(ALLOWED.clean(&unsafe_html).to_string())
}

/// Whether no rule of CommonMark applies: one paragraph of words, which is most of what is said.
fn is_plain(text: &str) -> bool {
    let is_harmless = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | ',' | '.' | '?' | ';' | ':' | '\'' | '"' | '“' | '”' | '’' | '%' | '€' | '…' | '–')
    };
    text.starts_with(char::is_alphabetic) && text.chars().all(is_harmless) && !text.contains("  ")
}

/// How deep quotes and lists may be in each other; deeper ones are shown at this depth. Whoever reads HTML takes time that
/// grows with the square of its depth.
const DEEPEST: usize = 24;

/// Whether something is not too deep inside of others.
fn is_shallow(event: &Event<'_>, depth: &mut usize) -> bool {
    match event {
        Event::Start(_) => {
            *depth += 1;
            *depth <= DEEPEST
        }
        Event::End(_) => {
            *depth -= 1;
            *depth < DEEPEST
        }
        _ => true,
    }
}

/// HTML in a text is text, an image a link to it. Headings are below that of the page, without gaps between their levels.
fn tame<'a>(event: Event<'a>, levels: &[HeadingLevel]) -> Event<'a> {
    let lowered = |level| match levels.iter().position(|other| *other == level) {
        Some(0) | None => HeadingLevel::H2,
        Some(1) => HeadingLevel::H3,
        Some(2) => HeadingLevel::H4,
        Some(3) => HeadingLevel::H5,
        Some(_) => HeadingLevel::H6,
    };
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: lowered(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lowered(level))),
        // A line of its own in what a model writes is meant as one.
        Event::SoftBreak => Event::Text(CowStr::Borrowed("\n")),
        other => other,
    }
}

fn level_of(event: &Event<'_>) -> Option<HeadingLevel> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        markdown(text).into_string()
    }

    #[test]
    fn a_text_is_commonmark_with_tables() {
        assert_eq!(html("Hello, Ada."), "<p>Hello, Ada.</p>");
        assert_eq!(html("a **b** `c`\n"), "<p>a <strong>b</strong> <code>c</code></p>\n");
        assert!(html("| a |\n|---|\n| 1 |").contains("<td>1</td>"));
        assert!(
            html("```rust\nlet a = 1 < 2;\n```").contains("<pre tabindex=\"0\"><code>let a = 1 &lt; 2;\n</code></pre>")
        );
        assert_eq!(html("## Title\n\n#### Part"), "<h2>Title</h2>\n<h3>Part</h3>\n");
        let link =
            r#"<p><a href="https://a.example/?b=1&amp;c" target="_blank" rel="noopener noreferrer nofollow">x</a></p>"#;
        assert_eq!(html("[x](https://a.example/?b=1&c)").trim(), link);
    }

    #[test]
    fn nothing_in_a_text_runs_or_is_fetched() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "a <b onclick='x'>b</b>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "![x](https://tracker.example/?secret)",
            "<style>*{display:none}</style>",
            "[a]: javascript:alert(1)\n\n[a]",
            "<javascript:alert(1)>",
        ] {
            let html = html(hostile);
            for forbidden in ["<script", "<img", "<b ", "<style", "href=\"javascript", "href=\"data"] {
                assert!(!html.contains(forbidden), "{hostile} gives {html}");
            }
        }
    }
}
