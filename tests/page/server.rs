//! A server of a test's own with a chat and its page, and a browser for it that has no script.

use std::net::SocketAddr;
use std::ops::Deref;

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets_tests::serving::{self, Serving};
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::dom::{Dom, Form};

/// What a browser sends where a person opens a page or posts a form.
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// What the script sends.
pub const SCRIPT: &str = "text/html, application/problem+json";

/// Runs until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    serving: Serving,
}

impl Server {
    /// Serves every action that is linked into this program, at `/api/chat`, and the page at `/`.
    pub fn start() -> Self {
        Self::serve(&ChatWidgets::builder().build().unwrap())
    }

    pub fn serve(chat: &ChatWidgets) -> Self {
        let chat = chat.clone();
        Self::mounted(move |app| {
            app.service(chat.scope("/api/chat")).service(chat.page("/"));
        })
    }

    pub fn mounted(mount: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) -> Self {
        let serving = Serving::start(mount);
        Self { address: serving.address, serving }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.serving.request(method, path)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// Opens a path as a browser does that likes English.
    pub async fn visit(&self, path: &str) -> Answer {
        self.visit_in("en", path).await
    }

    pub async fn visit_in(&self, language: &str, path: &str) -> Answer {
        let request = self.request(Method::GET, path).header(ACCEPT, BROWSER);
        Answer::to(request.header(ACCEPT_LANGUAGE, language)).await
    }

    /// A request with a JSON body to a path of the chat.
    pub fn posting(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.request(Method::POST, &format!("/api/chat/{path}"));
        request.header(CONTENT_TYPE, "application/json").body(body.to_string())
    }

    /// Posts as a client of the JSON routes does.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.posting(path, body)).await
    }

    /// Posts as the script does.
    pub async fn script(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.posting(path, body).header(ACCEPT, SCRIPT)).await
    }

    /// A request that a browser without a script makes of a form.
    pub fn submitting(&self, form: &Form) -> RequestBuilder {
        let request = self.request(Method::POST, &form.action).header(ACCEPT, BROWSER);
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.body())
    }

    /// Posts a form as a browser without a script does.
    pub async fn submit(&self, form: &Form) -> Answer {
        Answer::to(self.submitting(form)).await
    }

    /// Runs an action in a new thread, and opens the page of that.
    pub async fn begin(&self, action: &str) -> (String, Answer) {
        let thread = self.act(action).await;
        let page = self.visit(&format!("/?thread={thread}")).await;
        assert_eq!(page.status, 200, "{page:?}");
        (thread, page)
    }

    /// Runs an action in a new thread, and answers which one.
    pub async fn act(&self, action: &str) -> String {
        let turn = self.post("action", &json!({ "action": action })).await.json();
        turn["threadId"].as_str().unwrap_or_else(|| panic!("{turn}")).to_owned()
    }

    /// A thread as JSON clients see it.
    pub async fn thread(&self, thread: &str) -> Value {
        self.get(&format!("/api/chat/threads/{thread}")).await.json()
    }
}

/// What came back, which may be a page.
#[derive(Debug)]
pub struct Answer(serving::Answer);

impl Deref for Answer {
    type Target = serving::Answer;

    fn deref(&self) -> &serving::Answer {
        &self.0
    }
}

impl Answer {
    pub async fn to(request: RequestBuilder) -> Self {
        Self(serving::Answer::to(request).await)
    }

    /// A whole page of this status.
    #[track_caller]
    pub fn page(&self, status: u16) -> Dom {
        assert_eq!((self.status, self.header("content-type")), (status, "text/html; charset=utf-8"), "{self:?}");
        assert!(self.text.starts_with("<!DOCTYPE html>"), "{self:?}");
        Dom::document(&self.text)
    }

    /// A part of a page.
    #[track_caller]
    pub fn fragment(&self) -> Dom {
        assert_eq!((self.status, self.header("content-type")), (200, "text/html; charset=utf-8"), "{self:?}");
        assert!(!self.text.contains("<html"), "{self:?}");
        Dom::fragment(&self.text)
    }

    /// Where a 303 leads.
    #[track_caller]
    pub fn place(&self) -> &str {
        assert_eq!(self.status, 303, "{self:?}");
        self.header("location")
    }
}
