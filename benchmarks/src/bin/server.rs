//! Serves one side of the comparison, for one case, on a free port of this host:
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin server -- framework-100 feedback 1
//! ```
//!
//! The last argument is the number of workers. It prints its port, and serves until it is stopped.

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::service::Side;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let parsed = match arguments[..] {
        [side, case, workers] => Side::named(side).zip(Case::named(case)).zip(workers.parse().ok()),
        _ => None,
    };
    let Some(((side, case), workers)) = parsed else {
        return Err("usage: server bare|same|framework-ACTIONS CASE WORKERS".into());
    };
    let (server, port) = side.serve(case, workers)?;
    println!("{port}");
    server.await?;
    Ok(())
}
