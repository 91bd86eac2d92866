//! The reply that every conversation begins with.

use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::ACCEPT;

use crate::logs::log;
use crate::server::{Answer, BROWSER, Server};

#[derive(Default)]
pub struct Runs(AtomicUsize);

#[widget_action("welcome.hello")]
pub async fn welcome_hello(runs: web::Data<Runs>) -> Reply {
    let number = runs.0.fetch_add(1, Ordering::SeqCst) + 1;
    Reply::new(format!("Welcome {number}")).widget(Button::new("Take it", WelcomeTake.bind(number)))
}

#[widget_action("welcome.take", once)]
pub async fn welcome_take(Bound(number): Bound<usize>) -> String {
    format!("took {number}")
}

#[widget_action("welcome.broken")]
pub async fn welcome_broken() -> Result<Reply, ActionError> {
    Err(ActionError::internal("the welcome is out of order"))
}

#[widget_action("welcome.panic")]
pub async fn welcome_panic() -> Reply {
    panic!("the welcome fell over")
}

struct Scene {
    server: Server,
    runs: web::Data<Runs>,
}

impl Scene {
    fn open(chat: ChatWidgetsBuilder) -> Self {
        let runs = web::Data::new(Runs::default());
        let (chat, state) = (chat.welcome(WelcomeHello).build().unwrap(), runs.clone());
        let server = Server::mounted(move |app| {
            app.app_data(state.clone()).service(chat.page("/")).service(chat.scope("/api/chat"));
        });
        Self { server, runs }
    }

    fn runs(&self) -> usize {
        self.runs.0.load(Ordering::SeqCst)
    }
}

#[actix_web::test]
async fn its_reply_is_a_turn_of_a_thread_whose_offers_work() {
    let scene = Scene::open(ChatWidgets::builder());
    for (path, number) in [("/", 1), ("/api/chat", 2), ("/?thread=", 3)] {
        let answer = scene.server.visit(path).await;
        let dom = if path == "/api/chat" { answer.fragment() } else { answer.page(200) };
        dom.is_sound();
        assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), [format!("Welcome {number}")]);
        let thread = dom.attr("section.cw", "data-cw-thread");
        assert_eq!(scene.server.thread(thread).await["turns"].as_array().unwrap().len(), 1);
        let form = dom.form("welcome.take");
        assert_eq!(form.value("~threadId"), thread);
        let back = scene.server.submit(&form).await;
        assert_eq!(back.place(), format!("/?thread={thread}#newest"));
        let dom = scene.server.visit(back.place()).await.page(200);
        let texts = [format!("Welcome {number}"), format!("took {number}")];
        assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), texts);
        assert_eq!(dom.attr(".cw-widget", "data-cw-state"), "done");
    }
    assert_eq!(scene.runs(), 3);
}

#[actix_web::test]
async fn it_is_not_run_when_a_thread_is_named() {
    let scene = Scene::open(ChatWidgets::builder());
    let thread = scene.server.visit("/").await.page(200).attr("section.cw", "data-cw-thread").to_owned();
    for _ in 0..3 {
        scene.server.visit(&format!("/?thread={thread}")).await.page(200);
        scene.server.visit(&format!("/api/chat?thread={thread}")).await.fragment();
    }
    assert_eq!(scene.runs(), 1);
}

#[actix_web::test]
async fn a_conversation_that_is_gone_begins_anew_with_it() {
    let scene = Scene::open(ChatWidgets::builder());
    let dom = scene.server.visit("/?thread=gone").await.page(404);
    assert_eq!(dom.notice(), "This conversation is not there any more.");
    assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), ["Welcome 1"]);
    let thread = dom.attr("section.cw", "data-cw-thread");
    scene.server.visit(&format!("/?thread={thread}")).await.page(200);
}

#[actix_web::test]
async fn it_is_not_run_for_the_headers_alone() {
    let scene = Scene::open(ChatWidgets::builder());
    for path in ["/", "/api/chat", "/?thread=x"] {
        Answer::to(scene.server.request(Method::HEAD, path)).await;
    }
    assert_eq!(scene.runs(), 0);
}

#[actix_web::test]
async fn it_counts_as_a_click_does() {
    for path in ["/", "/api/chat"] {
        let scene = Scene::open(ChatWidgets::builder().requests_per_address(2));
        for _ in 0..2 {
            assert_eq!(scene.server.visit(path).await.status, 200);
        }
        let answer = scene.server.visit(path).await;
        assert_eq!((answer.status, scene.runs()), (429, 2));
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
}

#[actix_web::test]
async fn a_page_that_came_too_often_is_a_page_that_says_so() {
    let scene = Scene::open(ChatWidgets::builder().requests_per_address(1));
    scene.server.visit("/").await.page(200);
    let dom = scene.server.visit("/").await.page(429);
    dom.is_sound();
    assert_eq!(dom.notice(), "That was a lot at once. Try again in 60 s.");
    assert!(!dom.has("[data-cw-log] > li"));
}

#[actix_web::test]
async fn a_conversation_that_one_comes_back_to_does_not_count() {
    let scene = Scene::open(ChatWidgets::builder().requests_per_address(1));
    let thread = scene.server.visit("/").await.page(200).attr("section.cw", "data-cw-thread").to_owned();
    for _ in 0..5 {
        scene.server.visit(&format!("/?thread={thread}")).await.page(200);
    }
}

#[actix_web::test]
async fn threads_that_are_not_there_do_not_get_around_the_limits() {
    for path in ["/?thread=x", "/api/chat?thread=x"] {
        let scene = Scene::open(ChatWidgets::builder().requests_per_address(2));
        for _ in 0..10 {
            scene.server.visit(path).await;
        }
        assert!(scene.runs() <= 2, "it ran {} times for {path}", scene.runs());
    }
}

#[actix_web::test]
async fn a_welcome_that_fails_still_leaves_a_page() {
    let log = log();
    let broken = ChatWidgets::builder().welcome(WelcomeBroken).build().unwrap();
    let panics = ChatWidgets::builder().welcome(WelcomePanic).build().unwrap();
    for chat in [broken, panics] {
        let server = Server::serve(&chat);
        let dom = server.visit("/").await.page(200);
        dom.is_sound();
        assert_eq!((dom.notice(), dom.has("[data-cw-log] > li")), (String::new(), false));
        assert_eq!(dom.attr("section.cw", "data-cw-thread"), "");
        server.visit("/api/chat").await.fragment();
    }
    log.line("the welcome is out of order");
    log.line("the welcome fell over");
}

#[actix_web::test]
async fn it_belongs_to_who_opened_the_page() {
    async fn who(request: actix_web::HttpRequest) -> Option<UserId> {
        Some(UserId::from(request.headers().get("x-user")?.to_str().ok()?))
    }
    let scene = Scene::open(ChatWidgets::builder().user(who));
    let visit = |user: &'static str, path: String| {
        Answer::to(scene.server.request(Method::GET, &path).header(ACCEPT, BROWSER).header("x-user", user))
    };
    let thread = visit("ada", "/".into()).await.page(200).attr("section.cw", "data-cw-thread").to_owned();
    visit("ada", format!("/?thread={thread}")).await.page(200);
    visit("bob", format!("/?thread={thread}")).await.page(404);
}

#[test]
fn a_welcome_that_cannot_be_run_ends_the_build_and_names_the_place() {
    let here = Location::caller().file();
    let missing = ChatWidgets::builder().without_discovery().welcome(WelcomeHello).build().unwrap_err().to_string();
    assert!(missing.contains(here) && missing.contains("welcome.hello"), "{missing}");
    let chat = ChatWidgets::builder().build().unwrap();
    let named = chat.registry().get("welcome.take").unwrap();
    let unbound = ChatWidgets::builder().welcome(named.clone()).build().unwrap_err().to_string();
    assert!(unbound.contains(here) && unbound.contains("bound arguments"), "{unbound}");
    let wrong = ChatWidgets::builder().welcome(named.clone().bind(&"x")).build().unwrap_err().to_string();
    assert!(wrong.contains(here), "{wrong}");
    assert!(ChatWidgets::builder().welcome(named.bind(&7)).build().is_ok());
}
