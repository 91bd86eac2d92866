//! By hand, with the guarantees that the framework gives, as somebody who knows Actix well would write it for one action.
//!
//! Typed serde; every value is checked, and all that are wrong are told at once, each at its field; threads belong to who
//! made them, and lie in shards; ids cannot be guessed; a button that works once is settled in the step in which its reply is
//! stored; a handler that panics is an error like any other.
//!
//! It has no registry, no schema and no coercion, no time limit, no rate limits, and it does not look at where a request comes
//! from; none of that is charged to it.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use email_address::EmailAddress;
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::turn::{Conversation, State, Turn};
use crate::case::Case;
use crate::framework::Work;
use crate::payload::{Booking, Feedback, Nothing};
use crate::service::{answer, booked};

const SHARDS: usize = 64;

/// All threads, by their ids.
#[derive(Debug)]
pub struct Threads([Mutex<HashMap<Uuid, Thread>>; SHARDS]);

#[derive(Debug)]
struct Thread {
    owner: Arc<str>,
    turns: Vec<Arc<Turn>>,
    /// Where the buttons are that work once.
    offers: HashMap<Uuid, usize>,
}

impl Default for Threads {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Threads {
    /// Locks what holds the thread. The low bits of an id are random.
    fn shard(&self, thread: Uuid) -> MutexGuard<'_, HashMap<Uuid, Thread>> {
        let shard = usize::from(thread.as_bytes()[15]) % SHARDS;
        self.0[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with a thread, if it is there and is theirs.
    fn with<R>(&self, id: Uuid, user: &str, f: impl FnOnce(&mut Thread) -> Result<R, Problem>) -> Result<R, Problem> {
        let mut shard = self.shard(id);
        let thread = shard.get_mut(&id).filter(|thread| *thread.owner == *user);
        f(thread.ok_or(Problem::new(StatusCode::NOT_FOUND, "thread_not_found"))?)
    }

    /// Finds a thread, or makes one.
    fn open(&self, id: Option<Uuid>, user: &str) -> Result<Uuid, Problem> {
        if let Some(id) = id {
            return self.with(id, user, |_| Ok(id));
        }
        let id = Uuid::new_v4();
        let thread = Thread { owner: user.into(), turns: Vec::new(), offers: HashMap::new() };
        self.shard(id).insert(id, thread);
        Ok(id)
    }
}

/// What is answered in the place of a turn, by RFC 9457.
#[derive(Debug, Clone, Serialize)]
struct Problem {
    #[serde(skip)]
    code_of_http: StatusCode,
    title: &'static str,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

#[derive(Debug, Clone, Serialize)]
struct FieldError {
    pointer: &'static str,
    code: &'static str,
    message: &'static str,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        Self { code_of_http: status, title, status: status.as_u16(), code, errors: Vec::new() }
    }

    fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_payload") }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code_of_http
    }

    fn error_response(&self) -> HttpResponse {
        let body = serde_json::to_string(self).unwrap_or_default();
        HttpResponse::build(self.code_of_http).content_type("application/problem+json").body(body)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<P> {
    action: String,
    payload: P,
    thread_id: Option<Uuid>,
    widget_id: Option<Uuid>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message: String,
    thread_id: Option<Uuid>,
}

/// What is wrong with a payload.
trait Check {
    fn check(&self, errors: &mut Vec<FieldError>);
}

impl Check for Nothing {
    fn check(&self, _: &mut Vec<FieldError>) {}
}

impl Check for Feedback {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let mut wrong = |pointer, code, message| errors.push(FieldError { pointer, code, message });
        match self.rating {
            0 => wrong("/rating", "minimum", "must be at least 1"),
            1..=5 => {}
            6.. => wrong("/rating", "maximum", "must be at most 5"),
        }
        if is_longer(self.comments.as_deref(), 500) {
            wrong("/comments", "max_length", "must have at most 500 characters");
        }
    }
}

impl Check for Booking {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let mut wrong = |pointer, code, message| errors.push(FieldError { pointer, code, message });
        if self.name.is_empty() {
            wrong("/name", "min_length", "must not be empty");
        }
        if is_longer(Some(&self.name), 80) {
            wrong("/name", "max_length", "must have at most 80 characters");
        }
        if !EmailAddress::is_valid(&self.email) {
            wrong("/email", "format", "must be an email address");
        }
        if is_longer(self.phone.as_deref(), 30) {
            wrong("/phone", "max_length", "must have at most 30 characters");
        }
        if self.guests < 1 {
            wrong("/guests", "minimum", "must be at least 1");
        }
        if self.guests > 12 {
            wrong("/guests", "maximum", "must be at most 12");
        }
        if self.high_chairs > 4 {
            wrong("/high_chairs", "maximum", "must be at most 4");
        }
        if is_longer(self.notes.as_deref(), 500) {
            wrong("/notes", "max_length", "must have at most 500 characters");
        }
    }
}

fn is_longer(text: Option<&str>, most: usize) -> bool {
    text.is_some_and(|text| text.chars().count() > most)
}

/// Who asks.
fn user(request: &HttpRequest) -> Result<&str, Problem> {
    let user = request.headers().get(Case::USER_HEADER).and_then(|user| user.to_str().ok());
    user.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated"))
}

/// What a handler says, and the button below it.
struct Said(String, &'static str, &'static str);

/// One action: checks what was posted, runs the handler, stores and sends its reply.
async fn act<P: Check, F: Future<Output = Said>>(
    request: HttpRequest,
    name: &'static str,
    posted: Envelope<P>,
    threads: Data<Threads>,
    handler: impl FnOnce(P) -> F,
) -> Result<HttpResponse, Problem> {
    let user = user(&request)?;
    if posted.action != name {
        return Err(Problem::new(StatusCode::NOT_FOUND, "unknown_action"));
    }
    let thread = threads.open(posted.thread_id, user)?;
    let mut errors = Vec::new();
    posted.payload.check(&mut errors);
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let Said(content, label, action) = run(handler(posted.payload)).await?;
    let turn = Arc::new(Turn::reply(thread, content, label, action));
    threads.with(thread, user, |thread| {
        thread.turns.push(Arc::clone(&turn));
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(&*turn))
}

/// A panic in a handler is an error like any other.
async fn run<T>(handler: impl Future<Output = T>) -> Result<T, Problem> {
    let failed = |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "handler_failed");
    AssertUnwindSafe(handler).catch_unwind().await.map_err(failed)
}

async fn press(
    request: HttpRequest,
    Json(posted): Json<Envelope<Nothing>>,
    threads: Data<Threads>,
    work: Data<Work>,
) -> Result<HttpResponse, Problem> {
    act(request, "press", posted, threads, |_| async move {
        work.count(1);
        Said("Pressed, and counted.".to_owned(), "Press again", "press")
    })
    .await
}

async fn submit_feedback(
    request: HttpRequest,
    Json(posted): Json<Envelope<Feedback>>,
    threads: Data<Threads>,
    work: Data<Work>,
) -> Result<HttpResponse, Problem> {
    act(request, "submit_feedback", posted, threads, |feedback| async move {
        work.count(feedback.rating.into());
        Said("Thank you for your feedback!".to_owned(), "Rate again", "press")
    })
    .await
}

async fn book_table(
    request: HttpRequest,
    Json(posted): Json<Envelope<Booking>>,
    threads: Data<Threads>,
    work: Data<Work>,
) -> Result<HttpResponse, Problem> {
    act(request, "book_table", posted, threads, |booking| async move {
        work.count(booking.guests.into());
        Said(booked(&booking), "Change it", "press")
    })
    .await
}

/// Shows the first coupon, or takes one and shows the next.
async fn redeem(
    request: HttpRequest,
    Json(posted): Json<Envelope<Nothing>>,
    threads: Data<Threads>,
    work: Data<Work>,
) -> Result<HttpResponse, Problem> {
    let user = user(&request)?;
    let thread = threads.open(posted.thread_id, user)?;
    let content = match posted.action.as_str() {
        "show_coupon" => "Here is a coupon.",
        "redeem" => {
            // Taken before the handler runs, so that of two clicks at the same time one runs.
            let not_offered = || Problem::new(StatusCode::FORBIDDEN, "not_offered");
            let widget = posted.widget_id.ok_or_else(not_offered)?;
            let place = threads.with(thread, user, |thread| thread.offers.remove(&widget).ok_or_else(not_offered))?;
            let ran = run(async { work.count(1) }).await;
            if let Err(problem) = ran {
                let give_back = |thread: &mut Thread| Ok(thread.offers.insert(widget, place));
                threads.with(thread, user, give_back)?;
                return Err(problem);
            }
            return redeemed(&threads, thread, user, place);
        }
        _ => return Err(Problem::new(StatusCode::NOT_FOUND, "unknown_action")),
    };
    let turn = Arc::new(Turn::reply(thread, content.to_owned(), "Redeem", "redeem"));
    threads.with(thread, user, |thread| {
        thread.offer(&turn);
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(&*turn))
}

/// Settles the coupon that was taken, and gives the next, in one step.
fn redeemed(threads: &Threads, thread: Uuid, user: &str, place: usize) -> Result<HttpResponse, Problem> {
    let turn = Arc::new(Turn::reply(thread, "Redeemed. Here is another one.".to_owned(), "Redeem", "redeem"));
    let settled = threads.with(thread, user, |thread| {
        let Turn { role, content, thread_id, turn_id, widgets } = &*thread.turns[place];
        let mut widgets = widgets.clone();
        widgets[0].state = State::Done;
        let settled = widgets[0].clone();
        let (role, content, thread_id, turn_id) = (*role, content.clone(), *thread_id, *turn_id);
        thread.turns[place] = Arc::new(Turn { role, content, thread_id, turn_id, widgets });
        thread.offer(&turn);
        Ok(settled)
    })?;
    let updates = [Update { op: "replace", widget_id: settled.id, widget: settled }];
    Ok(HttpResponse::Ok().json(Answer { turn: &turn, updates }))
}

/// The turn, and what became of the widget that was clicked.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    turn: &'a Turn,
    updates: [Update; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    op: &'static str,
    widget_id: Uuid,
    widget: super::turn::Button,
}

impl Thread {
    /// Stores a turn whose button works once.
    fn offer(&mut self, turn: &Arc<Turn>) {
        self.offers.extend(turn.widgets.iter().map(|button| (button.id, self.turns.len())));
        self.turns.push(Arc::clone(turn));
    }
}

async fn message(
    request: HttpRequest,
    Json(posted): Json<Message>,
    threads: Data<Threads>,
) -> Result<HttpResponse, Problem> {
    let user = user(&request)?;
    if posted.message.trim().is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "empty_message"));
    }
    let id = threads.open(posted.thread_id, user)?;
    let said = Arc::new(Turn::said(id, posted.message));
    // What was said is kept whatever comes of it.
    threads.with(id, user, |thread| {
        thread.turns.push(Arc::clone(&said));
        Ok(())
    })?;
    let content = run(async { answer(&said.content).to_owned() }).await?;
    let turn = Arc::new(Turn::reply(id, content, "Press", "press"));
    threads.with(id, user, |thread| {
        thread.turns.push(Arc::clone(&turn));
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(&*turn))
}

async fn history(request: HttpRequest, id: Path<Uuid>, threads: Data<Threads>) -> Result<HttpResponse, Problem> {
    // The turns are shared, so that nothing is written under the lock.
    let turns = threads.with(*id, user(&request)?, |thread| Ok(thread.turns.clone()))?;
    Ok(HttpResponse::Ok().json(Conversation { id: *id, turns: turns.iter().map(|turn| &**turn).collect() }))
}

/// The routes that a case needs.
pub(crate) fn routes(case: Case, threads: Data<Threads>, work: Data<Work>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let action = match case {
            Case::Click | Case::History => web::post().to(press),
            Case::Feedback | Case::Invalid => web::post().to(submit_feedback),
            Case::Booking => web::post().to(book_table),
            Case::Once => web::post().to(redeem),
            Case::Message => web::post().to(message),
        };
        let path = if case == Case::Message { "/message" } else { "/action" };
        config
            .app_data(threads)
            .app_data(work)
            .service(web::scope(Case::PREFIX).route(path, action).route("/threads/{id}", web::get().to(history)));
    }
}
