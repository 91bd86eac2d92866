//! A place in a program's source.

use std::fmt;

/// A place in a program's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The module's path, which starts with the crate's name.
    pub module: &'static str,
}

impl Location {
    /// No known place.
    pub const UNKNOWN: Self = Self { file: "", line: 0, module: "" };
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::UNKNOWN { f.write_str("an unknown place") } else { write!(f, "{}:{}", self.file, self.line) }
    }
}
