//! The load generator itself, against servers in processes of their own.

#![expect(clippy::unwrap_used, reason = "in a test, also outside of the functions that are marked as one")]

use std::path::Path;
use std::process::Command;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::connection::{Connection, Until};
use chatwidgets_benchmarks::contest::{self, Contestant, Length};
use chatwidgets_benchmarks::process::Process;
use chatwidgets_benchmarks::serving::thread_id;

fn start(arguments: &[&str]) -> Process {
    let mut server = Command::new(Path::new(env!("CARGO_BIN_EXE_server")));
    server.args(arguments);
    Process::start(server).unwrap()
}

async fn contestant(side: &str, case: Case) -> Contestant {
    let process = start(&[side, case.name(), "1"]);
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(Connection::open(process.address(), case, None).await.unwrap());
    }
    Contestant::new(side.to_owned(), vec![process], connections).unwrap()
}

#[tokio::test]
async fn every_case_is_played_in_turns() {
    for case in Case::ALL {
        let mut contestants = [contestant("same", case).await, contestant("framework-100", case).await];
        contest::play(&mut contestants, 2, Length::Requests(4)).await.unwrap();
        for contestant in contestants {
            assert_eq!(contestant.rounds().len(), 2);
            for burst in contestant.rounds() {
                assert_eq!(burst.requests, 3 * 4, "{case:?}");
                assert!(burst.cpu_micros() > 0.0 && burst.rate() > 0.0, "{burst:?}");
            }
            assert!(contestant.latency_micros(0.99) >= contestant.latency_micros(0.5));
            assert!(contestant.peak_memory().unwrap() > 1 << 20);
        }
    }
}

#[tokio::test]
async fn threads_that_are_there_before_are_gone_on_in() {
    let process = start(&["framework-1", "click", "1", "4", "3"]);
    let connection = Connection::open(process.address(), Case::Click, Some(&thread_id(0).to_string())).await.unwrap();
    let contestant = Contestant::new("filled".to_owned(), Vec::new(), vec![connection]).unwrap();
    let threads = (1..4).map(|number| thread_id(number).to_string());
    let mut contestant = contestant.in_threads(threads.collect());
    for _ in 0..4 {
        contestant.burst(Length::Requests(2)).await.unwrap();
    }
    // Four bursts in three threads: in the first of them twice.
    for (number, turns) in [(0, 3), (1, 3 + 4), (2, 3 + 2), (3, 3 + 2)] {
        let thread = thread_id(number).to_string();
        let mut reader = Connection::open(process.address(), Case::History, Some(&thread)).await.unwrap();
        reader.play(Until::Answers(1)).await.unwrap();
        let read: serde_json::Value = serde_json::from_slice(reader.last_body()).unwrap();
        assert_eq!(read["turns"].as_array().unwrap().len(), turns, "{number}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_expected_ends_it() {
    let process = start(&["framework-1", "click", "1"]);
    let nobody = thread_id(7).to_string();
    let mut connection = Connection::open(process.address(), Case::Click, Some(&nobody)).await.unwrap();
    let error = connection.play(Until::Answers(1)).await.unwrap_err();
    assert!(error.to_string().contains("thread_not_found"), "{error}");
}
