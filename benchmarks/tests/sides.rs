//! All sides do the same work: what they answer, through a real socket.

#![expect(clippy::unwrap_used, reason = "in a test, also outside of the functions that are marked as one")]

use std::collections::BTreeSet;

use chatwidgets_benchmarks::case::{Case, Wanted};
use chatwidgets_benchmarks::service::Side;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A side that listens, and how to ask it.
struct Asked {
    side: Side,
    port: u16,
}

impl Asked {
    fn start(side: Side, case: Case) -> Self {
        let (server, port) = side.serve(case, 1).unwrap();
        actix_web::rt::spawn(server);
        Self { side, port }
    }

    /// Sends a request on a connection of its own, and reads the status and the JSON of the answer.
    async fn ask(&self, wanted: &Wanted) -> (u16, Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let request = wanted.to_http("localhost").replacen("\r\n", "\r\nconnection: close\r\n", 1);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    /// Makes the thread that a case needs; the last answer.
    async fn open(&self, case: Case) -> Value {
        let opening = case.opening();
        let (status, mut turn) = self.ask(&opening).await;
        assert_eq!(status, opening.status, "{}: {turn}", self.side.name());
        for _ in 0..case.further_turns() {
            turn = self.ask(&Case::Click.request(turn["threadId"].as_str(), None)).await.1;
        }
        turn
    }

    /// The request of a case, in a thread and on a widget that a turn names.
    async fn click(&self, case: Case, turn: &Value) -> (u16, Value) {
        let widget = turn["widgets"][0]["id"].as_str().filter(|_| case == Case::Once);
        self.ask(&case.request(turn["threadId"].as_str(), widget)).await
    }
}

/// Who can answer a case.
fn sides(case: Case) -> impl Iterator<Item = Side> {
    Side::ALL.into_iter().filter(move |side| side.can(case))
}

/// The members of all objects in it, as paths: what it is like, whatever its ids and texts are.
fn shape(json: &Value) -> BTreeSet<String> {
    let mut shape = BTreeSet::new();
    let mut open = vec![(String::new(), json)];
    while let Some((path, json)) = open.pop() {
        match json {
            Value::Object(members) => open.extend(members.iter().map(|(name, json)| (format!("{path}/{name}"), json))),
            Value::Array(items) => open.extend(items.iter().map(|json| (format!("{path}[]"), json))),
            _ => {
                shape.insert(path);
            }
        }
    }
    shape
}

#[actix_web::test]
async fn every_side_answers_every_case_with_the_same_json() {
    for case in Case::ALL.into_iter().filter(|case| *case != Case::Invalid) {
        let mut shapes = Vec::new();
        for side in sides(case) {
            let asked = Asked::start(side, case);
            let opened = asked.open(case).await;
            let (status, json) = asked.click(case, &opened).await;
            let name = format!("{} of {}: {json}", case.name(), side.name());
            assert_eq!(status, 200, "{name}");
            assert_eq!(json["threadId"], opened["threadId"], "{name}");
            if case == Case::History {
                let turns = json["turns"].as_array().unwrap();
                assert_eq!(turns.len(), Case::TURNS, "{name}");
                assert!(turns.iter().all(|turn| turn["widgets"][0]["id"].is_string()), "{name}");
            } else {
                assert_eq!(json["role"], "assistant", "{name}");
                assert!(json["content"].as_str().is_some_and(|content| !content.is_empty()), "{name}");
                assert_eq!(json["widgets"].as_array().map(Vec::len), Some(1), "{name}");
                assert_eq!(json["widgets"][0]["type"], "button", "{name}");
            }
            // What checks nothing has no button to settle.
            let mut shape = shape(&json);
            // The framework counts how often a widget was changed, which nobody reads in these cases.
            shape.retain(|path| !path.ends_with("/revision"));
            if side == Side::Bare {
                shape.extend(
                    shapes.first().into_iter().flatten().filter(|path: &&String| path.contains("/updates")).cloned(),
                );
            }
            shapes.push(shape);
        }
        assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{}: {shapes:#?}", case.name());
    }
}

#[actix_web::test]
async fn a_button_that_works_once_is_refused_the_second_time() {
    for side in sides(Case::Once).filter(|side| *side != Side::Bare) {
        let asked = Asked::start(side, Case::Once);
        let coupon = asked.open(Case::Once).await;
        let (status, redeemed) = asked.click(Case::Once, &coupon).await;
        assert_eq!(status, 200, "{}: {redeemed}", side.name());
        assert_eq!(redeemed["updates"][0]["widgetId"], coupon["widgets"][0]["id"], "{}", side.name());
        let (status, refused) = asked.click(Case::Once, &coupon).await;
        assert!((400..500).contains(&status), "{}: {status} {refused}", side.name());
        // The next one works.
        let (status, json) = asked.click(Case::Once, &redeemed).await;
        assert_eq!(status, 200, "{}: {json}", side.name());
    }
}

#[actix_web::test]
async fn an_invalid_form_is_told_both_fields() {
    for side in sides(Case::Invalid) {
        let asked = Asked::start(side, Case::Invalid);
        let opened = asked.open(Case::Invalid).await;
        let (status, problem) = asked.click(Case::Invalid, &opened).await;
        assert_eq!((status, &problem["code"]), (422, &Value::from("invalid_payload")), "{}", side.name());
        let errors = problem["errors"].as_array().unwrap().iter();
        let fields: BTreeSet<&str> = errors.filter_map(|error| error["pointer"].as_str()).collect();
        assert_eq!(fields, BTreeSet::from(["/comments", "/rating"]), "{}: {problem}", side.name());
    }
}

#[actix_web::test]
async fn a_thread_of_somebody_else_is_not_there() {
    for side in sides(Case::Click).filter(|side| *side != Side::Bare) {
        let asked = Asked::start(side, Case::Click);
        let unknown = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        let (status, problem) = asked.ask(&Case::Click.request(Some(unknown), None)).await;
        assert_eq!((status, &problem["code"]), (404, &Value::from("thread_not_found")), "{}", side.name());
    }
}
