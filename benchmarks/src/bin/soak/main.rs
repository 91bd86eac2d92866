//! Uses a server for five minutes, as many people and some slow clients would, and looks whether its memory stays what it is.
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin soak    # 5 minutes; -- --quick for 30 seconds
//! ```
//!
//! The server is a process of its own, with a small store. That is full after some seconds: from then on, whatever is said
//! puts a thread out. In the last third of the time the process may have no more memory than in the third before, but for 10 %
//! or 8 MiB. It ends with an error if that does not hold, or if anything was answered that should not be.

mod app;
mod dice;
mod memory;
mod person;
mod slow;

use std::error::Error;
use std::io;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use chatwidgets_benchmarks::exit;
use chatwidgets_benchmarks::process::Process;
use futures_util::future::{join_all, try_join, try_join_all};

use memory::Samples;
use person::Codes;

const TIME: Duration = Duration::from_secs(300);
const QUICK_TIME: Duration = Duration::from_secs(30);
const PEOPLE: u64 = 24;
const SLOW: u64 = 16;

/// How often the memory is looked at in all.
const SAMPLES: u32 = 300;

fn main() -> ExitCode {
    exit::code(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let time = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => return Ok(actix_web::rt::System::new().block_on(app::serve()).map(|()| ExitCode::SUCCESS)?),
        [] => TIME,
        ["--quick"] => QUICK_TIME,
        _ => return Err("usage: soak [--quick]".into()),
    };
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("serve");
    let server = Process::start(command)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (samples, codes, slow) = runtime.block_on(soak(&server, time))?;
    for (code, count) in &codes {
        println!("{code:<20} {count}");
    }
    println!("{:<20} {slow}\n\nmemory of the server: {samples}", "slow clients");
    if samples.are_flat() {
        return Ok(ExitCode::SUCCESS);
    }
    Err("the memory of the server grows".into())
}

async fn soak(server: &Process, time: Duration) -> io::Result<(Samples, Codes, u64)> {
    let (address, end) = (server.address(), Instant::now() + time);
    let people = try_join_all((0..PEOPLE).map(|seed| person::come(address, seed, end)));
    let slow = async { Ok(join_all((0..SLOW).map(|seed| slow::come(address, seed, end))).await) };
    let (samples, (people, slow)) = try_join(watch(server, time), try_join(people, slow)).await?;
    let mut codes = Codes::new();
    for (code, count) in people.into_iter().flatten() {
        *codes.entry(code).or_default() += count;
    }
    Ok((samples, codes, slow.into_iter().sum()))
}

async fn watch(server: &Process, time: Duration) -> io::Result<Samples> {
    let mut samples = Samples::default();
    for _ in 0..SAMPLES {
        tokio::time::sleep(time / SAMPLES).await;
        samples.add(server.memory()?);
    }
    Ok(samples)
}
