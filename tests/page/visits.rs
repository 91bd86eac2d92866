//! `?thread=`: a person comes back to a conversation, or to one that is not there.

use std::time::Duration;

use actix_web::rt;
use chatwidgets::ThreadId;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::json;

use crate::server::{Answer, BROWSER, Server};

const GONE: &str = "This conversation is not there any more.";

#[widget_action("visits.once", once)]
pub async fn visits_once() -> &'static str {
    "done it"
}

#[widget_action("visits.begin")]
pub async fn visits_begin() -> Reply {
    Reply::new("Begin")
        .widget(Button::new("First", VisitsOnce))
        .widget(Button::new("Second", VisitsOnce))
        .widget(Button::new("Late", VisitsOnce).expires_in(Duration::from_millis(1)))
}

async fn assistant(UserMessage(message): UserMessage) -> String {
    format!("*{message}*?")
}

async fn who(request: actix_web::HttpRequest) -> Option<UserId> {
    Some(UserId::from(request.headers().get("x-user")?.to_str().ok()?))
}

fn with_assistant() -> Server {
    Server::serve(&ChatWidgets::builder().assistant(assistant).build().unwrap())
}

#[actix_web::test]
async fn all_turns_come_back_with_their_widgets_in_their_state() {
    let server = with_assistant();
    let (thread, page) = server.begin("visits.begin").await;
    let dom = page.page(200);
    let ids: Vec<_> = dom.all(".cw-widget").iter().map(|w| w.attr("data-cw-widget").unwrap().to_owned()).collect();
    let body = json!({"action": "visits.once", "threadId": thread, "widgetId": ids[0]});
    server.post("action", &body).await;
    rt::time::sleep(Duration::from_millis(20)).await;
    server.post("message", &json!({"message": "how <b>are</b> you", "threadId": thread})).await;

    let dom = server.visit(&format!("/?thread={thread}")).await.page(200);
    dom.is_sound();
    assert_eq!(dom.attr("section.cw", "data-cw-thread"), thread);
    assert_eq!(dom.notice(), "");
    assert_eq!(dom.composer().value("~threadId"), thread);
    let texts = dom.texts("[data-cw-log] > li > .cw-text");
    assert_eq!(texts, ["Begin", "done it", "how <b>are</b> you", "how <b>are</b> you?"]);
    let turns: Vec<_> = dom.all("[data-cw-log] > li").iter().map(|li| li.attr("class").unwrap().to_owned()).collect();
    assert_eq!(turns[2..], ["cw-turn cw-user", "cw-turn cw-assistant"]);
    let stored = server.thread(&thread).await;
    for (li, turn) in dom.all("[data-cw-log] > li").iter().zip(stored["turns"].as_array().unwrap()) {
        let id = turn["turnId"].as_str().unwrap();
        assert_eq!((li.attr("data-cw-turn"), li.attr("tabindex")), (Some(id), Some("-1")));
        assert_eq!(li.attr("id"), Some(&*format!("cw-t-{id}")));
    }
    let states =
        |name: &str| dom.all(".cw-widget").iter().map(|w| w.attr(name).unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(states("data-cw-state"), ["done", "open", "expired"]);
    assert_eq!(states("data-cw-revision"), ["1", "0", "1"]);
    assert_eq!(states("class")[0], "cw-widget cw-button");
    assert_eq!(states("data-cw-widget"), ids);
    assert_eq!(dom.all("form.cw-control").len(), 1);
    let form = dom.form("visits.once");
    assert_eq!((form.value("~threadId"), form.value("~widgetId")), (&*thread, &*ids[1]));
}

#[actix_web::test]
async fn a_settled_widget_says_why_it_cannot_be_used() {
    let server = Server::start();
    let thread = server.act("visits.begin").await;
    rt::time::sleep(Duration::from_millis(20)).await;
    let page = server.visit(&format!("/?thread={thread}")).await.page(200);
    assert_eq!(page.all("form.cw-control").len(), 2, "the third is late");
    let id = page.all(".cw-widget")[0].attr("data-cw-widget").unwrap().to_owned();
    server.post("action", &json!({"action": "visits.once", "threadId": thread, "widgetId": id})).await;
    let dom = server.visit(&format!("/?thread={thread}")).await.page(200);
    assert_eq!(dom.texts(".cw-settled .cw-badge"), ["Done", "Expired"]);
    assert!(dom.all(".cw-settled")[0].text().any(|text| text == "First"));
    for state in ["done", "expired"] {
        assert!(!dom.has(&format!("[data-cw-state={state}] :is(form, input, button)")));
    }
}

#[actix_web::test]
async fn a_conversation_that_is_not_there_is_a_notice_and_a_new_one() {
    let server = with_assistant();
    let unknown = ThreadId::random().to_string();
    for thread in [&*unknown, "x", "%00", "%3Cscript%3E", "00000000-0000-0000-0000-000000000000", "%FF"] {
        let answer = server.visit(&format!("/?thread={thread}")).await;
        let dom = answer.page(404);
        assert_eq!(dom.notice(), GONE);
        assert_eq!(dom.attr("section.cw", "data-cw-thread"), "");
        assert_eq!(dom.composer().value("~threadId"), "");
        assert!(!dom.has("[data-cw-log] > li"));
        let embedded = server.visit(&format!("/api/chat?thread={thread}")).await.fragment();
        assert_eq!(embedded.notice(), GONE);
        assert_eq!(embedded.attr("section.cw", "data-cw-thread"), "");
    }
    let dom = server.visit("/?thread=").await.page(200);
    assert_eq!(dom.notice(), "");
    server.visit("/?other=1").await.page(200);
}

#[actix_web::test]
async fn a_thread_that_is_named_twice_is_not_there() {
    let server = with_assistant();
    assert_eq!(server.visit("/?thread=a&thread=b").await.page(404).notice(), GONE);
    assert_eq!(server.visit("/api/chat?thread=a&thread=b").await.fragment().notice(), GONE);
}

#[actix_web::test]
async fn a_conversation_that_was_deleted_is_gone() {
    let server = Server::start();
    let thread = server.act("visits.begin").await;
    let delete = server.request(Method::DELETE, &format!("/api/chat/threads/{thread}"));
    assert_eq!(Answer::to(delete).await.status, 204);
    assert_eq!(server.visit(&format!("/?thread={thread}")).await.page(404).notice(), GONE);
}

#[actix_web::test]
async fn anothers_conversation_is_as_if_it_never_was() {
    let server = Server::serve(&ChatWidgets::builder().user(who).assistant(assistant).build().unwrap());
    let as_user = |user: &'static str, path: String| {
        let request = server.request(Method::GET, &path).header(ACCEPT, BROWSER).header("x-user", user);
        Answer::to(request)
    };
    let post = server.posting("message", &json!({"message": "my secret"})).header("x-user", "ada");
    let thread = Answer::to(post).await.json()["threadId"].as_str().unwrap().to_owned();
    assert!(as_user("ada", format!("/?thread={thread}")).await.page(200).has("[data-cw-log] > li"));
    let never = ThreadId::random().to_string();
    for path in ["/", "/api/chat"] {
        let answer = as_user("bob", format!("{path}?thread={thread}")).await;
        let other = as_user("bob", format!("{path}?thread={never}")).await;
        assert!(!answer.text.contains("secret") && !answer.text.contains(&thread), "{answer:?}");
        assert_eq!(answer.status, other.status);
        assert!(answer.text.contains(GONE));
    }
    as_user("bob", format!("/api/chat/threads/{thread}")).await.problem(404, "thread_not_found");
}

#[actix_web::test]
async fn who_may_not_ask_gets_a_page_that_says_so() {
    async fn nobody() -> Result<Option<UserId>, ActionError> {
        Err(ActionError::internal("the session 4711 is over"))
    }
    let server = Server::serve(&ChatWidgets::builder().user(nobody).welcome(VisitsBegin).build().unwrap());
    let answer = server.visit("/").await;
    assert_eq!(answer.page(401).notice(), "Log in to go on.");
    assert!(!answer.page(401).has("[data-cw-log] > li") && !answer.text.contains("4711"));
}

#[actix_web::test]
async fn the_embedded_chat_is_the_same_without_a_page_around_it() {
    let server = with_assistant();
    let thread = server.act("visits.begin").await;
    let answer = server.visit(&format!("/api/chat?thread={thread}")).await;
    assert_eq!(answer.header("x-thread-id"), thread);
    let dom = answer.fragment();
    dom.is_sound();
    assert_eq!(dom.attr("section.cw", "data-cw-thread"), thread);
    assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), ["Begin"]);
    assert!(!dom.has("chat-widgets"), "the element is the other page's");
}

#[actix_web::test]
async fn who_opens_the_page_too_often_is_told_to_wait() {
    let server = Server::serve(&ChatWidgets::builder().reads_per_address(2).build().unwrap());
    for path in ["/", "/api/chat"] {
        assert_eq!(server.get(path).await.status, 200);
    }
    let refused = server.get("/").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"), "{refused:?}");
    assert!(refused.text.contains("That was a lot at once"), "{}", refused.text);
}
