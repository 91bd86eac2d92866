//! The numbers as tables in Markdown.

use std::fmt::Write as _;

use chatwidgets_benchmarks::contest::Burst;
use chatwidgets_benchmarks::interval::Interval;

use crate::run::Measured;

/// What the columns are, for who did not read this program.
pub(crate) const LEGEND: &str = "\
Each server has one worker on a core of its own, and the load generator has another core. In each round every server gets \
one short burst, while the others idle. On each connection the next request goes out when the answer to the one before is \
complete.

- **CPU**: the server's processor time for one request in microseconds, by the operating system's accounting; the median of \
the rounds, and the 95 % interval of that median (order statistics).
- **/ same**, **/ bare**: CPU divided by that of the service by hand, with the same guarantees and with none; divided round \
by round, then the median and its interval.
- **requests/s**: the median of the rounds. **p50**, **p99**: latencies in microseconds over all rounds; the connections wait \
for each other, so these are those of a full server, not those of a visitor.
- **peak**: the most memory that the server had, in MiB. What was said is kept, so a server that answered more has more: \
**answers** tells how many it gave in thousands.
- **server**, **generator**: how much of its core each of them had. A server near 100 % was not waiting for the generator; at \
one connection they wait for each other by nature. Servers with the generator near 100 % are not told apart by requests/s, \
but still by CPU. If \
neither is near 100 %, other processes had the cores, and all of it is better measured again.
";

const HEAD: &str = "\
| side | CPU | / same | / bare | requests/s | p50 | p99 | peak | answers | server | generator |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
";

/// The tables of one case at one number of connections.
pub(crate) fn table(measured: &[Measured]) -> String {
    let mut text = String::new();
    let Some(first) = measured.first() else { return text };
    let plural = if first.connections == 1 { "" } else { "s" };
    let _ = write!(text, "\n### {}, {} connection{plural}\n\n", first.case, first.connections);
    let _ = write!(text, "Other processes had {:.2} of the cores meanwhile.\n\n{HEAD}", first.others);
    for side in measured {
        let to = |other: &str| ratio(side, measured.iter().find(|measured| measured.side == other));
        let answered: u32 = side.rounds.iter().map(|round| round.requests).sum();
        let peak = Megabytes(side.peak_memory_bytes);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {:.0} | {:.0} | {:.0} | {peak:.0} | {:.0} | {:.0} % | {:.0} % |",
            side.side,
            shown(cpu(side), 1),
            to("same"),
            to("bare"),
            median(side, Burst::rate),
            side.p50_micros,
            side.p99_micros,
            f64::from(answered) / 1_000.0,
            100.0 * median(side, Burst::server_share),
            100.0 * median(side, Burst::generator_share),
        );
    }
    text
}

/// The processor time of a request in microseconds.
pub(crate) fn cpu(side: &Measured) -> Option<Interval> {
    Interval::of_median(side.rounds.iter().map(Burst::cpu_micros))
}

/// How many times the processor time of another side it takes, round by round.
fn ratio(side: &Measured, other: Option<&Measured>) -> String {
    let Some(other) = other.filter(|other| other.side != side.side) else { return "–".to_owned() };
    let rounds = side.rounds.iter().zip(&other.rounds);
    shown(Interval::of_median(rounds.map(|(own, other)| own.cpu_micros() / other.cpu_micros())), 2)
}

fn median(side: &Measured, of: impl Fn(&Burst) -> f64) -> f64 {
    Interval::of_median(side.rounds.iter().map(of)).map_or(f64::NAN, |interval| interval.median)
}

fn shown(interval: Option<Interval>, digits: usize) -> String {
    let Some(Interval { median, low, high }) = interval else { return "–".to_owned() };
    format!("**{median:.digits$}** ({low:.digits$} to {high:.digits$})")
}

/// Bytes, shown in MiB.
struct Megabytes(u64);

impl std::fmt::Display for Megabytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (self.0 >> 20).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::made_up;

    #[test]
    fn a_table_has_a_row_for_each_side() {
        let table = table(&made_up("click", 64));
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).collect();
        assert_eq!(rows.len(), 2 + 5, "{table}");
        let columns = rows[0].matches('|').count();
        assert!(rows.iter().all(|row| row.matches('|').count() == columns), "{table}");
        assert!(table.contains("### click, 64 connections"));
    }

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        let sides = made_up("click", 1);
        let table = table(&sides);
        let row = table.lines().find(|line| line.starts_with("| framework-100 |")).unwrap();
        // Twice and four times what the others take in each round, though all of them drift.
        assert!(row.contains("| **2.00** (2.00 to 2.00) | **4.00** (4.00 to 4.00) |"), "{row}");
        assert!(table.lines().any(|line| line.starts_with("| same |") && line.contains("| – | **2.00**")), "{table}");
    }

    #[test]
    fn a_side_that_is_not_there_has_no_ratio() {
        let mut sides = made_up("invalid", 1);
        sides.retain(|side| side.side != "bare");
        assert!(
            table(&sides).lines().filter(|line| line.starts_with("| framework")).all(|line| line.contains("| – |"))
        );
    }
}
