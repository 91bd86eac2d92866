//! Texts of the assistant as HTML: what is shown, and that nothing in them runs or loads.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chatwidgets::prelude::*;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::dom::Dom;
use crate::server::Server;

async fn parrot(UserMessage(message): UserMessage) -> String {
    message
}

fn server() -> Server {
    let chat = ChatWidgets::builder().assistant(parrot).requests_per_address(None).build().unwrap();
    Server::serve(&chat)
}

/// What the assistant's text is on a page.
async fn drawn(server: &Server, text: &str) -> (String, Dom) {
    let answer = server.script("message", &json!({ "message": text })).await;
    let dom = answer.fragment();
    assert_eq!(dom.all("html > *").len(), 2, "two turns: {}", answer.text);
    let inner = dom.one("li.cw-assistant > .cw-text").inner_html();
    (inner, dom)
}

#[actix_web::test]
async fn a_text_is_commonmark_with_tables() {
    let server = server();
    for (text, css, inner) in [
        ("Hello, **Ada**.", "strong", "Ada"),
        ("*a* and `b<c`", "code", "b&lt;c"),
        ("```rust\nlet a = 1 < 2;\n```", "pre > code", "let a = 1 &lt; 2;\n"),
        ("    indented", "pre > code", "indented"),
        ("| a | b |\n|---|--:|\n| 1 | 2 |", "table tbody tr > td:last-child", "2"),
        ("# Title", "h2", "Title"),
        ("#### Deep", "h2", "Deep"),
        ("# One\n\n### Two", "h2 + h3", "Two"),
        ("- one\n- two", "ul > li:first-child", "one"),
        ("3. three", "ol[start='3'] > li", "three"),
        ("> said", "blockquote > p", "said"),
        ("~~gone~~", "del", "gone"),
        ("[x](https://a.example/?b=1&c)", "a[href='https://a.example/?b=1&c']", "x"),
        ("<https://a.example/>", "a[href='https://a.example/']", "https://a.example/"),
        ("<mail@a.example>", "a[href='mailto:mail@a.example']", "mail@a.example"),
        ("[x](/relative#here)", "a[href='/relative#here']", "x"),
        ("1 < 2 & 3 > 2", "p", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("&lt;b&gt; &copy;", "p", "&lt;b&gt; ©"),
        ("a <b>bold</b> word", "p", "a &lt;b&gt;bold&lt;/b&gt; word"),
    ] {
        let (html, dom) = drawn(&server, text).await;
        let found: Vec<_> =
            dom.all(&format!("li.cw-assistant .cw-text {css}")).iter().map(|e| e.inner_html()).collect();
        assert_eq!(found, [inner], "{text:?} gives {html}");
    }
}

#[actix_web::test]
async fn links_open_beside_the_chat_and_tell_nobody_where_they_were() {
    let (_, dom) = drawn(&server(), "[x](https://a.example/) <https://b.example/>").await;
    for link in dom.all("li.cw-assistant a") {
        assert_eq!(link.attr("target"), Some("_blank"));
        let rel = link.attr("rel").unwrap();
        assert!(rel.contains("noopener") && rel.contains("noreferrer"), "{rel}");
    }
}

#[actix_web::test]
async fn an_image_in_a_text_is_a_link() {
    let (html, dom) = drawn(&server(), "![a cat](https://tracker.example/?secret \"t\")").await;
    assert!(!dom.has("li.cw-assistant img"), "{html}");
    assert_eq!(dom.text("li.cw-assistant a[href='https://tracker.example/?secret']"), "a cat");
}

/// All that a text may become.
fn is_harmless(text: &str, html: &str, dom: &Dom) {
    let plain = "p blockquote br code del em h2 h3 h4 h5 h6 hr li strong sup tbody thead tr ul";
    let mut allowed: HashMap<&str, &[&str]> = plain.split(' ').map(|tag| (tag, &[][..])).collect();
    allowed.insert("a", &["href", "title", "target", "rel", "id"]);
    allowed.insert("ol", &["start"]);
    allowed.insert("div", &["class", "id"]);
    allowed.extend(["td", "th"].map(|tag| (tag, &["class"][..])));
    allowed.extend(["pre", "table"].map(|tag| (tag, &["tabindex"][..])));
    for element in dom.all("li.cw-assistant > .cw-text *") {
        let name = element.value().name();
        let attributes = allowed.get(name).unwrap_or_else(|| panic!("<{name}> of {text:?}: {html}"));
        for (attribute, value) in element.value().attrs() {
            assert!(attributes.contains(&attribute), "{attribute} of {text:?}: {html}");
            assert!(attribute != "tabindex" || value == "0", "{text:?}: {html}");
            if attribute == "href" {
                let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                let scheme = value.split(['/', '?', '#']).next().unwrap_or_default().split_once(':');
                let is_known = scheme.is_none_or(|(scheme, _)| {
                    ["http", "https", "mailto", "tel"].contains(&scheme.to_lowercase().as_str())
                });
                assert!(is_known, "{value} of {text:?}: {html}");
            }
        }
    }
    // It closed nothing that it did not open.
    let shell: Vec<_> = dom.all("html > *").iter().map(|element| element.attr("class").unwrap_or_default()).collect();
    assert_eq!(shell, ["cw-turn cw-user", "cw-turn cw-assistant"], "{text:?}: {html}");
    assert_eq!(dom.all("li.cw-user *").len(), 2, "{text:?}");
}

const HOSTILE: [&str; 34] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://a/)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![](https://tracker.example/)",
    "[![a](https://t.example/i)](https://t.example/l)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x](https://a.example \"\\\" onclick=alert(1) x=\\\"\")",
    "[x](https://a.example/\"onclick=\"alert(1))",
    "<div style=\"position:fixed\">x</div>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=x>",
    "</div></li></ol><h1>out</h1>",
    "</template></textarea></title><b>out</b>",
    "<!-- --><b>x</b><!--",
    "<![CDATA[<b>x</b>]]>",
    "`</code><script>alert(1)</script>`",
    "```\"><script>alert(1)</script>\nx\n```",
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<?php echo 1 ?><b\n>x</b\n>",
];

#[actix_web::test]
async fn nothing_in_a_text_runs_or_loads() {
    let server = server();
    for text in HOSTILE {
        for text in
            [text.to_owned(), format!("a {text} b"), format!("- {text}\n\n> {text}"), format!("# {text}\n{text}")]
        {
            let (html, dom) = drawn(&server, &text).await;
            is_harmless(&text, &html, &dom);
        }
    }
}

#[actix_web::test]
async fn nothing_in_generated_texts_runs_or_loads() {
    let pieces = [
        "<",
        ">",
        "\"",
        "'",
        "`",
        "```",
        "\n",
        "\n\n",
        " ",
        "    ",
        "&",
        ";",
        "#",
        "[",
        "]",
        "(",
        ")",
        "!",
        "|",
        "-",
        "*",
        "_",
        "~~",
        "\\",
        "=",
        "/",
        ":",
        "script",
        "img",
        "svg",
        "style",
        "onerror=",
        "src=",
        "href=",
        "javascript:",
        "data:",
        "alert(1)",
        "</",
        "/>",
        "<!--",
        "-->",
        "&#x3c;",
        "&lt;",
        "&#106;",
        "a",
        "b",
        "|---|",
        "1.",
        "\t",
        "\r\n",
        "\u{0}",
        "\u{2028}",
        "é",
        "😀",
        "https://",
    ];
    let piece = proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned);
    let hostile = proptest::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned);
    let text = proptest::collection::vec(prop_oneof![6 => piece, 1 => hostile, 1 => Just("x".to_owned())], 1..25);
    let mut runner = TestRunner::deterministic();
    let server = server();
    for _ in 0..600 {
        let text = text.new_tree(&mut runner).unwrap().current().concat();
        if text.trim().is_empty() {
            continue;
        }
        let (html, dom) = drawn(&server, &text).await;
        is_harmless(&text, &html, &dom);
    }
}

#[actix_web::test]
async fn what_a_person_writes_is_shown_as_it_was_written() {
    let server = server();
    for text in HOSTILE {
        let dom = server.script("message", &json!({ "message": text })).await.fragment();
        let said: String = dom.one("li.cw-user > .cw-text").text().collect();
        assert_eq!(said, text);
    }
}

#[actix_web::test]
async fn a_link_is_in_no_other_and_a_footnote_is_named_once() {
    let server = server();
    let (inner, _) = drawn(&server, "[a ![b](c.png) d](https://a.example)").await;
    assert_eq!(inner.matches("<a ").count(), 1, "{inner}");
    let (inner, _) = drawn(&server, "A[^x].\n\n[^x]: First.\n\n[^x]: Second.").await;
    assert!(inner.contains("Second.") && inner.matches(" id=\"cw-n-").count() == 1, "{inner}");
}

#[actix_web::test]
async fn a_very_long_or_deep_text_takes_no_time() {
    let server = server();
    for piece in
        [">", "[", "*a ", "- ", "<a ", "**a", "`", "![", "|a", "1. ", "&", "&amp;", "\\", "[^a]", "a@a.a ", "://"]
    {
        let text = piece.repeat(16_000 / piece.len());
        let started = Instant::now();
        let answer = server.script("message", &json!({ "message": text })).await;
        assert_eq!(answer.status, 200);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?} for {piece:?}", started.elapsed());
    }
}

#[actix_web::test]
async fn the_time_for_a_text_grows_with_its_length() {
    let server = server();
    let time = async |text: &str| {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let started = Instant::now();
            let answer = server.script("message", &json!({ "message": text })).await;
            assert_eq!(answer.status, 200);
            best = best.min(started.elapsed());
        }
        best
    };
    for piece in ["&", "&amp;", "[", "`", "|b\n", "*a_", "<", "a@a.a ", "https://a.example/(", "- [ ] a\n", "![a](b) "]
    {
        let text = |length: usize| format!("|a|b|\n|-|-|\n{}", piece.repeat(length / piece.len()));
        let (short, long) = (time(&text(6_000)).await, time(&text(48_000)).await);
        // Eight times as long. What is quadratic takes 64 times as long.
        assert!(long < 25 * short + Duration::from_millis(5), "{piece:?}: {short:?}, then {long:?}");
    }
}

/// A table that would be 660 times as long as its text.
fn wide_table() -> String {
    format!("{}|\n{}|\n{}", "|a".repeat(512), "|-".repeat(512), "|b\n".repeat(510))
}

#[actix_web::test]
async fn a_text_grows_no_more_than_sixteen_times() {
    let server = server();
    let text = wide_table();
    let answer = server.script("message", &json!({ "message": text })).await;
    assert!(answer.text.len() < 20 * text.len(), "{} bytes", answer.text.len());
    assert!(answer.text.contains("|b\n|b"), "it is shown as it was written");
}
