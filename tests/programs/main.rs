//! The examples, as programs that a person starts, talks to and stops.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

struct Example {
    process: Child,
    output: BufReader<ChildStdout>,
    address: String,
}

impl Example {
    fn start(name: &str) -> Self {
        let mut process = Command::new(program(name))
            .env("CHATWIDGETS_ADDR", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let mut example = Self { process, output, address: String::new() };
        let line = example.line_with("Listening on http://");
        let (_, address) = line.split_once("http://").expect("it says where it listens");
        let address = address.split_whitespace().next().expect("an address");
        example.address = address.trim_end_matches(['.', ':']).to_owned();
        example
    }

    fn line_with(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("its output is text") > 0, "no line has {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }

    fn post(&self, route: &str, body: &Value) -> (u16, Value) {
        self.post_with(route, "", body)
    }

    /// Posts with a header more.
    fn post_with(&self, route: &str, header: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).expect("it accepts");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit can be set");
        let (address, body) = (&self.address, body.to_string());
        let head = format!("POST /api/chat/{route} HTTP/1.1\r\nhost: {address}\r\nconnection: close");
        let length = body.len();
        write!(stream, "{head}\r\n{header}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
            .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("the answer has a status");
        let (_, body) = answer.split_once("\r\n\r\n").expect("the answer has a body");
        (status, serde_json::from_str(body).expect("the body is JSON"))
    }

    fn stop(mut self) {
        let status = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        assert!(status.expect("`kill` runs").success());
        assert!(self.process.wait().expect("it ends").success(), "Ctrl-C is a clean end");
    }
}

impl Drop for Example {
    /// A test that failed must not leave its example behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where the example is built; beside this test's own program.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its program");
    let profile = test.ancestors().nth(2).expect("it is in the folder `deps` of a profile");
    let target = profile.parent().expect("a profile is in the target folder");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "chatwidgets-examples", "--example", name, "--target-dir"])
        .arg(target)
        .status();
    assert!(status.expect("cargo runs").success(), "the example builds");
    target.join("debug/examples").join(name)
}

#[test]
fn feedback_answers_the_request_that_it_prints() {
    let mut example = Example::start("feedback");
    let curl = example.line_with("curl -s");
    assert!(curl.contains(&format!("{}/api/chat/action", example.address)), "{curl}");
    let body = example.line_with("-d '");
    let body = body.split('\'').nth(1).expect("the body is in quotes");
    assert_eq!(body, r#"{"action":"submit_feedback","payload":{"rating":5,"comments":"great"}}"#);
    let (status, turn) = example.post("action", &serde_json::from_str(body).expect("the body is JSON"));
    assert_eq!((status, &turn["content"]), (200, &json!("Thank you for your feedback!")));
    assert_eq!(turn["widgets"][0]["label"], "Give more feedback");
    assert_eq!(turn["widgets"][0]["action"], "ask_feedback");

    let click = json!({ "action": "ask_feedback", "threadId": turn["threadId"], "widgetId": turn["widgets"][0]["id"] });
    let (status, form) = example.post("action", &click);
    assert_eq!((status, &form["widgets"][0]["type"]), (200, &json!("form")));
    assert_eq!(form["threadId"], turn["threadId"]);

    let undo = &turn["widgets"][1];
    assert_eq!((&undo["label"], undo["expiresAt"].is_string()), (&json!("Undo"), true));
    let undo = json!({ "action": "undo_feedback", "threadId": turn["threadId"], "widgetId": undo["id"] });
    assert_eq!(example.post("action", &undo).1["updates"][0]["widget"]["state"], "done");
    let (status, problem) = example.post("action", &undo);
    assert_eq!((status, &problem["code"]), (409, &json!("already_done")));
    let (status, problem) = example.post("action", &json!({ "action": "undo_feedback", "payload": { "id": 1 } }));
    assert_eq!((status, &problem["code"]), (403, &json!("not_offered")));

    let (status, offer) = example.post("message", &json!({ "message": "hello" }));
    assert_eq!((status, &offer["widgets"][0]["action"]), (200, &json!("ask_feedback")));

    let wrong = json!({ "action": "submit_feedback", "payload": { "rating": 6, "comments": "x".repeat(501) } });
    let (status, problem) = example.post("action", &wrong);
    assert_eq!((status, &problem["detail"]), (422, &json!("2 fields need attention")));
    example.stop();
}

#[test]
fn booking_draws_every_field_and_says_what_is_taken() {
    let mut example = Example::start("booking");
    let ask = example.line_with("-d '");
    let ask = serde_json::from_str(ask.split('\'').nth(1).expect("in quotes")).expect("the body is JSON");
    let (_, form) = example.post("action", &ask);
    let kinds: Vec<_> = form["widgets"][0]["fields"].as_array().expect("fields").iter().map(|f| &f["type"]).collect();
    let expected =
        ["input", "email", "slider", "dropdown", "multiselect", "datepicker", "toggle", "input", "input", "textarea"];
    assert_eq!(kinds, expected);
    let book = example.line_with("-d '");
    let book: Value = serde_json::from_str(book.split('\'').nth(1).expect("in quotes")).expect("the body is JSON");
    let (status, turn) = example.post("action", &book);
    assert_eq!((status, &turn["content"]), (200, &json!("Booked for 4 on 2026-07-01.")));
    let mut of_another = book;
    of_another["payload"]["email"] = json!("bob@example.com");
    let (status, problem) = example.post("action", &of_another);
    let taken = json!([{"pointer": "/room", "code": "taken", "message": "is taken on that day"}]);
    assert_eq!((status, &problem["errors"]), (422, &taken));
    let (_, edit) = example.post("action", &json!({ "action": "edit_booking" }));
    assert_eq!(edit["widgets"][0]["fields"][0]["defaultValue"], "Ada");
    example.stop();
}

#[test]
fn two_crates_lends_a_book_once() {
    let example = Example::start("two_crates");
    let (_, offer) = example.post("message", &json!({ "message": "hello" }));
    let (_, list) = example.post("action", &json!({ "action": offer["widgets"][0]["action"] }));
    let first = &list["widgets"][0];
    assert_eq!((&first["title"], first.get("payload")), (&json!("Emma"), None));
    // The title is not in the click: the server knows it.
    let click = json!({ "action": "library.borrow", "threadId": list["threadId"], "widgetId": first["id"] });
    let (status, turn) = example.post("action", &click);
    assert_eq!((status, &turn["content"]), (200, &json!("Emma is yours for a month.")));
    let (status, problem) = example.post("action", &click);
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
    let (status, problem) = example.post("action", &json!({ "action": "library.borrow", "payload": { "title": "x" } }));
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/title")));
    example.stop();
}

#[test]
fn refund_pays_once_what_was_bound_for_whom_it_was_shown_to() {
    const ADA: &str = "authorization: Bearer ada-token\r\n";
    const BOB: &str = "authorization: Bearer bob-token\r\n";
    let mut example = Example::start("refund");
    let hello = json!({ "message": "a parcel came back" });
    assert_eq!(example.post("message", &hello).1["code"], "unauthenticated");
    let (_, turn) = example.post_with("message", ADA, &hello);
    assert!(!turn.to_string().contains("1999"), "the order stays on the server: {turn}");

    let form = &turn["widgets"][0];
    let payload = json!({ "reason": "damaged", "amount": 100_000, "bound": { "id": 42, "amount": 100_000 } });
    let mut click = json!({ "action": "refund", "payload": payload, "threadId": turn["threadId"] });
    let (status, problem) = example.post_with("action", ADA, &click);
    assert_eq!((status, &problem["code"]), (403, &json!("not_offered")));
    click["widgetId"] = form["id"].clone();
    click["requestId"] = json!("first");
    let (status, problem) = example.post_with("action", BOB, &click);
    assert_eq!((status, &problem["code"]), (404, &json!("thread_not_found")));
    let (status, paid) = example.post_with("action", ADA, &click);
    assert_eq!((status, &paid["content"]), (200, &json!("19.99 € of order 42 are on their way back.")));
    assert_eq!(example.line_with("AUDIT"), "AUDIT Ada paid 19.99 € of order 42 back: damaged\n");
    assert_eq!(example.post_with("action", ADA, &click), (200, paid.clone()), "a retry gets the same answer");
    click["requestId"] = json!("second");
    let (status, problem) = example.post_with("action", ADA, &click);
    assert_eq!((status, &problem["code"], &problem["widget"]["state"]), (409, &json!("already_done"), &json!("done")));

    let book = json!({
        "action": "show_book", "threadId": paid["threadId"], "widgetId": paid["widgets"][0]["id"],
    });
    assert_eq!(example.post_with("action", ADA, &book).1["content"], "Ada paid 19.99 € of order 42 back: damaged");
    example.stop();
}
