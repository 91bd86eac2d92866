//! Messages and threads: what was said is kept, in order, and lost by nobody.

use actix_web::{rt, web};
use chatwidgets::Role;
use chatwidgets::prelude::*;
use reqwest::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::server::{Answer, Server, text};

#[derive(Deserialize, JsonSchema)]
pub struct Numbered {
    n: u32,
}

/// Reads the thread and gives way to others before it answers.
#[widget_action("threads.number")]
pub async fn threads_number(
    Payload(numbered): Payload<Numbered>,
    context: ActionContext,
) -> Result<String, ActionError> {
    context.history(5).await?;
    tokio::task::yield_now().await;
    Ok(numbered.n.to_string())
}

#[widget_action("threads.history")]
pub async fn threads_history(context: ActionContext) -> Result<String, ActionError> {
    let turns = context.history(2).await?;
    Ok(turns.iter().map(|turn| turn.content.as_str()).collect::<Vec<_>>().join(","))
}

async fn assistant(
    UserMessage(message): UserMessage,
    context: ActionContext,
    mark: web::Data<&'static str>,
) -> Result<Reply, ActionError> {
    let last = context.history(1).await?;
    let is_mine = last.len() == 1 && last[0].role == Role::User && last[0].content == message;
    let all = context.history(100).await?.len();
    let history = format!("{message}{}, {all}: {is_mine}", **mark);
    Ok(Reply::new(history).widget(Button::new("Look", ThreadsHistory)))
}

fn server() -> Server {
    let chat = ChatWidgets::builder().assistant(assistant).build().unwrap();
    Server::configured(chat, |app| {
        app.app_data(web::Data::new("!"));
    })
}

fn turns(turns: &[(&str, &str)]) -> Vec<(String, String)> {
    turns.iter().map(|&(role, content)| (role.to_owned(), content.to_owned())).collect()
}

#[actix_web::test]
async fn a_message_and_its_answer_are_two_turns_of_a_thread() {
    let server = server();
    let answer = server.post("message", &json!({"message": "hi"})).await;
    let turn = answer.ok();
    assert_eq!((&turn["role"], &turn["content"]), (&json!("assistant"), &json!("hi!, 1: true")));
    assert_eq!(turn["widgets"][0]["type"], "button");
    let thread = answer.thread();
    let body = json!({"message": " zwei\n", "threadId": thread});
    assert_eq!(server.post("message", &body).await.content(), " zwei\n!, 3: true", "a text is kept as it is");
    let expected =
        [("user", "hi"), ("assistant", "hi!, 1: true"), ("user", " zwei\n"), ("assistant", " zwei\n!, 3: true")];
    assert_eq!(server.said(&thread).await, turns(&expected));
    let read = server.get(&format!("threads/{thread}")).await;
    assert_eq!(read.header("cache-control"), "no-store");
    let read = read.ok();
    assert_eq!(text(&read["threadId"]), thread);
    assert_eq!(read["turns"][1], turn, "a turn is read as it was answered");
    assert_eq!(read["turns"][0]["widgets"], json!([]));
}

#[actix_web::test]
async fn an_action_sees_the_last_turns_of_its_thread() {
    let server = server();
    let thread = server.post("message", &json!({"message": "hi"})).await.thread();
    let body = json!({"action": "threads.history", "threadId": thread});
    assert_eq!(server.post("action", &body).await.content(), "hi,hi!, 1: true");
    assert_eq!(server.act("threads.history", json!({})).await.content(), "", "a new thread has none");
}

#[actix_web::test]
async fn a_message_to_an_unknown_thread_starts_a_new_one() {
    let server = server();
    let invented = ["6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f", "thread-1", "", "x".repeat(10_000).leak()];
    for thread in invented {
        let answer = server.post("message", &json!({"message": "hi", "threadId": thread})).await;
        assert_eq!(answer.content(), "hi!, 1: true");
        assert_ne!(answer.thread(), thread);
        assert_eq!(server.said(&answer.thread()).await.len(), 2);
    }
    server.post("message", &json!({"message": "hi", "threadId": null})).await.ok();
}

#[actix_web::test]
async fn a_message_without_text_is_refused() {
    let server = server();
    for blank in ["", " ", "\n\t", "\u{a0}\u{2003}"] {
        server.post("message", &json!({"message": blank})).await.problem(400, "empty_message");
    }
    for body in ["{}", r#"{"message":null}"#, r#"{"message":5}"#, "[]", "", r#"{"message":"hi","threadId":5}"#] {
        server.post_text("message", body).await.problem(400, "malformed_request");
    }
    let request = server.request(Method::POST, "message").body(r#"{"message":"hi"}"#);
    Answer::to(request).await.problem(415, "unsupported_media_type");
}

#[actix_web::test]
async fn a_chat_without_an_assistant_takes_no_messages() {
    let server = Server::start();
    server.post("message", &json!({"message": "hi"})).await.problem(501, "no_assistant");
}

#[actix_web::test]
async fn a_thread_that_is_deleted_is_gone() {
    let server = server();
    let thread = server.post("message", &json!({"message": "hi"})).await.thread();
    let path = format!("threads/{thread}");
    let deleted = Answer::to(server.request(Method::DELETE, &path)).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    server.get(&path).await.problem(404, "thread_not_found");
    Answer::to(server.request(Method::DELETE, &path)).await.problem(404, "thread_not_found");
    let body = json!({"action": "threads.history", "threadId": thread});
    server.post("action", &body).await.problem(404, "thread_not_found");
}

#[actix_web::test]
async fn a_hundred_actions_at_once_in_one_thread_lose_no_turn() {
    let chat = ChatWidgets::builder().handlers_per_thread(100).build().unwrap();
    // Two servers of one worker each, so that two threads write.
    let servers = [Server::serve(chat.clone()), Server::serve(chat)];
    let thread = servers[0].act("threads.number", json!({"n": 0})).await.thread();
    let posts = (1..=100_usize).map(|n| {
        let body = json!({"action": "threads.number", "payload": {"n": n}, "threadId": thread});
        let request = servers[n % 2].request(Method::POST, "action").header("content-type", "application/json");
        rt::spawn(Answer::to(request.body(body.to_string())))
    });
    for (post, n) in posts.collect::<Vec<_>>().into_iter().zip(1..) {
        assert_eq!(post.await.unwrap().content(), n.to_string());
    }
    let said = servers[0].said(&thread).await;
    let mut numbers: Vec<u32> = said.iter().map(|(_, content)| content.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..=100).collect::<Vec<_>>());
}

#[actix_web::test]
async fn a_long_conversation_comes_in_pieces_of_the_length_that_it_announces() {
    let server = Server::serve(ChatWidgets::builder().assistant(async || "ä\"\u{1}".repeat(3_000)).build().unwrap());
    let thread = server.post("message", &json!({"message": "begin"})).await.thread();
    for n in 1..20 {
        server.post("message", &json!({"message": "more", "threadId": thread})).await.ok();
        let read = server.get(&format!("threads/{thread}")).await;
        assert_eq!(read.header("content-length"), read.bytes.len().to_string(), "{n}");
        assert_eq!(read.ok()["turns"].as_array().unwrap().len(), 2 * (n + 1));
    }
}
