//! The same service by hand and on the framework, under load, against each other:
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin load
//! ```
//!
//! It prints tables, and when everything was measured it writes them to `benchmarks/results`, with a chart.

mod arguments;
mod chart;
mod results;
mod run;
mod table;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use chatwidgets_benchmarks::cores::Cores;
use chatwidgets_benchmarks::exit;
use chatwidgets_benchmarks::machine::Machine;
use chatwidgets_benchmarks::serving::serve_if_child;

use arguments::{Plan, USAGE};
use run::Measured;

fn main() -> ExitCode {
    exit::code(measure_all().map(|()| ExitCode::SUCCESS))
}

fn measure_all() -> Result<(), Box<dyn Error>> {
    if let Some(served) = serve_if_child() {
        return Ok(served?);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let plan = Plan::parse(&arguments).ok_or(USAGE)?;
    let cores = Cores::claim();
    if cfg!(debug_assertions) {
        eprintln!("\n!! NOT OPTIMISED: use `cargo run --release`.\n");
    }
    let machine = Machine::this();
    println!("{}\n\n{}", machine.sentence(), table::LEGEND);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measured = runtime.block_on(measure(&plan, cores))?;
    let disturbed = measured.iter().map(|side| side.others).fold(0.0, f64::max);
    if disturbed > 0.1 {
        eprintln!(
            "\n!! DISTURBED: other processes had up to {disturbed:.2} cores; measure again before you publish this.\n"
        );
    }
    // Numbers of other circumstances are not to be kept.
    if plan.is_full && cores.are_kept() && !cfg!(debug_assertions) {
        results::write(&machine, &plan, &measured)?;
    }
    Ok(())
}

async fn measure(plan: &Plan, cores: Cores) -> io::Result<Vec<Measured>> {
    let started = Instant::now();
    let mut all = Vec::new();
    for &case in &plan.cases {
        for &connections in &plan.connections {
            let measured = run::measure(plan, case, connections, cores).await?;
            println!("{}", table::table(&measured));
            eprintln!("[{} s]", started.elapsed().as_secs());
            all.extend(measured);
        }
    }
    Ok(all)
}
