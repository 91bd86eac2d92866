//! Lists that are written down twice, held against each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chatwidgets::Widget;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let from = text.find(begin).unwrap_or_else(|| panic!("{begin:?} is not there")) + begin.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

/// The texts in quotes.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

/// The words that begin with a capital letter.
fn type_names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase())).collect()
}

/// The features in a table whose first column is `` `feature` ``.
fn table(text: &str) -> BTreeSet<&str> {
    let rows = text.lines().skip_while(|line| !line.starts_with("| feature |")).skip(2);
    rows.take_while(|line| line.starts_with('|')).map(|line| between(line, "| `", "` |")).collect()
}

#[test]
fn the_macro_knows_every_type_of_the_prelude() {
    let source = read("chatwidgets/src/lib.rs");
    let prelude = type_names(between(&source, "pub mod prelude {", "\n}"));
    let check = read("chatwidgets-macros/src/check.rs");
    let known = quoted(between(&check, "const PRELUDE: &[&str] = &[", "];"));
    let missing: Vec<_> = prelude.difference(&known).collect();
    assert!(prelude.len() > 20 && missing.is_empty(), "an action type may not hide {missing:?}");
}

#[test]
fn the_macro_knows_every_built_in_widget() {
    let source = read("chatwidgets-macros/src/widget.rs");
    let known = quoted(between(&source, "const BUILT_IN: &[&str] = &[", "];"));
    assert_eq!(known, Widget::BUILT_IN.iter().copied().collect());
}

#[test]
fn every_feature_is_documented_and_built_alone() {
    let manifest = read("chatwidgets/Cargo.toml");
    let features = between(&manifest, "[features]\n", "\n[");
    let lines = features.lines().filter(|line| !line.starts_with([' ', '#', ']']));
    let names = lines.filter_map(|line| Some(line.split_once(" = ")?.0));
    let features: BTreeSet<_> = names.filter(|name| *name != "default").collect();
    assert!(features.len() > 3, "{features:?}");
    assert_eq!(table(&read("README.md")), features, "the features in the README");
    let ci = read(".ci/run");
    let alone = between(&ci, "for feature in \"\" ", "; do").split(' ').collect::<BTreeSet<_>>();
    assert_eq!(alone, features, "the features in `.ci/run`");
}

#[test]
fn every_example_is_in_the_readme() {
    let readme = read("README.md");
    let examples = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")).unwrap();
    let names = examples.filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        Some(name.strip_suffix(".rs")?.to_owned())
    });
    let missing: Vec<_> = names
        .filter(|name| !readme.contains(&format!("`{name}`")) && !readme.contains(&format!("--example {name}")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
