//! How cost grows: with the number of actions, the length of a thread, the number of threads, and the number of workers; and
//! what there is from the start.
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin growth
//! ```
//!
//! It prints what was measured next to the bound that it has to keep, and ends with an error if a bound does not hold. When
//! everything was measured it writes `benchmarks/results/growth.md`. Names of parts as arguments measure these alone.

mod actions;
mod finding;
mod memory;
mod start;
mod threads;
mod workers;

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use chatwidgets_benchmarks::contest::{self, Burst, Contestant, Length};
use chatwidgets_benchmarks::cores::Cores;
use chatwidgets_benchmarks::exit;
use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::machine::Machine;
use chatwidgets_benchmarks::serving::serve_if_child;

use finding::{Finding, table};

/// `start` is the first, and `workers`, which lets this process go to any core, the last.
const PARTS: [&str; 5] = ["start", "actions", "threads", "memory", "workers"];

fn main() -> ExitCode {
    exit::code(run().map(|()| ExitCode::SUCCESS))
}

fn run() -> Result<(), Box<dyn Error>> {
    if let Some(served) = serve_if_child() {
        return Ok(served?);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_known = |argument: &String| PARTS.contains(&argument.as_str());
    if !arguments.iter().all(is_known) {
        return Err(format!("usage: growth [{}]...", PARTS.join("|")).into());
    }
    let is_wanted = |part: &&str| arguments.is_empty() || arguments.iter().any(|name| name == part);
    let mut findings = Vec::new();
    // Before this process keeps to one core, on which its children would begin as well.
    if is_wanted(&PARTS[0]) {
        eprintln!("[{}]", PARTS[0]);
        findings.extend(start::measure()?);
    }
    let cores = Cores::claim();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for part in PARTS.into_iter().skip(1).filter(is_wanted) {
        eprintln!("[{part}]");
        findings.extend(runtime.block_on(measure(part, cores))?);
    }
    let machine = Machine::this().sentence();
    let table = table(&findings);
    println!("{machine}\n\n{table}");
    if arguments.is_empty() && !cfg!(debug_assertions) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
        fs::create_dir_all(&folder)?;
        let command = "cargo run --release -p chatwidgets-benchmarks --bin growth";
        fs::write(folder.join("growth.md"), format!("# The last full run of `{command}`\n\n{machine}\n\n{table}"))?;
    }
    let broken = findings.iter().filter(|finding| finding.holds == Some(false)).count();
    if broken > 0 {
        return Err(format!("{broken} bounds do not hold").into());
    }
    Ok(())
}

async fn measure(part: &str, cores: Cores) -> io::Result<Vec<Finding>> {
    match part {
        "actions" => actions::measure(cores).await,
        "threads" => threads::measure(cores).await,
        "memory" => memory::measure(cores).await,
        _ => workers::measure(cores).await,
    }
}

/// Plays rounds, and answers how many times the processor time of the first each of the others takes for a request, round by
/// round; and how many cores other processes had meanwhile.
async fn ratios(contestants: &mut [Contestant], rounds: usize, length: Length) -> io::Result<(Vec<Interval>, f64)> {
    let others = contest::play(contestants, rounds, length).await?;
    let to_first = |other| ratio(other, &contestants[0], Burst::cpu_micros);
    Ok((contestants.iter().skip(1).filter_map(to_first).collect(), others))
}

/// A quotient of two contestants, round by round.
fn ratio(one: &Contestant, other: &Contestant, of: impl Fn(&Burst) -> f64) -> Option<Interval> {
    Interval::of_median(one.rounds().iter().zip(other.rounds()).map(|(one, other)| of(one) / of(other)))
}

/// The median of something over all rounds.
fn median(contestant: &Contestant, of: impl Fn(&Burst) -> f64) -> f64 {
    Interval::of_median(contestant.rounds().iter().map(of)).map_or(f64::NAN, |interval| interval.median)
}
