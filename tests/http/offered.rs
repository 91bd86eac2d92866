//! Where a click on a widget is needed, and what it is answered where there is none.

use std::collections::HashSet;

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Server, click, text};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Size {
    size: u8,
}

#[widget_action("offered.plain")]
pub async fn offered_plain() -> &'static str {
    "plain"
}

#[widget_action("offered.sized")]
pub async fn offered_sized(Payload(size): Payload<Size>) -> String {
    format!("size {}", size.size)
}

#[widget_action("offered.only", offered)]
pub async fn offered_only(Payload(size): Payload<Size>) -> String {
    format!("offered size {}", size.size)
}

#[widget_action("offered.once", once)]
pub async fn offered_once() -> &'static str {
    "once"
}

#[widget_action("offered.bound")]
pub async fn offered_bound(Bound(n): Bound<u8>) -> String {
    format!("bound {n}")
}

#[widget_action("offered.menu")]
pub async fn offered_menu() -> Reply {
    Reply::new("The menu")
        .widget(Button::new("Plain", OfferedPlain))
        .widget(Form::new("Only", OfferedOnly))
        .widget(Button::new("Once", OfferedOnce))
        .widget(Button::new("Bound", OfferedBound.bind(3)))
        .widget(Button::new("Sized", OfferedSized.with(Size { size: 4 })))
}

async fn assistant() -> Reply {
    offered_menu().await
}

/// Every action above, and the place of its widget in the menu.
const ACTIONS: [(&str, usize); 5] =
    [("offered.plain", 0), ("offered.only", 1), ("offered.once", 2), ("offered.bound", 3), ("offered.sized", 4)];

#[actix_web::test]
async fn an_action_that_is_bound_once_or_offered_runs_for_its_widget_only() {
    let server = Server::start();
    let turn = server.act("offered.menu", json!({})).await.ok();
    let thread = text(&turn["threadId"]);
    for (action, _) in &ACTIONS[1..4] {
        let payload = json!({"size": 1});
        server.act(action, payload.clone()).await.problem(403, "not_offered");
        let body = json!({"action": action, "payload": payload, "threadId": thread});
        server.post("action", &body).await.problem(403, "not_offered");
    }
    assert_eq!(server.said(&thread).await.len(), 1, "a refused click says nothing");
    let clicked = ACTIONS.map(|(action, widget)| {
        let payload = json!({"payload": {"size": 1}});
        click(&thread, &turn["widgets"][widget]["id"], action, payload)
    });
    for (body, said) in clicked.iter().zip(["plain", "offered size 1", "once", "bound 3", "size 4"]) {
        assert_eq!(server.post("action", body).await.content(), said);
    }
}

#[actix_web::test]
async fn the_old_client_which_sends_no_widget_id_goes_on_with_plain_actions() {
    let server = Server::start();
    for body in [
        json!({"action": "offered.plain", "payload": {}}),
        json!({"action": "offered.plain", "payload": {}, "widgetId": null}),
    ] {
        assert_eq!(server.post("action", &body).await.content(), "plain");
    }
    assert_eq!(server.act("offered.sized", json!({"size": "2"})).await.content(), "size 2");
    let thread = server.act("offered.menu", json!({})).await.thread();
    let body = json!({"action": "offered.sized", "payload": {"size": 3}, "threadId": thread});
    assert_eq!(server.post("action", &body).await.content(), "size 3", "what a widget fills in is not in it");
}

#[actix_web::test]
async fn under_only_offered_every_action_needs_its_widget() {
    let chat = ChatWidgets::builder().only_offered().assistant(assistant).build().unwrap();
    let server = Server::serve(chat);
    server.act("offered.menu", json!({})).await.problem(403, "not_offered");
    let turn = server.post("message", &json!({"message": "the menu, please"})).await.ok();
    let thread = text(&turn["threadId"]);
    for (action, widget) in ACTIONS {
        let payload = json!({"size": 1});
        server.act(action, payload.clone()).await.problem(403, "not_offered");
        let by_name = json!({"action": action, "payload": payload, "threadId": thread});
        server.post("action", &by_name).await.problem(403, "not_offered");
        let rest = json!({ "payload": payload });
        server.click(&thread, &turn["widgets"][widget]["id"], action, rest).await.ok();
    }
    let listed = server.get("actions").await.ok();
    assert!(listed["actions"].as_array().unwrap().iter().all(|action| action["offered"] == true), "{listed}");
}

#[actix_web::test]
async fn the_catalogue_tells_which_actions_need_an_offer() {
    let listed = Server::start().get("actions").await.ok();
    let action =
        |name: &str| listed["actions"].as_array().unwrap().iter().find(|action| action["name"] == name).unwrap();
    let flags = |name| (action(name)["once"] == true, action(name)["offered"] == true);
    assert_eq!(flags("offered.plain"), (false, false));
    assert_eq!(flags("offered.only"), (false, true));
    assert_eq!(flags("offered.once"), (true, true));
    assert_eq!(flags("offered.bound"), (false, true));
}

#[actix_web::test]
async fn all_that_is_not_offered_looks_the_same() {
    let server = Server::start();
    let turn = server.act("offered.menu", json!({})).await.ok();
    let elsewhere = server.act("offered.menu", json!({})).await.ok();
    let (thread, other) = (text(&turn["threadId"]), text(&elsewhere["threadId"]));
    for (action, widget) in &ACTIONS[1..4] {
        let (mine, theirs) = (&turn["widgets"][widget]["id"], &elsewhere["widgets"][widget]["id"]);
        let unknown = json!("6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f");
        let bodies = [
            (json!({"action": action, "threadId": thread}), "no widget"),
            (click(&thread, &json!(null), action, json!({})), "null for one"),
            (click(&thread, &json!(""), action, json!({})), "an empty id"),
            (click(&thread, &json!("no id"), action, json!({})), "no id at all"),
            (click(&thread, &json!("x".repeat(10_000)), action, json!({})), "a long one"),
            (click(&thread, &json!(text(mine).replace('-', "")), action, json!({})), "without hyphens"),
            (click(&thread, &unknown, action, json!({})), "an unknown one"),
            (click(&thread, theirs, action, json!({})), "of another thread"),
            (click(&other, mine, action, json!({})), "in another thread"),
            (click(&thread, &turn["widgets"][0]["id"], action, json!({})), "one that names another action"),
            (click(&thread, &turn["turnId"], action, json!({})), "a turn's id"),
            (json!({"action": action, "widgetId": mine}), "without a thread"),
            (click("", mine, action, json!({})), "in a thread that is yet to be made"),
            (json!({ "action": action }), "without anything"),
        ];
        let mut looks = HashSet::new();
        for (body, what) in bodies {
            let answer = server.post("action", &body).await;
            let problem = answer.problem(403, "not_offered");
            let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.retain(|header| !header.starts_with("date:"));
            looks.insert((answer.text.replace(&text(&problem["requestId"]), "…"), headers));
            assert_eq!(looks.len(), 1, "{action}, {what}: {looks:?}");
        }
    }
}

/// How a list of ids looks in bits: which are always 1, and which are always 0.
fn constant_bits(ids: &[u128]) -> (u128, u128) {
    ids.iter().fold((u128::MAX, u128::MAX), |(ones, zeros), id| (ones & id, zeros & !id))
}

#[actix_web::test]
async fn ids_are_122_random_bits_each() {
    let server = Server::start();
    let (mut threads, mut turns, mut widgets, mut controls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let bits = |id: &Value| {
        let id = text(id);
        let groups: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
        u128::from_str_radix(&id.replace('-', ""), 16).unwrap()
    };
    for _ in 0..60 {
        let turn = server.act("bound.menu", json!({})).await.ok();
        threads.push(bits(&turn["threadId"]));
        turns.push(bits(&turn["turnId"]));
        widgets.extend(turn["widgets"].as_array().unwrap().iter().map(|widget| bits(&widget["id"])));
        let images = turn["widgets"][1]["images"].as_array().unwrap().iter();
        controls.extend(images.filter_map(|image| image.get("id")).map(bits));
        controls.push(bits(&turn["widgets"][0]["actions"][1]["id"]));
    }
    let all: Vec<_> = [&threads, &turns, &widgets, &controls].into_iter().flatten().copied().collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "none is there twice");
    // 60 ids: that a random bit is the same in all of them happens once in 2^59; of 488 such bits, once in 2^50.
    let version = 0x4 << 76;
    let variant = 0b10 << 62;
    for (ids, what) in [(threads, "threads"), (turns, "turns"), (widgets, "widgets"), (controls, "controls")] {
        let (ones, zeros) = constant_bits(&ids);
        assert_eq!(ones, version | variant, "{what}");
        assert_eq!(zeros, (0xb << 76) | (0b01 << 62), "{what}");
        assert_eq!((ones | zeros).count_zeros(), 122, "{what}");
        // Bits that go together are not as many as they look: no two are the same, nor opposite, in all ids.
        let columns = (0..128).filter(|bit| (ones | zeros) >> bit & 1 == 0).map(|bit| {
            let column: Vec<bool> = ids.iter().map(|id| (id >> bit & 1) == (ids[0] >> bit & 1)).collect();
            column
        });
        assert_eq!(columns.collect::<HashSet<_>>().len(), 122, "{what}");
    }
}
