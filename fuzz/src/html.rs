//! Whether HTML is well-formed and harmless, whatever was put into it.

use std::collections::HashSet;

/// Elements without an end tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "!doctype"];

/// What the page may be made of; nothing else runs, loads or frames anything.
const REFUSED: [&str; 9] = ["iframe", "object", "embed", "base", "frame", "frameset", "applet", "math", "style"];

/// Panics if a tag is not closed where it must be, if an attribute could run a script, if there is an element that text cannot
/// make, or if two elements have the same id.
pub fn check(html: &str) {
    let mut ids = HashSet::new();
    for id in harmless(html) {
        assert!(!ids.contains(&id), "two elements have the id {id}: {html}");
        ids.insert(id);
    }
}

/// The same, but for ids: what a store hands out may have the same one twice. All ids.
pub fn harmless(html: &str) -> Vec<String> {
    let (mut open, mut ids) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/' || first == '!') {
            rest = tag(rest, &mut open, &mut ids, html);
        } else {
            panic!("a bare `<`, which is no tag: {html}");
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed: {html}");
    ids
}

/// Reads a tag from behind its `<`; what is behind it.
fn tag<'a>(rest: &'a str, open: &mut Vec<String>, ids: &mut Vec<String>, html: &str) -> &'a str {
    let end = rest.find(|end: char| end.is_ascii_whitespace() || end == '>').unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    let (attributes, behind) = attributes(&rest[end..], html);
    if let Some(name) = name.strip_prefix('/') {
        assert_eq!(open.pop().as_deref(), Some(name), "another element is closed: {html}");
        return behind;
    }
    assert!(!REFUSED.contains(&&*name), "an element {name}: {html}");
    for (attribute, value) in &attributes {
        if attribute == "id" {
            ids.push(value.clone());
        }
        let value: String = value.chars().filter(|c| !c.is_ascii_control() && *c != ' ').collect();
        let value = value.to_ascii_lowercase();
        assert!(!attribute.starts_with("on") && attribute != "style", "an attribute {attribute}: {html}");
        assert!(!value.starts_with("javascript:") && !value.starts_with("vbscript:"), "{attribute}={value}: {html}");
    }
    assert!(name != "a" || !open.contains(&name), "a link in a link: {html}");
    if name == "script" {
        // The page's own, which is a file of the server's.
        let source = attributes.iter().find(|(name, _)| name == "src").map(|(_, value)| value.as_str());
        assert!(source.is_some_and(|source| source.starts_with("/api/chat/assets/")), "a script {source:?}: {html}");
    }
    if !VOID.contains(&&*name) {
        open.push(name);
    }
    behind
}

/// The attributes of a tag, and what is behind it.
fn attributes<'a>(mut rest: &'a str, html: &str) -> (Vec<(String, String)>, &'a str) {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('>') {
            return (attributes, behind);
        }
        let end = rest.find(|end: char| end.is_ascii_whitespace() || end == '>' || end == '=');
        let end = end.filter(|end| *end > 0).unwrap_or_else(|| panic!("a tag that does not end: {html}"));
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            (value, rest) = quoted.split_once('"').unwrap_or_else(|| panic!("a quote that does not end: {html}"));
        } else {
            assert!(!rest.starts_with('='), "a value without quotes: {html}");
        }
        attributes.push((name, value.to_owned()));
    }
}
