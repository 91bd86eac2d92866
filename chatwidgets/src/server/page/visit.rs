//! A person opens the page, or comes back to it without a script.

use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::Markup;

use super::accept::languages_of;
use super::conversation::Conversation;
use super::drawer::Drawer;
use super::sentence::sentence;
use super::settings::Settings;
use super::version::Version;
use crate::action::ErrorCode;
use crate::run::{Engine, Refusal};
use crate::server::door::Answer;
use crate::server::origin;
use crate::server::problem::Problem;
use crate::server::state::State;
use crate::server::thread_name::ThreadName;
use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};
use crate::ui::{self, Entered, Frame, Notice, Start, Words};

/// The thread that an address names; if it names several, the last.
fn thread_in(request: &HttpRequest) -> Option<String> {
    let mut members = form_urlencoded::parse(request.query_string().as_bytes());
    let named = members.by_ref().filter(|(name, _)| name == "thread").last();
    named.map(|(_, thread)| thread.into_owned()).filter(|thread| !thread.is_empty())
}

/// What is shown.
#[derive(Default)]
pub(super) struct Visit {
    pub(super) thread: Option<ThreadName>,
    pub(super) turns: Vec<Arc<ChatTurn>>,
    pub(super) status: StatusCode,
    /// Whether the conversation that was asked for is not there.
    pub(super) is_gone: bool,
    pub(super) notice: Option<String>,
    pub(super) message: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) user: Option<UserId>,
}

/// What the routes of a page are given.
pub(super) type OfState = web::ThinData<Arc<State>>;
pub(super) type OfSettings = web::ThinData<Arc<Settings>>;

/// The whole page.
pub(super) async fn page(request: HttpRequest, state: OfState, settings: OfSettings) -> Answer {
    let visit = visit(&request, &state, &settings).await;
    document(&state, &settings, &request, visit, None)
}

/// The chat alone.
pub(super) async fn embedded(request: HttpRequest, state: OfState, settings: OfSettings) -> Answer {
    let opened = open(&request, &state, &settings).await;
    let opened = opened.map_err(|problem| {
        let sentence = sentence(&problem, words_of(&request, &settings));
        problem.with_sentence(sentence)
    })?;
    let visit = Visit { status: StatusCode::OK, ..opened };
    let drawer = Drawer::new(&state, &settings, &request)?;
    let shown = visit.started(&state, &settings, None, |start| {
        drawer.draw(visit.thread, None, |frame| ui::root(frame, &settings.look, start))
    });
    Ok(visit.answer(drawer, &request, shown, None, ui::POLICY))
}

/// What is shown, also where that is an error.
async fn visit(request: &HttpRequest, state: &Arc<State>, settings: &Settings) -> Visit {
    open(request, state, settings).await.unwrap_or_else(|problem| Visit {
        status: problem.status(),
        notice: Some(sentence(&problem, words_of(request, settings))),
        headers: problem.headers().to_vec(),
        ..Visit::default()
    })
}

/// The conversation that was asked for; a new one if none was, or it is not there.
async fn open(request: &HttpRequest, state: &Arc<State>, settings: &Settings) -> Result<Visit, Problem> {
    let asked = thread_in(request);
    let begins =
        settings.welcome.is_some() && request.method() == Method::GET && !is_fetched_from_elsewhere(request, state);
    // A new conversation may run a handler, so it counts as a click does; and so does one that may be new.
    let admission = &state.admission;
    let rates = if begins && asked.is_none() { &admission.posts } else { &admission.reads };
    let asking = admission.admit_counted(request, rates).await?;
    let asked_for = asked.as_deref().and_then(|asked| asked.parse().ok());
    let found = match asked_for.map(ThreadName::thread) {
        Some(thread) => find(&state.engine, thread, asking.user.as_ref()).await?.map(|turns| (thread, turns)),
        None => None,
    };
    if let Some((thread, turns)) = found {
        return Ok(Visit { thread: Some(thread.into()), turns, user: asking.user, ..Visit::default() });
    }
    // What nobody has used is not gone.
    let is_gone = asked.is_some() && !matches!(asked_for, Some(ThreadName::Pending(_)));
    let status = if is_gone { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let mut visit = Visit { status, is_gone, ..Visit::default() };
    if begins && asked.is_some() {
        admission.count(&asking)?;
    }
    if begins
        && let Some(welcome) = &settings.welcome
        && let Some((pending, turn)) = welcome.show(state, settings, request, &asking).await
    {
        visit.thread = Some(ThreadName::Pending(pending));
        visit.turns = vec![turn];
    }
    visit.user = asking.user;
    Ok(visit)
}

/// Whether another site's page asks for this as a part of itself, such as a picture: nothing runs for that. A link leads here
/// from anywhere, and a page of an origin that the app allows may show the chat.
fn is_fetched_from_elsewhere(request: &HttpRequest, state: &State) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_opened = header("sec-fetch-mode") == "navigate" && header("sec-fetch-dest") == "document";
    !is_opened && !origin::is_from_here_or_allowed(request, &state.admission.allowed_origins)
}

/// All turns of a thread, if it is there and theirs.
pub(super) async fn find(
    engine: &Engine,
    thread: ThreadId,
    user: Option<&UserId>,
) -> Result<Option<Vec<Arc<ChatTurn>>>, Problem> {
    let read = async {
        engine.check_owner(thread, user).await?;
        engine.store.expire(thread, engine.clock.now()).await?;
        Ok::<_, Refusal>(engine.store.all(thread).await?)
    };
    match read.await {
        Ok(turns) => Ok(Some(turns)),
        Err(refusal) if *refusal.code() == ErrorCode::ThreadNotFound => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

impl Visit {
    fn started<T>(
        &self,
        state: &State,
        settings: &Settings,
        page: Option<&str>,
        draw: impl FnOnce(&Start<'_>) -> T,
    ) -> T {
        let gone = self.is_gone.then_some(Notice::Gone);
        let notice = self.notice.as_deref().map(Notice::Failed).or(gone);
        let has_assistant = state.engine.assistant.is_some();
        let version = self.thread.map(|_| Version::of(&self.turns).to_text());
        let who = self.user.as_ref().map(|user| settings.who(user));
        draw(&Start {
            who: who.as_deref(),
            version: version.as_deref(),
            has_assistant,
            page,
            notice,
            message: &self.message,
        })
    }

    /// The turns inside of what was drawn around them.
    fn answer(
        self,
        drawer: Drawer,
        request: &HttpRequest,
        around: Markup,
        entered: Option<Entered>,
        policy: &str,
    ) -> HttpResponse {
        let (before, after) = ui::around_turns(around);
        let Self { thread, turns, status, headers, .. } = self;
        let version = Version::of(&turns).to_text();
        let shown = Conversation { drawer, thread, turns, entered, before, after };
        let mut response = shown.answer(request, status, policy, &version);
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// Nobody shows the page as a part of another site, or holds a handle to its window. What it opens itself, such as a login, it may
/// talk to.
const ALONE: [(&str, &str); 2] =
    [("cross-origin-resource-policy", "same-origin"), ("cross-origin-opener-policy", "same-origin-allow-popups")];

pub(super) fn document(
    state: &Arc<State>,
    settings: &Settings,
    request: &HttpRequest,
    visit: Visit,
    entered: Option<Entered>,
) -> Answer {
    let drawer = Drawer::new(state, settings, request)?;
    // Without a page in the app, the path of the chat itself leads back.
    let page = drawer.page.as_deref().unwrap_or(&drawer.prefix);
    let shown = visit.started(state, settings, Some(page), |start| {
        let draw = |frame: &Frame<'_>| ui::document(frame, &settings.look, &drawer.prefix, start);
        drawer.draw(visit.thread, entered.as_ref(), draw)
    });
    let mut response = visit.answer(drawer, request, shown, entered, &ui::policy(&settings.look));
    for (name, value) in ALONE {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Ok(response)
}

/// The page's words in the language of who asks.
pub(super) fn words_of<'a>(request: &HttpRequest, settings: &'a Settings) -> &'a Words {
    settings.words(&languages_of(request))
}
