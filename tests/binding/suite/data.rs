//! The test suite of JSON Schema, as it is on the disk.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The cases of one schema.
#[derive(Deserialize)]
pub struct Group {
    #[serde(skip)]
    pub file: String,
    pub description: String,
    pub schema: Value,
    pub tests: Vec<Case>,
}

#[derive(Deserialize)]
pub struct Case {
    pub description: String,
    /// As it is written, since a `Value` would change large numbers.
    pub data: Box<RawValue>,
    /// What the suite says; nothing in its cases of what a validator writes.
    #[serde(default, rename = "valid")]
    said: Option<bool>,
}

impl Case {
    pub fn is_valid(&self) -> bool {
        self.said == Some(true)
    }

    pub fn value(&self) -> Value {
        serde_json::from_str(self.data.get()).unwrap()
    }
}

/// Every group of every file, in the order of the files' names. What is no list, such as a schema that cases refer to, is
/// left out.
pub fn groups(folder: &Path) -> Vec<Group> {
    let files = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().flat_map(|file| groups_of(file)).collect()
}

fn groups_of(file: &Path) -> Vec<Group> {
    let text = std::fs::read_to_string(file).unwrap();
    if !text.trim_start().starts_with('[') {
        return Vec::new();
    }
    let mut groups: Vec<Group> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = file.file_name().unwrap().to_string_lossy();
    for group in &mut groups {
        group.file = name.clone().into_owned();
        group.tests.retain(|case| case.said.is_some());
    }
    groups.retain(|group| !group.tests.is_empty());
    groups
}
