//! Draws for one request.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use maud::Markup;

use super::accept::languages_of;
use super::settings::Settings;
use crate::action::Violation;
use crate::run::Refusal;
use crate::server::headers::protect;
use crate::server::problem::Problem;
use crate::server::state::State;
use crate::server::thread_name::ThreadName;
use crate::turn::ThreadId;
use crate::ui::{self, Entered, Frame, Words};

/// Names the thread of what is answered.
const THREAD_ID: &str = "x-thread-id";

/// Says what of the conversation the page has now: it tells this when it asks again.
pub(super) const VERSION: &str = "x-thread-version";

/// Draws for one request: in its language, with the paths at which it found the chat.
pub(super) struct Drawer {
    state: Arc<State>,
    pub(super) words: Arc<Words>,
    pub(super) prefix: String,
    /// The path of the page, if there is one in the app.
    pub(super) page: Option<String>,
    locale: Option<String>,
}

impl Drawer {
    pub(super) fn new(state: &Arc<State>, settings: &Settings, request: &HttpRequest) -> Result<Self, Problem> {
        // A scope around both may have parameters: they are the same for all routes in it.
        let values: Vec<&str> = request.match_info().iter().map(|(_, value)| value).collect();
        let path_of = |route: &str| Some(request.url_for(route, &values).ok()?.path().to_owned());
        let action = path_of(&state.action_route).ok_or_else(|| {
            tracing::error!("the page finds no routes: is `chat.scope(..)` a service of the same `App`?");
            Problem::from(Refusal::handler_failed())
        })?;
        let languages = languages_of(request);
        Ok(Self {
            state: Arc::clone(state),
            words: Arc::clone(settings.words(&languages)),
            prefix: action.strip_suffix("/action").unwrap_or(&action).to_owned(),
            page: path_of(&settings.route),
            locale: languages.into_iter().next(),
        })
    }

    pub(super) fn draw<T>(
        &self,
        thread: Option<ThreadName>,
        entered: Option<&Entered>,
        draw: impl FnOnce(&Frame<'_>) -> T,
    ) -> T {
        let say = |action: &str, pointer: &str, violation: &Violation| self.say(action, pointer, violation);
        let rules = |action: &str, pointer: &str| self.rules(action, pointer);
        let thread = thread.map(|thread| thread.to_string());
        let (words, prefix, thread) = (&*self.words, &*self.prefix, thread.as_deref());
        let now = self.state.engine.clock.now();
        draw(&Frame { words, prefix, thread, now, say: &say, rules: &rules, entered })
    }

    /// What the server asks of a number.
    fn rules(&self, action: &str, pointer: &str) -> Vec<Violation> {
        self.state.engine.registry.find(action).map(|action| action.number_rules(pointer)).unwrap_or_default()
    }

    /// What the server would say of a value.
    fn say(&self, action: &str, pointer: &str, violation: &Violation) -> String {
        let action = self.state.engine.registry.find(action).ok();
        let own = action.and_then(|action| action.message_at(pointer, violation.code()));
        let of_app = || self.state.messages.as_ref()?.message(violation, self.locale.as_deref());
        own.or_else(of_app).unwrap_or_else(|| self.words.violation(violation))
    }
}

/// A piece of HTML of a thread.
pub(super) fn fragment(thread: Option<ThreadId>, fragment: Markup) -> HttpResponse {
    let mut response = response(StatusCode::OK, ui::POLICY, BoxBody::new(fragment.into_string()));
    name_thread(&mut response, thread);
    response
}

/// Says of which thread something is.
pub(super) fn name_thread(response: &mut HttpResponse, thread: Option<ThreadId>) {
    if let Some(id) = thread.and_then(|id| header::HeaderValue::from_str(&id.to_string()).ok()) {
        response.headers_mut().insert(header::HeaderName::from_static(THREAD_ID), id);
    }
}

/// HTML that is never kept, and in which nothing runs that is not from here.
pub(super) fn response(status: StatusCode, policy: &str, html: BoxBody) -> HttpResponse {
    let mut response = HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::VARY, "accept, accept-encoding, accept-language"))
        // So that a page on another origin that the app allows can read it.
        .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, format!("{THREAD_ID}, {VERSION}")))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(html);
    protect(response.headers_mut());
    response
}
