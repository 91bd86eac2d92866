//! A person's side of a chat, in process.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpMessage as _, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::task::LocalSet;

use super::page::Page;
use super::{Answer, Refused, TestWidget};
use crate::server::{ChatWidgets, Impersonated};
use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};
use crate::widget::WidgetAction;

type Configure = Rc<dyn Fn(&mut web::ServiceConfig)>;
type EachRequest = Rc<dyn Fn(TestRequest) -> TestRequest>;

const PREFIX: &str = "/api/chat";

/// A person's side of a chat, in process: it sends what a browser would, through the same scope, without a socket.
///
/// It stays in one thread, which begins with the first reply, and sees the widgets as a page shows them. It works under
/// `#[tokio::test]` and under `#[actix_web::test]`. Handlers make progress only while one of its methods is awaited. The
/// chat's clock stands still; [`advance`](Self::advance) moves it.
///
/// ```
/// use std::time::Duration;
///
/// use chatwidgets::ErrorCode;
/// use chatwidgets::prelude::*;
/// use chatwidgets::testing::TestChat;
///
/// /// Books a table; the order is bound to the button, and never leaves the server.
/// #[widget_action("book_table", once)]
/// async fn book_table(Bound(table): Bound<u8>) -> String {
///     format!("Table {table} is yours.")
/// }
///
/// async fn assistant() -> Reply {
///     let button = Button::new("Book it", BookTable.bind(7)).expires_in(Duration::from_secs(600));
///     Reply::new("Table 7 is free.").widget(button)
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build()?);
/// chat.say("a table, please").await?;
/// let (first, second) = chat.widget("Book it").click_twice().await;
/// assert_eq!(first?.content, "Table 7 is yours.");
/// assert_eq!(second.unwrap_err().code, ErrorCode::AlreadyDone);
///
/// chat.say("another one").await?;
/// chat.advance(Duration::from_secs(600));
/// assert_eq!(chat.widget("Book it").click().await.unwrap_err().code, ErrorCode::Expired);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An action can be triggered without a widget, too:
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
    each_request: Vec<EachRequest>,
    user: Option<UserId>,
    thread: Cell<Option<ThreadId>>,
    page: RefCell<Page>,
    tasks: LocalSet,
}

impl TestChat {
    /// A person who has said nothing yet.
    pub fn new(chat: ChatWidgets) -> Self {
        chat.clock().stop();
        Self {
            chat,
            configure: Vec::new(),
            each_request: Vec::new(),
            user: None,
            thread: Cell::new(None),
            page: RefCell::default(),
            tasks: LocalSet::new(),
        }
    }

    /// Gives the app some state, as [`App::app_data`] does.
    pub fn app_data<T: Clone + 'static>(self, data: T) -> Self {
        self.configure(move |app| {
            app.app_data(data.clone());
        })
    }

    /// Configures the app around the chat, as [`App::configure`] does.
    pub fn configure(mut self, configure: impl Fn(&mut web::ServiceConfig) + 'static) -> Self {
        self.configure.push(Rc::new(configure));
        self
    }

    /// Changes every request before it is sent: adds a header, a cookie, the address that it comes from.
    pub fn each_request(mut self, change: impl Fn(TestRequest) -> TestRequest + 'static) -> Self {
        self.each_request.push(Rc::new(change));
        self
    }

    /// The same app, page and thread before somebody else, whatever the app's
    /// [`user`](crate::ChatWidgetsBuilder::user) function would say.
    ///
    /// # Panics
    ///
    /// If the app has no such function: its threads would belong to nobody, and the test would prove nothing.
    #[track_caller]
    pub fn as_user(&self, user: impl Into<UserId>) -> Self {
        assert!(self.chat.knows_users(), "the chat has no users: tell who asks by `ChatWidgets::builder().user(..)`");
        Self {
            chat: self.chat.clone(),
            configure: self.configure.clone(),
            each_request: self.each_request.clone(),
            user: Some(user.into()),
            thread: self.thread.clone(),
            page: self.page.clone(),
            tasks: LocalSet::new(),
        }
    }

    /// Lets time go by: offers expire, what is remembered of requests is forgotten, limits on requests are lifted. A
    /// handler's time limit, and what a store does by its own clock, is not moved.
    pub fn advance(&self, time: Duration) {
        self.chat.clock().advance(time);
    }

    /// The newest open widget with that title or label, as the person sees it; of a custom widget, its control with that
    /// label.
    ///
    /// # Panics
    ///
    /// If there is no such widget. The message lists those that there are.
    #[track_caller]
    pub fn widget(&self, label: &str) -> TestWidget<'_> {
        let page = self.page.borrow();
        match page.open(label) {
            Some(instance) => TestWidget::new(self, instance.clone(), label),
            None => panic!("no open widget is labelled {label:?}; {}", page.in_words()),
        }
    }

    /// Loads the page again: whatever became of the widgets is seen.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead, such as `thread_not_found`.
    pub async fn reload(&self) -> Result<(), Refused> {
        let turns = self.thread().await?;
        self.page.replace(Page::new(turns));
        Ok(())
    }

    /// Posts an action by its name, in this thread and without a widget, as somebody with a tool would.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead of a turn.
    pub async fn forge(&self, action: &str, payload: Value) -> Result<ChatTurn, Refused> {
        let mut body = json!({ "action": action, "payload": payload });
        self.add_thread(&mut body);
        self.turn(self.post("action", &body).await)
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
        let request = self.each_request.iter().fold(request, |request, change| change(request)).to_request();
        if let Some(user) = &self.user {
            request.extensions_mut().insert(Impersonated(user.clone()));
        }
        self.tasks
            .run_until(async {
                let mut app = App::new();
                for configure in &self.configure {
                    app = app.configure(&**configure);
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

    /// Goes on in another thread, of which nothing is seen before a [`reload`](Self::reload); in a new one with `None`.
    pub fn set_thread(&self, thread: Option<ThreadId>) {
        self.thread.set(thread);
        self.page.take();
    }

    pub(super) fn page<R>(&self, look: impl FnOnce(&Page) -> R) -> R {
        look(&self.page.borrow())
    }

    pub(super) fn add_thread(&self, body: &mut Value) {
        if let Some(thread) = self.thread.get() {
            body["threadId"] = json!(thread);
        }
    }

    /// Shows what was answered on the page.
    #[expect(clippy::needless_pass_by_value, reason = "an answer is read once")]
    pub(super) fn turn(&self, answer: Answer) -> Result<ChatTurn, Refused> {
        match answer.turn() {
            Ok(turn) => {
                self.thread.set(Some(turn.thread_id));
                self.page.borrow_mut().add(&turn);
                Ok(turn)
            }
            Err(refused) => {
                if let Some(widget) = refused.widget.clone() {
                    self.page.borrow_mut().put(widget.id, *widget);
                }
                Err(refused)
            }
        }
    }
}

impl fmt::Debug for TestChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestChat").field("chat", &self.chat).field("thread", &self.thread).finish_non_exhaustive()
    }
}
