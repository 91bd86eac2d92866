//! Tries to click on what one may not click on, and to make one click act twice: 100,000 times, over HTTP.
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin attacks    # -- --quick for a tenth
//! ```
//!
//! The judge is a counter in the app for every offer, which its handler raises. No forged click may have an effect, whatever
//! can be used once acts once, and what was answered is in its thread afterwards. It prints what was tried and answered, and
//! ends with an error if anything was wrong.

mod app;
mod kinds;
mod round;
mod tally;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use actix_web::web::Data;
use chatwidgets_benchmarks::exit;
use futures_util::future::try_join_all;

use app::Effects;
use round::Round;
use tally::Tally;

/// How many tries there are at least, and with `--quick`.
const TRIES: u64 = 100_000;
const QUICK_TRIES: u64 = TRIES / 10;

/// How many rounds are played at the same time.
const ROUNDS_AT_ONCE: usize = 4;

/// Rounds have no more offers than this, and more than half as many tries as offers.
const MOST_OFFERS: u64 = 2 * TRIES;

fn main() -> ExitCode {
    exit::code(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let tries = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => TRIES,
        ["--quick"] => QUICK_TRIES,
        _ => return Err("usage: attacks [--quick]".into()),
    };
    let started = Instant::now();
    let effects = Data::new(Effects::new(usize::try_from(MOST_OFFERS)?));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tally = runtime.block_on(attack(tries, &effects))?;
    print!("{tally}");
    let (tries, mistakes, effects) = (tally.tries(), tally.mistakes(), effects.in_all());
    println!("\n{tries} tries, {effects} effects, {mistakes} mistakes, {:.0} s", started.elapsed().as_secs_f64());
    Ok(if mistakes == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn attack(tries: u64, effects: &Data<Effects>) -> io::Result<Tally> {
    let address = app::serve(Data::clone(effects))?;
    let mut tally = Tally::default();
    while tally.tries() < tries && tally.mistakes() == 0 {
        let mut rounds: Vec<_> = (0..ROUNDS_AT_ONCE).map(|_| Round::new(address, Data::clone(effects))).collect();
        try_join_all(rounds.iter_mut().map(kinds::all)).await?;
        for round in rounds {
            tally.add(round.tally);
        }
    }
    Ok(tally)
}
