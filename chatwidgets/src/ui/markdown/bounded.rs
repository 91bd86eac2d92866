//! A text that takes no more than so much.

use std::fmt;

/// A text that refuses what would make it too long.
pub(super) struct Bounded {
    text: String,
    most: usize,
}

impl Bounded {
    pub(super) fn new(most: usize) -> Self {
        Self { text: String::new(), most }
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}
