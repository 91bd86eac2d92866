//! Whether an action takes longer in a long thread, or where there are many threads.

use std::io;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::{Contestant, Length};
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::serving::{Served, thread_id};

use crate::finding::{Finding, times};
use crate::ratios;

const ROUNDS: u16 = 60;
const CONNECTIONS: u16 = 8;
/// How many requests each connection makes in a burst: few, so that a short thread is still short afterwards.
const REQUESTS: usize = 40;

pub(crate) async fn measure(cores: Cores) -> io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for case in [Case::Click, Case::Once, Case::Message] {
        findings.extend(length(case, cores).await?);
    }
    findings.extend(number(cores).await?);
    Ok(findings)
}

/// A short thread does not stay short when it is clicked in, so each round has fresh ones; a thousand turns more or less change
/// nothing in a long one.
async fn length(case: Case, cores: Cores) -> io::Result<Vec<Finding>> {
    // One round more than is counted, to warm up.
    let fresh = u64::from((ROUNDS + 1) * CONNECTIONS);
    let sizes = [(fresh, 10), (fresh, 1_000), (CONNECTIONS.into(), 100_000)];
    let mut contestants = Vec::new();
    for (threads, turns) in sizes {
        contestants.push(filled(case, threads, turns, cores).await?);
    }
    let (ratios, others) = ratios(&mut contestants, ROUNDS.into(), Length::Requests(REQUESTS)).await?;
    let (what, grown) = match case {
        Case::Once => ("a click on a `once` button", 11 + REQUESTS),
        // What was said, and what was answered.
        Case::Message => ("a message", 10 + 2 * REQUESTS),
        _ => ("a click", 10 + REQUESTS),
    };
    let findings = sizes[1..].iter().zip(ratios).map(|((_, turns), ratio)| {
        Finding::no_growth(format!("{what} in a thread of {turns} turns, to one of 10 (to {grown})"), ratio)
    });
    Ok(findings.chain([Finding::quiet("these requests", others)]).collect())
}

/// The same threads among a few and among a million; and for comparison, each request in another thread, which is far from any
/// cache when there are so many.
async fn number(cores: Cores) -> io::Result<Vec<Finding>> {
    const MANY: u64 = 1_000_000;
    let few: u64 = CONNECTIONS.into();
    let mut same = [filled(Case::Click, few, 0, cores).await?, filled(Case::Click, MANY, 0, cores).await?];
    // Both have as many threads that are used.
    same = same.map(|contestant| contestant.in_threads(ids(few)));
    let (ratio, others) = ratios(&mut same, ROUNDS.into(), Length::Requests(REQUESTS)).await?;
    let what = format!("a click in one of {few} threads where there are {MANY} more, to one where there are no more");
    let mut findings: Vec<Finding> = ratio.into_iter().map(|ratio| Finding::no_growth(what.clone(), ratio)).collect();
    findings.push(Finding::quiet("these clicks", others));
    drop(same);

    let (connections, rounds) = (256, 20_u16);
    let used = u64::from(connections * (rounds + 1));
    let mut each = Vec::new();
    for threads in [used, MANY] {
        let served = Served::new(Side::Framework(100), Case::Click).filled(threads, 0);
        let contestant = Contestant::start(served, cores, Place::Apart, connections.into()).await?;
        each.push(contestant.in_threads(ids(used)));
    }
    let (ratio, others) = ratios(&mut each, rounds.into(), Length::Requests(1)).await?;
    let what = format!("each click in another thread of {MANY}, to another one of {used}");
    findings.extend(ratio.into_iter().map(|ratio| Finding::told(what.clone(), times(ratio))));
    findings.push(Finding::quiet("these clicks", others));
    Ok(findings)
}

async fn filled(case: Case, threads: u64, turns: usize, cores: Cores) -> io::Result<Contestant> {
    let served = Served::new(Side::Framework(100), case).filled(threads, turns);
    let contestant = Contestant::start(served, cores, Place::Apart, CONNECTIONS.into()).await?;
    Ok(contestant.in_threads(ids(threads)))
}

fn ids(threads: u64) -> Vec<String> {
    (0..threads).map(|number| thread_id(number).to_string()).collect()
}
