//! A browser without a script: its forms are posted, and lead back to the page.

use chatwidgets::prelude::*;
use reqwest::header::{ACCEPT, CONTENT_TYPE};

use crate::everything::{EverythingAsk, fill, good};
use crate::server::{Answer, BROWSER, Server};

async fn assistant(UserMessage(message): UserMessage) -> Reply {
    Reply::new(format!("{message:?}")).widget(Button::new("All of it", EverythingAsk))
}

fn server() -> Server {
    Server::serve(&ChatWidgets::builder().assistant(assistant).build().unwrap())
}

#[actix_web::test]
async fn a_form_with_every_kind_of_field_is_posted_and_leads_back() {
    let server = server();
    let (thread, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take"));
    let back = server.submit(&form).await;
    assert_eq!(back.place(), format!("/?thread={thread}#newest"));
    let dom = server.visit(back.place()).await.page(200);
    dom.is_sound();
    let last = dom.texts("[data-cw-log] > li > .cw-text").pop().unwrap();
    // The same as JSON clients post.
    let body = serde_json::json!({"action": "everything.ask"});
    let turn = server.post("action", &body).await.json();
    let body = serde_json::json!({"action": "everything.take", "payload": good(), "threadId": turn["threadId"],
        "widgetId": turn["widgets"][0]["id"]});
    let expected = server.post("action", &body).await.json();
    let words = |text: &str| text.replace(['\\', '`', '\n'], "").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&last), words(expected["content"].as_str().unwrap()));
    assert!(last.contains("Ada <b>") && last.contains("music: false") && last.contains("window: true"), "{last}");
}

#[actix_web::test]
async fn a_cancel_button_posts_a_form_of_its_own() {
    let server = server();
    let (_, page) = server.begin("everything.ask").await;
    let dom = page.page(200);
    let button = dom.one("[data-cw-action='everything.take'] button[form]");
    let other = dom.by_id(button.attr("form").unwrap()).unwrap();
    assert_eq!(other.attr("data-cw-action"), Some("everything.leave"));
    let back = server.submit(&dom.form("everything.leave")).await;
    let dom = server.visit(back.place()).await.page(200);
    assert_eq!(dom.texts("[data-cw-log] > li > .cw-text").pop().unwrap(), "Another time");
    assert_eq!(dom.attr(".cw-form", "data-cw-state"), "open");
}

#[actix_web::test]
async fn every_input_that_stands_alone_is_posted() {
    let server = server();
    for (action, name, value, expected) in [
        ("lone.text", "value", "a  line", "a  line"),
        ("lone.lines", "value", "\na\nb", "\\na\\nb"),
        ("lone.dropdown", "value", "green", "green"),
        ("lone.slider", "value", "7", "value: 7"),
        ("lone.toggle", "checked", "true", "checked: true"),
        ("lone.theme", "theme", "dark", "dark"),
        ("lone.date", "date", "2026-05-01", "2026-05-01"),
        ("lone.items", "items", "salt", "[salt]"),
    ] {
        let (_, page) = server.begin("lone.ask").await;
        let form = page.page(200).form(action).set(name, value);
        let back = server.submit(&form).await;
        let dom = server.visit(back.place()).await.page(200);
        let text = dom.texts("[data-cw-log] > li > .cw-text").pop().unwrap();
        assert!(text.contains(expected) || text.contains(&expected.replace("  ", " ")), "{action}: {text}");
    }
}

#[actix_web::test]
async fn boxes_that_are_not_ticked_are_posted_as_such() {
    let server = server();
    for (action, expected) in
        [("lone.toggle", "checked: false"), ("lone.items", "items: []"), ("lone.files", "files: []")]
    {
        let (_, page) = server.begin("lone.ask").await;
        let back = server.submit(&page.page(200).form(action)).await;
        let dom = server.visit(back.place()).await.page(200);
        let text = dom.texts("[data-cw-log] > li > .cw-text").pop().unwrap();
        assert!(text.contains(expected), "{action}: {text}");
    }
}

#[actix_web::test]
async fn a_message_is_posted_and_begins_a_conversation() {
    let server = server();
    let composer = server.visit("/").await.page(200).composer();
    let back = server.submit(&composer.set("message", "\nhi\nthere ")).await;
    let dom = server.visit(back.place()).await.page(200);
    let thread = dom.attr("section.cw", "data-cw-thread").to_owned();
    assert_eq!(back.place(), format!("/?thread={thread}#newest"));
    assert_eq!(server.thread(&thread).await["turns"][0]["content"], "\nhi\nthere ");
    let composer = dom.composer();
    assert_eq!((composer.value("~threadId"), composer.value("message")), (&*thread, ""));
    let back = server.submit(&composer.set("message", "again")).await;
    assert_eq!(back.place(), format!("/?thread={thread}#newest"));
    let dom = server.visit(back.place()).await.page(200);
    assert_eq!(dom.all("[data-cw-log] > li").len(), 4);
    let back = server.submit(&dom.all("form").first().map(|_| dom.composer()).unwrap().set("message", "x")).await;
    assert_eq!(back.status, 303);
}

#[actix_web::test]
async fn the_same_form_posted_twice_runs_once() {
    let server = server();
    let (thread, page) = server.begin("everything.ask").await;
    let dom = page.page(200);
    let cancel = dom.form("everything.leave");
    assert!(!cancel.value("~requestId").is_empty());
    let form = fill(dom.form("everything.take"));
    for form in [&cancel, &form] {
        let (first, again) = (server.submit(form).await, server.submit(form).await);
        assert_eq!(again.place(), first.place());
    }
    assert_eq!(server.thread(&thread).await["turns"].as_array().unwrap().len(), 3);
    let composer = dom.composer().set("message", "hi");
    let (first, again) = (server.submit(&composer).await, server.submit(&composer).await);
    assert_eq!(again.place(), first.place());
    assert_eq!(server.thread(&thread).await["turns"].as_array().unwrap().len(), 5);
}

#[actix_web::test]
async fn each_page_has_request_ids_of_its_own() {
    let server = server();
    let (thread, page) = server.begin("everything.ask").await;
    let again = server.visit(&format!("/?thread={thread}")).await;
    let ids = |dom: &crate::dom::Dom| {
        let inputs = dom.all("input[name='~requestId']");
        inputs.iter().map(|input| input.attr("value").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut all = ids(&page.page(200));
    all.extend(ids(&again.page(200)));
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!((count, all.len()), (6, 6));
}

#[actix_web::test]
async fn a_form_is_answered_with_json_for_those_who_do_not_want_html() {
    let server = server();
    let (_, page) = server.begin("everything.ask").await;
    let form = page.page(200).form("everything.take");
    for accept in ["*/*", "application/json", ""] {
        let request = server.request(reqwest::Method::POST, &form.action).header(ACCEPT, accept);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.body());
        Answer::to(request).await.problem(422, "invalid_payload");
    }
    let request = server.request(reqwest::Method::POST, &form.action).header(ACCEPT, BROWSER);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.body());
    Answer::to(request).await.page(422);
}
