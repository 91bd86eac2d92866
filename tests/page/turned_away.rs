//! Posts of a browser without a script that are refused for other reasons than what was entered.

use std::time::Duration;

use actix_web::rt;
use chatwidgets::ThreadId;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::server::{Answer, Server};

#[derive(Deserialize, JsonSchema)]
pub struct Note {
    #[schemars(length(min = 1))]
    note: String,
}

#[widget_action("turned_away.note", once)]
pub async fn turned_away_note(Payload(note): Payload<Note>) -> String {
    note.note
}

#[widget_action("turned_away.ask")]
pub async fn turned_away_ask() -> Reply {
    Reply::new("The secret of Ada").widget(Form::new("A note", TurnedAwayNote).submit("Keep"))
}

#[widget_action("turned_away.ask_late")]
pub async fn turned_away_ask_late() -> Reply {
    Reply::new("For a while").widget(Form::new("A note", TurnedAwayNote).expires_in(Duration::from_millis(1_500)))
}

#[widget_action("turned_away.slow", once)]
pub async fn turned_away_slow(Payload(note): Payload<Note>) -> String {
    rt::time::sleep(Duration::from_secs(2)).await;
    note.note
}

#[widget_action("turned_away.ask_slow")]
pub async fn turned_away_ask_slow() -> Reply {
    Reply::new("Slow").widget(Form::new("A note", TurnedAwaySlow))
}

async fn assistant(UserMessage(message): UserMessage) -> Result<String, ActionError> {
    match &*message {
        "fail" => Err(ActionError::internal("a secret reason")),
        "refuse" => Err(ActionError::forbidden("not today")),
        _ => Ok(message),
    }
}

async fn who(request: actix_web::HttpRequest) -> Option<UserId> {
    Some(UserId::from(request.headers().get("x-user")?.to_str().ok()?))
}

fn server() -> Server {
    Server::serve(&ChatWidgets::builder().assistant(assistant).max_message_bytes(40).build().unwrap())
}

#[actix_web::test]
async fn a_message_that_is_not_sent_is_there_again() {
    let server = server();
    let thread = server.act("turned_away.ask").await;
    for path in ["/".to_owned(), format!("/?thread={thread}")] {
        let composer = server.visit(&path).await.page(200).composer();
        let long = format!("\n{} <b>", "long ".repeat(10));
        for (text, status, notice) in [
            (" \n ", 400, "Write something first."),
            ("", 400, "Write something first."),
            (&*long, 413, "That is too much to be sent at once."),
        ] {
            let dom = server.submit(&composer.clone().set("message", text)).await.page(status);
            dom.is_sound();
            assert_eq!((dom.notice(), dom.composer().value("message")), (notice.to_owned(), text));
            assert_eq!(dom.composer().value("~threadId"), composer.value("~threadId"));
            assert_eq!(dom.all("[data-cw-log] > li").len(), usize::from(path != "/"));
        }
    }
}

#[actix_web::test]
async fn a_message_that_nobody_answers_is_there_again() {
    let server = Server::serve(&ChatWidgets::builder().assistant(assistant).build().unwrap());
    let composer = server.visit("/").await.page(200).composer().set("message", "hello?");
    let silent = Server::start();
    let answer = silent.submit(&composer).await;
    assert_eq!(answer.page(501).notice(), "Messages are not answered here.");
}

#[actix_web::test]
async fn a_message_whose_answer_fails_is_in_its_conversation() {
    let server = server();
    for (text, status, notice) in [("fail", 500, "That did not work."), ("refuse", 403, "Not today.")] {
        let composer = server.visit("/").await.page(200).composer().set("message", text);
        let answer = server.submit(&composer).await;
        assert!(!answer.text.contains("a secret reason"));
        let dom = answer.page(status);
        assert_eq!((dom.notice(), dom.composer().value("message")), (notice.to_owned(), ""));
        assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), [text]);
        let thread = dom.composer().value("~threadId").to_owned();
        assert_eq!(server.thread(&thread).await["turns"][0]["content"], text);
    }
}

#[actix_web::test]
async fn another_site_cannot_post() {
    let server = server();
    let (thread, page) = server.begin("turned_away.ask").await;
    let form = page.page(200).form("turned_away.note").set("note", "forged");
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        let answer = Answer::to(server.submitting(&form).header(name, value)).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        assert!(!answer.text.contains("The secret of Ada"), "{answer:?}");
    }
    assert_eq!(server.thread(&thread).await["turns"].as_array().unwrap().len(), 1);
    let own = format!("http://{}", server.address);
    assert_eq!(Answer::to(server.submitting(&form).header("origin", own)).await.status, 303);
}

#[actix_web::test]
async fn who_posts_too_often_is_told_when_to_come_back() {
    let server = Server::serve(&ChatWidgets::builder().assistant(assistant).requests_per_address(3).build().unwrap());
    let (_, page) = server.begin("turned_away.ask").await;
    let dom = page.page(200);
    for _ in 0..2 {
        server.submit(&dom.form("turned_away.note")).await.page(422);
    }
    for form in [dom.form("turned_away.note").set("note", "my words"), dom.composer().set("message", "my words")] {
        let answer = server.submit(&form).await;
        assert_eq!(answer.status, 429);
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
}

#[actix_web::test]
async fn who_is_turned_away_gets_a_page_with_what_was_typed() {
    let server = Server::serve(&ChatWidgets::builder().assistant(assistant).requests_per_address(1).build().unwrap());
    let (_, page) = server.begin("turned_away.ask").await;
    let dom = page.page(200);
    let answer = server.submit(&dom.form("turned_away.note").set("note", "my words")).await;
    assert_eq!(answer.page(429).form("turned_away.note").value("note"), "my words");
    let answer = server.submit(&dom.composer().set("message", "my words")).await;
    assert_eq!(answer.page(429).composer().value("message"), "my words");
}

#[actix_web::test]
async fn a_widget_that_is_done_is_a_page_with_a_notice() {
    let server = server();
    let (_, page) = server.begin("turned_away.ask").await;
    let dom = page.page(200);
    let form = dom.form("turned_away.note").set("note", "first");
    assert_eq!(server.submit(&form).await.status, 303);
    // A browser that goes back, and sends the old page once more.
    let again = form.set("~requestId", "another").set("note", "second");
    let dom = server.submit(&again).await.page(409);
    dom.is_sound();
    assert_eq!(dom.notice(), "This was done already.");
    assert_eq!(dom.attr(".cw-form", "data-cw-state"), "done");
    assert_eq!(dom.text(".cw-form dd"), "first");
    assert!(!dom.has("form.cw-control"));
}

#[actix_web::test]
async fn a_widget_that_is_expired_is_a_page_with_a_notice() {
    let server = server();
    let (_, page) = server.begin("turned_away.ask_late").await;
    let form = page.page(200).form("turned_away.note").set("note", "too late");
    rt::time::sleep(Duration::from_millis(1_700)).await;
    let dom = server.submit(&form).await.page(410);
    dom.is_sound();
    assert_eq!(dom.notice(), "The time for this is over.");
    assert_eq!(dom.attr(".cw-form", "data-cw-state"), "expired");
    assert!(!dom.has("form.cw-control"));
}

#[actix_web::test]
async fn a_widget_that_is_being_used_is_a_page_that_says_so() {
    let server = server();
    let (thread, page) = server.begin("turned_away.ask_slow").await;
    let form = page.page(200).form("turned_away.slow").set("note", "my words");
    let first = rt::spawn(Answer::to(server.submitting(&form)));
    let again = form.set("~requestId", "another");
    // The first one may still be on its way: then this one is the one that runs.
    rt::time::sleep(Duration::from_millis(300)).await;
    let dom = server.submit(&again).await.page(409);
    dom.is_sound();
    assert!(format!("{}{}", dom.notice(), dom.text("[data-cw-form-error]")).contains("being worked on"));
    assert_eq!(dom.form("turned_away.slow").value("note"), "my words");
    assert_eq!(first.await.unwrap().place(), format!("/?thread={thread}#newest"));
}

#[actix_web::test]
async fn a_widget_that_is_not_there_is_a_page_with_a_notice() {
    let server = server();
    let (thread, page) = server.begin("turned_away.ask").await;
    let form = page.page(200).form("turned_away.note").set("note", "x");
    for id in ["00000000-0000-4000-8000-000000000000", "x"] {
        let dom = server.submit(&form.clone().set("~widgetId", id)).await.page(403);
        assert_eq!(dom.notice(), "This is not there any more.");
        assert_eq!(dom.attr("section.cw", "data-cw-thread"), thread);
    }
    let unknown = form.set("~action", "turned_away.nothing");
    server.submit(&unknown).await.page(404).is_sound();
}

#[actix_web::test]
async fn a_conversation_that_is_gone_is_a_page_with_what_was_written() {
    let server = server();
    let gone = ThreadId::random().to_string();
    for thread in [&*gone, "x"] {
        let (_, page) = server.begin("turned_away.ask").await;
        let dom = page.page(200);
        let form = dom.form("turned_away.note").set("~threadId", thread).set("note", "x");
        let dom = server.submit(&form).await.page(404);
        dom.is_sound();
        assert_eq!(
            (dom.notice(), dom.has("[data-cw-log] > li")),
            ("This conversation is not there any more.".into(), false)
        );
        assert_eq!(dom.attr("section.cw", "data-cw-thread"), "");
    }
}

#[actix_web::test]
async fn nothing_of_anothers_thread_is_shown() {
    let chat = ChatWidgets::builder().user(who).assistant(assistant).build().unwrap();
    let server = Server::serve(&chat);
    let body = json!({"action": "turned_away.ask"});
    let turn = Answer::to(server.posting("action", &body).header("x-user", "ada")).await.json();
    let (thread, widget) = (turn["threadId"].as_str().unwrap(), turn["widgets"][0]["id"].as_str().unwrap());
    let own = server.visit("/").await.page(200).composer();
    let message = own.set("~threadId", thread).set("message", "let me in");
    let click = crate::dom::Form {
        action: "/api/chat/action".into(),
        fields: [("~action", "turned_away.note"), ("~threadId", thread), ("~widgetId", widget), ("note", "mine")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    };
    for form in [&message, &click, &click.clone().set("note", ""), &message.clone().set("message", "")] {
        for user in [Some("bob"), None] {
            let request = server.submitting(form);
            let request = if let Some(user) = user { request.header("x-user", user) } else { request };
            let answer = Answer::to(request).await;
            assert!(answer.status >= 400, "{answer:?}");
            for secret in ["The secret of Ada", "A note", thread] {
                assert!(!answer.text.contains(secret), "{secret} in {}", answer.text);
            }
            let dom = answer.page(answer.status);
            assert!(!dom.has("[data-cw-log] > li") && !dom.notice().is_empty());
        }
    }
    let stored = Answer::to(
        server.request(reqwest::Method::GET, &format!("/api/chat/threads/{thread}")).header("x-user", "ada"),
    );
    assert_eq!(stored.await.json()["turns"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn bodies_that_no_page_posts_do_no_harm() {
    let server = server();
    for body in ["", "x=1", "~action=a&~action=b", "~action=a&x=%FF", "message=a&message=b", "~what=1"] {
        for path in ["/api/chat/action", "/api/chat/message"] {
            let request = server.request(reqwest::Method::POST, path).header("accept", crate::server::BROWSER);
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            let answer = Answer::to(request).await;
            assert!((400..500).contains(&answer.status), "{body}: {answer:?}");
        }
    }
}

#[actix_web::test]
async fn who_may_neither_post_nor_read_is_shown_nothing() {
    let chat =
        ChatWidgets::builder().assistant(assistant).requests_per_address(1).reads_per_address(2).build().unwrap();
    let server = Server::serve(&chat);
    let composer = server.visit("/").await.page(200).composer().set("message", "my words");
    server.submit(&composer).await;
    assert_eq!(server.submit(&composer).await.page(429).composer().value("message"), "my words");
    // That was a read, too.
    let answer = server.submit(&composer).await;
    assert_eq!((answer.status, answer.header("content-type")), (429, "application/problem+json"));
}
