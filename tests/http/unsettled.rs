//! What leaves an offer open: a click that its handler does not accept.

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::once::{Desk, OnceOffer, Scene};
use crate::server::{click, soon};

/// Fails the first time, in the way that is bound to the widget.
#[widget_action("unsettled.moody", once, timeout = "50ms")]
pub async fn unsettled_moody(
    Bound(how): Bound<String>,
    context: ActionContext,
    desk: web::Data<Desk>,
) -> Result<Reply, ActionError> {
    if desk.run() > 0 {
        return Ok(Reply::new("at last"));
    }
    match how.as_str() {
        "conflict" => Err(ActionError::conflict("not now")),
        "internal" => Err(ActionError::internal("it is broken")),
        "panic" => panic!("fell over"),
        "late panic" => {
            tokio::task::yield_now().await;
            panic!("fell over")
        }
        "too large for the store" => Ok(Reply::new("x".repeat(20_000))),
        "large" => Ok(Reply::new("x".repeat(600 << 10))),
        "many" => Ok(Reply::default().widgets((0..101).map(|_| Button::new("x", OnceOffer)))),
        "mistake" => Ok(Reply::default().widget(Image::new("x", "javascript:x"))),
        "large replacement" => Ok(Reply::default().replace(Button::new("x".repeat(600 << 10), OnceOffer))),
        "wrong replacement" => Ok(Reply::default().replace(Image::new("x", "javascript:x"))),
        "hopeless" => std::future::pending().await,
        "late" => {
            context.cancelled().await;
            desk.go_on.notified().await;
            Ok(Reply::new("late"))
        }
        "late error" => {
            context.cancelled().await;
            Err(ActionError::conflict("too late"))
        }
        _ => unreachable!(),
    }
}

#[derive(Deserialize, JsonSchema)]
pub struct Moods {
    how: String,
}

#[widget_action("unsettled.moods")]
pub async fn unsettled_moods(Payload(moods): Payload<Moods>) -> Reply {
    Reply::default().widget(Button::new("Try", UnsettledMoody.bind(moods.how)))
}

/// A run that is not accepted leaves the widget open, and the next one settles it.
async fn leaves_it_open(how: &str, status: u16, code: &str) {
    let scene = Scene::open("unsettled.moods", json!({ "how": how })).await;
    scene.click(0, "unsettled.moody", json!({})).await.problem(status, code);
    assert_eq!(scene.state(0).await, (None, None), "{how}");
    assert_eq!(scene.server.said(&scene.thread).await.len(), 1, "{how}");
    assert_eq!(scene.click(0, "unsettled.moody", json!({})).await.content(), "at last", "{how}");
    scene.is_done(0, "unsettled.moody").await;
    assert_eq!(scene.desk.runs(), 2, "{how}");
}

#[actix_web::test]
async fn a_handlers_error_leaves_it_open() {
    leaves_it_open("conflict", 409, "conflict").await;
    leaves_it_open("internal", 500, "handler_failed").await;
}

#[actix_web::test]
async fn a_panic_leaves_it_open() {
    leaves_it_open("panic", 500, "handler_failed").await;
    leaves_it_open("late panic", 500, "handler_failed").await;
}

/// The handler has accepted the click, and done what it does: that must not happen twice, though the reply is lost.
async fn is_lost_and_settles_it(scene: Scene, how: &str) {
    scene.click(0, "unsettled.moody", json!({"requestId": "unsettled"})).await.problem(500, "reply_lost");
    for rest in [json!({"requestId": "unsettled"}), json!({})] {
        scene.click(0, "unsettled.moody", rest).await.problem(409, "already_done");
    }
    assert_eq!(scene.state(0).await, (Some("done".into()), Some(1)), "{how}");
    assert_eq!(scene.server.said(&scene.thread).await.len(), 1, "{how}: there is no turn without a text");
    assert_eq!(scene.desk.runs(), 1, "{how}");
}

#[actix_web::test]
async fn a_reply_that_cannot_be_used_is_lost_and_settles_it() {
    for how in ["large", "many", "mistake", "large replacement", "wrong replacement"] {
        is_lost_and_settles_it(Scene::open("unsettled.moods", json!({ "how": how })).await, how).await;
    }
}

#[actix_web::test]
async fn a_reply_that_the_store_cannot_keep_is_lost_and_settles_it() {
    let store = MemoryStore::builder().max_bytes(10_000).build();
    let chat = ChatWidgets::builder().store(store).build().unwrap();
    let scene = Scene::of(chat, "unsettled.moods", json!({"how": "too large for the store"})).await;
    is_lost_and_settles_it(scene, "too large for the store").await;
}

#[actix_web::test]
async fn a_handler_that_is_given_up_leaves_it_open() {
    let scene = Scene::open("unsettled.moods", json!({"how": "hopeless"})).await;
    let rest = json!({"requestId": "unsettled-slow"});
    scene.click(0, "unsettled.moody", rest.clone()).await.problem(504, "handler_timeout");
    // It may put things in order still.
    scene.click(0, "unsettled.moody", json!({})).await.problem(409, "in_progress");
    // The same request waits until that is over, and fails as it did; one that comes later runs.
    soon(scene.click(0, "unsettled.moody", rest.clone())).await.problem(504, "handler_timeout");
    assert_eq!(soon(scene.click(0, "unsettled.moody", rest)).await.content(), "at last");
    scene.is_done(0, "unsettled.moody").await;
    assert_eq!(scene.desk.runs(), 2);
}

#[actix_web::test]
async fn a_handler_that_is_given_up_lets_go_at_once() {
    let scene = Scene::open("unsettled.moods", json!({"how": "hopeless"})).await;
    scene.click(0, "unsettled.moody", json!({})).await.problem(504, "handler_timeout");
    // It is given up while the server stops, which takes nothing new then; but the widget is not in use.
    soon(scene.chat.drain()).await;
    scene.click(0, "unsettled.moody", json!({})).await.problem(503, "shutting_down");
    assert_eq!((scene.state(0).await, scene.desk.runs()), ((None, None), 1));
}

#[actix_web::test]
async fn a_handler_that_fails_after_its_time_limit_leaves_it_open() {
    let scene = Scene::open("unsettled.moods", json!({"how": "late error"})).await;
    let rest = json!({"requestId": "unsettled-late-error"});
    scene.click(0, "unsettled.moody", rest.clone()).await.problem(504, "handler_timeout");
    // Whoever waited fails as it did, and may try again.
    let mut answer = soon(scene.click(0, "unsettled.moody", rest.clone())).await;
    if answer.status != 200 {
        answer.problem(409, "conflict");
        answer = soon(scene.click(0, "unsettled.moody", rest)).await;
    }
    assert_eq!(answer.content(), "at last");
}

#[actix_web::test]
async fn a_handler_that_is_done_after_its_time_limit_settles_it() {
    let scene = Scene::open("unsettled.moods", json!({"how": "late"})).await;
    let rest = json!({"requestId": "unsettled-late"});
    scene.click(0, "unsettled.moody", rest.clone()).await.problem(504, "handler_timeout");
    let retry = scene.server.post_aside("action", &click(&scene.thread, scene.id(0), "unsettled.moody", rest));
    scene.desk.go_on.notify_one();
    assert_eq!(soon(retry).await.unwrap().content(), "late", "whoever asks again is told");
    scene.is_done(0, "unsettled.moody").await;
    assert_eq!((scene.desk.runs(), scene.server.said(&scene.thread).await.len()), (1, 2));
}
