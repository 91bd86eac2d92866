//! `TestChat`: a person's side, in process.

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ErrorCode, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Feedback {
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
}

#[widget_action("test_chat.submit")]
pub async fn submit(Payload(feedback): Payload<Feedback>, greeting: web::Data<&'static str>) -> String {
    format!("{} {}", **greeting, feedback.rating)
}

async fn assistant(UserMessage(message): UserMessage, context: ActionContext) -> Result<String, ActionError> {
    let turns = context.history(10).await?;
    Ok(format!("{message}, turn {}", turns.len()))
}

fn chat() -> TestChat {
    let chat = ChatWidgets::builder().assistant(assistant).build().unwrap();
    TestChat::new(chat).app_data(web::Data::new("Thanks for"))
}

#[tokio::test]
async fn a_conversation_stays_in_one_thread() {
    let chat = chat();
    assert_eq!(chat.thread().await.unwrap(), []);
    let first = chat.say("hi").await.unwrap();
    assert_eq!(first.content, "hi, turn 1");
    let second = chat.act(Submit, &Feedback { rating: 5 }).await.unwrap();
    assert_eq!(second.content, "Thanks for 5");
    assert_eq!(first.thread_id, second.thread_id);
    let turns = chat.thread().await.unwrap();
    let said: Vec<_> = turns.iter().map(|turn| (turn.role, &*turn.content)).collect();
    let expected = [(Role::User, "hi"), (Role::Assistant, "hi, turn 1"), (Role::Assistant, "Thanks for 5")];
    assert_eq!(said, expected);
    assert_eq!(turns[2], second);
}

#[actix_web::test]
async fn it_runs_under_the_runtime_of_actix_too() {
    assert_eq!(chat().act(Submit, &Feedback { rating: 1 }).await.unwrap().content, "Thanks for 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_runs_under_a_runtime_of_several_threads_too() {
    assert_eq!(chat().act(Submit, &Feedback { rating: 1 }).await.unwrap().content, "Thanks for 1");
}

#[tokio::test]
async fn a_refusal_tells_the_code_and_the_fields() {
    let chat = chat();
    let refused = chat.act(Submit, &Feedback { rating: 6 }).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (422, "invalid_payload"));
    assert_eq!(refused.errors[0].pointer, "/rating");
    assert_eq!(refused.errors[0].message, "must be at most 5");
    assert_eq!(chat.thread_id(), None, "a refused action makes no thread");
}

#[tokio::test]
async fn a_deleted_conversation_is_gone() {
    let chat = chat();
    chat.say("hi").await.unwrap();
    chat.delete().await.unwrap();
    assert_eq!(chat.thread().await.unwrap_err().code, ErrorCode::ThreadNotFound);
    assert_eq!(chat.act(Submit, &Feedback { rating: 5 }).await.unwrap_err().code, ErrorCode::ThreadNotFound);
    chat.set_thread(None);
    assert_eq!(chat.say("hi again").await.unwrap().content, "hi again, turn 1");
}
