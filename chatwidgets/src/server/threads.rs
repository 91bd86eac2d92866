//! `GET` and `DELETE threads/{id}`: the conversation.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Chat;
use super::problem::Problem;
use crate::turn::{ChatTurn, ThreadId};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thread<'a> {
    thread_id: ThreadId,
    turns: Vec<&'a ChatTurn>,
}

pub(super) async fn get(id: web::Path<String>, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    let thread_id = parse(&id)?;
    let turns = chat.store.all(thread_id).await?;
    let turns = turns.iter().map(|turn| &**turn).collect();
    let never_cached = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(HttpResponse::Ok().insert_header(never_cached).json(Thread { thread_id, turns }))
}

pub(super) async fn delete(id: web::Path<String>, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    chat.store.delete(parse(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn parse(id: &str) -> Result<ThreadId, Problem> {
    id.parse().map_err(|_| Problem::thread_not_found())
}
