//! What a browser without a script gets for a click or a message.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde_json::{Map, Value};

use super::drawer::Drawer;
use super::sentence::sentence;
use super::settings::Settings;
use super::visit::{Visit, document, find, words_of};
use crate::server::door::{Answer, Asked};
use crate::server::envelope::{self, ActionEnvelope, MessageEnvelope};
use crate::server::headers::protect;
use crate::server::problem::Problem;
use crate::server::thread_name::ThreadName;
use crate::turn::ThreadId;
use crate::ui::{Entered, Words};

/// What a browser without a script gets for a click or message: the way back to the page, or what was wrong, on a page that
/// has all that was entered.
pub(super) async fn back_to_page(settings: &Settings, asked: Asked<'_>, answered: Result<ThreadId, Problem>) -> Answer {
    let Asked { state, request, user, post } = asked;
    let problem = match answered {
        Ok(thread) => {
            let drawer = Drawer::new(state, settings, request)?;
            let page = drawer.page.as_deref().unwrap_or(&drawer.prefix);
            let place = format!("{page}?thread={thread}#newest");
            let mut response = HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish();
            protect(response.headers_mut());
            return Ok(response);
        }
        Err(problem) => problem,
    };
    let (thread, entered, message) = refused(&problem, words_of(request, settings), post.json());
    let headers = problem.headers().to_vec();
    let mut visit =
        Visit { thread, status: problem.status(), message, headers, user: user.clone(), ..Visit::default() };
    if let Some(name) = thread {
        let mut found = find(&state.engine, name.thread(), user.as_ref()).await?;
        if found.is_some() {
            visit.thread = Some(name.thread().into());
        } else if let (ThreadName::Pending(pending), Some(welcome)) = (name, &settings.welcome) {
            found = welcome.shown(pending, user.as_ref()).map(|turn| vec![turn]);
        }
        if found.is_none() {
            // Who was turned away before it was known who asks is shown no thread of somebody's.
            visit.thread = None;
            visit.is_gone = name.stored().is_some() && problem.status() != StatusCode::TOO_MANY_REQUESTS;
        }
        visit.turns = found.unwrap_or_default();
    }
    let is_shown = |entered: &Entered| {
        visit
            .turns
            .iter()
            .flat_map(|turn| &turn.widgets)
            .any(|widget| widget.state.is_open() && widget.control_ids().any(|id| id == entered.control))
    };
    let entered = entered.filter(is_shown);
    if entered.is_none() {
        visit.notice = Some(sentence(&problem, words_of(request, settings)));
    }
    document(state, settings, request, visit, entered)
}

/// What of a refused body is shown again: its thread, what was entered in a control, and a message.
fn refused(problem: &Problem, words: &Words, body: &[u8]) -> (Option<ThreadName>, Option<Entered>, String) {
    let id = |text: Option<&str>| text?.parse::<ThreadName>().ok();
    if let Ok(click) = envelope::read::<ActionEnvelope<'_>>(body) {
        let control = click.widget_id.as_deref().and_then(|control| control.parse().ok());
        let values: Map<String, Value> = serde_json::from_str(click.payload_text()).unwrap_or_default();
        let errors = problem.reason().failure.errors.clone();
        let detail = errors.is_empty().then(|| sentence(problem, words));
        let entered = control.map(|control| Entered { control, values, errors, detail });
        return (id(click.thread_id.as_deref()), entered, String::new());
    }
    match envelope::read::<MessageEnvelope<'_>>(body) {
        Ok(message) => {
            let thread = id(message.thread_id.as_deref()).or(problem.reason().thread.map(ThreadName::from));
            let text = if problem.reason().thread.is_some() { String::new() } else { message.message.into_owned() };
            (thread, None, text)
        }
        Err(_) => (None, None, String::new()),
    }
}
