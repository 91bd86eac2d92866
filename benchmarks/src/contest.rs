//! Servers against each other: in each round every one of them gets one short burst of requests, while the others idle.
//!
//! What a request costs drifts with the minutes, by more than the servers differ: with what else runs on the machine, its
//! clock, where the kernel put things. Bursts that follow each other within a second are drawn from the same minute, so two
//! servers are compared round by round, and never a run of one with a later run of another. In each round another one begins.

use std::io;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::connection::{Connection, Until};
use crate::cores::{Cores, Place};
use crate::process::{self, Process};
use crate::serving::Served;

/// How long all of the answers of a burst may take: a server that hangs ends the run.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a burst is.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    /// So long.
    Time(Duration),
    /// So many requests on each connection.
    Requests(usize),
}

/// A server, or several that count as one, and the connections to it.
#[derive(Debug)]
pub struct Contestant {
    /// What it is called.
    pub name: String,
    processes: Vec<Process>,
    connections: Vec<Connection>,
    /// Threads for its connections to go on in, one for each connection in each round; from the front again at the end. If
    /// there are none, a connection stays in its thread.
    threads: Vec<String>,
    entered: usize,
    latencies: Histogram<u64>,
    rounds: Vec<Burst>,
}

/// One burst.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Burst {
    /// How many requests were answered.
    pub requests: u32,
    /// How long that took, until the last answer.
    pub seconds: f64,
    /// The processor time of the server.
    pub server_cpu_seconds: f64,
    /// The processor time of the load generator: its share of its own core tells whether the server waited for it.
    pub generator_cpu_seconds: f64,
}

impl Burst {
    /// The processor time of the server for each request, in microseconds.
    pub fn cpu_micros(&self) -> f64 {
        self.server_cpu_seconds * 1e6 / f64::from(self.requests)
    }

    /// Requests per second.
    pub fn rate(&self) -> f64 {
        f64::from(self.requests) / self.seconds
    }

    /// How much of one core the server had.
    pub fn server_share(&self) -> f64 {
        self.server_cpu_seconds / self.seconds
    }

    /// How much of one core the load generator had.
    pub fn generator_share(&self) -> f64 {
        self.generator_cpu_seconds / self.seconds
    }
}

impl Contestant {
    /// A server, and so many connections, each in a new thread.
    ///
    /// # Errors
    ///
    /// If the server does not start, or does not answer as it must.
    pub async fn start(served: Served, cores: Cores, place: Place, connections: usize) -> io::Result<Self> {
        let process = Process::start(served.command(cores, place)?)?;
        let mut open = Vec::with_capacity(connections);
        for _ in 0..connections {
            open.push(Connection::open(process.address(), served.case, None).await?);
        }
        Self::new(served.side.name(), vec![process], open)
    }

    /// Takes part with what it has.
    ///
    /// # Errors
    ///
    /// If there is no room to count latencies.
    pub fn new(name: String, processes: Vec<Process>, connections: Vec<Connection>) -> io::Result<Self> {
        // From a microsecond to a minute, to a thousandth.
        let latencies = Histogram::new_with_bounds(1_000, 60_000_000_000, 3).map_err(io::Error::other)?;
        let (threads, rounds) = (Vec::new(), Vec::new());
        Ok(Self { name, processes, connections, threads, entered: 0, latencies, rounds })
    }

    /// Lets its connections go on in other threads in each round.
    pub fn in_threads(mut self, threads: Vec<String>) -> Self {
        self.threads = threads;
        self
    }

    /// Takes part together with another one: the requests of both are made at the same time.
    pub fn and(mut self, other: Self) -> Self {
        self.processes.extend(other.processes);
        self.connections.extend(other.connections);
        self
    }

    /// Its bursts.
    pub fn rounds(&self) -> &[Burst] {
        &self.rounds
    }

    /// The latency that so many of its requests stayed below, in microseconds.
    pub fn latency_micros(&self, quantile: f64) -> f64 {
        Duration::from_nanos(self.latencies.value_at_quantile(quantile)).as_secs_f64() * 1e6
    }

    /// The most memory that its servers have had, in bytes.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn peak_memory(&self) -> io::Result<u64> {
        self.processes.iter().map(Process::peak_memory).sum()
    }

    /// The memory that its servers have now, in bytes.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn memory(&self) -> io::Result<u64> {
        self.processes.iter().map(Process::memory).sum()
    }

    /// How much of that is their own, without the program's code, in bytes.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn own_memory(&self) -> io::Result<u64> {
        self.processes.iter().map(Process::own_memory).sum()
    }

    /// The length of the body of the last answer to one of its connections.
    pub fn last_body(&self) -> usize {
        self.connections.first().map_or(0, |connection| connection.last_body().len())
    }

    /// One burst, on all of its connections at once.
    ///
    /// # Errors
    ///
    /// If an answer is not as it must be, or does not come.
    pub async fn burst(&mut self, length: Length) -> io::Result<Burst> {
        for connection in &mut self.connections {
            connection.keep_alive().await?;
            if let Some(thread) = self.threads.get(self.entered) {
                connection.enter(Some(thread)).await?;
                self.entered = (self.entered + 1) % self.threads.len();
            }
        }
        let (server, own, started) = (self.cpu()?, process::cpu(std::process::id())?, Instant::now());
        let until = match length {
            Length::Time(time) => Until::Instant(started + time),
            Length::Requests(requests) => Until::Answers(requests),
        };
        let mut playing = JoinSet::new();
        for mut connection in self.connections.drain(..) {
            playing.spawn(async move { connection.play(until).await.map(|()| connection) });
        }
        let played = timeout(PATIENCE, async {
            while let Some(connection) = playing.join_next().await {
                self.connections.push(connection.map_err(io::Error::other)??);
            }
            Ok::<_, io::Error>(())
        });
        let name = &self.name;
        played.await.map_err(|_| io::Error::other(format!("{name} did not answer for {PATIENCE:?}")))??;
        let seconds = started.elapsed().as_secs_f64();
        let generator_cpu_seconds = process::cpu(std::process::id())?.saturating_sub(own).as_secs_f64();
        let server_cpu_seconds = self.cpu()?.saturating_sub(server).as_secs_f64();
        let mut requests = 0;
        for latency in self.connections.iter_mut().flat_map(Connection::take_latencies) {
            requests += 1;
            self.latencies.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
        }
        Ok(Burst { requests, seconds, server_cpu_seconds, generator_cpu_seconds })
    }

    fn cpu(&self) -> io::Result<Duration> {
        self.processes.iter().map(Process::cpu).sum()
    }
}

/// Warms all of them up with one burst that does not count, and plays the rounds. Answers how many cores other processes had
/// meanwhile, on average: they take caches and time from what is measured.
///
/// # Errors
///
/// If an answer is not as it must be, or does not come.
pub async fn play(contestants: &mut [Contestant], rounds: usize, length: Length) -> io::Result<f64> {
    for contestant in &mut *contestants {
        contestant.burst(length).await?;
        contestant.latencies.reset();
    }
    let (others, started) = (others(contestants)?, Instant::now());
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let contestant = (round + turn) % contestants.len();
            let contestant = &mut contestants[contestant];
            let burst = contestant.burst(length).await?;
            contestant.rounds.push(burst);
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    Ok((self::others(contestants)? - others).max(0.0) / seconds)
}

/// The processor time of other processes, in seconds since some time.
fn others(contestants: &[Contestant]) -> io::Result<f64> {
    let servers: Duration = contestants.iter().map(Contestant::cpu).sum::<io::Result<_>>()?;
    let own = process::cpu(std::process::id())?;
    Ok(process::cpu_of_all()?.as_secs_f64() - servers.as_secs_f64() - own.as_secs_f64())
}
