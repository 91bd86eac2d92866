//! Owners: a thread belongs to whom it was made for, and to anybody else it does not exist.

use std::future::{Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::{FromRequest, HttpRequest, dev, error, web};
use chatwidgets::prelude::*;
use chatwidgets::{ChatWidgetsBuilder, ThreadId};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::server::{Answer, Server, text};

/// How often a handler or the assistant ran.
#[derive(Default)]
pub struct Runs(AtomicUsize);

#[widget_action("owners.whoami")]
pub async fn owners_whoami(context: ActionContext, runs: web::Data<Runs>) -> String {
    runs.0.fetch_add(1, Ordering::SeqCst);
    format!("{:?}", context.user().map(UserId::as_str))
}

#[widget_action("owners.once", once)]
pub async fn owners_once(context: ActionContext, runs: web::Data<Runs>) -> String {
    owners_whoami(context, runs).await
}

#[widget_action("owners.offer")]
pub async fn owners_offer() -> Reply {
    Reply::new("offer").widget(Button::new("Once", OwnersOnce)).widget(Button::new("Plain", OwnersWhoami))
}

async fn assistant(context: ActionContext, runs: web::Data<Runs>) -> String {
    owners_whoami(context, runs).await
}

/// Who a request says that it is from: what a login middleware would find out.
pub struct Visitor(Option<String>);

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let name = request.headers().get("x-user").map(|name| name.to_str().unwrap().to_owned());
        ready(match name.as_deref() {
            Some("teapot") => Err(error::ErrorImATeapot("tea only")),
            _ => Ok(Self(name)),
        })
    }
}

async fn who(Visitor(name): Visitor) -> Result<Option<UserId>, ActionError> {
    tokio::task::yield_now().await;
    match name.as_deref() {
        Some("stranger") => Err(ActionError::internal("session 4711 is over")),
        Some("forger") => "7x".parse::<u8>().map(|_| None).map_err(ActionError::from),
        Some("banned") => Err(ActionError::forbidden("go away")),
        Some("broken") => panic!("no session at all"),
        name => Ok(name.map(UserId::from)),
    }
}

pub struct Scene {
    pub server: Server,
    runs: web::Data<Runs>,
}

impl Scene {
    pub fn open() -> Self {
        Self::of(ChatWidgets::builder().user(who))
    }

    pub fn of(chat: ChatWidgetsBuilder) -> Self {
        let runs = web::Data::new(Runs::default());
        let state = runs.clone();
        let server = Server::configured(chat.assistant(assistant).build().unwrap(), move |app| {
            app.app_data(state.clone());
        });
        Self { server, runs }
    }

    pub async fn send(&self, user: Option<&str>, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.server.request(method, path);
        if let Some(user) = user {
            request = request.header("x-user", user);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        Answer::to(request).await
    }

    pub async fn post(&self, user: Option<&str>, path: &str, body: &Value) -> Answer {
        self.send(user, Method::POST, path, Some(body)).await
    }

    pub async fn get(&self, user: Option<&str>, path: &str) -> Answer {
        self.send(user, Method::GET, path, None).await
    }

    /// A thread of somebody's, in which something was offered.
    async fn offer(&self, user: Option<&str>) -> Value {
        self.post(user, "action", &json!({"action": "owners.offer"})).await.ok()
    }

    pub fn runs(&self) -> usize {
        self.runs.0.load(Ordering::SeqCst)
    }
}

/// Everything that can be asked of a thread that one knows the id of, and those of its widgets.
fn approaches(thread: &str, turn: &Value) -> Vec<(Method, String, Option<Value>)> {
    let path = format!("threads/{thread}");
    let [once, plain] = [0, 1].map(|n| turn["widgets"][n]["id"].clone());
    let mut approaches = vec![(Method::GET, path.clone(), None), (Method::HEAD, path.clone(), None)];
    let clicks = [
        json!({"action": "owners.whoami"}),
        json!({"action": "owners.whoami", "widgetId": plain}),
        json!({"action": "owners.whoami", "widgetId": once}),
        json!({"action": "owners.once", "widgetId": once}),
        json!({"action": "owners.once", "widgetId": once, "requestId": "owners-1"}),
        json!({"action": "owners.once", "widgetId": "guessed"}),
        json!({"action": "owners.once"}),
        json!({"action": "owners.nothing"}),
        json!({"action": "owners.once", "widgetId": once, "payload": 5}),
    ];
    let messages =
        [json!({"message": "hi"}), json!({"message": "hi", "requestId": "owners-2"}), json!({"message": " "})];
    let posts = clicks.map(|click| ("action", click)).into_iter().chain(messages.map(|message| ("message", message)));
    for (route, mut body) in posts {
        body["threadId"] = json!(thread);
        approaches.push((Method::POST, route.into(), Some(body)));
    }
    approaches.push((Method::DELETE, path, None));
    approaches
}

/// All that a client sees, but for the id that every request has anew.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let request = serde_json::from_str(&answer.text).ok().and_then(|body: Value| Some(text(body.get("requestId")?)));
    let body = request.map_or_else(|| answer.text.clone(), |request| answer.text.replace(&request, "-"));
    (answer.status, headers.collect(), body)
}

#[actix_web::test]
async fn to_anybody_else_a_thread_looks_like_one_that_never_was() {
    let scene = Scene::open();
    for (owner, others) in [(Some("ada"), [Some("bea"), Some("Ada"), None]), (Some(""), [Some("ada"), Some("x"), None])]
    {
        let turn = scene.offer(owner).await;
        let thread = text(&turn["threadId"]);
        let before = scene.get(owner, &format!("threads/{thread}")).await.ok();
        let runs = scene.runs();
        for other in others {
            let never_was = ThreadId::random().to_string();
            let pairs = approaches(&thread, &turn).into_iter().zip(approaches(&never_was, &turn));
            for ((method, path, body), (_, path_of_none, body_of_none)) in pairs {
                let answer = scene.send(other, method.clone(), &path, body.as_ref()).await;
                let of_none = scene.send(other, method.clone(), &path_of_none, body_of_none.as_ref()).await;
                assert_eq!(seen(&answer), seen(&of_none), "{other:?} at {owner:?}'s: {method} {path} {body:?}");
                assert!(answer.status >= 400, "{answer:?}");
                assert!(!answer.text.contains(&thread) && !answer.text.contains("\"widget\""), "{answer:?}");
            }
        }
        assert_eq!(scene.get(owner, &format!("threads/{thread}")).await.ok(), before, "nothing became of it");
        assert_eq!(scene.runs(), runs, "nothing ran");
        let body = json!({"action": "owners.once", "threadId": thread, "widgetId": turn["widgets"][0]["id"]});
        assert_eq!(scene.post(owner, "action", &body).await.content(), format!("{owner:?}"), "its offer is open");
    }
}

#[actix_web::test]
async fn a_foreign_thread_is_not_found_by_every_route() {
    let scene = Scene::open();
    let turn = scene.offer(Some("ada")).await;
    let thread = text(&turn["threadId"]);
    let path = format!("threads/{thread}");
    scene.get(Some("bea"), &path).await.problem(404, "thread_not_found");
    scene.send(Some("bea"), Method::DELETE, &path, None).await.problem(404, "thread_not_found");
    let bodies = [
        ("action", json!({"action": "owners.whoami", "threadId": thread})),
        ("action", json!({"action": "owners.once", "threadId": thread, "widgetId": turn["widgets"][0]["id"]})),
        ("message", json!({"message": "hi", "threadId": thread})),
    ];
    for (route, body) in bodies {
        scene.post(Some("bea"), route, &body).await.problem(404, "thread_not_found");
    }
    assert_eq!(scene.runs(), 0);
}

#[actix_web::test]
async fn an_owner_has_the_thread_whether_a_click_or_a_message_began_it() {
    let scene = Scene::open();
    for (route, body) in [("action", json!({"action": "owners.whoami"})), ("message", json!({"message": "hi"}))] {
        let begun = scene.post(Some("ada"), route, &body).await;
        assert_eq!(begun.content(), r#"Some("ada")"#, "the handler knows who asks");
        let path = format!("threads/{}", begun.thread());
        for (route, mut body) in [("action", json!({"action": "owners.whoami"})), ("message", json!({"message": "hi"}))]
        {
            body["threadId"] = json!(begun.thread());
            assert_eq!(scene.post(Some("ada"), route, &body).await.thread(), begun.thread());
            scene.post(Some("bea"), route, &body).await.problem(404, "thread_not_found");
        }
        scene.get(Some("ada"), &path).await.ok();
        assert_eq!(scene.send(Some("ada"), Method::DELETE, &path, None).await.status, 204);
        scene.get(Some("ada"), &path).await.problem(404, "thread_not_found");
    }
}

#[actix_web::test]
async fn a_thread_of_nobody_in_particular_belongs_to_whoever_knows_its_id() {
    let scene = Scene::open();
    for (route, mut body) in [("action", json!({"action": "owners.whoami"})), ("message", json!({"message": "hi"}))] {
        let begun = scene.post(None, route, &body).await;
        assert_eq!(begun.content(), "None");
        body["threadId"] = json!(begun.thread());
        assert_eq!(scene.post(None, route, &body).await.thread(), begun.thread());
        assert_eq!(scene.post(Some("ada"), route, &body).await.thread(), begun.thread(), "who has logged in goes on");
        scene.get(None, &format!("threads/{}", begun.thread())).await.ok();
    }
}

#[actix_web::test]
async fn an_id_that_an_old_client_invented_begins_a_thread_but_an_unknown_uuid_does_not_where_threads_have_owners() {
    let (with_users, without) = (Scene::open(), Scene::of(ChatWidgets::builder()));
    let unknown = ThreadId::random().to_string();
    for invented in ["thread-1", "", "0", unknown.replace('-', "").leak(), &format!("{{{unknown}}}")] {
        let body = json!({"message": "hi", "threadId": invented});
        for scene in [&with_users, &without] {
            let begun = scene.post(Some("ada"), "message", &body).await.thread();
            assert_ne!(begun, *invented);
        }
    }
    let body = json!({"message": "hi", "threadId": unknown});
    without.post(None, "message", &body).await.ok();
    for user in [Some("ada"), None] {
        with_users.post(user, "message", &body).await.problem(404, "thread_not_found");
    }
}
