//! The documents: their links lead somewhere, and what they copy from the code is what the code says.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use actix_web::http::StatusCode;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ErrorCode, ThreadId};
use serde_json::json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a directory of the workspace")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Markdown file of the workspace, apart from what is built or installed.
fn documents() -> Vec<PathBuf> {
    fn collect(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name) {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(root(), &mut found);
    found
}

/// The lines outside of code blocks, without code in backticks.
fn prose(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut prose = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            prose.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`"));
        }
    }
    prose
}

/// The targets of inline links, images and quoted `src`s.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let after = |line: &str, before: &str, end: char| -> Vec<String> {
        line.split(before).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())).collect()
    };
    prose.iter().flat_map(|line| [after(line, "](", ')'), after(line, "src=\"", '"')].concat()).collect()
}

/// The anchor that GitHub makes of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn anchors(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut anchors = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code && line.starts_with('#') {
            anchors.push(anchor(line.trim_start_matches('#')));
        }
    }
    anchors
}

/// A path without `..`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, component| {
        match component {
            Component::ParentDir => drop(path.pop()),
            other => path.push(other),
        }
        path
    })
}

/// The manifest's `repository`, as links to a file of the main branch begin.
fn files_of_repository() -> String {
    let manifest = read("Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("repository = ")).expect("the manifest has a repository");
    format!("{}/blob/main/", line.split('"').nth(1).expect("it is a string"))
}

#[test]
fn links_lead_to_files_and_headings() {
    let repository = files_of_repository();
    let mut checked = 0;
    let mut broken = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for link in links(&text) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match path.strip_prefix(&*repository) {
                Some(path) => root().join(path),
                // Of the web, or an item of the code, which rustdoc checks.
                None if path.contains("://")
                    || path.contains("::")
                    || !path.contains(['.', '/']) && !path.is_empty() =>
                {
                    continue;
                }
                None if path.is_empty() => document.clone(),
                None => normal(&document.parent().unwrap().join(path)),
            };
            checked += 1;
            let is_there = if anchor.is_empty() {
                target.exists()
            } else {
                fs::read_to_string(&target).is_ok_and(|text| anchors(&text).iter().any(|known| known == anchor))
            };
            if !is_there {
                broken.push(format!("{}: {link}", document.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(checked > 30, "only {checked} links were found");
}

/// The rows of a table: the text of the first two cells.
fn rows<'a>(text: &'a str, heading: &str) -> Vec<(&'a str, &'a str)> {
    let table = text.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    table
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.split('|').skip(1).map(str::trim);
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect()
}

fn codes() -> HashMap<String, u16> {
    let wire = read("docs/wire.md");
    let rows = rows(&wire, "| `code` | status |");
    let codes: HashMap<_, _> =
        rows.iter().map(|(code, status)| (code.trim_matches('`').to_owned(), status.parse().unwrap())).collect();
    assert_eq!(codes.len(), rows.len(), "a code is there twice");
    codes
}

#[test]
fn the_wire_page_lists_every_error_code() {
    let listed: BTreeSet<_> = codes().into_keys().collect();
    let all: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(listed, all);
}

/// The source says the status of each code in its documentation, where readers of the API see it.
#[test]
fn the_wire_page_has_the_status_that_each_code_documents() {
    let source = read("chatwidgets/src/action/error_code.rs");
    let mut status = None;
    let mut documented = HashMap::new();
    for line in source.lines().map(str::trim) {
        if let Some(digits) = line.strip_prefix("/// ").and_then(|doc| doc.get(..3)) {
            status = digits.parse::<u16>().ok().or(status);
        } else if let Some((_, text)) = line.strip_suffix("\",").and_then(|line| line.split_once(" = \"")) {
            documented.insert(text.to_owned(), status.take().unwrap_or_else(|| panic!("{text} has no status")));
        }
    }
    assert_eq!(codes(), documented);
}

#[widget_action("documents.stop")]
async fn stop() -> Result<String, ActionError> {
    Err(ActionError::forbidden("stop"))
}

/// Some of the statuses, as they are sent: those that a request can cause by itself.
#[actix_web::test]
async fn the_statuses_are_those_that_are_sent() {
    let chat = TestChat::new(ChatWidgets::builder().build().unwrap());
    let thread = ThreadId::random();
    let posts = [
        ("action", json!({}), "malformed_request"),
        ("action", json!({"action": "documents.nothing"}), "unknown_action"),
        ("action", json!({"action": "documents.stop"}), "forbidden"),
        ("action", json!({"action": "documents.stop", "payload": 5}), "invalid_payload"),
        ("action", json!({"action": "documents.stop", "threadId": thread}), "thread_not_found"),
        ("message", json!({"message": " "}), "empty_message"),
        ("message", json!({"message": "hello"}), "no_assistant"),
        ("nowhere", json!({}), "not_found"),
    ];
    let codes = codes();
    for (route, body, code) in posts {
        let refused = chat.post(route, &body).await.turn().unwrap_err();
        assert_eq!(refused.code.as_str(), code, "{route} {body}");
        assert_eq!(refused.status, StatusCode::from_u16(codes[code]).unwrap(), "{code}");
    }
}

#[test]
fn the_page_on_themes_lists_every_property_of_the_style_sheet() {
    let (page, style) = (read("chatwidgets/docs/page.md"), read("chatwidgets/src/ui/assets/chat.css"));
    let named = rows(&page, "| property |");
    let listed: BTreeSet<_> =
        named.iter().flat_map(|(names, _)| names.split(", ")).map(|name| name.trim_matches('`')).collect();
    let theme = style.lines().take_while(|line| *line != "}").map(str::trim);
    let declared: BTreeSet<_> =
        theme.filter(|line| line.starts_with("--cw-")).filter_map(|line| Some(line.split_once(':')?.0)).collect();
    assert_eq!(listed, declared);
}

#[test]
fn the_page_on_security_lists_every_limit() {
    let (page, source) = (read("docs/security.md"), read("chatwidgets/src/server/limits.rs"));
    let listed: String = rows(&page, "| limit |").iter().map(|(limit, _)| *limit).collect();
    let setters =
        source.lines().filter_map(|line| line.trim().strip_prefix("pub fn ")?.split_once('(')).map(|(name, _)| name);
    // How long a stop waits is no limit of what somebody may do.
    let missing: Vec<_> = setters.filter(|name| *name != "drain_timeout" && !listed.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// A map that names files which are not there leads nowhere.
#[test]
fn the_files_that_the_architecture_names_are_there() {
    let page = read("docs/architecture.md");
    let named: BTreeSet<&str> = page.split('`').skip(1).step_by(2).filter(|code| is_path(code)).collect();
    let is_there = |path: &str| root().join("chatwidgets/src").join(path).exists() || root().join(path).exists();
    let missing: Vec<_> = named.iter().filter(|path| !is_there(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named.len() > 40, "only {} files were found", named.len());
}

/// Whether a text is a path with a directory in it.
fn is_path(text: &str) -> bool {
    let is_word = |part: &str| part.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    text.trim_end_matches('/').contains('/') && text.split('/').all(is_word)
}
