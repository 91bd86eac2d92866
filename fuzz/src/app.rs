//! The app whose doors are tried: an action with a payload of every shape, and an assistant that says what it was told.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::http::header::{ACCEPT, CONTENT_TYPE};
use actix_web::rt::Runtime;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Bytes;
use chatwidgets::prelude::*;
use chatwidgets::thread::{MemoryStore, NewThread, StoreError, ThreadStore as _};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub const JSON: &str = "application/json";
pub const FORM: &str = "application/x-www-form-urlencoded";
pub const HTML: &str = "text/html";

/// A member of each shape. Each may be missing, so that an input need not have them all.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct Everything {
    #[schemars(length(max = 20))]
    text: String,
    note: Option<String>,
    #[schemars(range(min = -5, max = 1000))]
    whole: i32,
    small: u8,
    big: u64,
    real: f64,
    maybe: Option<i16>,
    yes: bool,
    unsure: Option<bool>,
    day: Option<NaiveDate>,
    size: Size,
    sizes: Vec<Size>,
    #[schemars(length(max = 3))]
    tags: Vec<String>,
    place: Place,
    way: Way,
    shape: Shape,
    counts: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Size {
    #[default]
    Small,
    ExtraLarge,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
struct Place {
    street_name: String,
    zip: Option<u32>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
enum Way {
    #[default]
    Foot,
    Train {
        seats: u8,
        class: Option<u8>,
    },
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Shape {
    #[default]
    Point,
    Circle {
        radius: u16,
    },
    Number(i8),
}

/// Members that must be there.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
struct Strict {
    name: String,
    age: u8,
    agreed: bool,
    size: Size,
}

thread_local! {
    /// What the last payload was bound to.
    static BOUND: RefCell<Option<Value>> = const { RefCell::new(None) };
    /// Never dropped: what it would need for that may be gone before.
    static APP: &'static App = Box::leak(Box::new(App::start()));
}

fn note(bound: &impl Serialize) -> String {
    BOUND.set(serde_json::to_value(bound).ok());
    "bound".to_owned()
}

/// Takes a payload of every shape.
#[widget_action("everything")]
async fn try_everything(Payload(everything): Payload<Everything>) -> String {
    note(&everything)
}

/// Takes a payload whose members must be there.
#[widget_action("strict")]
async fn try_strict(Payload(strict): Payload<Strict>) -> String {
    note(&strict)
}

/// What is bound to a button, and may be in no answer.
pub const SECRET: &str = "fd0c6a1e2b";

/// Is offered once, with something that no client may see.
#[widget_action("secret", once)]
async fn secret(Bound(_): Bound<String>) -> String {
    "done".to_owned()
}

/// Says what it was told, as Markdown, above a form and a button that are named after it.
async fn parrot(UserMessage(message): UserMessage) -> Reply {
    let label: String = message.chars().take(40).collect();
    Reply::new(message)
        .widget(Form::new(&*label, TryStrict).submit(&*label))
        .widget(Button::new(&*label, Secret.bind(SECRET.to_owned())))
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub media_type: String,
    pub body: String,
}

impl Answer {
    /// What every answer has to be: no failure of the server's, UTF-8, and a problem document if it is an error of the
    /// client's that is not shown on the page.
    fn check(&self) {
        let Self { status, media_type, body } = self;
        assert!(*status < 500, "{self:?}");
        assert!(!body.contains(SECRET), "what is bound is in an answer: {self:?}");
        if media_type.starts_with("application/") && !body.is_empty() {
            let json: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {self:?}"));
            assert!(*status < 400 || json["code"].is_string(), "{self:?}");
        }
    }
}

type Answering = Pin<Box<dyn Future<Output = Answer>>>;

/// The app, which is started once, and the runtime that it lives in.
struct App {
    runtime: Runtime,
    chat: ChatWidgets,
    answer: Box<dyn Fn(TestRequest) -> Answering>,
}

impl App {
    fn start() -> Self {
        let chat = ChatWidgets::builder()
            .assistant(parrot)
            .requests_per_user(None)
            .requests_per_address(None)
            .store(MemoryStore::builder().max_threads(1_000).max_bytes(16 << 20).build())
            .build()
            .unwrap_or_else(|error| panic!("{error}"));
        let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
        let app = actix_web::App::new().service(chat.scope("/api/chat")).service(chat.page("/"));
        let app = Rc::new(runtime.block_on(init_service(app)));
        let answer = move |request: TestRequest| -> Answering {
            let app = Rc::clone(&app);
            Box::pin(async move {
                let response = call_service(&*app, request.to_request()).await;
                let status = response.status().as_u16();
                let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let media_type = media_type.unwrap_or_default().to_owned();
                let body = read_body(response).await.to_vec();
                let body = String::from_utf8(body).unwrap_or_else(|error| panic!("an answer is no UTF-8: {error}"));
                Answer { status, media_type, body }
            })
        };
        Self { runtime, chat, answer: Box::new(answer) }
    }
}

fn send(request: TestRequest) -> Answer {
    let answer = APP.with(|app| app.runtime.block_on((app.answer)(request)));
    answer.check();
    answer
}

/// Posts a body to `action` or `message`.
pub fn post(route: &str, media_type: &str, accept: &str, body: impl Into<Bytes>) -> Answer {
    let request = TestRequest::post().uri(&format!("/api/chat/{route}"));
    send(request.insert_header((CONTENT_TYPE, media_type)).insert_header((ACCEPT, accept)).set_payload(body))
}

/// Reads what is at a path.
pub fn get(path: &str, accept: &str) -> Answer {
    send(TestRequest::get().uri(path).insert_header((ACCEPT, accept)))
}

/// What the last payload was bound to, if it was bound.
pub fn take_bound() -> Option<Value> {
    BOUND.take()
}

/// Puts a thread into the store.
pub fn create(thread: NewThread) -> Result<(), StoreError> {
    APP.with(|app| app.runtime.block_on(app.chat.store().create(thread)))
}
