//! A server of a test's own with a chat and its page, and a browser for it that has no script.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, rt, web};
use chatwidgets::prelude::*;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};

use crate::dom::{Dom, Form};

/// What a browser sends where a person opens a page or posts a form.
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// What the script sends.
pub const SCRIPT: &str = "text/html, application/problem+json";

/// Runs until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    client: Client,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
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
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let server = HttpServer::new(move || App::new().configure(mount.clone()))
                    .workers(1)
                    .h1_allow_half_closed(false)
                    .disable_signals()
                    .bind(("127.0.0.1", 0))
                    .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                tell.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        // The environment may name a proxy, which has nothing to do with 127.0.0.1.
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(Duration::from_secs(60));
        Self { address, client: client.build().unwrap(), handle, thread: Some(thread) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
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

impl Drop for Server {
    fn drop(&mut self) {
        // The command is sent when the future is made; the thread ends when it was obeyed.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Answer {
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
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

    /// The body of a problem of this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.header("content-type")), (status, "application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{self:?}");
        problem
    }

    /// Where a 303 leads.
    #[track_caller]
    pub fn place(&self) -> &str {
        assert_eq!(self.status, 303, "{self:?}");
        self.header("location")
    }
}
