//! How much memory the whole process takes, where clients try to make it take more.
//!
//! Each test is this very program, started again as an ignored test, so that nothing else is in its memory.
#![cfg(target_os = "linux")]

mod clients;
mod store;

use std::fs;
use std::process::Command;

/// Runs an ignored test in a process of its own.
#[track_caller]
fn alone(test: &str) {
    let program = std::env::current_exe().expect("a test knows its program");
    let output = Command::new(program).args(["--exact", test, "--ignored", "--nocapture"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    println!("{text}");
    assert!(output.status.success() && text.contains("1 passed"), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How much memory the process has, in bytes.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

#[test]
fn clients_that_send_slowly_hold_little() {
    alone("clients::senders");
}

#[test]
fn clients_that_read_nothing_hold_little_and_are_dropped() {
    alone("clients::readers");
}

#[test]
fn the_store_takes_no_more_than_it_counts() {
    for kind in ["texts", "plain", "bound", "preset", "custom", "form", "choice"] {
        alone(&format!("store::{kind}"));
    }
}
