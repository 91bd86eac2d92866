//! What was measured, next to what it has to be.

use std::fmt::Write as _;

use chatwidgets_benchmarks::interval::Interval;

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(crate) what: String,
    pub(crate) measured: String,
    pub(crate) bound: String,
    /// `None` if there is no bound, and it is told for comparison.
    pub(crate) holds: Option<bool>,
}

impl Finding {
    /// The cost of a request, as a multiple of what it is where there is less: within 5 %.
    pub(crate) fn no_growth(what: String, ratio: Interval) -> Self {
        let holds = Some(ratio.median <= 1.05);
        Self { what, measured: times(ratio), bound: "1.05 at most".to_owned(), holds }
    }

    /// Something that must stay below a bound.
    pub(crate) fn below(what: &str, measured: String, (value, bound): (f64, f64), unit: &str) -> Self {
        let holds = Some(value < bound);
        Self { what: what.to_owned(), measured, bound: format!("below {bound:.0} {unit}"), holds }
    }

    /// Whether other processes left the cores alone, on average over some measurements. They slow down one server more than
    /// another, and take time from workers: what was measured meanwhile says little, whatever it is.
    pub(crate) fn quiet(what: &str, others: f64) -> Self {
        let (what, measured) = (format!("cores that other processes had during {what}"), format!("{others:.2}"));
        Self { what, measured, bound: "0.10 at most, or measure again".to_owned(), holds: Some(others <= 0.1) }
    }

    /// Something to compare with.
    pub(crate) fn told(what: String, measured: String) -> Self {
        Self { what, measured, bound: "–".to_owned(), holds: None }
    }
}

/// A quotient with its interval.
pub(crate) fn times(Interval { median, low, high }: Interval) -> String {
    format!("{median:.3} times ({low:.3} to {high:.3})")
}

/// All of them in Markdown.
pub(crate) fn table(findings: &[Finding]) -> String {
    let mut text = "| what | measured | bound | holds? |\n| --- | --- | --- | --- |\n".to_owned();
    for Finding { what, measured, bound, holds } in findings {
        let holds = match holds {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        let _ = writeln!(text, "| {what} | {measured} | {bound} | {holds} |");
    }
    text.push_str(
        "\nCosts are the server's processor time for one request, by the operating system's accounting, in short bursts of all \
         servers in turn; quotients are taken round by round, and are medians with their 95 % intervals. The median has to \
         keep the bound.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_is_a_row() {
        let ratio = |median| Interval { median, low: 0.9, high: 1.2 };
        let findings = [
            Finding::no_growth("one".to_owned(), ratio(1.04)),
            Finding::no_growth("two".to_owned(), ratio(1.06)),
            Finding::below("three", "9 MiB".to_owned(), (9.0, 8.0), "MiB"),
            Finding::quiet("all", 0.3),
            Finding::told("four".to_owned(), "x".to_owned()),
        ];
        let table = table(&findings);
        assert!(table.contains("| one | 1.040 times (0.900 to 1.200) | 1.05 at most | yes |"), "{table}");
        assert!(table.contains("| two | 1.060 times (0.900 to 1.200) | 1.05 at most | **no** |"), "{table}");
        assert!(table.contains("| three | 9 MiB | below 8 MiB | **no** |"), "{table}");
        assert!(table.contains("during all | 0.30 | 0.10 at most, or measure again | **no** |"), "{table}");
        assert!(table.contains("| four | x | – | – |"), "{table}");
    }
}
