//! What a store that keeps text writes, and reads again.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use chatwidgets::ChatTurn;
use chatwidgets::thread::{Click, Finish, Ledger, NewThread, RequestKey, RunId, Start, TurnRecord};
use chatwidgets::{ThreadId, WidgetId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::{self, HTML, JSON};
use crate::html;

/// The first byte says what the rest is.
pub fn check(input: &[u8]) {
    let Some((&first, text)) = input.split_first() else { return };
    if first & 1 == 0 { turn(text) } else { ledger(text) }
}

fn turn(text: &[u8]) {
    let Ok(record) = serde_json::from_slice::<TurnRecord>(text) else { return };
    let record = is_stable(&record);
    // What is hidden and belongs to no control is dropped; nothing else is, however often it is stored and read.
    let first = to_text(&record);
    let turn = ChatTurn::from(record);
    let stored = to_text(&TurnRecord::from(turn.clone()));
    keeps_hidden(&from_text(&first), &from_text(&stored));
    let again = ChatTurn::from(from_text::<TurnRecord>(&stored));
    assert_eq!(again, turn);
    assert_eq!(to_text(&TurnRecord::from(again.clone())), stored);
    draw(again);
}

/// Each widget with an action still has what was hidden on it.
fn keeps_hidden(first: &Value, stored: &Value) {
    let Some(widgets) = first["turn"]["widgets"].as_array() else { return };
    for (place, widget) in widgets.iter().enumerate() {
        let id = widget["id"].as_str().unwrap_or_default();
        // Of two widgets with the same id, which no store has, the first one gets it.
        let is_first = !widgets[..place].iter().any(|other| other["id"] == id);
        let hidden = &first["hidden"][id];
        if widget["type"] == "button" && is_first && !hidden.is_null() {
            assert_eq!(hidden, &stored["hidden"][id], "{first}");
        }
    }
}

/// A turn that was read is shown like any other.
fn draw(turn: ChatTurn) {
    let thread = ThreadId::random();
    if app::create(NewThread::new(thread, vec![Arc::new(turn)])).is_err() {
        return;
    }
    let path = format!("/api/chat/threads/{thread}");
    for accept in [JSON, HTML] {
        let answer = app::get(&path, accept);
        assert_eq!(answer.status, 200, "{answer:?}");
        if accept == HTML {
            html::harmless(&answer.body);
        }
    }
}

fn ledger(text: &[u8]) {
    let Ok(ledger) = serde_json::from_slice::<Ledger>(text) else { return };
    let mut ledger = is_stable(&ledger);
    for seconds in [0, 1_000, 4_000_000_000] {
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        let key = RequestKey::new("a", [0; 16]);
        let mut start = Start::new(now, now + Duration::from_secs(1));
        start.request = Some(key.clone());
        start.click = Some(Click::new(WidgetId::random(), "press", true));
        ledger.start(&start, None);
        let turn = Arc::new(ChatTurn::new(chatwidgets::Role::User, ThreadId::random(), ""));
        let mut finish = Finish::new(RunId::random(), turn, now);
        finish.request = Some(key.clone());
        ledger.finish(&finish, Vec::new());
        ledger.abandon(start.run, Some(&key));
        ledger.forget(now);
        ledger = is_stable(&ledger);
    }
}

/// What is written is read as the same.
fn is_stable<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> T {
    let read = from_text(&to_text(value));
    assert_eq!(&read, value);
    read
}

fn to_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| panic!("{error}"))
}

fn from_text<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
