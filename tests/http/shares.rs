//! Nobody takes all of the handlers' places: each person and each address has a share of them.

use std::net::IpAddr;

use actix_web::{HttpRequest, rt, web};
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::server::{Answer, Server, soon};

/// Counts handlers that have begun, and that were cancelled.
pub struct Slow {
    begun: Semaphore,
    cancelled: Semaphore,
}

#[widget_action("shares.quick")]
pub async fn shares_quick() -> &'static str {
    "quick"
}

async fn slow(context: ActionContext, slow: web::Data<Slow>) {
    slow.begun.add_permits(1);
    context.cancelled().await;
    slow.cancelled.add_permits(1);
}

async fn who(request: HttpRequest) -> Option<UserId> {
    request.headers().get("x-user").map(|name| UserId::from(name.to_str().unwrap()))
}

fn address(request: &HttpRequest) -> Option<IpAddr> {
    request.headers().get("x-real-ip")?.to_str().ok()?.parse().ok()
}

struct Scene {
    server: Server,
    slow: web::Data<Slow>,
}

impl Scene {
    fn of(chat: ChatWidgetsBuilder) -> Self {
        let chat = chat.user(who).address(address).assistant(slow).build().unwrap();
        let slow = web::Data::new(Slow { begun: Semaphore::new(0), cancelled: Semaphore::new(0) });
        let state = slow.clone();
        let server = Server::configured(chat, move |app| {
            app.app_data(state.clone());
        });
        Self { server, slow }
    }

    fn post(&self, (user, address): (&str, &str), route: &str, body: &serde_json::Value) -> JoinHandle<Answer> {
        let request = self.server.request(Method::POST, route).header(CONTENT_TYPE, "application/json");
        let request = if user.is_empty() { request } else { request.header("x-user", user) };
        rt::spawn(Answer::to(request.header("x-real-ip", address).body(body.to_string())))
    }

    /// Messages in threads of their own that are all being answered.
    async fn messages(&self, from: (&str, &str), count: u32) -> Vec<JoinHandle<Answer>> {
        let body = json!({"message": "hello"});
        let running = (0..count).map(|_| self.post(from, "message", &body)).collect();
        soon(self.slow.begun.acquire_many(count)).await.unwrap().forget();
        running
    }

    async fn click(&self, from: (&str, &str)) -> Answer {
        self.post(from, "action", &json!({"action": "shares.quick"})).await.unwrap()
    }
}

#[actix_web::test]
async fn one_address_takes_no_more_than_its_share() {
    let scene = Scene::of(ChatWidgets::builder().handlers(80));
    let running = scene.messages(("", "192.0.2.1"), 10).await;
    let refused = scene.click(("", "192.0.2.1")).await;
    refused.problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(scene.click(("", "192.0.2.2")).await.content(), "quick", "everybody else goes on");
    drop(running);
}

#[actix_web::test]
async fn one_person_takes_no_more_than_their_share_from_wherever_they_ask() {
    let scene = Scene::of(ChatWidgets::builder().handlers(80));
    let mut running = scene.messages(("ada", "192.0.2.1"), 5).await;
    running.extend(scene.messages(("ada", "192.0.2.2"), 5).await);
    scene.click(("ada", "192.0.2.3")).await.problem(429, "too_many_requests");
    assert_eq!(scene.click(("bea", "192.0.2.1")).await.content(), "quick");
}

#[actix_web::test]
async fn all_together_may_take_all() {
    let scene = Scene::of(ChatWidgets::builder().handlers(20).largest_share(2));
    let mut running = scene.messages(("ada", "192.0.2.1"), 10).await;
    running.extend(scene.messages(("bea", "192.0.2.2"), 10).await);
    scene.click(("cleo", "192.0.2.3")).await.problem(503, "overloaded");
}

#[actix_web::test]
async fn places_of_runs_that_nobody_waits_for_are_given_back_early() {
    let scene = Scene::of(ChatWidgets::builder().handlers(80));
    let running = scene.messages(("", "192.0.2.1"), 10).await;
    running.iter().for_each(JoinHandle::abort);
    soon(scene.slow.cancelled.acquire_many(10)).await.unwrap().forget();
    let is_free = async { while scene.click(("", "192.0.2.1")).await.status != 200 {} };
    soon(is_free).await;
}
