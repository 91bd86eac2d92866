//! A thread that is full: nothing runs in it, and it says what helps.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use serde_json::{Value, json};

use crate::server::{Server, soon};

/// How often a handler acted.
#[derive(Default)]
pub struct Effects(AtomicUsize);

#[widget_action("full.act")]
pub async fn full_act(effects: web::Data<Effects>) -> Reply {
    effects.0.fetch_add(1, Ordering::SeqCst);
    Reply::new("x".repeat(2_000)).widget(Button::new("Again", FullAct)).widget(Button::new("Once", FullOnce))
}

#[widget_action("full.once", once)]
pub async fn full_once(effects: web::Data<Effects>) -> Reply {
    full_act(effects).await
}

#[widget_action("full.slow")]
pub async fn full_slow(effects: web::Data<Effects>) -> Reply {
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    full_act(effects).await
}

/// Many short texts, which take several times more memory than JSON.
#[widget_action("full.texts")]
pub async fn full_texts(effects: web::Data<Effects>) -> Reply {
    effects.0.fetch_add(1, Ordering::SeqCst);
    Reply::default().widget(Dropdown::new("One", FullChoose, (0..100).map(|number| format!("{number}"))))
}

#[widget_action("full.choose")]
pub async fn full_choose(_: Payload<input::Value>) {}

struct Scene {
    server: Server,
    effects: web::Data<Effects>,
    thread: String,
    /// The widgets of the first turn.
    widgets: Value,
}

impl Scene {
    async fn of(store: MemoryStore) -> Self {
        let chat = ChatWidgets::builder().store(store).assistant(full_act).build().unwrap();
        let effects = web::Data::new(Effects::default());
        let state = effects.clone();
        let server = Server::configured(chat, move |app| {
            app.app_data(state.clone());
        });
        let first = server.act("full.act", json!({})).await.ok();
        let thread = first["threadId"].as_str().unwrap().to_owned();
        Self { server, effects, thread, widgets: first["widgets"].clone() }
    }

    fn effects(&self) -> usize {
        self.effects.0.load(Ordering::SeqCst)
    }

    /// Acts until the thread is full.
    async fn fill(&self) {
        while self.server.click(&self.thread, &self.widgets[0]["id"], "full.act", json!({})).await.status == 200 {}
    }
}

fn small() -> MemoryStore {
    MemoryStore::builder().max_thread_bytes(32 << 10).build()
}

#[actix_web::test]
async fn nothing_acts_in_a_full_thread() {
    let scene = Scene::of(small()).await;
    scene.fill().await;
    let (effects, said) = (scene.effects(), scene.server.said(&scene.thread).await.len());
    assert_eq!(effects, said, "what acted is stored");
    for n in 0..20 {
        let click = |place: usize| &scene.widgets[place]["id"];
        let rest = json!({"requestId": format!("full-{n}")});
        for answer in [
            scene.server.click(&scene.thread, click(0), "full.act", json!({})).await,
            scene.server.click(&scene.thread, click(0), "full.act", rest).await,
            scene.server.click(&scene.thread, click(1), "full.once", json!({})).await,
            scene.server.post("action", &json!({"action": "full.act", "threadId": scene.thread})).await,
            scene.server.post("message", &json!({"message": "hello", "threadId": scene.thread})).await,
        ] {
            answer.problem(409, "thread_full");
            assert!(!answer.headers.contains_key("retry-after"), "waiting does not help");
        }
    }
    assert_eq!((scene.effects(), scene.server.said(&scene.thread).await.len()), (effects, said));
    assert_eq!(scene.server.act("full.act", json!({})).await.status, 200, "a new thread has room");
}

#[actix_web::test]
async fn what_runs_at_the_same_time_loses_no_reply() {
    let scene = Scene::of(small()).await;
    // Until there is room for one more reply alone.
    while scene.server.post("action", &json!({"action": "full.act", "threadId": scene.thread})).await.status == 200
        && scene.server.said(&scene.thread).await.len() < 11
    {}
    let body = json!({"action": "full.slow", "threadId": scene.thread});
    let posts: Vec<_> = (0..6).map(|_| scene.server.post_aside("action", &body)).collect();
    let mut codes = Vec::new();
    for post in posts {
        let answer = soon(post).await.unwrap();
        codes.push(if answer.status == 200 { "ok".to_owned() } else { answer.json()["code"].to_string() });
    }
    assert!(codes.iter().all(|code| code == "ok" || code.contains("thread_full")), "{codes:?}");
    assert_eq!(scene.effects(), scene.server.said(&scene.thread).await.len(), "{codes:?}");
}

#[actix_web::test]
async fn a_reply_of_many_short_texts_is_not_lost_either() {
    let scene = Scene::of(MemoryStore::builder().max_thread_bytes(200_000).build()).await;
    let mut last = None;
    for _ in 0..200 {
        let before = scene.effects();
        let answer = scene.server.post("action", &json!({"action": "full.texts", "threadId": scene.thread})).await;
        if answer.status != 200 {
            assert_eq!(scene.effects(), before, "it did not act");
            last = Some(answer);
            break;
        }
    }
    last.expect("the thread is full at some time").problem(409, "thread_full");
}

#[actix_web::test]
async fn by_choice_the_oldest_turns_go_instead() {
    let scene = Scene::of(MemoryStore::builder().max_thread_bytes(32 << 10).forget_oldest_turns().build()).await;
    for _ in 0..40 {
        scene.server.post("action", &json!({"action": "full.act", "threadId": scene.thread})).await.ok();
    }
    assert_eq!(scene.effects(), 41);
    let turns = scene.server.get(&format!("threads/{}", scene.thread)).await.ok()["turns"].clone();
    let turns = turns.as_array().unwrap();
    assert!((5..=15).contains(&turns.len()), "{} turns", turns.len());
    let gone = scene.server.click(&scene.thread, &scene.widgets[0]["id"], "full.act", json!({})).await;
    gone.problem(403, "not_offered");
    for turn in turns {
        let click = scene.server.click(&scene.thread, &turn["widgets"][1]["id"], "full.once", json!({})).await;
        assert!([200, 403].contains(&click.status), "{click:?}");
    }
    assert_eq!(
        scene
            .server
            .click(&scene.thread, &turns.last().unwrap()["widgets"][0]["id"], "full.act", json!({}))
            .await
            .status,
        200
    );
}
