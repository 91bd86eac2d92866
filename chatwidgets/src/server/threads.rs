//! `GET` and `DELETE threads/{id}`: the conversation.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::Chat;
#[cfg(feature = "page")]
use super::html;
use super::problem::Problem;
use super::visitor::{admit, check_owner};
use crate::json;
use crate::turn::{ChatTurn, ThreadId};

pub(super) async fn get(
    request: HttpRequest,
    id: web::Path<String>,
    chat: web::ThinData<Arc<Chat>>,
) -> Result<HttpResponse, Problem> {
    let thread_id = find(&request, &id, &chat).await?;
    chat.store.expire(thread_id, chat.clock.now()).await?;
    let turns = chat.store.all(thread_id).await?;
    #[cfg(feature = "page")]
    if html::is_wanted(&request) {
        return html::thread(&chat, &request, thread_id, &turns);
    }
    let never_cached = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let json = to_json(thread_id, &turns);
    Ok(HttpResponse::Ok().content_type("application/json").insert_header(never_cached).body(json))
}

fn to_json(thread: ThreadId, turns: &[Arc<ChatTurn>]) -> Vec<u8> {
    // With the commas and what is around them.
    let length = turns.iter().map(|turn| turn.json_length() + 1).sum::<usize>() + 64;
    let mut json = Vec::with_capacity(length);
    json.extend_from_slice(b"{\"threadId\":");
    thread.write_json(&mut json);
    json.extend_from_slice(b",\"turns\":[");
    json::list(&mut json, turns, |json, turn| turn.write_json(json));
    json.extend_from_slice(b"]}");
    json
}

pub(super) async fn delete(
    request: HttpRequest,
    id: web::Path<String>,
    chat: web::ThinData<Arc<Chat>>,
) -> Result<HttpResponse, Problem> {
    let thread = find(&request, &id, &chat).await?;
    chat.store.delete(thread).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The thread, if it is there and belongs to who asks.
async fn find(request: &HttpRequest, id: &str, chat: &Chat) -> Result<ThreadId, Problem> {
    let user = admit(chat, request).await?;
    let thread = id.parse().map_err(|_| Problem::thread_not_found())?;
    check_owner(chat, thread, user.as_ref()).await?;
    Ok(thread)
}
