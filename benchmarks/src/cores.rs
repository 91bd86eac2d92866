//! Who runs where: a server on one core, and the load generator on another.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Two cores, if there are two and this system can keep a process on one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cores(Option<[usize; 2]>);

/// Where a server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the first core, which the load generator leaves alone.
    Apart,
    /// On both cores.
    Both,
}

impl Cores {
    /// Keeps this process, which makes the load, on the second core. It says so on standard error if it cannot.
    pub fn claim() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
        let cores = Self(first_two(list.trim()));
        let Some([_, own]) = cores.0 else {
            eprintln!("\n!! ONE CORE: server and load generator take time from each other; do not publish this.\n");
            return cores;
        };
        if keep_self_on(&own.to_string()) {
            return cores;
        }
        eprintln!("\n!! NOT PINNED: there is no `taskset` (of util-linux), so processes move between cores.\n");
        Self(None)
    }

    /// Leaves it to the system where something runs.
    pub fn any() -> Self {
        Self(None)
    }

    /// Lets this process run on both cores.
    pub fn release(self) {
        if let Some([first, second]) = self.0 {
            keep_self_on(&format!("{first},{second}"));
        }
    }

    /// Whether processes stay where they are put.
    pub fn are_kept(self) -> bool {
        self.0.is_some()
    }

    /// What starts a program in a place.
    pub fn command(self, program: &Path, place: Place) -> Command {
        let Some([first, second]) = self.0 else { return Command::new(program) };
        let list = match place {
            Place::Apart => first.to_string(),
            Place::Both => format!("{first},{second}"),
        };
        let mut command = Command::new("taskset");
        command.arg("-c").arg(list).arg(program);
        command
    }
}

/// Threads that are started later stay there as well.
fn keep_self_on(list: &str) -> bool {
    let own = std::process::id().to_string();
    let taskset = Command::new("taskset").args(["-a", "-p", "-c", list, &own]).stdout(Stdio::null()).status();
    taskset.is_ok_and(|status| status.success())
}

/// The first two of a list such as `0-3,8`.
fn first_two(list: &str) -> Option<[usize; 2]> {
    let ranges = list.split(',').filter_map(|range| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        Some(from.parse::<usize>().ok()?..=to.parse().ok()?)
    });
    let mut cores = ranges.flatten();
    Some([cores.next()?, cores.next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cores_are_found_in_any_list() {
        assert_eq!(first_two("0-1"), Some([0, 1]));
        assert_eq!(first_two("2,5-7"), Some([2, 5]));
        assert_eq!(first_two("3"), None);
        assert_eq!(first_two(""), None);
    }
}
