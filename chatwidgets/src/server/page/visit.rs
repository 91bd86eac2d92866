//! A person opens the page, or comes back to it without a script.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value};

use super::welcome;
use crate::server::Chat;
use crate::server::envelope::{self, ActionEnvelope, MessageEnvelope};
use crate::server::html::{Drawer, languages_of, response};
use crate::server::problem::Problem;
use crate::server::visitor::{admit_counted, check_owner, count};
use crate::thread::{StoreError, UserId};
use crate::turn::{ChatTurn, ThreadId};
use crate::ui::{self, Entered, Notice, Start, Words};

/// The thread that an address names; if it names several, the last.
fn thread_in(request: &HttpRequest) -> Option<String> {
    let mut members = form_urlencoded::parse(request.query_string().as_bytes());
    let named = members.by_ref().filter(|(name, _)| name == "thread").last();
    named.map(|(_, thread)| thread.into_owned()).filter(|thread| !thread.is_empty())
}

/// What is shown.
#[derive(Default)]
struct Visit {
    thread: Option<ThreadId>,
    turns: Vec<Arc<ChatTurn>>,
    status: StatusCode,
    /// Whether the conversation that was asked for is not there.
    is_gone: bool,
    notice: Option<String>,
    message: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The whole page.
pub(super) async fn page(request: HttpRequest, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    let web::ThinData(chat) = chat;
    let visit = visit(&request, &chat).await;
    document(&chat, &request, &visit, None)
}

/// The chat alone.
pub(super) async fn embedded(request: HttpRequest, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    let web::ThinData(chat) = chat;
    let drawer = Drawer::new(&chat, &request)?;
    let visit = open(&request, &chat).await?;
    let html = drawer.draw(visit.thread, None, |frame| {
        visit.started(&drawer, &chat, None, |start| ui::root(frame, &chat.page.look, start))
    });
    let mut response = response(StatusCode::OK, html, ui::POLICY);
    if let Some(thread) = visit.thread.and_then(|thread| HeaderValue::from_str(&thread.to_string()).ok()) {
        response.headers_mut().insert(HeaderName::from_static("x-thread-id"), thread);
    }
    Ok(response)
}

/// What is shown, also where that is an error.
async fn visit(request: &HttpRequest, chat: &Arc<Chat>) -> Visit {
    open(request, chat).await.unwrap_or_else(|problem| Visit {
        status: problem.status(),
        notice: Some(sentence(&problem, words_of(request, chat))),
        headers: problem.headers().to_vec(),
        ..Visit::default()
    })
}

/// The conversation that was asked for; a new one if none was, or it is not there.
async fn open(request: &HttpRequest, chat: &Arc<Chat>) -> Result<Visit, Problem> {
    let asked = thread_in(request);
    let begins = chat.page.welcome.is_some() && request.method() == Method::GET;
    // A new conversation may run a handler, so it counts as a click does; and so does one that may be new.
    let user = admit_counted(chat, request, begins && asked.is_none()).await?;
    let found = match asked.as_deref().map(str::parse) {
        Some(Ok(thread)) => find(chat, thread, user.as_ref()).await?.map(|turns| (thread, turns)),
        Some(Err(_)) | None => None,
    };
    if let Some((thread, turns)) = found {
        return Ok(Visit { thread: Some(thread), turns, ..Visit::default() });
    }
    let is_gone = asked.is_some();
    let status = if is_gone { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let mut visit = Visit { status, is_gone, ..Visit::default() };
    if begins && is_gone {
        count(chat, request, user.as_ref())?;
    }
    if begins
        && let Some(welcome) = &chat.page.welcome
        // Its reason is in the log; a chat without a welcome is still one.
        && let Ok(sent) = welcome::run(request.clone(), user, chat, &welcome.action).await
    {
        visit.thread = Some(sent.turn.thread_id);
        visit.turns = vec![sent.turn];
    }
    Ok(visit)
}

/// All turns of a thread, if it is there and theirs.
async fn find(chat: &Chat, thread: ThreadId, user: Option<&UserId>) -> Result<Option<Vec<Arc<ChatTurn>>>, Problem> {
    let read = async {
        check_owner(chat, thread, user).await?;
        chat.store.expire(thread, chat.clock.now()).await?;
        Ok::<_, Problem>(chat.store.all(thread).await?)
    };
    match read.await {
        Ok(turns) => Ok(Some(turns)),
        Err(problem) if problem.code() == Problem::from(StoreError::ThreadNotFound).code() => Ok(None),
        Err(problem) => Err(problem),
    }
}

impl Visit {
    fn started<T>(
        &self,
        drawer: &Drawer<'_>,
        chat: &Chat,
        page: Option<&str>,
        draw: impl FnOnce(&Start<'_>) -> T,
    ) -> T {
        let turns: Vec<&ChatTurn> = self.turns.iter().map(|turn| &**turn).collect();
        let gone = self.is_gone.then_some(&*drawer.words.thread_gone);
        let notice = self.notice.as_deref().or(gone).map(|text| Notice { text });
        let has_assistant = chat.assistant.is_some();
        draw(&Start { turns: &turns, has_assistant, page, notice, message: &self.message })
    }
}

fn document(
    chat: &Chat,
    request: &HttpRequest,
    visit: &Visit,
    entered: Option<&Entered>,
) -> Result<HttpResponse, Problem> {
    let drawer = Drawer::new(chat, request)?;
    // Without a page in the app, the path of the chat itself leads back.
    let page = drawer.page.clone().unwrap_or_else(|| drawer.prefix.clone());
    let base = drawer.prefix.clone();
    let html = drawer.draw(visit.thread, entered, |frame| {
        visit.started(&drawer, chat, Some(&page), |start| ui::document(frame, &chat.page.look, &base, start))
    });
    let mut response = response(visit.status, html, &ui::policy(&chat.page.look));
    for (name, value) in &visit.headers {
        response.headers_mut().append(name.clone(), value.clone());
    }
    Ok(response)
}

/// What a browser without a script gets for a click or message: the way back to the page, or what was wrong, on a page that
/// has all that was entered.
pub(in crate::server) async fn back_to_page(
    chat: &Arc<Chat>,
    request: &HttpRequest,
    user: Option<UserId>,
    answered: Result<ThreadId, Problem>,
    body: &[u8],
) -> Result<HttpResponse, Problem> {
    let problem = match answered {
        Ok(thread) => {
            let drawer = Drawer::new(chat, request)?;
            let page = drawer.page.as_deref().unwrap_or(&drawer.prefix);
            let place = format!("{page}?thread={thread}#newest");
            return Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish());
        }
        Err(problem) => problem,
    };
    let (thread, entered, message) = refused(&problem, words_of(request, chat), body);
    let headers = problem.headers().to_vec();
    let mut visit = Visit { thread, status: problem.status(), message, headers, ..Visit::default() };
    if let Some(thread) = thread {
        let found = find(chat, thread, user.as_ref()).await?;
        if found.is_none() {
            // Who was turned away before it was known who asks is shown no thread of somebody's.
            visit.thread = None;
            visit.is_gone = problem.status() != StatusCode::TOO_MANY_REQUESTS;
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
        visit.notice = Some(sentence(&problem, words_of(request, chat)));
    }
    document(chat, request, &visit, entered.as_ref())
}

/// What of a refused body is shown again: its thread, what was entered in a control, and a message.
fn refused(problem: &Problem, words: &Words, body: &[u8]) -> (Option<ThreadId>, Option<Entered>, String) {
    let id = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    if let Ok(click) = envelope::read::<ActionEnvelope<'_>>(body) {
        let control = click.widget_id.as_deref().and_then(|control| control.parse().ok());
        let values: Map<String, Value> = serde_json::from_str(click.payload_text()).unwrap_or_default();
        let detail = problem.errors().is_empty().then(|| sentence(problem, words));
        let errors = problem.errors().to_vec();
        let entered = control.map(|control| Entered { control, values, errors, detail });
        return (id(click.thread_id.as_deref()), entered, String::new());
    }
    match envelope::read::<MessageEnvelope<'_>>(body) {
        Ok(message) => {
            let thread = id(message.thread_id.as_deref()).or(problem.thread());
            let text = if problem.thread().is_some() { String::new() } else { message.message.into_owned() };
            (thread, None, text)
        }
        Err(_) => (None, None, String::new()),
    }
}

/// A problem in a sentence: in the words of the page, or in those that a handler chose.
fn sentence(problem: &Problem, words: &Words) -> String {
    let known = match problem.code() {
        "already_done" => Some(&words.already_done),
        "in_progress" => Some(&words.in_progress),
        "expired" => Some(&words.expired),
        "not_offered" => Some(&words.gone),
        "thread_not_found" => Some(&words.thread_gone),
        "handler_timeout" => Some(&words.timeout),
        "handler_failed" => Some(&words.failed),
        _ => None,
    };
    if let Some(known) = known.filter(|_| problem.is_ours()) {
        return known.to_string();
    }
    let wait = problem.headers().iter().find(|(name, _)| name == header::RETRY_AFTER);
    if let Some(seconds) = wait.and_then(|(_, value)| value.to_str().ok()) {
        return words.wait_seconds.replace("{seconds}", seconds);
    }
    let mut sentence = problem.detail().map_or_else(|| problem.title(), str::to_owned);
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn words_of<'a>(request: &HttpRequest, chat: &'a Chat) -> &'a Words {
    chat.page.words(&languages_of(request))
}
