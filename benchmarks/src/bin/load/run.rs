//! One case at one number of connections: all sides against each other.

use std::io;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::{self, Burst, Contestant};
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::serving::Served;
use serde::Serialize;

use crate::arguments::Plan;

/// What was measured of one side.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Measured {
    pub(crate) case: &'static str,
    pub(crate) connections: usize,
    pub(crate) side: String,
    /// How many cores other processes had meanwhile.
    pub(crate) others: f64,
    /// Of the requests of all rounds.
    pub(crate) p50_micros: f64,
    pub(crate) p99_micros: f64,
    pub(crate) peak_memory_bytes: u64,
    pub(crate) rounds: Vec<Burst>,
}

/// Measures all sides that can answer the case. The servers are new ones, since their threads grow as they are clicked in.
pub(crate) async fn measure(plan: &Plan, case: Case, connections: usize, cores: Cores) -> io::Result<Vec<Measured>> {
    let mut contestants = Vec::new();
    for &side in plan.sides.iter().filter(|side| side.can(case)) {
        contestants.push(Contestant::start(Served::new(side, case), cores, Place::Apart, connections).await?);
    }
    let others = contest::play(&mut contestants, plan.rounds, plan.length()).await?;
    let measured = contestants.iter().map(|contestant| {
        Ok(Measured {
            case: case.name(),
            connections,
            side: contestant.name.clone(),
            others,
            p50_micros: contestant.latency_micros(0.5),
            p99_micros: contestant.latency_micros(0.99),
            peak_memory_bytes: contestant.peak_memory()?,
            rounds: contestant.rounds().to_vec(),
        })
    });
    measured.collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chatwidgets_benchmarks::service::Side;

    /// Numbers of nobody: `same` takes twice what `bare` takes and the framework twice that, and all of them drift.
    pub(crate) fn made_up(case: &'static str, connections: usize) -> Vec<Measured> {
        let sides = Side::ALL.into_iter().filter(|side| Case::named(case).is_some_and(|case| side.can(case)));
        let sides = sides.map(|side| {
            let times = match side {
                Side::Bare => 1.0,
                Side::Same => 2.0,
                Side::Framework(_) => 4.0,
            };
            let rounds = (0..10).map(|round| {
                let server_cpu_seconds = 0.01 * times * (1.0 + 0.1 * f64::from(round));
                Burst { requests: 1_000, seconds: 0.1, server_cpu_seconds, generator_cpu_seconds: 0.02 }
            });
            let (side, rounds) = (side.name(), rounds.collect());
            let (p50_micros, p99_micros, peak_memory_bytes) = (50.0, 90.0, 9 << 20);
            Measured { case, connections, side, others: 0.02, p50_micros, p99_micros, peak_memory_bytes, rounds }
        });
        sides.collect()
    }
}
