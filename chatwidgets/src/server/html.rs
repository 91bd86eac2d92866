//! Turns as HTML: for the script of the page, and for browsers without a script.

use std::cmp::Reverse;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, Accept, Quality};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::Bytes;
use maud::{Markup, html};

use super::Chat;
use super::body::Post;
use super::envelope::{self, ThreadEnvelope};
use super::page::{PageMessages, back_to_page};
use super::problem::Problem;
use super::run::Sent;
use crate::action::{Encoding, ValidationMessages, Violation, languages};
use crate::thread::UserId;
use crate::turn::{ChatTurn, ThreadId};
use crate::ui::{self, Entered, Frame, Words};

/// Names the thread of what is answered.
const THREAD_ID: &str = "x-thread-id";

/// Whether a client likes HTML better than JSON.
pub(super) fn is_wanted(request: &HttpRequest) -> bool {
    let mut accepted = request.headers().get_all(header::ACCEPT);
    // Most clients here want JSON, and say so or nothing: they are not read further.
    let is_html = |value: &[u8]| {
        !matches!(value, b"application/json" | b"*/*")
            && value.windows(9).any(|window| window.eq_ignore_ascii_case(b"text/html"))
    };
    if !accepted.any(|value| is_html(value.as_bytes())) {
        return false;
    }
    let Some(Accept(mut accepted)) = request.get_header::<Accept>() else { return false };
    accepted.retain(|media| media.quality > Quality::ZERO);
    accepted.sort_by_key(|media| Reverse(media.quality));
    let kinds = ["text/html", "application/json", "application/*", "*/*"];
    let best = accepted.iter().map(|media| media.item.essence_str()).find(|essence| kinds.contains(essence));
    best == Some("text/html")
}

impl Chat {
    /// The words for what is wrong with a payload: on the page, those of its language.
    pub(super) fn messages_for(&self, request: &HttpRequest, wants_html: bool) -> Option<Arc<dyn ValidationMessages>> {
        let own = self.messages.clone();
        if !wants_html {
            return own;
        }
        let words = Arc::clone(self.page.words(&languages_of(request)));
        Some(Arc::new(PageMessages { own, words }))
    }
}

/// The languages that a browser likes, the best one first.
pub(super) fn languages_of(request: &HttpRequest) -> Vec<String> {
    request.headers().get(header::ACCEPT_LANGUAGE).map(languages).unwrap_or_default()
}

/// Draws for one request: in its language, with the paths at which it found the chat.
pub(super) struct Drawer<'a> {
    chat: &'a Chat,
    pub(super) words: &'a Words,
    pub(super) prefix: String,
    /// The path of the page, if there is one in the app.
    pub(super) page: Option<String>,
    locale: Option<String>,
}

impl<'a> Drawer<'a> {
    pub(super) fn new(chat: &'a Chat, request: &HttpRequest) -> Result<Self, Problem> {
        // A scope around both may have parameters: they are the same for all routes in it.
        let values: Vec<&str> = request.match_info().iter().map(|(_, value)| value).collect();
        let path_of = |route: &str| Some(request.url_for(route, &values).ok()?.path().to_owned());
        let action = path_of(chat.page.action_route()).ok_or_else(|| {
            tracing::error!("the page finds no routes: is `chat.scope(..)` a service of the same `App`?");
            Problem::handler_failed()
        })?;
        let languages = languages_of(request);
        Ok(Self {
            chat,
            words: chat.page.words(&languages),
            prefix: action.strip_suffix("/action").unwrap_or(&action).to_owned(),
            page: path_of(chat.page.page_route()),
            locale: languages.into_iter().next(),
        })
    }

    pub(super) fn draw<T>(
        &self,
        thread: Option<ThreadId>,
        entered: Option<&Entered>,
        draw: impl FnOnce(&Frame<'_>) -> T,
    ) -> T {
        let say = |action: &str, pointer: &str, violation: &Violation| self.say(action, pointer, violation);
        let rules = |action: &str, pointer: &str| self.rules(action, pointer);
        draw(&Frame { words: self.words, prefix: &self.prefix, thread, say: &say, rules: &rules, entered })
    }

    /// What the server asks of a number.
    fn rules(&self, action: &str, pointer: &str) -> Vec<Violation> {
        self.chat.registry.find(action).map(|action| action.number_rules(pointer)).unwrap_or_default()
    }

    /// What the server would say of a value.
    fn say(&self, action: &str, pointer: &str, violation: &Violation) -> String {
        let action = self.chat.registry.find(action).ok();
        let own = action.and_then(|action| action.message_at(pointer, violation.code()));
        let of_app = || self.chat.messages.as_ref()?.message(violation, self.locale.as_deref());
        own.or_else(of_app).unwrap_or_else(|| self.words.violation(violation))
    }
}

/// The answer to a click or a message: what has changed on the page, for the script; the page itself, where there is none.
pub(super) async fn answer(
    chat: &Arc<Chat>,
    request: &HttpRequest,
    user: Option<UserId>,
    answered: Result<(Sent, Option<Arc<ChatTurn>>), Problem>,
    post: &Post,
) -> Result<HttpResponse, Problem> {
    if let Encoding::Urlencoded { .. } = post.encoding {
        let answered = answered.map(|(sent, _)| sent.turn.thread_id);
        return back_to_page(chat, request, user, answered, post.json()).await;
    }
    let drawer = Drawer::new(chat, request)?;
    let (sent, said) = match answered {
        Ok(answered) => answered,
        Err(problem) => return Err(with_widget(&drawer, problem, post.json())),
    };
    let thread = sent.turn.thread_id;
    let fragment = drawer.draw(Some(thread), None, |frame| {
        html! {
            @for update in &sent.updates { (ui::replacement(frame, update)) }
            @if let Some(said) = &said { (ui::turn(frame, said)) }
            (ui::turn(frame, &sent.turn))
        }
    });
    Ok(fragment_of(thread, fragment))
}

/// Answers who may not even ask: who only has to wait gets the page again, with what was typed where there is no script.
pub(super) async fn turn_away(
    chat: &Arc<Chat>,
    request: &HttpRequest,
    body: web::Payload,
    problem: Problem,
    to_json: fn(&[u8]) -> Result<Bytes, Problem>,
) -> Result<HttpResponse, Problem> {
    let limit = chat.limits.max_body_bytes;
    match Post::read(request, body, limit, to_json).await {
        Ok(post) if problem.code() == "too_many_requests" => answer(chat, request, None, Err(problem), &post).await,
        _ => Err(problem),
    }
}

/// All turns of a thread.
pub(super) fn thread(
    chat: &Chat,
    request: &HttpRequest,
    thread: ThreadId,
    turns: &[Arc<ChatTurn>],
) -> Result<HttpResponse, Problem> {
    let drawer = Drawer::new(chat, request)?;
    let turns = turns.iter().map(|turn| &**turn);
    Ok(fragment_of(thread, drawer.draw(Some(thread), None, |frame| ui::turns(frame, turns))))
}

/// Draws the widget that a problem is about.
fn with_widget(drawer: &Drawer<'_>, problem: Problem, body: &[u8]) -> Problem {
    let thread = envelope::read::<ThreadEnvelope<'_>>(body).ok().and_then(|envelope| envelope.thread());
    let html =
        problem.widget().map(|widget| drawer.draw(thread, None, |frame| ui::widget(frame, widget).into_string()));
    match html {
        Some(html) => problem.with_html(html),
        None => problem,
    }
}

fn fragment_of(thread: ThreadId, fragment: Markup) -> HttpResponse {
    let mut response = response(StatusCode::OK, fragment, ui::POLICY);
    if let Ok(id) = header::HeaderValue::from_str(&thread.to_string()) {
        response.headers_mut().insert(header::HeaderName::from_static(THREAD_ID), id);
    }
    response
}

/// HTML that is never kept, and in which nothing runs that is not from here.
pub(super) fn response(status: StatusCode, html: Markup, policy: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "accept, accept-language"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // So that a page on another origin that the app allows can read it.
        .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, THREAD_ID))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(html.into_string())
}
