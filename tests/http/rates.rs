//! Rates: how many actions and messages a user and an address may post a minute.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::{HttpRequest, web};
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ChatWidgetsBuilder, ErrorCode};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::server::{Answer, Server, text};

/// How often a handler or the assistant ran.
#[derive(Default)]
pub struct Runs(AtomicUsize);

#[widget_action("rates.count")]
pub async fn rates_count(runs: web::Data<Runs>) -> String {
    (runs.0.fetch_add(1, Ordering::SeqCst) + 1).to_string()
}

#[widget_action("rates.once", once)]
pub async fn rates_once(runs: web::Data<Runs>) -> String {
    rates_count(runs).await
}

#[widget_action("rates.offer")]
pub async fn rates_offer() -> Reply {
    Reply::new("offer").widget(Button::new("Once", RatesOnce))
}

async fn who(request: HttpRequest) -> Option<UserId> {
    request.headers().get("x-user").map(|name| UserId::from(name.to_str().unwrap()))
}

fn address_header(request: &HttpRequest) -> Option<IpAddr> {
    request.headers().get("x-real-ip")?.to_str().ok()?.parse().ok()
}

/// A chat on a real socket whose time stands still.
struct Scene {
    server: Server,
    runs: web::Data<Runs>,
    chat: ChatWidgets,
    clock: TestChat,
}

impl Scene {
    fn of(chat: ChatWidgetsBuilder) -> Self {
        let chat = chat.assistant(rates_count).build().unwrap();
        let runs = web::Data::new(Runs::default());
        let state = runs.clone();
        let clock = TestChat::new(chat.clone());
        let server = Server::configured(chat.clone(), move |app| {
            app.app_data(state.clone());
        });
        Self { server, runs, chat, clock }
    }

    async fn post(&self, headers: &[(&'static str, &str)], route: &str, body: &Value) -> Answer {
        let request = self.server.request(Method::POST, route).header(CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Answer::to(request.body(body.to_string())).await
    }

    async fn count(&self, headers: &[(&'static str, &str)]) -> Answer {
        self.post(headers, "action", &json!({"action": "rates.count"})).await
    }

    fn runs(&self) -> usize {
        self.runs.0.load(Ordering::SeqCst)
    }
}

const ADA: &[(&str, &str)] = &[("x-user", "ada")];
const BEA: &[(&str, &str)] = &[("x-user", "bea")];

/// The seconds after which one may come again.
#[track_caller]
fn wait(answer: &Answer) -> u64 {
    let problem = answer.problem(429, "too_many_requests");
    assert_eq!(problem["title"], "Too Many Requests");
    answer.header("retry-after").parse().expect("whole seconds")
}

#[actix_web::test]
async fn the_fourth_request_of_a_user_who_may_post_three_a_minute_is_refused() {
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(3));
    let thread = scene.count(ADA).await.thread();
    let message = json!({"message": "hi", "threadId": thread});
    scene.post(ADA, "message", &message).await.ok();
    scene.count(ADA).await.ok();
    let before = scene.runs();
    for (route, body) in [("action", json!({"action": "rates.count", "threadId": thread})), ("message", message)] {
        assert_eq!(wait(&scene.post(ADA, route, &body).await), 20, "three a minute is one every 20 seconds");
    }
    assert_eq!(scene.runs(), before, "nothing ran");
    let read =
        Answer::to(scene.server.request(Method::GET, &format!("threads/{thread}")).header("x-user", "ada")).await;
    assert_eq!(read.ok()["turns"].as_array().unwrap().len(), 3, "nothing was stored, and reading is counted by itself");
    for _ in 0..5 {
        scene.count(BEA).await;
    }
    assert_eq!(scene.runs(), before + 3, "another has a rate of their own");
    for _ in 0..5 {
        scene.count(&[]).await.ok();
    }
}

#[actix_web::test]
async fn time_gives_a_user_one_request_after_the_other_back() {
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(3));
    for _ in 0..3 {
        scene.count(ADA).await.ok();
    }
    for _ in 0..10 {
        // To be refused costs nothing.
        assert_eq!(wait(&scene.count(ADA).await), 20);
    }
    scene.clock.advance(Duration::from_millis(19_500));
    assert_eq!(wait(&scene.count(ADA).await), 1, "half a second is told as a whole one");
    scene.clock.advance(Duration::from_millis(500));
    scene.count(ADA).await.ok();
    wait(&scene.count(ADA).await);
    scene.clock.advance(Duration::from_secs(60));
    for _ in 0..3 {
        scene.count(ADA).await.ok();
    }
    wait(&scene.count(ADA).await);
    scene.clock.advance(Duration::from_secs(3_600));
    for _ in 0..3 {
        scene.count(ADA).await.ok();
    }
    wait(&scene.count(ADA).await);
}

#[actix_web::test]
async fn the_time_to_wait_is_whole_seconds_rounded_up() {
    for (per_minute, expected) in [(1, 60), (50, 2), (60, 1), (600, 1), (0, 60)] {
        let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(per_minute));
        for _ in 0..per_minute.max(1) {
            scene.count(ADA).await.ok();
        }
        assert_eq!(wait(&scene.count(ADA).await), expected, "{per_minute}");
    }
}

#[actix_web::test]
async fn a_user_is_counted_to_six_hundred_unless_told_and_not_at_all_with_none() {
    let scenes = [
        (Scene::of(ChatWidgets::builder().user(who)), 429),
        (Scene::of(ChatWidgets::builder().user(who).requests_per_user(None)), 200),
    ];
    for (scene, status) in scenes {
        for _ in 0..600 {
            scene.count(ADA).await.ok();
        }
        assert_eq!(scene.count(ADA).await.status, status);
    }
}

#[actix_web::test]
async fn what_is_posted_in_vain_counts_too() {
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(3));
    scene.post(ADA, "action", &json!({"action": "rates.unknown"})).await.problem(404, "unknown_action");
    scene.post(ADA, "action", &json!({"action": "rates.once", "widgetId": "x"})).await.problem(403, "not_offered");
    scene.post(ADA, "message", &json!([])).await.problem(400, "malformed_request");
    wait(&scene.count(ADA).await);
}

#[actix_web::test]
async fn a_click_that_came_too_soon_leaves_its_offer_and_its_request_id_alone() {
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(1));
    let turn = scene.post(ADA, "action", &json!({"action": "rates.offer"})).await.ok();
    let click = json!({
        "action": "rates.once", "threadId": turn["threadId"], "widgetId": turn["widgets"][0]["id"], "requestId": "rates-1",
    });
    wait(&scene.post(ADA, "action", &click).await);
    wait(&scene.post(ADA, "action", &click).await);
    scene.clock.advance(Duration::from_secs(60));
    assert_eq!(text(&scene.post(ADA, "action", &click).await.ok()["content"]), "1");
}

#[actix_web::test]
async fn the_fourth_request_from_an_address_is_refused_whoever_asks() {
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let who = move |request: HttpRequest| {
        counter.fetch_add(1, Ordering::SeqCst);
        who(request)
    };
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_address(3));
    scene.count(ADA).await.ok();
    scene.count(BEA).await.ok();
    scene.post(&[], "message", &json!({"message": "hi"})).await.ok();
    let before = (scene.runs(), asked.load(Ordering::SeqCst));
    for headers in [ADA, BEA, &[], &[("x-forwarded-for", "203.0.113.7")], &[("forwarded", "for=203.0.113.7")]] {
        assert_eq!(wait(&scene.count(headers).await), 20, "the connection counts, not what a header says");
    }
    assert_eq!((scene.runs(), asked.load(Ordering::SeqCst)), before, "nor is anybody asked who it is");
    for _ in 0..5 {
        scene.server.get("actions").await.ok();
    }
    scene.clock.advance(Duration::from_secs(60));
    scene.count(&[]).await.ok();
}

#[actix_web::test]
async fn the_app_tells_the_address_where_a_proxy_is_in_between() {
    let scene = Scene::of(ChatWidgets::builder().address(address_header).requests_per_address(3));
    let from = async |address: &str| scene.count(&[("x-real-ip", address)]).await;
    for last in 1..=3 {
        from("192.0.2.1").await.ok();
        from(&format!("2001:db8:0:7::{last}")).await.ok();
    }
    wait(&from("192.0.2.1").await);
    wait(&from("::ffff:192.0.2.1").await);
    wait(&from("2001:db8:0:7:ffff::9").await);
    from("192.0.2.2").await.ok();
    from("2001:db8:0:8::1").await.ok();
    for _ in 0..10 {
        scene.count(&[]).await.ok();
        from("unknown").await.ok();
    }
}

#[actix_web::test]
async fn behind_proxies_the_outermost_of_them_tells_the_address() {
    let scene = Scene::of(ChatWidgets::builder().proxies(2).requests_per_address(3));
    let from = async |hops: &str| scene.count(&[("x-forwarded-for", hops)]).await;
    // The client's own words stand before what the proxies say, with ports or without.
    for claimed in ["", "198.51.100.1, ", "unknown, "] {
        from(&format!("{claimed}192.0.2.1, 10.0.0.1")).await.ok();
        from(&format!("{claimed}[2001:db8:0:7::1]:4711, 10.0.0.1:80")).await.ok();
    }
    wait(&from("198.51.100.2, 192.0.2.1:99, 10.0.0.1").await);
    wait(&from("2001:db8:0:7::2, 10.0.0.1").await);
    let forwarded = ("forwarded", "for=198.51.100.3");
    wait(&scene.count(&[("x-forwarded-for", "192.0.2.1, 10.0.0.1"), forwarded]).await);
    // What is no text keeps its place.
    let odd = reqwest::header::HeaderValue::from_bytes(b"\xff, 192.0.2.1, 10.0.0.1").unwrap();
    let odd = scene
        .server
        .request(Method::POST, "action")
        .header(CONTENT_TYPE, "application/json")
        .header("x-forwarded-for", odd);
    wait(&Answer::to(odd.body(json!({"action": "rates.count"}).to_string())).await);
    // What no proxy has said counts for the connection.
    for hops in ["10.0.0.1", "nonsense, 10.0.0.1", ""] {
        from(hops).await.ok();
    }
    wait(&scene.count(&[]).await);
}

#[actix_web::test]
async fn addresses_are_not_counted_with_none() {
    let scene = Scene::of(ChatWidgets::builder().address(|_| "192.0.2.1".parse().ok()).requests_per_address(None));
    for _ in 0..50 {
        scene.count(&[]).await.ok();
    }
    let scene = Scene::of(ChatWidgets::builder().requests_per_address(1));
    scene.count(&[]).await.ok();
    wait(&scene.count(&[]).await);
}

#[actix_web::test]
async fn a_chat_that_is_served_twice_counts_once() {
    let scene = Scene::of(ChatWidgets::builder().user(who).requests_per_user(3));
    let other = TestChat::new(scene.chat.clone()).app_data(scene.runs.clone()).as_user("ada");
    scene.count(ADA).await.ok();
    other.forge("rates.count", json!({})).await.unwrap();
    scene.count(ADA).await.ok();
    assert_eq!(other.forge("rates.count", json!({})).await.unwrap_err().code, ErrorCode::TooManyRequests);
    other.advance(Duration::from_secs(60));
    scene.count(ADA).await.ok();
}

#[actix_web::test]
async fn reading_has_rates_of_its_own_by_user_and_by_address() {
    let chat = ChatWidgets::builder().user(who).address(address_header).reads_per_user(3).reads_per_address(5);
    let scene = Scene::of(chat);
    let thread = scene.count(ADA).await.thread();
    let read = async |method: Method, path: &str, user: &str, address: &str| {
        let request = scene.server.request(method, path).header("x-user", user).header("x-real-ip", address);
        Answer::to(request).await
    };
    let path = format!("threads/{thread}");
    read(Method::GET, &path, "ada", "192.0.2.1").await.ok();
    assert_eq!(read(Method::HEAD, &path, "ada", "192.0.2.1").await.status, 200);
    read(Method::GET, "actions", "ada", "192.0.2.1").await.ok();
    for (method, path) in [(Method::GET, &*path), (Method::DELETE, &*path), (Method::GET, "actions")] {
        assert_eq!(wait(&read(method, path, "ada", "192.0.2.2").await), 20, "three a minute is one every 20 seconds");
    }
    scene.count(ADA).await.ok();
    for user in ["bea", "cleo"] {
        read(Method::GET, "actions", user, "192.0.2.1").await.ok();
    }
    assert_eq!(wait(&read(Method::GET, "actions", "dora", "192.0.2.1").await), 12, "the address has read five times");
    scene.clock.advance(Duration::from_secs(60));
    assert_eq!(read(Method::DELETE, &path, "ada", "192.0.2.1").await.status, 204);
}
