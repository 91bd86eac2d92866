//! Counts, and how they compare.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How many requests one benchmark plays; see `benches/instructions.rs`.
const REQUESTS: u64 = 100;

/// How much a case may grow, in percent: one build differs from the next by about 1.
const MOST_GROWTH: f64 = 3.0;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// The compiler: another one makes other code.
    pub(crate) rustc: String,
    /// By side and case, such as `framework.click`.
    pub(crate) per_request: BTreeMap<String, u64>,
}

/// Reads what the benchmark tells of one case.
pub(crate) fn read(line: &str) -> Result<(String, u64), Box<dyn Error>> {
    let told: serde_json::Value = serde_json::from_str(line)?;
    let name = told["function_name"].as_str().zip(told["id"].as_str());
    let count = told.pointer("/profiles/0/data/total/metrics/Ir/values/new").and_then(serde_json::Value::as_u64);
    let ((side, case), count) = name.zip(count).ok_or_else(|| format!("this is no count: {line}"))?;
    Ok((format!("{side}.{case}"), count / REQUESTS))
}

/// Counts beside those that were committed.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    counted: &'a Counts,
    committed: &'a Counts,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(counted: &'a Counts, committed: &'a Counts) -> Self {
        Self { counted, committed }
    }

    /// By how many percent a case grew.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn growth(&self, name: &str) -> Option<f64> {
        let (now, then) = (self.counted.per_request.get(name)?, self.committed.per_request.get(name)?);
        Some((*now as f64 / *then as f64 - 1.0) * 100.0)
    }

    /// What must not be.
    pub(crate) fn faults(&self) -> Vec<String> {
        let accept = "accept it on purpose with `-- --accept`, or mend it";
        let names: BTreeSet<_> = self.counted.per_request.keys().chain(self.committed.per_request.keys()).collect();
        let fault = |name: &&String| match self.growth(name) {
            None => Some(format!("`{name}` was counted on one side only: {accept}")),
            // What is written by hand is not ours to keep: it grows with Actix.
            Some(growth) if growth > MOST_GROWTH && name.starts_with("framework.") => {
                Some(format!("`{name}` grew by {growth:.1} %, more than {MOST_GROWTH} %: {accept}"))
            }
            Some(_) => None,
        };
        names.iter().filter_map(fault).collect()
    }

    /// A row a case, in Markdown.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(crate) fn table(&self) -> String {
        let mut table = String::from(
            "| case | bare | same | framework | / same | / bare | committed | growth |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        );
        let count =
            |counts: &Counts, side: &str, case: &str| counts.per_request.get(&format!("{side}.{case}")).copied();
        for name in self.counted.per_request.keys() {
            let Some(case) = name.strip_prefix("framework.") else { continue };
            let of = |side: &str| count(self.counted, side, case);
            let shown = |count: Option<u64>| count.map_or("–".to_owned(), |count| count.to_string());
            let ratio = |side: &str| {
                let ratio = of("framework").zip(of(side)).map(|(ours, other)| ours as f64 / other as f64);
                ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.3}"))
            };
            let growth = self.growth(name).map_or("–".to_owned(), |growth| format!("{growth:+.2} %"));
            let _ = writeln!(
                table,
                "| {case} | {} | {} | {} | {} | {} | {} | {growth} |",
                shown(of("bare")),
                shown(of("same")),
                shown(of("framework")),
                ratio("same"),
                ratio("bare"),
                shown(count(self.committed, "framework", case)),
            );
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of: &[(&str, u64)]) -> Counts {
        let per_request = of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        Counts { rustc: "rustc 1.95.0".to_owned(), per_request }
    }

    #[test]
    fn a_case_may_not_grow_by_more_than_three_percent() {
        let committed = counts(&[("framework.click", 100_000), ("same.click", 80_000)]);
        let faults = |click, same| {
            Comparison::new(&counts(&[("framework.click", click), ("same.click", same)]), &committed).faults()
        };
        assert_eq!(faults(102_900, 80_000), Vec::<String>::new());
        assert_eq!(faults(50_000, 160_000), Vec::<String>::new(), "to be quicker is no fault, nor what is by hand");
        let grown = faults(103_100, 80_000);
        assert!(grown.len() == 1 && grown[0].contains("`framework.click` grew by 3.1 %"), "{grown:?}");
    }

    #[test]
    fn a_case_that_is_missing_is_a_fault() {
        let (one, none) = (counts(&[("framework.click", 1)]), counts(&[]));
        assert_eq!(Comparison::new(&one, &none).faults().len(), 1);
        assert_eq!(Comparison::new(&none, &one).faults().len(), 1);
    }

    #[test]
    fn what_the_benchmark_tells_is_read_and_shown() {
        let line = r#"{"function_name":"framework","id":"click","profiles":[{"data":{"total":{"metrics":{"Ir":{"values":{"new":5444250}}}}}}]}"#;
        let (name, count) = read(line).unwrap();
        assert_eq!((name.as_str(), count), ("framework.click", 54_442));
        read(r#"{"function_name":"framework","id":"click","profiles":[]}"#).unwrap_err();
        let counted = counts(&[(&name, count), ("same.click", 50_000)]);
        let table = Comparison::new(&counted, &counted).table();
        assert!(table.contains("| click | – | 50000 | 54442 | 1.089 | – | 54442 | +0.00 % |"), "{table}");
    }
}
