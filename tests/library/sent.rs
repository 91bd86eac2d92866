//! What is sent is what serde would write, byte for byte: stores and tests read and write turns by serde.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::{App, body, test};
use chatwidgets::prelude::*;
use chatwidgets::thread::NewThread;
use chatwidgets::{ChatTurn, Role, ThreadId, WidgetInstance, WidgetState};
use serde_json::json;

use crate::widgets::{Press, widgets};

/// Every widget, in every state; and texts that have to be escaped.
fn turns(thread: ThreadId) -> Vec<Arc<ChatTurn>> {
    let all = || widgets().into_iter().map(|(widget, _)| widget);
    let unknown = json!({"id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "type": "graph", "points": [1, 2.5, null, {"a": "\"b\""}]});
    let unknown: WidgetInstance = serde_json::from_value(unknown).unwrap();
    let odd = "\"quoted\"\\\n\t\u{0}\u{1f}\u{7f} “täglich” 日本 </script>";
    let turn = |role, text: &str| ChatTurn::new(role, thread, text);
    let mut turns = vec![
        turn(Role::User, odd),
        turn(Role::Assistant, "").with_widgets(all()),
        turn(Role::Assistant, odd).with_widgets([Button::new(odd, Press).into(), unknown.widget]),
    ];
    let states = [WidgetState::Open, WidgetState::Done, WidgetState::Expired];
    for (place, state) in states.into_iter().enumerate() {
        let mut turn = turn(Role::Assistant, "later").with_widgets(all());
        for (revision, widget) in turn.widgets.iter_mut().enumerate() {
            widget.state = state;
            widget.revision = revision as u64;
            widget.expires_at = (place > 0).then(|| SystemTime::UNIX_EPOCH + Duration::from_millis(4_102_444_800_123));
            widget.replaces = vec![widget.id; place];
            widget.chosen =
                (place == 1).then(|| Box::new(json!({"value": odd, "n": [1.5]}).as_object().unwrap().clone()));
        }
        turns.push(turn);
    }
    turns.into_iter().map(Arc::new).collect()
}

#[actix_web::test]
async fn a_conversation_is_sent_as_serde_writes_it() {
    let chat = ChatWidgets::builder().without_discovery().build().unwrap();
    let thread = ThreadId::random();
    let turns = turns(thread);
    chat.store().create(NewThread::new(thread, turns.clone())).await.unwrap();
    let app = test::init_service(App::new().service(chat.scope("/chat"))).await;
    let request = test::TestRequest::get().uri(&format!("/chat/threads/{thread}")).to_request();
    let response = test::call_service(&app, request).await;
    assert_eq!(response.headers().get("content-type").unwrap(), "application/json");
    let sent = body::to_bytes(response.into_body()).await.unwrap();
    let turns: Vec<String> = turns.iter().map(|turn| serde_json::to_string(&**turn).unwrap()).collect();
    let expected = format!(r#"{{"threadId":"{thread}","turns":[{}]}}"#, turns.join(","));
    assert_eq!(String::from_utf8(sent.to_vec()).unwrap(), expected);
}

#[actix_web::test]
async fn a_reply_with_what_it_changed_is_sent_as_serde_writes_it() {
    async fn ask() -> Reply {
        let all = widgets().into_iter().map(|(widget, _)| widget);
        Reply::new("Say \"yes\"").widgets(all).widget(Button::new("Settle", Settle))
    }
    async fn settle() -> Reply {
        Reply::new("Settled").done().widget(Button::new("Again", Press))
    }
    let chat = ChatWidgets::builder()
        .without_discovery()
        .action(chatwidgets::ActionEntry::new("ask", ask))
        .action(chatwidgets::ActionEntry::new("settle", settle))
        .build()
        .unwrap();
    let app = test::init_service(App::new().service(chat.scope("/chat"))).await;
    let post = async |body: serde_json::Value| {
        let request = test::TestRequest::post().uri("/chat/action").set_json(body).to_request();
        let sent = test::call_and_read_body(&app, request).await;
        let turn: ChatTurn = serde_json::from_slice(&sent).unwrap();
        assert_eq!(String::from_utf8(sent.to_vec()).unwrap(), serde_json::to_string(&turn).unwrap());
        turn
    };
    let asked = post(json!({"action": "ask"})).await;
    assert_eq!(asked.widgets.len(), widgets().len() + 1);
    let button = asked.widgets.last().unwrap().id;
    let settled = post(json!({"action": "settle", "threadId": asked.thread_id, "widgetId": button})).await;
    assert_eq!(settled.updates.len(), 1);
}

struct Settle;

impl WidgetAction for Settle {
    const NAME: &'static str = "settle";
    type Payload = NoPayload;
    type Bound = NoBound;
}
