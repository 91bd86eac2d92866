//! A server as a process: what the program `server` does, and what the programs that measure do in their child processes, so
//! that what they measure is never an older build than they are.

use std::ffi::OsString;
use std::io;
use std::process::Command;
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use chatwidgets::prelude::*;
use chatwidgets::thread::{NewThread, ThreadStore, UserId};
use chatwidgets::{ChatTurn, Role, ThreadId};
use uuid::Uuid;

use crate::case::Case;
use crate::cores::{Cores, Place};
use crate::framework::{self, Press};
use crate::service::Side;

/// The first argument by which a program that measures becomes a server.
const SERVE: &str = "serve";

/// A server to be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// Who serves.
    pub side: Side,
    /// What is asked of it.
    pub case: Case,
    /// How many threads of the system it answers in.
    pub workers: usize,
    /// How many threads there are before it serves; on the framework only.
    pub threads: u64,
    /// How many turns each of them has.
    pub turns: usize,
}

impl Served {
    /// A server with one worker and no threads.
    pub fn new(side: Side, case: Case) -> Self {
        Self { side, case, workers: 1, threads: 0, turns: 0 }
    }

    /// With so many threads before it serves, each with so many turns.
    pub fn filled(self, threads: u64, turns: usize) -> Self {
        Self { threads, turns, ..self }
    }

    /// What `arguments` ask for: `SIDE CASE WORKERS [THREADS TURNS]`.
    pub fn parse(arguments: &[&str]) -> Option<Self> {
        let (&[side, case, workers], filled) = arguments.split_first_chunk()?;
        let (threads, turns) = match filled {
            [] => (0, 0),
            [threads, turns] => (threads.parse().ok()?, turns.parse().ok()?),
            _ => return None,
        };
        let (side, case, workers) = (Side::named(side)?, Case::named(case)?, workers.parse().ok()?);
        let can_be_filled = threads == 0 || matches!(side, Side::Framework(_));
        can_be_filled.then_some(Self { side, case, workers, threads, turns })
    }

    /// What starts it in a child process of this one.
    ///
    /// # Errors
    ///
    /// If this program is not known.
    pub fn command(self, cores: Cores, place: Place) -> io::Result<Command> {
        let mut command = cores.command(&std::env::current_exe()?, place);
        let Self { side, case, workers, threads, turns } = self;
        command.args([SERVE, &side.name(), case.name(), &workers.to_string()]);
        command.args([threads.to_string(), turns.to_string()]);
        Ok(command)
    }

    /// Prints its port, and serves until it is stopped.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub async fn serve(self) -> io::Result<()> {
        let (server, port) = match (self.side, self.threads) {
            (Side::Framework(actions), 1..) => {
                let chat = framework::chat(self.case, actions).map_err(io::Error::other)?;
                self.fill(&**chat.store()).await.map_err(io::Error::other)?;
                let work = Data::<framework::Work>::default();
                let server =
                    HttpServer::new(move || App::new().configure(framework::routes(&chat, Data::clone(&work))));
                let server = server.workers(self.workers).h1_allow_half_closed(false).bind(("127.0.0.1", 0))?;
                let port = server.addrs()[0].port();
                (server.run(), port)
            }
            (side, _) => side.serve(self.case, self.workers)?,
        };
        println!("{port}");
        server.await
    }

    /// Makes the threads, of turns like the replies to the feedback form.
    async fn fill(self, store: &dyn ThreadStore) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        for number in 0..self.threads {
            let thread: ThreadId = thread_id(number).to_string().parse()?;
            let turn = || {
                let turn = ChatTurn::new(Role::Assistant, thread, "Thank you for your feedback!");
                Arc::new(turn.with_widgets([Button::new("Rate again", Press).into()]))
            };
            let turns = (0..self.turns).map(|_| turn()).collect();
            let thread = NewThread::new(thread, turns).owned_by(Some(UserId::new(Case::USER)));
            store.create(thread).await?;
        }
        Ok(())
    }
}

/// The id of a thread that is there before a server serves: known to who measures, and spread like random ones.
pub fn thread_id(number: u64) -> Uuid {
    let bytes = u128::from(mixed(2 * number)) << 64 | u128::from(mixed(2 * number + 1));
    uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
}

/// The finaliser of `SplitMix64`.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Serves instead, if this process is the child of one that measures; `None` if it is the one that measures.
pub fn serve_if_child() -> Option<io::Result<()>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let (&SERVE, arguments) = arguments.split_first()? else { return None };
    let served = Served::parse(arguments).ok_or_else(|| io::Error::other("serve: not understood"));
    Some(served.and_then(|served| actix_web::rt::System::new().block_on(served.serve())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_name_a_server() {
        let served = Served::new(Side::Framework(100), Case::Booking);
        assert_eq!(Served::parse(&["framework-100", "booking", "1"]), Some(served));
        assert_eq!(Served::parse(&["framework-100", "booking", "1", "8", "3"]), Some(served.filled(8, 3)));
        assert_eq!(Served::parse(&["same", "booking", "1", "0", "0"]), Some(Served::new(Side::Same, Case::Booking)));
        for wrong in [&["same", "booking"][..], &["same", "nothing", "1"], &["same", "click", "1", "8", "3"]] {
            assert_eq!(Served::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn ids_of_threads_differ_and_are_of_version_4() {
        let ids: std::collections::HashSet<Uuid> = (0..10_000).map(thread_id).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
    }
}
