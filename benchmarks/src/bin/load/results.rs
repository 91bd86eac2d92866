//! The files of a full run.

use std::fs;
use std::io;
use std::path::Path;

use chatwidgets_benchmarks::machine::Machine;
use serde::Serialize;

use crate::arguments::Plan;
use crate::run::Measured;
use crate::{chart, table};

/// All numbers, for who wants to calculate with them.
#[derive(Serialize)]
struct Raw<'a> {
    machine: &'a Machine,
    burst_milliseconds: u64,
    measured: &'a [Measured],
}

/// Writes `load.md`, `load.json` and `load.svg`.
pub(crate) fn write(machine: &Machine, plan: &Plan, measured: &[Measured]) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("load.md"), page(machine, plan, measured))?;
    let raw = Raw { machine, burst_milliseconds: plan.burst, measured };
    // One side to a line, so that a new run can be compared with the last.
    let raw = serde_json::to_string(&raw)?.replace("{\"case\"", "\n{\"case\"");
    fs::write(folder.join("load.json"), raw + "\n")?;
    fs::write(folder.join("load.svg"), chart::chart(machine, measured))?;
    eprintln!("written: benchmarks/results/load.md, load.json, load.svg");
    Ok(())
}

fn page(machine: &Machine, plan: &Plan, measured: &[Measured]) -> String {
    let command = "cargo run --release -p chatwidgets-benchmarks --bin load";
    let (machine, legend) = (machine.sentence(), table::LEGEND);
    let rounds = format!("{} rounds of bursts of {} ms.", plan.rounds, plan.burst);
    let groups = measured.chunk_by(|one, other| (one.case, one.connections) == (other.case, other.connections));
    let tables: String = groups.map(table::table).collect();
    format!(
        "# The last full run of `{command}`\n\n{machine} {rounds}\n\n![CPU time of one request](load.svg)\n\n{legend}{tables}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::made_up;

    #[test]
    fn the_page_has_a_table_for_each_case_and_number_of_connections() {
        let cases = ["click", "invalid"];
        let measured: Vec<_> =
            cases.into_iter().flat_map(|case| [1, 64].into_iter().flat_map(move |n| made_up(case, n))).collect();
        let page = page(&Machine::this(), &Plan::parse(&[]).unwrap(), &measured);
        for title in ["click, 1 connection\n", "click, 64 connections\n", "invalid, 1 connection\n"] {
            assert_eq!(page.matches(&format!("### {title}")).count(), 1, "{title}");
        }
        assert_eq!(page.matches("| framework-100 |").count(), 4);
        assert_eq!(page.matches("| bare |").count(), 2);
    }
}
