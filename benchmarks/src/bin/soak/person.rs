//! Somebody with a browser: says something, clicks, fills in, reads, and forgets the conversation.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use chatwidgets_benchmarks::client::{Answer, Client, Request};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::ADDRESS_HEADER;
use crate::dice::Dice;

/// How often each code was answered.
pub(crate) type Codes = BTreeMap<String, u64>;

/// The answers that there may be: threads are deleted and evicted, and buttons are used twice on purpose.
const EXPECTED: [&str; 6] =
    ["ok", "already_done", "in_progress", "invalid_payload", "thread_not_found", "too_many_requests"];

/// How long a person looks at most before the next click, in milliseconds.
const LOOKS: u64 = 4;

/// How often a person does something before somebody else comes.
const STEPS: u64 = 40;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Turn {
    thread_id: String,
    widgets: Vec<Widget>,
}

#[derive(Debug, Clone, Deserialize)]
struct Widget {
    id: String,
    action: String,
}

/// A person.
struct Person {
    client: Client,
    dice: Dice,
    user: String,
    address: Ipv4Addr,
    thread: String,
    widgets: Vec<Widget>,
    codes: Codes,
}

/// One person after the other, until the time is over; what was answered.
///
/// # Errors
///
/// If something was answered that should not be.
pub(crate) async fn come(address: SocketAddr, seed: u64, end: Instant) -> io::Result<Codes> {
    let mut dice = Dice::new(seed);
    let mut codes = Codes::new();
    while Instant::now() < end {
        let user = Uuid::new_v4().to_string();
        let from = Ipv4Addr::from_bits(0x0a00_0000 | u32::try_from(dice.below(1 << 24)).unwrap_or_default());
        let (client, dice) = (Client::new(address), Dice::new(dice.below(u64::MAX)));
        let mut person = Person {
            client,
            dice,
            user,
            address: from,
            thread: String::new(),
            widgets: Vec::new(),
            codes: std::mem::take(&mut codes),
        };
        for _ in 0..=person.dice.below(STEPS) {
            person.step().await?;
            tokio::time::sleep(person.dice.pause(LOOKS)).await;
        }
        codes = person.codes;
    }
    Ok(codes)
}

impl Person {
    async fn step(&mut self) -> io::Result<()> {
        if self.thread.is_empty() {
            return self.say().await;
        }
        match self.dice.below(100) {
            0..20 => self.say().await,
            20..60 => self.click().await,
            60..70 => self.fill_in().await,
            70..80 => self.read(&format!("threads/{}", self.thread), "application/json").await,
            80..90 => self.read(&format!("threads/{}", self.thread), "text/html").await,
            90..97 => {
                let page = Request::get_path(&format!("/?thread={}", self.thread)).header("accept", "text/html");
                self.send(page).await.map(drop)
            }
            _ => {
                self.send(Request::delete(&format!("threads/{}", self.thread))).await?;
                self.forget();
                Ok(())
            }
        }
    }

    async fn say(&mut self) -> io::Result<()> {
        let length = usize::try_from(self.dice.below(400)).unwrap_or_default();
        let message = format!("A table for **{}**, please. {}", self.dice.below(12), "x & y < z ".repeat(length / 10));
        let thread = Some(&self.thread).filter(|thread| !thread.is_empty());
        self.post("message", &json!({ "message": message, "threadId": thread })).await
    }

    async fn click(&mut self) -> io::Result<()> {
        if self.widgets.is_empty() {
            return self.say().await;
        }
        let count = u64::try_from(self.widgets.len()).unwrap_or(1);
        let widget = self.widgets[usize::try_from(self.dice.below(count)).unwrap_or_default()].clone();
        let payload = if widget.action == "submit_feedback" { json!({ "rating": 4 }) } else { json!({}) };
        let mut click =
            json!({ "action": widget.action, "threadId": self.thread, "widgetId": widget.id, "payload": payload });
        if self.dice.below(2) == 0 {
            click["requestId"] = Uuid::new_v4().to_string().into();
        }
        self.post("action", &click).await?;
        if self.dice.below(4) == 0 { self.post("action", &click).await } else { Ok(()) }
    }

    async fn fill_in(&mut self) -> io::Result<()> {
        // Above 5 it is not valid.
        let payload = json!({ "rating": self.dice.below(10), "comments": "so ".repeat(40) });
        self.post("action", &json!({ "action": "submit_feedback", "threadId": self.thread, "payload": payload })).await
    }

    async fn read(&mut self, route: &str, accept: &str) -> io::Result<()> {
        self.send(Request::get(route).header("accept", accept)).await.map(drop)
    }

    async fn post(&mut self, route: &str, body: &Value) -> io::Result<()> {
        let answer = self.send(Request::post(route, body)).await?;
        match &*answer.code() {
            "ok" => {
                let Turn { thread_id, widgets } = answer.read()?;
                self.thread = thread_id;
                self.widgets.extend(widgets);
            }
            // It was evicted: there is no more to be had there.
            "thread_not_found" => self.forget(),
            _ => {}
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.thread.clear();
        self.widgets.clear();
    }

    async fn send(&mut self, request: Request) -> io::Result<Answer> {
        let request = request.by(&self.user).header(ADDRESS_HEADER, &self.address.to_string());
        let answer = self.client.send(&request).await?;
        let code = if answer.status == 404 { "thread_not_found".to_owned() } else { answer.code() };
        if !EXPECTED.contains(&&*code) {
            return Err(io::Error::other(format!("this should not come: {answer}\nto {}", request.to_http())));
        }
        *self.codes.entry(code).or_default() += 1;
        Ok(answer)
    }
}
