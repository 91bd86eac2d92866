//! What something was measured on, for who reads the numbers later.

use std::fs;
use std::process::Command;
use std::time::SystemTime;

use chrono::DateTime;
use serde::Serialize;

/// The lock file that this was built with, which knows the versions.
const LOCK: &str = include_str!("../../Cargo.lock");

/// A machine, the versions of what ran on it, and when.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The model of its processor.
    pub processor: String,
    /// How many cores it has for this process, as the kernel counts them.
    pub cores: usize,
    /// Its memory in GiB.
    pub memory_gib: u64,
    /// The kernel and its version.
    pub kernel: String,
    /// The compiler.
    pub rustc: String,
    /// The version of the framework below.
    pub actix_web: String,
    /// The version of the framework.
    pub chatwidgets: String,
    /// The day, by UTC.
    pub date: String,
}

impl Machine {
    /// This one, now.
    pub fn this() -> Self {
        let cpus = read("/proc/cpuinfo");
        let processor = value(&cpus, "model name").unwrap_or("unknown").to_owned();
        let kilobytes = read("/proc/meminfo");
        let kilobytes = value(&kilobytes, "MemTotal").and_then(|total| total.split(' ').next()?.parse::<u64>().ok());
        let version = |name| locked_version(name).unwrap_or("unknown").to_owned();
        Self {
            processor,
            cores: cpus.lines().filter(|line| line.starts_with("processor")).count(),
            memory_gib: kilobytes.unwrap_or_default().div_ceil(1 << 20),
            kernel: format!("Linux {}", numbered(read("/proc/sys/kernel/osrelease").trim())),
            rustc: rustc().unwrap_or_else(|| "unknown".to_owned()),
            actix_web: version("actix-web"),
            chatwidgets: version("chatwidgets"),
            date: today(),
        }
    }

    /// It in one paragraph of Markdown.
    pub fn sentence(&self) -> String {
        let Self { processor, cores, memory_gib, kernel, rustc, actix_web, chatwidgets, date } = self;
        format!(
            "Measured on {date}: {processor}, {cores} cores, {memory_gib} GiB, {kernel}; {rustc}, actix-web {actix_web}, \
             chatwidgets {chatwidgets}, in the release profile."
        )
    }
}

fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since.as_secs()).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    now.unwrap_or_default().date_naive().to_string()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The value of the first line with a name, a colon and a value.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let pair = text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name);
    pair.map(|(_, value)| value.trim())
}

/// A kernel's release without what a distribution or a provider adds to its number.
fn numbered(release: &str) -> &str {
    release.split(|char: char| char != '.' && !char.is_ascii_digit()).next().unwrap_or_default()
}

/// The compiler that Cargo uses in this directory: `rustc 1.89.0`.
fn rustc() -> Option<String> {
    let version = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(version.stdout).ok()?;
    let words: Vec<&str> = version.split_whitespace().take(2).collect();
    (words.len() == 2).then(|| words.join(" "))
}

fn locked_version(name: &str) -> Option<&'static str> {
    let (_, package) = LOCK.split_once(&format!("\nname = \"{name}\"\n"))?;
    package.strip_prefix("version = \"")?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_knows_the_versions() {
        assert!(locked_version("actix-web").is_some_and(|version| version.starts_with("4.")));
        assert_eq!(locked_version("chatwidgets"), Some(env!("CARGO_PKG_VERSION")));
        assert_eq!(locked_version("chatwidget"), None);
    }

    #[test]
    fn today_is_a_date() {
        assert!(chrono::NaiveDate::parse_from_str(&today(), "%Y-%m-%d").is_ok_and(|day| today() == day.to_string()));
    }

    #[test]
    fn a_release_is_cut_down_to_its_number() {
        assert_eq!(numbered("6.12.3-somebody-17"), "6.12.3");
        assert_eq!(value("a b\t: c: d\nname : x", "name"), Some("x"));
    }
}
