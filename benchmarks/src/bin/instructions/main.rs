//! Counts the instructions of one request, outside of the kernel, and holds them against the committed counts:
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin instructions
//! cargo run --release -p chatwidgets-benchmarks --bin instructions -- --accept
//! ```
//!
//! The first one fails if any case of the framework grew by more than 3 %; the second one commits to the counts as they are
//! now. It needs valgrind, and the runner of gungraun in the version of `Cargo.lock`.

mod counts;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use chatwidgets_benchmarks::exit;

use counts::{Comparison, Counts};

/// The counts that were accepted last.
const COMMITTED: &str = "results/instructions.json";

fn main() -> ExitCode {
    exit::code(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let accepts = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--accept") => true,
        Some(_) => return Err("usage: instructions [--accept]".into()),
    };
    let counted = Counts { rustc: rustc()?, per_request: count()? };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(COMMITTED);
    if accepts {
        std::fs::write(&path, serde_json::to_string_pretty(&counted)? + "\n")?;
        println!("{}", Comparison::new(&counted, &counted).table());
        return Ok(ExitCode::SUCCESS);
    }
    let committed: Counts = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let comparison = Comparison::new(&counted, &committed);
    println!("{}", comparison.table());
    if counted.rustc != committed.rustc {
        println!("The committed counts are of {}, these of {}.", committed.rustc, counted.rustc);
    }
    for fault in comparison.faults() {
        println!("{fault}");
    }
    Ok(if comparison.faults().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the benchmark, which tells one JSON object a case.
fn count() -> Result<BTreeMap<String, u64>, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = Command::new(cargo);
    bench.args(["bench", "--quiet", "--package", "chatwidgets-benchmarks", "--bench", "instructions"]);
    let output = bench.args(["--", "--output-format=json"]).stderr(std::process::Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    if !output.status.success() {
        return Err(format!(
            "the benchmark failed: {text}\nIt needs valgrind (`apt-get install valgrind`) and the runner (`cargo install \
             gungraun-runner --version {} --locked`).",
            runner()?
        )
        .into());
    }
    text.lines().filter(|line| line.starts_with('{')).map(counts::read).collect()
}

/// The version of gungraun, which its runner must have too.
fn runner() -> Result<String, Box<dyn Error>> {
    let lock = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"))?;
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"gungraun\"");
    let version = lines.nth(1).and_then(|line| line.split('"').nth(1));
    Ok(version.ok_or("Cargo.lock has no gungraun")?.to_owned())
}

fn rustc() -> Result<String, Box<dyn Error>> {
    let version = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-V").output()?;
    Ok(String::from_utf8(version.stdout)?.trim().to_owned())
}
