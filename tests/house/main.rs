//! The rooms of the runtime crate, and who may name whom: what stands below knows nothing of what stands above.

mod lists;

use std::fs;
use std::path::{Path, PathBuf};

/// Each room, from above, with the rooms that it may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("testing", &["server", "ui", "run", "action", "thread", "turn", "widget", "schema", "json", "clock"]),
    ("server", &["ui", "run", "action", "thread", "turn", "widget", "json", "clock"]),
    ("ui", &["action", "turn", "widget"]),
    ("run", &["action", "thread", "turn", "widget", "clock", "sync"]),
    ("action", &["thread", "turn", "widget", "schema", "json", "clock"]),
    ("thread", &["turn", "widget", "json"]),
    ("turn", &["widget", "json"]),
    ("widget", &["schema", "json"]),
    ("schema", &[]),
    ("json", &[]),
    ("clock", &[]),
    ("sync", &[]),
];

/// Files outside of all rooms: one re-exports, the other is what the output of the macros names.
const EXEMPT: &[&str] = &["lib.rs", "private.rs"];

/// Who may name Actix Web: the room that is HTTP, its tests, and the places where handlers meet Actix's extractors.
const MAY_NAME_ACTIX: &[&str] = &[
    "server/",
    "testing/",
    "action/arguments/",
    "action/context.rs",
    "action/error.rs",
    "action/failure.rs",
    "action/function.rs",
    "action/invocation.rs",
    "action/language.rs",
    "action/user.rs",
    // A call carries the request that it came from.
    "run/call.rs",
    "run/detached.rs",
    "run/message.rs",
    "run/tests.rs",
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../chatwidgets/src")
}

/// Every Rust file, by its path below `src`, with its lines of code.
fn files() -> Vec<(String, Vec<String>)> {
    let mut files = Vec::new();
    let mut folders = vec![sources()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
                let name = path.strip_prefix(sources()).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, lines.map(str::to_owned).collect()));
            }
        }
    }
    files.sort();
    files
}

/// The room of a file, or of a path that begins with `crate::`.
fn room(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    &name[..end]
}

/// All rooms that a line names.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, path)| room(&line[at + path.len()..]))
}

#[test]
fn nothing_names_what_stands_above_it() {
    let allowed = |room: &str| ROOMS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed);
    let mut arrows = Vec::new();
    let mut seen = 0;
    for (file, lines) in files().iter().filter(|(file, _)| !EXEMPT.contains(&file.as_str())) {
        let own = room(file);
        let allowed = allowed(own).unwrap_or_else(|| panic!("{file} stands in no room of the table"));
        for (number, line) in lines.iter().enumerate() {
            for other in named(line).filter(|other| ROOMS.iter().any(|(name, _)| name == other)) {
                seen += 1;
                if other != own && !allowed.contains(&other) {
                    arrows.push(format!("{file}:{}: `{own}` names `{other}`: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(seen > 200, "the paths are found: {seen}");
    assert!(arrows.is_empty(), "\n{}\n", arrows.join("\n"));
}

#[test]
fn only_what_meets_http_names_actix() {
    let mut found = Vec::new();
    for (file, lines) in files().iter().filter(|(file, _)| !EXEMPT.contains(&file.as_str())) {
        let may = MAY_NAME_ACTIX.iter().any(|place| file.starts_with(place));
        let names = lines.iter().position(|line| line.contains("actix_web::") || line.contains("actix_http::"));
        if let Some(line) = names.filter(|_| !may) {
            found.push(format!("{file}:{}", line + 1));
        }
    }
    assert!(found.is_empty(), "these name Actix Web: {}", found.join(", "));
}

#[test]
fn every_file_that_may_name_actix_does() {
    let files = files();
    let is_used = |place: &str| {
        files.iter().any(|(file, lines)| file.starts_with(place) && lines.iter().any(|line| line.contains("actix_web")))
    };
    let idle: Vec<_> = MAY_NAME_ACTIX.iter().filter(|place| !is_used(place)).collect();
    assert!(idle.is_empty(), "{idle:?} may leave the list");
}
