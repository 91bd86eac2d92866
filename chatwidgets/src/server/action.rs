//! `POST action`: envelope, guard, handler, turn.

use std::sync::Arc;

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::drain::Running;
use super::envelope::{self, ActionEnvelope};
use super::problem::Problem;
use super::run::Run;
use super::{Chat, body};
use crate::action::{Action, ActionContext, ActionError, ContextParts, Invocation, Stops, UnknownAction, no_payload};
use crate::thread::StoreError;
use crate::turn::ThreadId;
use crate::widget::{WidgetId, WidgetState};

pub(super) async fn post(
    request: HttpRequest,
    body: web::Payload,
    chat: web::ThinData<Arc<Chat>>,
) -> Result<HttpResponse, Problem> {
    let web::ThinData(chat) = chat;
    let body = body::json(&request, body, chat.limits.max_body_bytes).await?;
    let turn = run(request, body, chat).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(turn))
}

async fn run(request: HttpRequest, body: Bytes, chat: Arc<Chat>) -> Result<Vec<u8>, Problem> {
    let envelope: ActionEnvelope<'_> = envelope::read(&body)?;
    let request_id = envelope::request_id(envelope.request_id.as_deref())?;
    let action = chat.registry.find(&envelope.action).map_err(|unknown| refuse(&unknown).for_request(&request_id))?;
    let action = Arc::clone(action);
    let name = action.name();
    if !envelope.payload_is_object() {
        let error = ActionError::field("", "type", "must be an object");
        return Err(Problem::from(error).for_action(name).for_request(&request_id));
    }
    let guarded = guard(&chat, &action, &envelope).await;
    let Guarded { thread, widget, preset } =
        guarded.map_err(|problem| problem.for_action(name).for_request(&request_id))?;
    let Some(running) = Running::enter(&chat) else {
        return Err(Problem::shutting_down().for_action(name).for_request(&request_id));
    };
    let cancel = CancellationToken::new();
    let thread_is_new = thread.is_none();
    let thread = thread.unwrap_or_else(ThreadId::random);
    ActionContext::attach(
        &request,
        ContextParts {
            thread,
            thread_is_new,
            action: Some(name),
            widget,
            request_id: request_id.clone(),
            store: Arc::clone(&chat.store),
            stops: Stops { run: cancel.clone(), server: chat.drain.stopping().clone() },
        },
    );
    let payload = envelope.payload.map_or_else(no_payload, ToOwned::to_owned);
    let limit = action.timeout();
    let invocation =
        Invocation::new(request, body.clone(), Some(Arc::clone(&action)), payload, preset, chat.messages.clone());
    let run = Run { chat, running, action: Some(name), request_id, thread, thread_is_new, limit, cancel };
    run.turn(action.entry().call(invocation)).await
}

fn refuse(unknown: &UnknownAction) -> Problem {
    tracing::warn!(
        action = unknown.name,
        nearest = unknown.nearest,
        "an unknown action was posted: a misspelling, or its handler is in a crate that no code names and that is \
         therefore not linked (`use that_crate as _;` or `ChatWidgets::builder().expect::<ItsAction>()` links it)"
    );
    Problem::unknown_action(unknown)
}

/// What the guard let through.
struct Guarded {
    /// `None` for a new thread.
    thread: Option<ThreadId>,
    widget: Option<WidgetId>,
    preset: Option<Map<String, Value>>,
}

/// Lets a click through if its thread is there and its widget, if it names one, offers this action there.
async fn guard(chat: &Chat, action: &Action, envelope: &ActionEnvelope<'_>) -> Result<Guarded, Problem> {
    let thread = existing_thread(chat, envelope.thread_id.as_deref()).await?;
    let Some(widget) = envelope.widget_id.as_deref() else {
        return Ok(Guarded { thread, widget: None, preset: None });
    };
    let refused = |why: &'static str| {
        tracing::info!(action = action.name(), why, "a click was refused");
        Problem::not_offered()
    };
    let widget: WidgetId = widget.parse().map_err(|_| refused("its widget id is none"))?;
    let thread = thread.ok_or_else(|| refused("it names a widget and no thread"))?;
    let instance = match chat.store.widget(thread, widget).await {
        Ok(instance) => instance,
        Err(StoreError::WidgetNotFound) => return Err(refused("its thread has no such widget")),
        Err(error) => return Err(error.into()),
    };
    let offered = instance.widget.actions().find(|offered| offered.name() == action.name());
    let offered = offered.ok_or_else(|| refused("its widget names another action"))?;
    match instance.state {
        WidgetState::Open => {}
        WidgetState::Done => return Err(Problem::already_done()),
        WidgetState::Expired => return Err(Problem::expired()),
    }
    let preset = offered.preset().cloned();
    Ok(Guarded { thread: Some(thread), widget: Some(widget), preset })
}

/// The thread that the client named, if it named one.
pub(super) async fn existing_thread(chat: &Chat, given: Option<&str>) -> Result<Option<ThreadId>, Problem> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(None) };
    let thread = given.parse().map_err(|_| Problem::thread_not_found())?;
    chat.store.last(thread, 0).await?;
    Ok(Some(thread))
}
