//! The door for people: HTML out, and a browser's forms in.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Scope, web};
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Either, LocalBoxFuture, ready};
use maud::html;

use super::accept::is_wanted;
use super::conversation::Conversation;
use super::drawer::{Drawer, fragment};
use super::fallback::back_to_page;
use super::sentence::sentence;
use super::settings::Settings;
use super::version::Version;
use super::visit::words_of;
use super::{routes, urlencoded};
use crate::action::{BuildError, Encoding, ErrorCode, Registry, ValidationMessages};
use crate::run::{Engine, Holders, Outcome};
use crate::server::door::{Answer, Answering, Asked, Beginning, Door, Route};
use crate::server::envelope::{self, ThreadEnvelope};
use crate::server::problem::Problem;
use crate::server::state::State;
use crate::server::thread_name::ThreadName;
use crate::turn::{ChatTurn, Role, ThreadId};
use crate::ui;

/// The door for people.
#[derive(Debug, Default)]
pub(in crate::server) struct PageDoor {
    pub(in crate::server) settings: Arc<Settings>,
}

impl Door for PageDoor {
    fn is_wanted(&self, request: &HttpRequest) -> bool {
        is_wanted(request)
    }

    fn media_type(&self) -> &'static str {
        "application/x-www-form-urlencoded"
    }

    fn encoding(&self) -> Encoding {
        Encoding::Urlencoded { shown: None }
    }

    fn read(&self, route: Route, body: &[u8]) -> Result<Option<Bytes>, Problem> {
        match route {
            Route::Action => urlencoded::action(body).map(Some),
            Route::Message => urlencoded::message(body).map(Some),
        }
    }

    /// The app's words, or else those of the page in its language.
    fn messages(&self, state: &State, request: &HttpRequest) -> Option<Arc<dyn ValidationMessages>> {
        Some(self.settings.messages(state.messages.clone(), request))
    }

    fn keeps_body(&self) -> bool {
        true
    }

    fn answer<'a>(&'a self, asked: Asked<'a>, answered: Result<Outcome, Problem>) -> Answering<'a> {
        Either::Right(Box::pin(async move {
            if let Encoding::Urlencoded { .. } = asked.post.encoding {
                let answered = answered.map(|outcome| outcome.turn.thread_id);
                return back_to_page(&self.settings, asked, answered).await;
            }
            let drawer = Drawer::new(asked.state, &self.settings, asked.request)?;
            match answered {
                Ok(outcome) => Ok(changes(&drawer, &asked, outcome).await),
                Err(problem) => Err(self.say(asked.request, with_widget(&drawer, problem, asked.post.json()))),
            }
        }))
    }

    /// Who only has to wait gets the page again, with what was typed.
    fn shows_again(&self, refused: &Problem) -> bool {
        *refused.code() == ErrorCode::TooManyRequests
    }

    fn say(&self, request: &HttpRequest, problem: Problem) -> Problem {
        let sentence = sentence(&problem, words_of(request, &self.settings));
        problem.with_sentence(sentence)
    }

    fn begin<'a>(
        &'a self,
        state: &'a State,
        request: &'a HttpRequest,
        asking: &'a Holders,
        beginning: Beginning,
    ) -> LocalBoxFuture<'a, Result<bool, Problem>> {
        match &self.settings.welcome {
            Some(welcome) => Box::pin(welcome.begin(state, &self.settings, request, asking, beginning)),
            None => ready(Ok(false)).boxed_local(),
        }
    }

    /// The turns that the page does not have yet, if it tells what it has.
    fn thread(
        &self,
        state: &Arc<State>,
        request: &HttpRequest,
        thread: ThreadId,
        mut turns: Vec<Arc<ChatTurn>>,
    ) -> Answer {
        let drawer = Drawer::new(state, &self.settings, request)?;
        let version = Version::of(&turns).to_text();
        let first = told_version(request).map_or(Some(0), |told| Version::first_unknown(&turns, &told));
        turns.drain(..first.unwrap_or(turns.len()));
        let (before, after) = (String::new(), String::new());
        let shown = Conversation { drawer, thread: Some(thread.into()), turns, entered: None, before, after };
        Ok(shown.answer(request, StatusCode::OK, ui::POLICY, &version))
    }

    fn add_routes(&self, scope: Scope) -> Scope {
        routes::of_scope(scope.app_data(web::ThinData(Arc::clone(&self.settings))))
    }

    fn check(&self, registry: &Registry) -> Result<(), BuildError> {
        self.settings.check(registry)
    }
}

/// What the script says it has of the conversation.
fn told_version(request: &HttpRequest) -> Option<String> {
    let mut members = form_urlencoded::parse(request.query_string().as_bytes());
    members.find(|(name, _)| name == "known").map(|(_, version)| version.into_owned())
}

/// What has changed on the page, for its script.
async fn changes(drawer: &Drawer, asked: &Asked<'_>, outcome: Outcome) -> HttpResponse {
    let thread = outcome.turn.thread_id;
    let said = match (outcome.said, asked.post.route) {
        (None, Route::Message) => said_before(&asked.state.engine, &outcome.turn).await,
        (said, _) => said,
    };
    let changes = drawer.draw(Some(thread.into()), None, |frame| {
        html! {
            @for update in &outcome.updates { (ui::replacement(frame, update)) }
            @if let Some(said) = &said { (ui::turn(frame, said)) }
            (ui::turn(frame, &outcome.turn))
        }
    });
    fragment(Some(thread), changes)
}

/// What the person said before a reply that was answered again: the page shows both.
async fn said_before(engine: &Engine, reply: &ChatTurn) -> Option<Arc<ChatTurn>> {
    let turns = engine.store.all(reply.thread_id).await.ok()?;
    let before = turns.iter().take_while(|turn| turn.turn_id != reply.turn_id);
    before.filter(|turn| turn.role == Role::User).last().cloned()
}

/// Draws the widget that a problem is about.
fn with_widget(drawer: &Drawer, problem: Problem, body: &[u8]) -> Problem {
    let Some(widget) = &problem.reason().widget else { return problem };
    let thread = envelope::read::<ThreadEnvelope<'_>>(body).ok().and_then(|envelope| envelope.thread());
    let html = drawer.draw(thread.map(ThreadName::from), None, |frame| ui::widget(frame, widget).into_string());
    problem.with_html(html)
}
