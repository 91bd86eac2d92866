//! The store in memory at its cap: what it says that it keeps is what it takes.

use std::sync::Arc;

use chatwidgets::prelude::*;
use chatwidgets::thread::{MemoryStore, NewThread, ThreadStore as _};
use chatwidgets::{ChatTurn, Role, ThreadId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::resident;

const MIB: usize = 1 << 20;

/// How much the store may keep.
const CAP: usize = 48 * MIB;

/// What an order is: typical of what is bound to a control, or filled in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    number: u32,
    customer: String,
    amounts: Vec<u32>,
    address: Address,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    street: String,
    city: String,
}

fn order(number: u32) -> Order {
    let address = Address { street: "1 High Street".into(), city: "Bern".into() };
    Order { number, customer: "Ada".into(), amounts: vec![1, 2, 3], address }
}

#[widget_action("memory.press")]
pub async fn memory_press() {}

#[widget_action("memory.refund")]
pub async fn memory_refund(Bound(_): Bound<Order>) {}

#[widget_action("memory.place")]
pub async fn memory_place(Payload(_): Payload<Order>) {}

#[derive(Serialize, Deserialize, Widget)]
pub struct Board {
    title: String,
    cells: Vec<Vec<u8>>,
    press: Control,
}

impl Render for Board {
    fn render(&self, view: &View<'_>) -> maud::Markup {
        view.control(&self.press)
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Wishes {
    name: String,
    guests: u8,
    room: Option<String>,
}

#[widget_action("memory.wish")]
pub async fn memory_wish(Payload(_): Payload<Wishes>) {}

/// Fills the store, and says how many bytes of memory each byte took that it counts.
async fn ratio(name: &str, reply: impl Fn(u32) -> (String, Vec<chatwidgets::Widget>)) -> f64 {
    let store = MemoryStore::builder().max_bytes(CAP).max_threads(1_000_000).build();
    let before = resident();
    let mut number = 0;
    let mut last = 0;
    // Until something had to go: then it is at its cap.
    while store.bytes() >= last {
        last = store.bytes();
        let id = ThreadId::random();
        let turns = (0..8).map(|_| {
            number += 1;
            let (text, widgets) = reply(number);
            // As a turn comes from a reply: with what its text and its widgets were built in.
            Arc::new(ChatTurn::new(Role::Assistant, id, text).with_widgets(widgets))
        });
        store.create(NewThread::new(id, turns.collect())).await.unwrap();
    }
    let taken = resident().saturating_sub(before);
    let ratio = taken as f64 / store.bytes() as f64;
    println!("{name}: {:.2} ({} MiB for {} MiB, {} threads)", ratio, taken / MIB, store.bytes() / MIB, store.threads());
    // Given back for the next one, as far as the allocator does that.
    drop(store);
    ratio
}

fn buttons(button: impl Fn(u32) -> Button) -> impl Fn(u32) -> (String, Vec<chatwidgets::Widget>) {
    move |number| ("Here you are.".into(), (0..10).map(|n| button(number * 10 + n).into()).collect())
}

pub async fn filled(kind: &str) {
    let ratio = match kind {
        "texts" => ratio(kind, |number| (format!("{number} is a number. ").repeat(20), Vec::new())).await,
        "plain" => ratio(kind, buttons(|_| Button::new("Press", MemoryPress))).await,
        "bound" => ratio(kind, buttons(|number| Button::new("Refund", MemoryRefund.bind(order(number))))).await,
        "preset" => ratio(kind, buttons(|number| Button::new("Place", MemoryPlace.with(order(number))))).await,
        "custom" => {
            let board = |number: u32| {
                let press = Control::new("Press", MemoryPress);
                Board { title: format!("Board {number}"), cells: vec![vec![1, 2, 3, 4, 5]; 5], press }
            };
            ratio(kind, move |number| (String::new(), (0..4).map(|_| board(number).into()).collect())).await
        }
        "form" => ratio(kind, |_| (String::new(), vec![Form::new("Wishes", MemoryWish).into()])).await,
        "choice" => {
            let options = || (0..20).map(|n| format!("Option {n}"));
            ratio(kind, move |_| (String::new(), vec![Dropdown::new("Choose", MemoryChoose, options()).into()])).await
        }
        other => panic!("{other}"),
    };
    assert!((0.4..=1.5).contains(&ratio), "{kind}: {ratio:.2}");
}

#[widget_action("memory.choose")]
pub async fn memory_choose(Payload(_): Payload<input::Value<String>>) {}

macro_rules! kinds {
    ($($kind:ident)*) => {
        $(
            #[actix_web::test]
            #[ignore = "a process of its own"]
            async fn $kind() {
                filled(stringify!($kind)).await;
            }
        )*
    };
}

kinds! { texts plain bound preset custom form choice }
