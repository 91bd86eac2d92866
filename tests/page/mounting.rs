//! Where a page can be, and what stays the app's.

use actix_web::{HttpResponse, web};
use chatwidgets::prelude::*;
use serde_json::json;

use crate::server::{Answer, Server};

#[widget_action("mounting.button")]
pub async fn mounting_button() -> Reply {
    Reply::new("pressed").widget(Button::new("Again", MountingButton))
}

fn chat() -> ChatWidgets {
    ChatWidgets::builder().build().unwrap()
}

/// The page finds its chat: its forms post there, come back to it, and its files are there.
async fn works(server: &Server, page: &str, prefix: &str) {
    let turn = Answer::to(
        server
            .request(reqwest::Method::POST, &format!("{prefix}/action"))
            .header("content-type", "application/json")
            .body(json!({"action": "mounting.button"}).to_string()),
    )
    .await;
    let thread = turn.json()["threadId"].as_str().unwrap().to_owned();
    let dom = server.visit(&format!("{page}?thread={thread}")).await.page(200);
    assert_eq!(dom.attr("chat-widgets", "src"), prefix);
    assert_eq!(dom.attr("section.cw", "data-cw-prefix"), prefix);
    assert_eq!(dom.attr("header a[data-cw-new]", "href"), page);
    let form = dom.form("mounting.button");
    assert_eq!(form.action, format!("{prefix}/action"));
    let back = server.submit(&form).await;
    assert_eq!(back.place(), format!("{page}?thread={thread}#newest"));
    let back = server.visit(back.place()).await.page(200);
    assert_eq!(back.all("[data-cw-log] > li").len(), 2);
    for link in back.all("link[href], script[src]") {
        let url = link.attr("href").or(link.attr("src")).unwrap();
        assert_eq!(server.get(url).await.status, 200, "{url}");
    }
}

#[actix_web::test]
async fn the_page_is_at_any_path_and_the_chat_at_another() {
    for (page, prefix) in [("/", "/api/chat"), ("/support", "/api/chat"), ("/a/b", "/c"), ("/chat", "/chat/api")] {
        let chat = chat();
        let server = Server::mounted(move |app| {
            app.service(chat.scope(prefix)).service(chat.page(page));
        });
        works(&server, page, prefix).await;
    }
}

#[actix_web::test]
async fn the_page_may_stand_before_the_chat() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(chat.page("support/")).service(chat.scope("/api/chat"));
    });
    works(&server, "/support", "/api/chat").await;
}

#[actix_web::test]
async fn the_page_below_the_path_of_its_chat_stands_before_it() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(chat.page("/chat/page")).service(chat.scope("/chat"));
    });
    works(&server, "/chat/page", "/chat").await;
}

#[actix_web::test]
async fn page_and_chat_are_nested_in_a_scope() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(web::scope("/v1").service(chat.scope("/chat")).service(chat.page("/support")));
    });
    works(&server, "/v1/support", "/v1/chat").await;
    assert_eq!(server.get("/support").await.status, 404);
}

#[actix_web::test]
async fn a_page_at_the_root_of_a_scope_is_found() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(web::scope("/v1").service(chat.scope("/chat")).service(chat.page("/")));
    });
    works(&server, "/v1/", "/v1/chat").await;
}

#[actix_web::test]
async fn page_and_chat_are_in_different_scopes() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(web::scope("/site").service(chat.page("/help")));
        app.service(web::scope("/v1").service(chat.scope("/chat")));
    });
    works(&server, "/site/help", "/v1/chat").await;
}

#[actix_web::test]
async fn routes_of_the_app_work_beside_the_page_at_the_root() {
    let text = |text: &'static str| move || async move { HttpResponse::Ok().body(text) };
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.route("/before", web::get().to(text("before")))
            .service(chat.page("/"))
            .service(chat.scope("/api/chat"))
            .route("/after", web::get().to(text("after")))
            .route("/assets/app.css", web::get().to(text("css")))
            .route("/assets/img/logo.svg", web::get().to(text("logo")))
            .default_service(web::to(text("default")));
    });
    works(&server, "/", "/api/chat").await;
    for (path, expected) in [
        ("/before", "before"),
        ("/after", "after"),
        ("/assets/app.css", "css"),
        ("/assets/img/logo.svg", "logo"),
        ("/assets", "default"),
        ("/elsewhere", "default"),
    ] {
        assert_eq!(server.get(path).await.text, expected, "{path}");
    }
}

#[actix_web::test]
async fn two_chats_in_one_app_find_their_own_routes() {
    let (one, two) = (chat(), chat());
    let server = Server::mounted(move |app| {
        app.service(one.scope("/one")).service(two.page("/b")).service(two.scope("/two")).service(one.page("/a"));
    });
    works(&server, "/a", "/one").await;
    works(&server, "/b", "/two").await;
    let thread = Answer::to(
        server
            .request(reqwest::Method::POST, "/one/action")
            .header("content-type", "application/json")
            .body(r#"{"action": "mounting.button"}"#),
    );
    let thread = thread.await.json()["threadId"].as_str().unwrap().to_owned();
    server.visit(&format!("/b?thread={thread}")).await.page(404);
}

#[actix_web::test]
async fn a_page_without_its_chat_is_a_500_and_the_log_says_why() {
    let log = crate::logs::log();
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(chat.page("/"));
    });
    server.visit("/").await.problem(500, "handler_failed");
    log.line("is `chat.scope(..)` a service of the same `App`?");
}

#[actix_web::test]
async fn without_a_page_the_chat_works_and_a_post_leads_back_to_it() {
    let chat = chat();
    let server = Server::mounted(move |app| {
        app.service(chat.scope("/api/chat"));
    });
    let thread = server.act("mounting.button").await;
    let dom = server.visit(&format!("/api/chat?thread={thread}")).await.fragment();
    let back = server.submit(&dom.form("mounting.button")).await;
    assert_eq!(back.place(), format!("/api/chat?thread={thread}#newest"));
    assert_eq!(server.visit(back.place()).await.fragment().all("[data-cw-log] > li").len(), 2);
}
