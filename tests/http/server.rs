//! A server of a test's own with a chat, and a client for it.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::{rt, web};
use chatwidgets::prelude::*;
use chatwidgets_tests::serving::Serving;
pub use chatwidgets_tests::serving::{Answer, text};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Runs until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    serving: Serving,
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
        let serving = Serving::start(move |app| {
            configure(app);
            app.service(chat.scope("/api/chat"));
        });
        Self { address: serving.address, serving }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.serving.request(method, &format!("/api/chat/{path}"))
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
