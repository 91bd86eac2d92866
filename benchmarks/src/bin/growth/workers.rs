//! What a second worker is good for.
//!
//! On two cores, two workers and the load generator share what there is, so requests/s do not double whatever the server
//! does. What tells whether workers stand in each other's way is a comparison with two servers that share nothing: two
//! processes of one worker each, under the same load, by the same generator, on the same cores. One process of two workers
//! that answers as many requests as these has scaled by two; each percent that it answers less is lost to locks, to cache
//! lines that go to and fro, or to waiting.

use std::io;
use std::time::Duration;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::{self, Burst, Contestant, Length};
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::serving::Served;

use crate::finding::Finding;
use crate::{median, ratio};

const CONNECTIONS: usize = 64;

pub(crate) async fn measure(cores: Cores) -> io::Result<Vec<Finding>> {
    // The generator goes where there is room.
    cores.release();
    let mut findings = Vec::new();
    for side in [Side::Framework(100), Side::Same] {
        findings.extend(scaling(side, cores).await?);
    }
    Ok(findings)
}

async fn scaling(side: Side, cores: Cores) -> io::Result<Vec<Finding>> {
    let one = Served::new(side, Case::Feedback);
    let two = Served { workers: 2, ..one };
    let apart = Contestant::start(one, cores, Place::Apart, CONNECTIONS).await?;
    let together = Contestant::start(two, cores, Place::Both, 2 * CONNECTIONS).await?;
    let first = Contestant::start(one, cores, Place::Both, CONNECTIONS).await?;
    let two_processes = first.and(Contestant::start(one, cores, Place::Both, CONNECTIONS).await?);
    let mut contestants = [apart, together, two_processes];
    let others = contest::play(&mut contestants, 30, Length::Time(Duration::from_millis(150))).await?;
    let [apart, together, two_processes] = &contestants;

    let name = side.name();
    let twice = |interval: Interval| {
        let Interval { median, low, high } = interval;
        (format!("{:.2} times ({:.2} to {:.2})", 2.0 * median, 2.0 * low, 2.0 * high), 2.0 * median)
    };
    let mut findings = Vec::new();
    if let Some((measured, scaled)) = ratio(together, two_processes, Burst::rate).map(twice) {
        let what = format!("{name}: requests/s of 2 workers, to half of those of two processes of 1 worker");
        let holds = matches!(side, Side::Framework(_)).then_some(scaled >= 1.8);
        findings.push(Finding { what, measured, bound: "1.8 at least".to_owned(), holds });
    }
    let per_cpu = |burst: &Burst| 1.0 / burst.cpu_micros();
    if let Some((measured, _)) = ratio(together, apart, per_cpu).map(twice) {
        let what = format!("{name}: requests per second of processor time of 2 workers on 2 cores, to 1 worker on 1");
        findings.push(Finding::told(what, measured));
    }
    for (contestant, what) in
        [(apart, "1 worker"), (together, "2 workers"), (two_processes, "two processes of 1 worker")]
    {
        let measured = format!(
            "{:.0} requests/s; the server had {:.2} cores, the load generator {:.2}",
            median(contestant, Burst::rate),
            median(contestant, Burst::server_share),
            median(contestant, Burst::generator_share),
        );
        findings.push(Finding::told(format!("{name}, {what}"), measured));
    }
    findings.push(Finding::quiet(&format!("these requests to {name}"), others));
    Ok(findings)
}
