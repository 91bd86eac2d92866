//! A server of a test's own on 127.0.0.1, a client for it, and the answers.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, rt, web};
use chatwidgets::prelude::*;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Runs until it is dropped, with one worker, so that a worker that died would be missed.
pub struct Server {
    pub address: SocketAddr,
    client: Client,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    /// Serves every action that is linked into this program.
    pub fn start() -> Self {
        Self::serve(ChatWidgets::builder().build().unwrap())
    }

    pub fn serve(chat: ChatWidgets) -> Self {
        Self::configured(chat, |_| {})
    }

    /// Serves the actions with a piece of the app's state.
    pub fn with_data<T: Send + Sync + 'static>(data: &web::Data<T>) -> Self {
        let data = data.clone();
        Self::configured(ChatWidgets::builder().build().unwrap(), move |app| {
            app.app_data(data.clone());
        })
    }

    pub fn configured(chat: ChatWidgets, configure: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) -> Self {
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let server =
                    HttpServer::new(move || App::new().configure(configure.clone()).service(chat.scope("/api/chat")))
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
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
        Self { address, client, handle, thread: Some(thread) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}/api/chat/{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub async fn post_text(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        Answer::to(self.request(Method::POST, path).header(CONTENT_TYPE, "application/json").body(body)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, body.to_string()).await
    }

    /// Posts beside whatever else happens, on a connection of its own if the others are in use.
    pub fn post_aside(&self, path: &str, body: &Value) -> JoinHandle<Answer> {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/json");
        rt::spawn(Answer::to(request.body(body.to_string())))
    }

    /// Runs an action in a new thread.
    pub async fn act(&self, action: &str, payload: Value) -> Answer {
        self.post("action", &json!({ "action": action, "payload": payload })).await
    }

    /// Clicks a control of a widget, as a client does; `rest` is what the body has beside, such as a payload.
    pub async fn click(&self, thread: &str, control: &Value, action: &str, rest: Value) -> Answer {
        self.post("action", &click(thread, control, action, rest)).await
    }

    /// A widget as its thread has it.
    pub async fn widget(&self, thread: &str, id: &Value) -> Value {
        let thread = self.get(&format!("threads/{thread}")).await.ok();
        let turns = thread["turns"].as_array().unwrap().iter();
        let mut widgets = turns.flat_map(|turn| turn["widgets"].as_array().unwrap());
        widgets.find(|widget| widget["id"] == *id).unwrap_or_else(|| panic!("no widget {id} in {thread}")).clone()
    }

    /// The turns of a thread: who said what.
    pub async fn said(&self, thread: &str) -> Vec<(String, String)> {
        let thread = self.get(&format!("threads/{thread}")).await.ok();
        let turns = thread["turns"].as_array().unwrap().iter();
        turns.map(|turn| (text(&turn["role"]), text(&turn["content"]))).collect()
    }

    /// A connection on which an action was posted and nothing was read yet.
    pub async fn begin(&self, body: &Value) -> TcpStream {
        let body = body.to_string();
        let head = "POST /api/chat/action HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Sends bytes as they are, and reads what comes until the server closes.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
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
    pub text: String,
}

impl Answer {
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
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

    /// The field errors of a 422: pointer, code, message.
    #[track_caller]
    pub fn field_errors(&self) -> Vec<(String, String, String)> {
        let problem = self.problem(422, "invalid_payload");
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{self:?}")).iter();
        errors.map(|error| (text(&error["pointer"]), text(&error["code"]), text(&error["message"]))).collect()
    }
}

/// The body of a click on a control of a widget; `rest` is what it has beside, such as a payload.
pub fn click(thread: &str, control: &Value, action: &str, rest: Value) -> Value {
    let mut body = json!({"action": action, "threadId": thread, "widgetId": control});
    if let (Some(body), Value::Object(rest)) = (body.as_object_mut(), rest) {
        body.extend(rest);
    }
    body
}

/// Far longer than anything here takes: only a test that fails waits for it.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), what).await.expect("it happens")
}

/// A JSON string's text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
