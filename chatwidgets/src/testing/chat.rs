//! A person's side of a chat, in process.

use std::cell::Cell;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::action::FieldError;
use crate::server::ChatWidgets;
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::WidgetAction;

type Configure = Box<dyn Fn(&mut web::ServiceConfig)>;

const PREFIX: &str = "/api/chat";

/// A person's side of a chat, in process: it sends what a browser would, through the same scope, without a socket.
///
/// It keeps to one thread, which begins with the first reply. It runs under `#[tokio::test]` and under
/// `#[actix_web::test]`; a handler gets on only while one of its methods is awaited.
///
/// ```
/// use actix_web::web;
/// use chatwidgets::prelude::*;
/// use chatwidgets::testing::TestChat;
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// struct Greeting { name: String }
///
/// #[widget_action("greet")]
/// async fn greet(Payload(greeting): Payload<Greeting>, mark: web::Data<char>) -> String {
///     format!("Hello, {}{}", greeting.name, **mark)
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let chat = TestChat::new(ChatWidgets::builder().build()?).app_data(web::Data::new('!'));
/// let turn = chat.act(Greet, &Greeting { name: "Ada".into() }).await?;
/// assert_eq!(turn.content, "Hello, Ada!");
/// assert_eq!(chat.thread().await?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TestChat {
    chat: ChatWidgets,
    configure: Vec<Configure>,
    thread: Cell<Option<ThreadId>>,
    tasks: LocalSet,
}

impl TestChat {
    /// A person who has said nothing yet.
    pub fn new(chat: ChatWidgets) -> Self {
        Self { chat, configure: Vec::new(), thread: Cell::new(None), tasks: LocalSet::new() }
    }

    /// Gives the app some state, as [`App::app_data`] does.
    pub fn app_data<T: Clone + 'static>(self, data: T) -> Self {
        self.configure(move |app| {
            app.app_data(data.clone());
        })
    }

    /// Configures the app around the chat, as [`App::configure`] does.
    pub fn configure(mut self, configure: impl Fn(&mut web::ServiceConfig) + 'static) -> Self {
        self.configure.push(Box::new(configure));
        self
    }

    /// Says something to the assistant.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead of a turn.
    pub async fn say(&self, message: &str) -> Result<ChatTurn, Refused> {
        let mut body = json!({ "message": message });
        self.add_thread(&mut body);
        self.turn(self.post("message", &body).await)
    }

    /// Triggers an action as a widget would that sends this payload.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead of a turn.
    ///
    /// # Panics
    ///
    /// If the payload does not serialize.
    pub async fn act<A: WidgetAction>(&self, _action: A, payload: &A::Payload) -> Result<ChatTurn, Refused>
    where
        A::Payload: Serialize,
    {
        let payload = serde_json::to_value(payload).expect("the payload serializes");
        let mut body = json!({ "action": A::NAME, "payload": payload });
        self.add_thread(&mut body);
        self.turn(self.post("action", &body).await)
    }

    /// Posts any JSON to a route below the scope: `action`, `message`.
    pub async fn post(&self, route: &str, body: &Value) -> Answer {
        self.send(TestRequest::post().uri(&format!("{PREFIX}/{route}")).set_json(body)).await
    }

    /// Sends any request; its path begins with `/api/chat`.
    pub async fn send(&self, request: TestRequest) -> Answer {
        let request = request.to_request();
        self.tasks
            .run_until(async {
                let mut app = App::new();
                for configure in &self.configure {
                    app = app.configure(configure);
                }
                let app = init_service(app.service(self.chat.scope(PREFIX))).await;
                let response = call_service(&app, request).await;
                let (status, headers) = (response.status(), response.headers().clone());
                Answer { status, headers, body: read_body(response).await.to_vec() }
            })
            .await
    }

    /// The whole conversation, as a page that is loaded again gets it; empty while nothing was said.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead, such as `thread_not_found` after [`delete`](Self::delete).
    pub async fn thread(&self) -> Result<Vec<ChatTurn>, Refused> {
        #[derive(Deserialize)]
        struct Thread {
            turns: Vec<ChatTurn>,
        }
        let Some(thread) = self.thread.get() else { return Ok(Vec::new()) };
        let answer = self.send(TestRequest::get().uri(&format!("{PREFIX}/threads/{thread}"))).await;
        answer.read::<Thread>().map(|thread| thread.turns)
    }

    /// Forgets the conversation.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead.
    pub async fn delete(&self) -> Result<(), Refused> {
        let Some(thread) = self.thread.get() else { return Ok(()) };
        let answer = self.send(TestRequest::delete().uri(&format!("{PREFIX}/threads/{thread}"))).await;
        if answer.status.is_success() { Ok(()) } else { Err(answer.refused()) }
    }

    /// The thread's id, once there is a reply.
    pub fn thread_id(&self) -> Option<ThreadId> {
        self.thread.get()
    }

    /// Goes on in another thread; in a new one with `None`.
    pub fn set_thread(&self, thread: Option<ThreadId>) {
        self.thread.set(thread);
    }

    fn add_thread(&self, body: &mut Value) {
        if let Some(thread) = self.thread.get() {
            body["threadId"] = json!(thread);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "an answer is read once")]
    fn turn(&self, answer: Answer) -> Result<ChatTurn, Refused> {
        let turn: ChatTurn = answer.read()?;
        self.thread.set(Some(turn.thread_id));
        Ok(turn)
    }
}

impl fmt::Debug for TestChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestChat").field("chat", &self.chat).field("thread", &self.thread).finish_non_exhaustive()
    }
}

/// What the server answered, whatever it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// If it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("the answer {} is no JSON: {error}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    /// The turn, or the problem answered instead of one.
    ///
    /// # Errors
    ///
    /// The problem.
    pub fn turn(&self) -> Result<ChatTurn, Refused> {
        self.read()
    }

    fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Refused> {
        if !self.status.is_success() {
            return Err(self.refused());
        }
        Ok(serde_json::from_value(self.json()).expect("the answer has the form that the wire promises"))
    }

    fn refused(&self) -> Refused {
        serde_json::from_value(self.json()).expect("an error is a problem document")
    }
}

/// The problem that the server answered (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, thiserror::Error)]
#[error("{status} {code}: {} {errors:?}", .detail.as_deref().unwrap_or_default())]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The stable code: `invalid_payload`.
    pub code: String,
    /// What is wrong, for people.
    pub detail: Option<String>,
    /// The action's name.
    pub action: Option<String>,
    /// The fields at fault.
    #[serde(default)]
    pub errors: Vec<FieldError>,
    /// The id under which the log has it.
    pub request_id: Option<String>,
}
