//! `POST message`: a person's text goes to the app's assistant.

use std::sync::Arc;

use actix_web::http::header::ContentType;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use tokio_util::sync::CancellationToken;

use super::action::existing_thread;
use super::drain::Running;
use super::envelope::{self, MessageEnvelope};
use super::problem::Problem;
use super::run::Run;
use super::{Chat, body};
use crate::action::{ActionContext, ContextParts, Invocation, Stops, UserMessage, no_payload};
use crate::turn::{ChatTurn, Role, ThreadId};

pub(super) async fn post(
    request: HttpRequest,
    body: web::Payload,
    chat: web::ThinData<Arc<Chat>>,
) -> Result<HttpResponse, Problem> {
    let web::ThinData(chat) = chat;
    let body = body::json(&request, body, chat.limits.max_body_bytes).await?;
    let envelope: MessageEnvelope<'_> = envelope::read(&body)?;
    let request_id = envelope::request_id(envelope.request_id.as_deref())?;
    if envelope.message.trim().is_empty() {
        return Err(Problem::empty_message().for_request(&request_id));
    }
    let assistant = chat.assistant.clone();
    let assistant = assistant.ok_or_else(|| Problem::no_assistant().for_request(&request_id))?;
    let Some(running) = Running::enter(&chat) else {
        return Err(Problem::shutting_down().for_request(&request_id));
    };
    let thread = store_message(&chat, &envelope).await?;
    let cancel = CancellationToken::new();
    ActionContext::attach(
        &request,
        ContextParts {
            thread,
            thread_is_new: false,
            action: None,
            widget: None,
            request_id: request_id.clone(),
            store: Arc::clone(&chat.store),
            stops: Stops { run: cancel.clone(), server: chat.drain.stopping().clone() },
        },
    );
    request.extensions_mut().insert(UserMessage(envelope.message.into_owned()));
    let invocation = Invocation::new(request, body.clone(), None, no_payload(), None, None);
    let limit = assistant.timeout;
    let run = Run { chat, running, action: None, request_id, thread, thread_is_new: false, limit, cancel };
    let turn = run.turn((assistant.run)(invocation)).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(turn))
}

/// Stores what the person wrote, before the assistant has a chance to fail; in a new thread if the named one is not
/// there, since old clients invent ids.
async fn store_message(chat: &Chat, envelope: &MessageEnvelope<'_>) -> Result<ThreadId, Problem> {
    let existing = match existing_thread(chat, envelope.thread_id.as_deref()).await {
        Err(problem) if problem.code() == "thread_not_found" => None,
        existing => existing?,
    };
    let thread = existing.unwrap_or_else(ThreadId::random);
    let turn = Arc::new(ChatTurn::new(Role::User, thread, envelope.message.clone()));
    match existing {
        Some(_) => chat.store.append(thread, vec![turn]).await?,
        None => chat.store.create(thread, vec![turn]).await?,
    }
    Ok(thread)
}
