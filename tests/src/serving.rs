//! A server of a test's own on 127.0.0.1, and what it answers.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use actix_web::dev::{Extensions, ServerHandle};
use actix_web::{App, HttpServer, rt, web};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};

/// A server that runs until it is dropped. It has one worker, so that a worker that died would be missed.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    client: Client,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Serving {
    /// Serves what is mounted.
    pub fn start(mount: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) -> Self {
        Self::start_with(mount, |_, _| {})
    }

    /// The same, with something to be done for every connection.
    pub fn start_with(
        mount: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
        on_connect: impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static,
    ) -> Self {
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let server = HttpServer::new(move || App::new().configure(mount.clone()))
                    .workers(1)
                    .on_connect(on_connect)
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

    /// A request to a path, which begins with `/`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }
}

impl Drop for Serving {
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
    /// Sends a request and reads the answer to its end.
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

    /// The body of a problem of this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.header("content-type")), (status, "application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank", "{self:?}");
        assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{self:?}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{self:?}");
        problem
    }

    /// The body of a 200.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!((self.status, self.header("content-type")), (200, "application/json"), "{self:?}");
        self.json()
    }

    /// The turn's text.
    #[track_caller]
    pub fn content(&self) -> String {
        text(&self.ok()["content"])
    }

    #[track_caller]
    pub fn thread(&self) -> String {
        text(&self.ok()["threadId"])
    }

    /// The field errors of a 422: pointer, code, message.
    #[track_caller]
    pub fn field_errors(&self) -> Vec<(String, String, String)> {
        let problem = self.problem(422, "invalid_payload");
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{self:?}")).iter();
        errors.map(|error| (text(&error["pointer"]), text(&error["code"]), text(&error["message"]))).collect()
    }
}

/// A JSON string's text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}
