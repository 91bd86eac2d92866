//! A round of attacks: on two threads of one person, by that person and by another one.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

use actix_web::web::Data;
use chatwidgets_benchmarks::client::{Answer, Client, Request};
use futures_util::future::try_join_all;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{Effects, reply_of};
use crate::tally::Tally;

/// How many clicks come at the same time.
pub(crate) const AT_ONCE: usize = 12;

/// A round, and what is known of it.
pub(crate) struct Round {
    pub(crate) address: SocketAddr,
    pub(crate) effects: Data<Effects>,
    pub(crate) tally: Tally,
    lanes: Vec<Client>,
    /// How often each offer must have had its effect in the end.
    expected: HashMap<usize, u32>,
    /// The turns that were answered, by thread.
    acknowledged: HashMap<String, Vec<String>>,
}

/// An offer, as a client knows it.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) number: usize,
    pub(crate) action: String,
    pub(crate) thread: String,
    pub(crate) widget: String,
}

/// What a client reads of a turn.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Turn {
    role: String,
    content: String,
    thread_id: String,
    #[serde(rename = "turnId")]
    id: String,
    widgets: Vec<Button>,
}

#[derive(Debug, Deserialize)]
struct Button {
    id: String,
    label: String,
    action: String,
    state: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Thread {
    turns: Vec<Turn>,
}

impl Offer {
    /// What a page posts when somebody clicks on it.
    pub(crate) fn click(&self) -> Value {
        json!({ "action": self.action, "threadId": self.thread, "widgetId": self.widget, "payload": {} })
    }

    /// What a browser posts without a script, with a request's id.
    pub(crate) fn form(&self, widget: &str, request_id: &str) -> Request {
        let thread = ("~threadId", &*self.thread);
        let (action, widget) = (("~action", &*self.action), ("~widgetId", widget));
        Request::post_form("action", &[action, thread, widget, ("~requestId", request_id)])
    }

    /// The same, under a request's id.
    pub(crate) fn click_as(&self, request_id: &str) -> Value {
        with(self.click(), "requestId", request_id)
    }
}

/// The same body, where one member has another value.
pub(crate) fn with(mut body: Value, member: &str, value: &str) -> Value {
    body[member] = value.into();
    body
}

/// An id that nobody has.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// A click, by somebody.
pub(crate) fn post(user: &str, body: &Value) -> Request {
    Request::post("action", body).by(user)
}

impl Round {
    pub(crate) fn new(address: SocketAddr, effects: Data<Effects>) -> Self {
        let lanes = (0..AT_ONCE).map(|_| Client::new(address)).collect();
        Self {
            address,
            effects,
            tally: Tally::default(),
            lanes,
            expected: HashMap::new(),
            acknowledged: HashMap::new(),
        }
    }

    /// Lets the app offer something, in a thread or in a new one.
    pub(crate) async fn deal(&mut self, user: &str, thread: Option<&str>, what: &str) -> io::Result<Vec<Offer>> {
        let message = json!({ "message": what, "threadId": thread });
        let answer = self.lanes[0].send(&Request::post("message", &message).by(user)).await?;
        let turn: Turn = answer.read()?;
        let offer = |Button { id, label, action, .. }| {
            let number = label.parse().map_err(io::Error::other)?;
            Ok(Offer { number, action, thread: turn.thread_id.clone(), widget: id })
        };
        let offers = turn.widgets.into_iter().map(offer).collect::<io::Result<Vec<_>>>()?;
        self.expected.extend(offers.iter().map(|offer| (offer.number, 0)));
        Ok(offers)
    }

    /// Sends requests, as many of them at the same time as there are connections; the answers in their order.
    pub(crate) async fn send(&mut self, requests: &[Request]) -> io::Result<Vec<Answer>> {
        let mut answers = Vec::with_capacity(requests.len());
        for volley in requests.chunks(self.lanes.len()) {
            let sent = self.lanes.iter_mut().zip(volley).map(|(lane, request)| lane.send(request));
            answers.extend(try_join_all(sent).await?);
        }
        Ok(answers)
    }

    /// Sends a request on all connections, and hangs up.
    pub(crate) async fn send_and_leave(&mut self, kind: &'static str, request: &Request) -> io::Result<()> {
        try_join_all(self.lanes.iter_mut().map(|lane| lane.send_and_leave(request))).await?;
        self.lanes.iter().for_each(|_| self.tally.left(kind));
        Ok(())
    }

    /// Tries the same kind of thing again and again; all of it must be answered by one of these codes.
    pub(crate) async fn try_all(
        &mut self,
        kind: &'static str,
        requests: &[Request],
        codes: &[&str],
    ) -> io::Result<Vec<Answer>> {
        let answers = self.send(requests).await?;
        for answer in &answers {
            self.tally.tried(kind, answer, codes);
            if answer.code() == "ok" {
                let turn: Turn = answer.read()?;
                self.acknowledged.entry(turn.thread_id).or_default().push(turn.id);
            }
        }
        Ok(answers)
    }

    /// Notes that an offer must have so many effects more.
    pub(crate) fn expect(&mut self, offer: &Offer, effects: u32) {
        *self.expected.entry(offer.number).or_default() += effects;
    }

    /// Looks whether each offer of this round has had its effects.
    pub(crate) fn judge(&mut self, after: &str) {
        for (&offer, &expected) in &self.expected {
            let effects = self.effects.of(offer);
            let wrong = || format!("after {after}, offer {offer} has had {effects} effects instead of {expected}");
            self.tally.check(effects == expected, wrong);
        }
    }

    /// Reads a thread: each turn that was answered is there once, and each effect has left its turn.
    pub(crate) async fn read_back(&mut self, user: &str, offers: &[Offer]) -> io::Result<()> {
        let Some(thread) = offers.first().map(|offer| offer.thread.clone()) else { return Ok(()) };
        let answer = self.lanes[0].send(&Request::get(&format!("threads/{thread}")).by(user)).await?;
        let Thread { turns } = answer.read()?;
        let mut acknowledged = self.acknowledged.remove(&thread).unwrap_or_default();
        // A retry is answered by the same turn.
        acknowledged.sort();
        acknowledged.dedup();
        for turn in acknowledged {
            let count = turns.iter().filter(|stored| stored.id == turn).count();
            self.tally.check(count == 1, || format!("turn {turn}, which was answered, is there {count} times"));
        }
        let mut replies: HashMap<&str, u32> = HashMap::new();
        for turn in turns.iter().filter(|turn| turn.role == "assistant") {
            *replies.entry(&turn.content).or_default() += 1;
        }
        let widgets = turns.iter().flat_map(|turn| &turn.widgets);
        let states: HashMap<&str, Option<&str>> =
            widgets.map(|widget| (&*widget.id, widget.state.as_deref())).collect();
        for Offer { number, action, widget, .. } in offers {
            let (effects, stored) = (self.effects.of(*number), replies.get(&*reply_of(*number)));
            let stored = stored.copied().unwrap_or_default();
            let wrong = || format!("offer {number} has had {effects} effects, and {stored} are stored");
            self.tally.check(effects == stored, wrong);
            let is_done = states.get(&**widget) == Some(&Some("done"));
            let wrong = || format!("offer {number}, to {action}, has had {effects} effects; done: {is_done}");
            self.tally.check(is_done == (action == "take" && effects > 0), wrong);
        }
        Ok(())
    }
}

/// The id of the turn that was answered; none for a refusal.
pub(crate) fn turn_of(answer: &Answer) -> Option<String> {
    answer.read::<Turn>().ok().map(|turn| turn.id)
}
