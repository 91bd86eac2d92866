//! What is not in the log above `debug`: ids of threads, of widgets and of people, which are as good as keys.

use std::time::Duration;

use actix_web::HttpRequest;
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use chatwidgets::{ThreadId, WidgetId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::logs::{LogsOffered, logs, parrot};
use crate::server::{Answer, Server};

/// The user, whose name is a mark that nothing else is logged with.
async fn who(request: HttpRequest) -> Result<Option<UserId>, ActionError> {
    match request.headers().get("x-user").map(|name| name.to_str().unwrap()) {
        Some("nobody") => Err(ActionError::internal("session 0815 is over")),
        Some("broken") => panic!("no session"),
        name => Ok(name.map(|name| UserId::from(format!("user-1f7b-{name}")))),
    }
}

#[widget_action("log_ids.once", once)]
pub async fn log_ids_once(Bound(how): Bound<u8>) -> Result<Reply, ActionError> {
    match how {
        0 => Err(ActionError::internal("not now")),
        1 => panic!("not now"),
        2 => Ok(Reply::new("x".repeat(3_000))),
        // Changes a widget that is not there.
        _ => Ok(Reply::new("at last").widget_done(WidgetId::random())),
    }
}

#[widget_action("log_ids.tour")]
pub async fn log_ids_tour() -> Reply {
    let buttons = (0..4).map(|how| Button::new(how.to_string(), LogIdsOnce.bind(how)));
    Reply::new("tour")
        .widgets(buttons)
        .widget(Button::new("Soon over", LogsOffered).expires_in(Duration::from_millis(1)))
}

#[widget_action("log_ids.slow", timeout = "20ms")]
pub async fn log_ids_slow(context: ActionContext) {
    context.cancelled().await;
}

/// All ids in a JSON document.
fn ids(json: &Value, into: &mut Vec<String>) {
    match json {
        Value::String(text) if text.parse::<ThreadId>().is_ok() => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| ids(item, into)),
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| *name != "requestId");
            members.for_each(|(_, value)| ids(value, into));
        }
        _ => {}
    }
}

#[actix_web::test]
async fn no_id_of_a_thread_a_widget_or_a_user_is_in_the_log_above_debug() {
    let (debug, info) = logs();
    let store = MemoryStore::builder().max_bytes(12_000).build();
    let chat = ChatWidgets::builder().store(store).assistant(parrot).user(who).requests_per_user(40);
    let chat = chat.max_reply_bytes(2_500).handlers_per_thread(1).build().unwrap();
    let server = Server::serve(chat);
    let mut seen = Vec::new();
    let mut post = async |user: Option<&str>, route: &str, body: Value| {
        let request = server.request(Method::POST, route).header("content-type", "application/json");
        let request = user.iter().fold(request, |request, user| request.header("x-user", *user)).body(body.to_string());
        let answer = Answer::to(request).await;
        ids(&body, &mut seen);
        ids(&answer.json(), &mut seen);
        answer
    };
    for user in [Some("ada"), Some("eve")] {
        let turn = post(user, "action", json!({"action": "log_ids.tour"})).await.ok();
        let thread = &turn["threadId"];
        for (n, status) in [(0, 500), (1, 500), (2, 500), (3, 200), (3, 409)] {
            let id = &turn["widgets"][n]["id"];
            let click = json!({"action": "log_ids.once", "threadId": thread, "widgetId": id});
            assert_eq!(post(Some("bea"), "action", click.clone()).await.status, 404);
            assert_eq!(post(user, "action", click).await.status, status, "{n}");
        }
        let expired = &turn["widgets"][4]["id"];
        let clicks = [
            (json!({"action": "logs.offered", "widgetId": expired}), 410),
            (json!({"action": "log_ids.once", "widgetId": expired}), 403),
            (json!({"action": "log_ids.once"}), 403),
            (json!({"action": "logs.unknown"}), 404),
            (json!({"action": "log_ids.slow"}), 504),
            (json!({"action": "logs.missing"}), 500),
            (json!({"action": "logs.entered", "payload": {}}), 422),
            (json!({"action": "logs.entered", "payload": {"text": "x"}, "requestId": "logs-tour"}), 200),
            (json!({"action": "logs.entered", "payload": {"text": "x"}, "requestId": "logs-tour"}), 200),
            (json!({"action": "logs.entered", "payload": {"text": "y"}, "requestId": "logs-tour"}), 409),
        ];
        for (mut click, status) in clicks {
            click["threadId"] = thread.clone();
            assert_eq!(post(user, "action", click.clone()).await.status, status, "{click}");
        }
        for (message, status) in [("hi", 200), (" ", 400), (&*"x".repeat(12_000), 409)] {
            let body = json!({"message": message, "threadId": thread});
            assert_eq!(post(user, "message", body).await.status, status);
        }
        for (user, status) in [("nobody", 401), ("broken", 500), ("bea", 404)] {
            let body = json!({"message": "hi", "threadId": thread});
            assert_eq!(post(Some(user), "message", body).await.status, status);
        }
    }
    for _ in 0..40 {
        post(Some("ada"), "message", json!({"message": " "})).await;
    }
    post(Some("ada"), "message", json!({"message": " "})).await.problem(429, "too_many_requests");
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 15, "{seen:?}");
    for id in seen {
        assert_eq!(info.lines(&id), [""; 0]);
    }
    assert_eq!(info.lines("user-1f7b"), [""; 0]);
    assert!(info.line("session 0815").contains("is not known"), "why somebody is refused is in the log alone");
    assert!(!debug.lines("log_ids.tour").is_empty());
}
