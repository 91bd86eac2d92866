//! How long it takes until a server answers: from before its process is made to the last byte of its first answer.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::process::Process;
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::serving::Served;

use crate::finding::Finding;

const ROUNDS: usize = 20;

pub(crate) fn measure() -> io::Result<Vec<Finding>> {
    let sides = [Side::Framework(10), Side::Framework(1_000), Side::Bare];
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (side, times) in sides.into_iter().zip(&mut times) {
            times.push(first_answer(side)?);
        }
    }
    let (shown, medians): (Vec<_>, Vec<_>) = times.into_iter().map(shown).unzip();
    let what = "from the start of a process of 10 actions to its first answer";
    let more = "from the start of a process of 1,000 actions to its first answer";
    Ok(vec![
        Finding::below(what, shown[0].clone(), (medians[0], 15.0), "ms"),
        Finding::below(more, shown[1].clone(), (medians[1], 50.0), "ms"),
        Finding::told("the same of the service by hand".to_owned(), shown[2].clone()),
    ])
}

/// In milliseconds.
fn first_answer(side: Side) -> io::Result<f64> {
    let request = Case::Click.opening().to_http("localhost").replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let started = Instant::now();
    let process = Process::start(Served::new(side, Case::Click).command(Cores::any(), Place::Both)?)?;
    let mut stream = TcpStream::connect(process.address())?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let milliseconds = started.elapsed().as_secs_f64() * 1e3;
    if answer.starts_with("HTTP/1.1 200 ") {
        return Ok(milliseconds);
    }
    Err(io::Error::other(answer))
}

fn shown(milliseconds: Vec<f64>) -> (String, f64) {
    let best = milliseconds.iter().copied().fold(f64::INFINITY, f64::min);
    let median = Interval::of_median(milliseconds).map_or(f64::NAN, |interval| interval.median);
    (format!("{median:.1} ms, the median of {ROUNDS}; at best {best:.1} ms"), median)
}
