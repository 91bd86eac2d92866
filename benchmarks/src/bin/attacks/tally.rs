//! What was tried, what was answered, and what was wrong.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use chatwidgets_benchmarks::client::Answer;

/// How many mistakes are told one by one.
const TOLD: usize = 20;

/// What was tried, by kind, and what was wrong.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By what is tried: how often each code was answered.
    kinds: BTreeMap<&'static str, BTreeMap<String, u64>>,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts a try, whose answer must have one of these codes.
    pub(crate) fn tried(&mut self, kind: &'static str, answer: &Answer, expected: &[&str]) {
        let code = answer.code();
        self.check(expected.contains(&&*code), || {
            format!("{kind}: {expected:?} was expected, and this came: {answer}")
        });
        self.count(kind, code);
    }

    /// Counts a try without an answer.
    pub(crate) fn left(&mut self, kind: &'static str) {
        self.count(kind, "(left)".to_owned());
    }

    fn count(&mut self, kind: &'static str, code: String) {
        *self.kinds.entry(kind).or_default().entry(code).or_default() += 1;
    }

    /// Notes what is wrong, unless it holds.
    pub(crate) fn check(&mut self, holds: bool, wrong: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(wrong());
        }
    }

    /// How many tries there were.
    pub(crate) fn tries(&self) -> u64 {
        self.kinds.values().flat_map(BTreeMap::values).sum()
    }

    /// How much was wrong.
    pub(crate) fn mistakes(&self) -> usize {
        self.wrong.len()
    }

    /// Adds what somebody else has tried.
    pub(crate) fn add(&mut self, other: Self) {
        for (kind, answers) in other.kinds {
            for (code, count) in answers {
                *self.kinds.entry(kind).or_default().entry(code).or_default() += count;
            }
        }
        self.wrong.extend(other.wrong);
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, answers) in &self.kinds {
            let answers: Vec<_> = answers.iter().map(|(code, count)| format!("{code} {count}")).collect();
            writeln!(f, "{kind:<44} {}", answers.join(", "))?;
        }
        for wrong in self.wrong.iter().take(TOLD) {
            writeln!(f, "WRONG {wrong}")?;
        }
        if self.wrong.len() > TOLD {
            writeln!(f, "WRONG and {} more", self.wrong.len() - TOLD)?;
        }
        Ok(())
    }
}
