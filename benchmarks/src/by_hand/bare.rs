//! By hand, and nothing more than that it works: typed serde, and a map of threads under one lock.
//!
//! Nobody is asked who they are, no value is checked, an id that is not there makes a thread, a button works as often as it
//! is clicked, and a handler that panics takes its connection with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use serde::Deserialize;
use uuid::Uuid;

use super::turn::{Conversation, Turn};
use crate::case::Case;
use crate::framework::Work;
use crate::payload::{Booking, Feedback, Nothing};
use crate::service::{answer, booked};

/// All threads.
#[derive(Debug, Default)]
pub struct Threads(Mutex<HashMap<Uuid, Vec<Arc<Turn>>>>);

impl Threads {
    fn push(&self, thread: Uuid, turns: impl IntoIterator<Item = Arc<Turn>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(thread).or_default().extend(turns);
    }

    fn read(&self, thread: Uuid) -> Vec<Arc<Turn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&thread).cloned().unwrap_or_default()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<P> {
    payload: P,
    thread_id: Option<Uuid>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message: String,
    thread_id: Option<Uuid>,
}

async fn press(Json(posted): Json<Envelope<Nothing>>, threads: Data<Threads>, work: Data<Work>) -> impl Responder {
    work.count(1);
    reply(&threads, posted.thread_id, "Pressed, and counted.".to_owned(), ("Press again", "press"))
}

async fn submit_feedback(
    Json(posted): Json<Envelope<Feedback>>,
    threads: Data<Threads>,
    work: Data<Work>,
) -> impl Responder {
    work.count(posted.payload.rating.into());
    reply(&threads, posted.thread_id, "Thank you for your feedback!".to_owned(), ("Rate again", "press"))
}

async fn book_table(Json(posted): Json<Envelope<Booking>>, threads: Data<Threads>, work: Data<Work>) -> impl Responder {
    work.count(posted.payload.guests.into());
    reply(&threads, posted.thread_id, booked(&posted.payload), ("Change it", "press"))
}

async fn redeem(Json(posted): Json<Envelope<Nothing>>, threads: Data<Threads>, work: Data<Work>) -> impl Responder {
    work.count(1);
    reply(&threads, posted.thread_id, "Redeemed. Here is another one.".to_owned(), ("Redeem", "redeem"))
}

async fn message(Json(posted): Json<Message>, threads: Data<Threads>) -> impl Responder {
    let thread = posted.thread_id.unwrap_or_else(Uuid::new_v4);
    let content = answer(&posted.message).to_owned();
    let said = Turn::said(thread, posted.message);
    let turn = Arc::new(Turn::reply(thread, content, "Press", "press"));
    threads.push(thread, [Arc::new(said), Arc::clone(&turn)]);
    HttpResponse::Ok().json(&*turn)
}

async fn history(id: Path<Uuid>, threads: Data<Threads>) -> impl Responder {
    HttpResponse::Ok().json(Conversation { id: *id, turns: threads.read(*id).iter().map(|turn| &**turn).collect() })
}

fn reply(
    threads: &Threads,
    thread: Option<Uuid>,
    content: String,
    (label, action): (&'static str, &'static str),
) -> HttpResponse {
    let turn = Arc::new(Turn::reply(thread.unwrap_or_else(Uuid::new_v4), content, label, action));
    threads.push(turn.thread_id, [Arc::clone(&turn)]);
    HttpResponse::Ok().json(&*turn)
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
