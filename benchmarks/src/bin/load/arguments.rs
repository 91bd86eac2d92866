//! What to measure.

use std::time::Duration;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::Length;
use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::service::Side;

/// How it is called.
pub(crate) const USAGE: &str =
    "usage: load [--quick] [--case NAME]... [--connections NUMBER]... [--side NAME]... [--rounds NUMBER]

--quick             shorter bursts and fewer of them, at 64 connections: under a minute
--case NAME         click, feedback, booking, invalid, once, message or history
--connections NUMBER
--side NAME         bare, same or framework-ACTIONS
--rounds NUMBER     how many bursts each server gets

Without arguments everything is measured, which takes about 11 minutes, and written to benchmarks/results.";

/// What to measure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) cases: Vec<Case>,
    pub(crate) connections: Vec<usize>,
    pub(crate) sides: Vec<Side>,
    pub(crate) rounds: usize,
    /// In milliseconds.
    pub(crate) burst: u64,
    /// Whether it is all there is to measure, as the results that are kept must be.
    pub(crate) is_full: bool,
}

impl Plan {
    /// Everything: 102 servers, 30 bursts each.
    fn full() -> Self {
        let (cases, sides) = (Case::ALL.to_vec(), Side::ALL.to_vec());
        // Six times as often as there are servers, so that each of them begins as many rounds as the others.
        Self { cases, connections: vec![1, 64, 256], sides, rounds: 30, burst: 180, is_full: true }
    }

    /// What the arguments of the command ask for; `None` if they cannot be understood.
    pub(crate) fn parse(arguments: &[&str]) -> Option<Self> {
        let mut plan = Self { is_full: arguments.is_empty(), ..Self::full() };
        if arguments.contains(&"--quick") {
            plan = Self { connections: vec![64], rounds: Interval::FEWEST, burst: 100, ..plan };
        }
        let (mut cases, mut connections, mut sides) = (Vec::new(), Vec::new(), Vec::new());
        let mut arguments = arguments.iter().filter(|argument| **argument != "--quick");
        while let Some(name) = arguments.next() {
            let value = arguments.next()?;
            match *name {
                "--case" => cases.push(Case::named(value)?),
                "--connections" => connections.push(value.parse().ok().filter(|number| (1..=10_000).contains(number))?),
                "--side" => sides.push(Side::named(value)?),
                // More would be too much for the arithmetic of an interval.
                "--rounds" => plan.rounds = value.parse().ok().filter(|number| (1..=1_000).contains(number))?,
                _ => return None,
            }
        }
        replace(&mut plan.cases, cases);
        replace(&mut plan.connections, connections);
        replace(&mut plan.sides, sides);
        Some(plan)
    }

    /// How long a burst is.
    pub(crate) fn length(&self) -> Length {
        Length::Time(Duration::from_millis(self.burst))
    }
}

/// What is named takes the place of what is measured else.
fn replace<T>(all: &mut Vec<T>, named: Vec<T>) {
    if !named.is_empty() {
        *all = named;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_narrow_the_plan() {
        assert_eq!(Plan::parse(&[]), Some(Plan::full()));
        let plan = Plan::parse(&["--case", "once", "--quick", "--side", "same", "--side", "bare"]).unwrap();
        assert_eq!((plan.cases, plan.sides), (vec![Case::Once], vec![Side::Same, Side::Bare]));
        assert_eq!((plan.connections, plan.rounds, plan.is_full), (vec![64], Interval::FEWEST, false));
        assert_eq!(Plan::parse(&["--connections", "1", "--connections", "8"]).unwrap().connections, [1, 8]);
        for wrong in [&["--case"][..], &["--case", "x"], &["--slow"], &["--rounds", "0"], &["--connections", "-1"]] {
            assert_eq!(Plan::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn each_server_begins_as_many_rounds_as_the_others() {
        let plan = Plan::full();
        assert_eq!(plan.rounds % plan.sides.len(), 0);
    }
}
