//! Text as HTML: CommonMark with tables, task lists, footnotes and addresses that are links.
//!
//! Nothing of a text is ever HTML: it is escaped by the writer of the library, and the few tags that the writer cannot write
//! as they are needed here are written by [`tame`] from escaped parts.

mod bounded;
mod tame;

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TextMergeStream, html as commonmark};

use bounded::Bounded;
use tame::Tamed;

/// How long the HTML of a text may be: for each byte of it, and always. A link with a short address, or a table with many gaps, is
/// ten times as long as its text; what is much longer was written to be that.
const GROWTH: usize = 16;
const ALWAYS: usize = 4 << 10;

/// How many columns a table may have: every row is filled up to them.
const MOST_COLUMNS: usize = 64;

/// A text as HTML. Footnotes in it are named after `id`, which no other text of the page has.
pub(super) fn markdown(text: &str, id: &str) -> Markup {
    if is_plain(text) {
        return html! { p { (text) } };
    }
    let events = || TextMergeStream::new(Parser::new_ext(text, options()));
    let mut levels = Vec::new();
    for event in events() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => note(&mut levels, level),
            Event::Start(Tag::Table(columns)) if columns.len() > MOST_COLUMNS => return as_written(text),
            _ => {}
        }
    }
    let mut html = Bounded::new(GROWTH * text.len() + ALWAYS);
    match commonmark::write_html_fmt(&mut html, Tamed::new(events(), levels, id)) {
        Ok(()) => PreEscaped(html.into_string()),
        Err(_) => as_written(text),
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES
}

/// The levels of headings that a text has, from the highest.
fn note(levels: &mut Vec<HeadingLevel>, level: HeadingLevel) {
    if let Err(place) = levels.binary_search(&level) {
        levels.insert(place, level);
    }
}

/// A text that would be too long as HTML.
fn as_written(text: &str) -> Markup {
    html! { p { (text) } }
}

/// Whether no rule applies: one paragraph of words, which is most of what is said.
fn is_plain(text: &str) -> bool {
    let is_harmless = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | ',' | '.' | '?' | ';' | ':' | '\'' | '"' | '“' | '”' | '’' | '%' | '€' | '…' | '–')
    };
    text.starts_with(char::is_alphabetic) && text.chars().all(is_harmless) && !text.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        markdown(text, "1").into_string()
    }

    #[test]
    fn a_text_is_commonmark_with_tables() {
        assert_eq!(html("Hello, Ada."), "<p>Hello, Ada.</p>");
        assert_eq!(html("a **b** `c`\n"), "<p>a <strong>b</strong> <code>c</code></p>\n");
        assert!(
            html("```rust\nlet a = 1 < 2;\n```").contains("<pre tabindex=\"0\"><code>let a = 1 &lt; 2;\n</code></pre>")
        );
        assert_eq!(html("## Title\n\n#### Part"), "<h2>Title</h2>\n<h3>Part</h3>\n");
        let link =
            r#"<p><a href="https://a.example/?b=1&amp;c" target="_blank" rel="noopener noreferrer nofollow">x</a></p>"#;
        assert_eq!(html("[x](https://a.example/?b=1&c)").trim(), link);
    }

    #[test]
    fn columns_are_aligned_and_filled_up() {
        let table = html("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 |");
        for part in [
            "<table tabindex=\"0\"><thead><tr><th>a</th><th class=\"cw-right\">b</th><th class=\"cw-center\">c</th></tr></thead>",
            "<tbody><tr><td>1</td><td class=\"cw-right\">2</td><td class=\"cw-center\"></td></tr></tbody></table>",
        ] {
            assert!(table.contains(part), "{table}");
        }
    }

    #[test]
    fn addresses_are_links_and_what_ends_a_sentence_is_not() {
        for (text, address, rest) in [
            ("See https://a.example/b_c_d?e=1&f.", "https://a.example/b_c_d?e=1&amp;f", "."),
            ("(https://a.example/x)", "https://a.example/x", ")"),
            ("http://a.example, and", "http://a.example", ", and"),
        ] {
            let html = html(text);
            assert!(html.contains(&format!("<a href=\"{address}\"")), "{html}");
            assert!(html.contains(&format!(">{address}</a>{rest}")), "{html}");
        }
        assert!(html("write to ada@a.example").contains("<a href=\"mailto:ada@a.example\""));
        for text in [
            "`https://a.example`",
            "```\nhttps://a.example\n```",
            "a.example",
            "ftp://a.example",
            "x: javascript:alert(1)",
        ] {
            assert!(!html(text).contains("<a"), "{text}");
        }
        assert_eq!(html("[https://a.example](https://b.example)").matches("<a ").count(), 1);
    }

    #[test]
    fn a_link_has_no_link_inside() {
        for text in ["[a ![b](c.png) d](https://a.example)", "![a [b](https://b.example) d](https://a.example)"] {
            let html = html(text);
            assert!(html.contains(">a b d</a>") && html.matches("<a ").count() == 1, "{html}");
        }
    }

    #[test]
    fn tasks_have_boxes() {
        let tasks = html("- [ ] open\n- [x] done");
        assert!(tasks.contains("<li>☐ open</li>") && tasks.contains("<li>☑ done</li>"), "{tasks}");
    }

    #[test]
    fn footnotes_lead_to_their_texts_and_back() {
        let html = html("A[^x] and B[^other].\n\n[^x]: First.\n\n[^other]: Second.");
        for part in [
            "<sup><a href=\"#cw-n-1-1\" id=\"cw-r-1-1\">1</a></sup>",
            "<sup><a href=\"#cw-n-1-2\" id=\"cw-r-1-2\">2</a></sup>",
            "<div class=\"cw-note\" id=\"cw-n-1-1\"><a href=\"#cw-r-1-1\">1</a>",
            "<p>Second.</p>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let twice = self::html("A[^x].\n\n[^x]: First.\n\n[^x]: Second.");
        assert_eq!(twice.matches("id=\"cw-n-1-1\"").count(), 1, "{twice}");
    }

    #[test]
    fn a_text_that_would_grow_beyond_all_bounds_is_shown_as_it_is() {
        let columns =
            |count: usize| format!("{}|\n{}|\n{}", "|a".repeat(count), "|-".repeat(count), "|b\n".repeat(510));
        let sparse = columns(512);
        let address = format!("[a]: https://a.example/{}\n\n{}", "x".repeat(2_000), "[a] ".repeat(2_000));
        for text in [&sparse, &columns(60), &address] {
            let html = html(text);
            assert!(html.len() <= GROWTH * text.len() + ALWAYS, "{} times", html.len() / text.len());
        }
        assert!(html(&sparse).starts_with("<p>|a|a"));
        assert!(html(&columns(4)).contains("<table"), "an ordinary table with gaps is one");
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
            "[^<script>]: x\n\n[^<script>]",
            "[x](https://a.example/\"onclick=\"alert(1))",
        ] {
            let html = html(hostile);
            for forbidden in ["<script", "<img", "<b ", "<style", "href=\"javascript", "href=\"data", "\"onclick"] {
                assert!(!html.contains(forbidden), "{hostile} gives {html}");
            }
        }
    }
}
