//! Serves one side of the comparison, for one case, on a free port of this host:
//!
//! ```sh
//! cargo run --release -p chatwidgets-benchmarks --bin server -- framework-100 feedback 1
//! ```
//!
//! The third argument is the number of workers. The framework can have threads before it serves: two more arguments say how
//! many, and how many turns each of them has. It prints its port, and serves until it is stopped.

use chatwidgets_benchmarks::serving::Served;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let served = Served::parse(&arguments);
    let served = served.ok_or("usage: server bare|same|framework-ACTIONS CASE WORKERS [THREADS TURNS]")?;
    served.serve().await?;
    Ok(())
}
