//! The reply that every conversation begins with.

use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::ACCEPT;
use tokio::task::JoinSet;

use crate::dom::Form;
use crate::logs::log;
use crate::server::{Answer, BROWSER, Server};
use crate::watched::Watched;

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

async fn echo(UserMessage(message): UserMessage) -> Reply {
    Reply::new(message)
}

struct Scene {
    server: Server,
    store: Arc<Watched>,
    runs: web::Data<Runs>,
}

impl Scene {
    /// A server of several that share a secret.
    fn open(chat: ChatWidgetsBuilder) -> Self {
        Self::open_with(chat.secret("0123456789abcdef"))
    }

    fn open_with(chat: ChatWidgetsBuilder) -> Self {
        let (runs, store) = (web::Data::new(Runs::default()), Arc::new(Watched::default()));
        let chat = chat.store(Arc::clone(&store)).welcome(WelcomeHello).build().unwrap();
        let state = runs.clone();
        let server = Server::mounted(move |app| {
            app.app_data(state.clone()).service(chat.page("/")).service(chat.scope("/api/chat"));
        });
        Self { server, store, runs }
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
        let form = dom.form("welcome.take");
        assert_eq!(form.value("~threadId"), dom.attr("section.cw", "data-cw-thread"));
        let back = scene.server.submit(&form).await;
        let thread = thread_at(&back);
        assert_eq!(scene.server.thread(&thread).await["turns"].as_array().unwrap().len(), 2);
        let dom = scene.server.visit(back.place()).await.page(200);
        let texts = [format!("Welcome {number}"), format!("took {number}")];
        assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), texts);
        assert_eq!(dom.attr(".cw-widget", "data-cw-state"), "done");
    }
    assert_eq!(scene.runs(), 3);
}

/// The thread that a browser is led to.
fn thread_at(answer: &Answer) -> String {
    answer.place().strip_prefix("/?thread=").unwrap().strip_suffix("#newest").unwrap().to_owned()
}

#[actix_web::test]
async fn it_is_stored_with_the_first_click_and_not_before() {
    let scene = Scene::open(ChatWidgets::builder());
    let shown = scene.server.visit("/").await.page(200);
    let name = shown.attr("section.cw", "data-cw-thread");
    assert_eq!(scene.store.threads(), 0);
    // A page that is looked at again under that name shows the same conversation as soon as there is one.
    scene.server.visit(&format!("/?thread={name}")).await.page(200);
    let form = shown.form("welcome.take");
    let back = scene.server.submit(&form).await;
    assert_eq!(scene.store.threads(), 1);
    let now = scene.server.visit(&format!("/?thread={name}")).await.page(200);
    assert_eq!(now.texts("[data-cw-log] > li > .cw-text"), ["Welcome 1", "took 1"]);
    assert_eq!(now.attr("section.cw", "data-cw-thread"), thread_at(&back));
}

#[actix_web::test]
async fn what_may_be_done_once_is_done_once_on_a_page_that_still_shows_it_new() {
    let scene = Scene::open(ChatWidgets::builder());
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    let mut clicks = JoinSet::new();
    for number in 0..8 {
        let click = scene.server.submitting(&form.clone().set("~requestId", &format!("click-{number}")));
        clicks.spawn_local(Answer::to(click));
    }
    let answers = clicks.join_all().await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 303).collect();
    assert_eq!(done.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    let thread = thread_at(done[0]);
    scene.server.submit(&form.set("~requestId", "later")).await.page(409);
    assert_eq!(scene.server.thread(&thread).await["turns"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_message_stores_it_too() {
    let scene = Scene::open(ChatWidgets::builder().assistant(echo));
    let shown = scene.server.visit("/").await.page(200);
    let back = scene.server.submit(&shown.composer().set("message", "hello")).await;
    let dom = scene.server.visit(back.place()).await.page(200);
    assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), ["Welcome 1", "hello", "hello"]);
}

#[actix_web::test]
async fn another_server_makes_it_again() {
    let (here, there) = (Scene::open(ChatWidgets::builder()), Scene::open(ChatWidgets::builder()));
    let form = here.server.visit("/").await.page(200).form("welcome.take");
    let back = there.server.submit(&form).await;
    let dom = there.server.visit(back.place()).await.page(200);
    assert_eq!(dom.texts("[data-cw-log] > li > .cw-text"), ["Welcome 1", "took 1"]);
}

#[actix_web::test]
async fn a_click_on_what_is_not_offered_any_more_does_nothing() {
    let log = log();
    let (here, there) = (Scene::open(ChatWidgets::builder()), Scene::open(ChatWidgets::builder()));
    let form = here.server.visit("/").await.page(200).form("welcome.take");
    // There it binds another number by now.
    there.server.visit("/").await.page(200);
    assert_eq!(there.server.submit(&form).await.page(403).notice(), "This is not there any more.");
    assert_eq!(there.store.threads(), 0, "it has begun nothing");
    log.line("a welcome offers something else than when it was shown");
}

#[actix_web::test]
async fn a_forged_click_begins_nothing() {
    let scene = Scene::open(ChatWidgets::builder());
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    let other = scene.server.visit("/").await.page(200).form("welcome.take");
    for forged in [
        form.clone().set("~widgetId", other.value("~widgetId")),
        form.clone().set("~widgetId", "nonsense"),
        form.clone().set("~action", "custom.paint"),
        form.clone().set("~threadId", other.value("~threadId")),
        form.clone().set("~threadId", "new.0.0.381c7aaa-1c1c-4c1c-8c1c-1c1c1c1c1c1c"),
    ] {
        assert_eq!(scene.server.submit(&forged).await.status, 403, "{forged:?}");
    }
    assert_eq!(scene.store.threads(), 0);
    assert_eq!(scene.server.submit(&form).await.status, 303, "the true one still works");
}

#[actix_web::test]
async fn what_was_shown_is_there_still_where_it_could_not_be_stored_at_first() {
    let scene = Scene::open(ChatWidgets::builder());
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    scene.store.fail_next_create();
    let page = scene.server.submit(&form).await.page(500);
    // With all that can be used in it, and as it was.
    assert_eq!(page.texts("[data-cw-log] > li > .cw-text"), ["Welcome 1"]);
    let back = scene.server.submit(&page.form("welcome.take")).await;
    assert!(scene.server.visit(back.place()).await.text.contains("took 1"));
    assert_eq!(scene.runs(), 1);
}

#[actix_web::test]
async fn who_has_to_wait_is_shown_it_again() {
    let scene = Scene::open(ChatWidgets::builder().requests_per_address(1));
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    let page = scene.server.submit(&form).await.page(429);
    assert_eq!(page.form("welcome.take").value("~threadId"), form.value("~threadId"));
}

#[actix_web::test]
async fn what_is_bound_cannot_be_guessed_from_the_name() {
    let scene = || Scene::open_with(ChatWidgets::builder());
    let (one, other) = (scene(), scene());
    let form = one.server.visit("/").await.page(200).form("welcome.take");
    // Without a secret that both know, another server cannot tell that it would bind the same.
    assert_eq!(other.server.submit(&form).await.status, 403);
}

#[actix_web::test]
async fn nothing_runs_for_what_another_site_fetches() {
    let scene = Scene::open(ChatWidgets::builder().allow_origin("https://shop.example"));
    let get = |path: &'static str,
               site: &'static str,
               mode: &'static str,
               dest: &'static str,
               origin: Option<&'static str>| {
        let mut request = scene.server.request(Method::GET, path).header(ACCEPT, BROWSER);
        for (name, value) in [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)] {
            request = request.header(name, value);
        }
        Answer::to(origin.into_iter().fold(request, |request, origin| request.header("origin", origin)))
    };
    for path in ["/", "/api/chat", "/?thread=x"] {
        for site in ["cross-site", "same-site"] {
            get(path, site, "no-cors", "image", None).await;
            get(path, site, "navigate", "iframe", None).await;
            get(path, site, "cors", "empty", Some("https://evil.example")).await;
        }
    }
    assert_eq!(scene.runs(), 0);
    get("/", "cross-site", "navigate", "document", None).await.page(200);
    get("/api/chat", "same-origin", "cors", "empty", None).await.fragment();
    get("/api/chat", "cross-site", "cors", "empty", Some("https://shop.example")).await.fragment();
    assert_eq!(scene.runs(), 3);
}

#[actix_web::test]
async fn a_program_cannot_begin_a_page_s_conversation() {
    let scene = Scene::open(ChatWidgets::builder());
    let shown = scene.server.visit("/").await.page(200);
    let form = shown.form("welcome.take");
    let click = serde_json::json!({
        "action": "welcome.take", "widgetId": form.value("~widgetId"), "threadId": form.value("~threadId"),
    });
    let answer = scene.server.post("action", &click).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text.contains("not_offered"), "{}", answer.text);
}

#[actix_web::test]
async fn it_is_not_run_when_a_thread_is_named() {
    let scene = Scene::open(ChatWidgets::builder());
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    let thread = thread_at(&scene.server.submit(&form).await);
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
    let back = scene.server.submit(&dom.form("welcome.take")).await;
    scene.server.visit(back.place()).await.page(200);
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
    let scene = Scene::open(ChatWidgets::builder().requests_per_address(2));
    let form = scene.server.visit("/").await.page(200).form("welcome.take");
    let thread = thread_at(&scene.server.submit(&form).await);
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
    let click = |user: &'static str, form: &Form| Answer::to(scene.server.submitting(form).header("x-user", user));
    let form = visit("ada", "/".into()).await.page(200).form("welcome.take");
    // What ada was shown bob does not get: his own offers something else by now.
    click("bob", &form).await.page(403);
    let form = visit("ada", "/".into()).await.page(200).form("welcome.take");
    let thread = thread_at(&click("ada", &form).await);
    click("bob", &form).await.page(403);
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
