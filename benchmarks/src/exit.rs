//! How a program ends.

use std::error::Error;
use std::process::ExitCode;

/// Says why a program failed, line by line: an error that `main` returns is written as Rust quotes a text.
pub fn code(result: Result<ExitCode, Box<dyn Error>>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
