//! `requestId` of messages: one that is sent again is in the thread once.

use serde_json::json;

use crate::retries::Scene;
use crate::server::soon;

#[actix_web::test]
async fn a_message_that_is_sent_again_is_there_once() {
    let scene = Scene::open().await;
    let body = scene.message("hi", "m");
    let first = scene.server.post("message", &body).await;
    assert_eq!(first.content(), "run 1");
    assert_eq!(scene.server.post("message", &body).await.text, first.text);
    let bare = json!({"message": "hi", "threadId": scene.thread});
    assert_eq!(scene.keyed(&bare, "\"m\"").await.text, first.text);
    scene.keyed(&body, "other").await.problem(400, "malformed_request");
    scene.server.post("message", &scene.message("ho", "m")).await.problem(409, "conflict");
    scene.post(&scene.body("retries.count", json!({}), "m")).await.problem(409, "conflict");
    assert_eq!((scene.runs(), scene.said().await), (1, vec!["user: hi".into(), "assistant: run 1".into()]));
    scene.server.post("message", &bare).await.ok();
    scene.server.post("message", &bare).await.ok();
    assert_eq!((scene.runs(), scene.said().await.len()), (3, 6), "without an id it is said anew");
}

#[actix_web::test]
async fn a_message_that_is_sent_again_while_the_assistant_thinks_is_there_once() {
    let scene = Scene::open().await;
    let body = scene.message("wait", "m");
    let first = scene.server.post_aside("message", &body);
    soon(scene.desk.started.notified()).await;
    let second = scene.server.post_aside("message", &body);
    scene.server.post("message", &scene.message("another", "m")).await.problem(409, "conflict");
    scene.desk.go_on.notify_one();
    let (first, second) = (soon(first).await.unwrap(), soon(second).await.unwrap());
    assert_eq!((first.content(), &first.text), ("run 1".into(), &second.text));
    assert_eq!((scene.runs(), scene.said().await), (1, vec!["user: wait".into(), "assistant: run 1".into()]));
}

#[actix_web::test]
async fn a_message_whose_assistant_failed_is_there_once_when_it_is_sent_again() {
    for message in ["fail", "panic"] {
        let scene = Scene::open().await;
        let body = scene.message(message, "m");
        let problem = scene.server.post("message", &body).await.problem(500, "handler_failed");
        assert_eq!(problem["threadId"], scene.thread);
        assert_eq!(scene.server.post("message", &body).await.content(), "run 2");
        assert_eq!(scene.said().await, [format!("user: {message}"), "assistant: run 2".into()]);
    }
    // In a thread that began with it, which the problem names.
    let scene = Scene::open().await;
    let mut body = json!({"message": "fail", "requestId": "m"});
    let problem = scene.server.post("message", &body).await.problem(500, "handler_failed");
    body["threadId"] = problem["threadId"].clone();
    let answer = scene.server.post("message", &body).await;
    assert_eq!(answer.content(), "run 2");
    assert_eq!(scene.server.said(&answer.thread()).await.len(), 2);
}
