//! What became of the suite's cases, beside what is known to differ.

use std::collections::BTreeMap;

use super::by_design::Known;
use super::data::{Case, Group};

/// What became of a case.
pub struct Outcome {
    file: String,
    /// The descriptions of the group and of the case.
    title: String,
    difference: Option<String>,
}

impl Outcome {
    pub fn of(group: &Group, case: &Case, difference: Option<String>) -> Self {
        let title = format!("{}: {}", group.description, case.description);
        Self { file: group.file.clone(), title, difference }
    }

    fn is_named_by(&self, file: &str, case: &str) -> bool {
        self.file == file && (self.title.starts_with(case) || self.title.ends_with(case))
    }
}

/// Fails for a case that differs and is not known to, and for one that is known to and does not.
pub fn compare(outcomes: &[Outcome], by_design: &[Known]) {
    let mut faults = Vec::new();
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in outcomes {
        let is_named = |known: &&Known| known.cases.iter().any(|case| outcome.is_named_by(known.file, case));
        let known = by_design.iter().find(is_named);
        let name = format!("{}: {}", outcome.file, outcome.title);
        match (&outcome.difference, known) {
            (Some(difference), None) => faults.push(format!("{name}: {difference}")),
            (None, Some(_)) => faults.push(format!("{name}: no longer differs")),
            (Some(_), Some(known)) => *by_reason.entry(known.reason).or_default() += 1,
            (None, None) => {}
        }
    }
    let named = by_design.iter().flat_map(|known| known.cases.iter().map(|case| (known.file, *case)));
    let idle = named.filter(|(file, case)| !outcomes.iter().any(|outcome| outcome.is_named_by(file, case)));
    faults.extend(idle.map(|(file, case)| format!("{file}: {case}: there is no such case")));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    tell(outcomes.len(), &by_reason);
}

/// Says what was compared, to those who ask for the output of passing tests.
fn tell(cases: usize, by_reason: &BTreeMap<&str, usize>) {
    let differing: usize = by_reason.values().sum();
    println!("{cases} cases: {} are as the suite says, {differing} differ by design:", cases - differing);
    by_reason.iter().for_each(|(reason, count)| println!("{count:5} {reason}"));
}
