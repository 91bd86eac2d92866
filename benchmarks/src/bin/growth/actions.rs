//! Whether finding an action takes longer where there are more of them.

use std::io;
use std::time::Duration;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::{Contestant, Length};
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::serving::Served;

use crate::finding::Finding;
use crate::ratios;

const ACTIONS: [usize; 4] = [1, 100, 1_000, 10_000];

pub(crate) async fn measure(cores: Cores) -> io::Result<Vec<Finding>> {
    let mut contestants = Vec::new();
    for actions in ACTIONS {
        let served = Served::new(Side::Framework(actions), Case::Click);
        contestants.push(Contestant::start(served, cores, Place::Apart, 32).await?);
    }
    let (ratios, others) = ratios(&mut contestants, 40, Length::Time(Duration::from_millis(80))).await?;
    let findings = ACTIONS[1..].iter().zip(ratios).map(|(actions, ratio)| {
        Finding::no_growth(format!("a click where there are {actions} actions, to one where there is 1"), ratio)
    });
    Ok(findings.chain([Finding::quiet("these clicks", others)]).collect())
}
