//! What a hostile client, or an app's own bug, cannot do.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::thread::{Finish, MemoryStore, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore};
use chatwidgets::{ChatTurn, Role, ThreadId, WidgetId, WidgetInstance, WidgetState, WidgetUpdate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "type")]
#[expect(dead_code, reason = "only its schema counts")]
enum Filter {
    And { filters: Vec<Filter> },
    Or { filters: Vec<Filter> },
    Eq { value: u8 },
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema counts")]
pub struct Search {
    filter: Option<Filter>,
    map: Option<HashMap<String, Vec<u8>>>,
}

#[widget_action("hostile.search", as = RunSearch)]
pub async fn search(_: Payload<Search>) {}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Ship {
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u32>,
}

#[widget_action("hostile.ship", as = ShipIt)]
pub async fn ship(Payload(ship): Payload<Ship>) -> String {
    format!("{} to {}", ship.amount.map_or("all".into(), |amount| amount.to_string()), ship.to)
}

#[widget_action("hostile.offer")]
pub async fn offer() -> Reply {
    let map = json!({"type": "map", "action": "hostile.search", "id": "mine", "revision": 7, "state": "done"});
    let map: chatwidgets::Widget = serde_json::from_value(map).unwrap();
    Reply::new("Ship?").widget(Button::new("Ship", ShipIt.with(Ship { to: "Bern".into(), amount: None }))).widget(map)
}

#[widget_action("hostile.too_often")]
pub async fn too_often() -> Result<(), ActionError> {
    Err(ActionError::too_many_requests(Duration::MAX))
}

fn chat() -> TestChat {
    TestChat::new(ChatWidgets::builder().build().unwrap())
}

async fn post(chat: &TestChat, body: &Value) -> (StatusCode, Value) {
    let answer = chat.post("action", body).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_deep_tagged_enum_is_no_more_work_than_it_is_long() {
    // Twice the work a level would be too much at 16 levels, and without an end at 28.
    for depth in [16, 28] {
        let mut filter = json!({"type": "Eq", "value": "no number"});
        for _ in 0..depth {
            filter = json!({"type": "And", "filters": [filter]});
        }
        let started = Instant::now();
        let (status, problem) =
            post(&chat(), &json!({"action": "hostile.search", "payload": {"filter": filter}})).await;
        assert_eq!(status, 422);
        let pointer = format!("/filter{}/value", "/filters/0".repeat(depth));
        let error = json!({"pointer": pointer, "code": "type", "message": "must be a whole number"});
        assert_eq!(problem["errors"][0], error);
        assert!(started.elapsed() < Duration::from_secs(3), "{depth}: {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_tag_that_is_missing_or_unknown_is_told() {
    for (filter, code) in [(json!({"type": "Xor"}), "enum"), (json!({}), "required")] {
        let (_, problem) = post(&chat(), &json!({"action": "hostile.search", "payload": {"filter": filter}})).await;
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/filter/type"), &json!(code)), "{problem}");
    }
}

#[tokio::test]
async fn an_answer_does_not_outgrow_its_question() {
    for (key, items) in [(100_000, 1_000), (300_000, 10_000), (900_000, 2), (10, 200_000)] {
        let map = json!({ "k".repeat(key): vec![""; items] });
        let started = Instant::now();
        let answer = chat().post("action", &json!({"action": "hostile.search", "payload": {"map": map}})).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.len() < 200_000, "{key} {items}: {}", answer.body.len());
        assert!(started.elapsed() < Duration::from_secs(10), "{key} {items}: {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_preset_is_the_whole_payload() {
    let chat = chat();
    let turn = chat.act(Offer, &NoPayload {}).await.unwrap();
    for payload in [json!({}), json!({"amount": 1_000_000}), json!({"to": "Pisa", "amount": "5"}), json!({"to.x": 1})] {
        let click = json!({"action": "hostile.ship", "payload": payload, "threadId": turn.thread_id, "widgetId": turn.widgets[0].id});
        assert_eq!(post(&chat, &click).await.1["content"], "all to Bern");
    }
}

#[tokio::test]
async fn a_widget_of_another_type_offers_its_action_and_keeps_its_real_id() {
    let chat = chat();
    let turn = chat.act(Offer, &NoPayload {}).await.unwrap();
    let map = &turn.widgets[1];
    assert_eq!((map.revision, map.state), (0, WidgetState::Open));
    let click = json!({"action": "hostile.search", "threadId": turn.thread_id, "widgetId": map.id});
    assert_eq!(post(&chat, &click).await.0, 200);
}

#[tokio::test]
async fn a_widget_that_is_done_or_expired_cannot_be_used() {
    let store = Arc::new(MemoryStore::default());
    let chat = TestChat::new(ChatWidgets::builder().store(Arc::clone(&store)).build().unwrap());
    for (state, status, code) in [(WidgetState::Done, 409, "already_done"), (WidgetState::Expired, 410, "expired")] {
        let turn = chat.act(Offer, &NoPayload {}).await.unwrap();
        let mut turn = turn;
        turn.thread_id = ThreadId::random();
        turn.widgets[0].state = state;
        store.create(NewThread::new(turn.thread_id, vec![Arc::new(turn.clone())])).await.unwrap();
        let click = json!({"action": "hostile.ship", "threadId": turn.thread_id, "widgetId": turn.widgets[0].id});
        let (answered, problem) = post(&chat, &click).await;
        assert_eq!((answered.as_u16(), &problem["code"]), (status, &json!(code)));
    }
}

#[tokio::test]
async fn a_wait_without_end_is_a_number_still() {
    let answer = chat().post("action", &json!({"action": "hostile.too_often"})).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.headers.get("retry-after").unwrap(), u64::MAX.to_string().as_str());
}

#[tokio::test]
async fn one_thread_cannot_push_out_all_others() {
    let store = MemoryStore::builder().max_threads(100_000).max_bytes(8 << 20).max_thread_bytes(1 << 20).build();
    for _ in 0..5_000 {
        store.create(NewThread::new(ThreadId::random(), Vec::new())).await.unwrap();
    }
    let greedy = ThreadId::random();
    store.create(NewThread::new(greedy, Vec::new())).await.unwrap();
    let turn = || Arc::new(ChatTurn::new(Role::User, greedy, "x".repeat(100_000)));
    let full = loop {
        let end = Finish::new(RunId::random(), turn(), SystemTime::now());
        if let Err(error) = store.finish(greedy, end).await {
            break error;
        }
    };
    assert!(matches!(full, StoreError::ThreadFull));
    assert_eq!(store.threads(), 5_001, "there was room for all of them");
}

/// A store that fails in the worst way.
struct Panics;

#[async_trait::async_trait]
impl ThreadStore for Panics {
    async fn create(&self, _: NewThread) -> Result<(), StoreError> {
        panic!("the disk is on fire")
    }
    async fn owner(&self, _: ThreadId) -> Result<Option<UserId>, StoreError> {
        unimplemented!()
    }
    async fn start(&self, _: ThreadId, _: Start) -> Result<Started, StoreError> {
        unimplemented!()
    }
    async fn finish(&self, _: ThreadId, _: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        unimplemented!()
    }
    async fn abandon(&self, _: ThreadId, _: RunId, _: Option<&RequestKey>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn expire(&self, _: ThreadId, _: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        unimplemented!()
    }
    async fn last(&self, _: ThreadId, _: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        unimplemented!()
    }
    async fn widget(&self, _: ThreadId, _: WidgetId) -> Result<WidgetInstance, StoreError> {
        unimplemented!()
    }
    async fn delete(&self, _: ThreadId) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[tokio::test]
async fn a_store_that_panics_is_a_problem_like_any_other() {
    let chat = TestChat::new(ChatWidgets::builder().store(Panics).build().unwrap());
    let (status, problem) = post(&chat, &json!({"action": "hostile.search"})).await;
    // The handler has run.
    assert_eq!((status.as_u16(), &problem["code"]), (500, &json!("reply_lost")));
    assert!(!problem.to_string().contains("fire"));
}

#[tokio::test]
async fn a_message_that_got_no_answer_can_be_found() {
    async fn fails() -> Result<(), ActionError> {
        Err(ActionError::internal("no model"))
    }
    let chat = TestChat::new(ChatWidgets::builder().assistant(fails).build().unwrap());
    let answer = chat.post("message", &json!({"message": "hi"})).await;
    assert_eq!(answer.status, 500);
    let thread = answer.json()["threadId"].as_str().expect("the problem names the thread").parse().unwrap();
    chat.set_thread(Some(thread));
    assert_eq!(chat.thread().await.unwrap()[0].content, "hi");
}

#[tokio::test]
async fn a_body_in_another_coding_is_not_read() {
    for (name, value) in [("content-encoding", "gzip"), ("content-type", "application/json; charset=utf-16")] {
        let request = TestRequest::post().uri("/api/chat/action").insert_header(("content-type", "application/json"));
        let request = request.insert_header((name, value)).set_payload(r#"{"action":"hostile.offer"}"#);
        assert_eq!(chat().send(request).await.status, 415, "{name}: {value}");
    }
    let request = TestRequest::post()
        .uri("/api/chat/action")
        .insert_header(("content-type", "Application/JSON;charset=\"UTF-8\""));
    assert_eq!(chat().send(request.set_payload(r#"{"action":"hostile.offer"}"#)).await.status, 200);
}

#[tokio::test]
async fn an_id_has_one_spelling() {
    let chat = chat();
    let id = chat.act(Offer, &NoPayload {}).await.unwrap().thread_id.to_string();
    for alias in
        [format!("{{{id}}}"), format!("urn:uuid:{id}"), id.replace('-', ""), format!(" {id}"), id.to_uppercase()]
    {
        let (status, problem) = post(&chat, &json!({"action": "hostile.offer", "threadId": alias})).await;
        assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("thread_not_found")), "{alias}");
    }
}

#[tokio::test]
async fn a_payload_is_an_object_also_where_nobody_reads_it() {
    for payload in [json!("x"), json!([1]), json!(5), json!(false)] {
        let (status, problem) = post(&chat(), &json!({"action": "hostile.offer", "payload": payload})).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["code"]), (422, &json!("type")));
    }
}
