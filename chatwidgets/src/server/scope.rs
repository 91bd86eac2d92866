//! Mounts the routes.

use std::future::ready;
use std::sync::Arc;

use actix_web::guard::{self, Guard};
use actix_web::web::{self, JsonConfig, PayloadConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, Scope};

use super::problem::Problem;
use super::visitor::admit;
use super::{Chat, ChatWidgets, action, message, threads};

impl ChatWidgets {
    /// The routes of the chat below a path, as a service for [`App::service`](actix_web::App::service):
    ///
    /// | route | does |
    /// | --- | --- |
    /// | `POST action` | runs an action, answers the turn |
    /// | `POST message` | hands a text to the assistant, answers the turn |
    /// | `GET`, `DELETE threads/{id}` | reads or forgets a conversation |
    /// | `GET actions` | lists every action with its payload's schema |
    /// | `GET` of the path itself, `GET assets/chat-widgets.js` | the chat as HTML, and the module of `<chat-widgets>` (feature `page`) |
    ///
    /// Every error below the path is an RFC 9457 problem document. It is an ordinary Actix scope, and can be wrapped
    /// in middleware.
    pub fn scope(&self, path: &str) -> Scope {
        let limit = self.0.limits.max_body_bytes;
        let scope = web::scope(path)
            .app_data(web::ThinData(Arc::clone(&self.0)))
            // What the scope lets through must not be too long for an extractor of the handler's.
            .app_data(PayloadConfig::new(limit))
            .app_data(JsonConfig::default().limit(limit))
            .service(only("POST", self.named(web::resource("/action")).route(web::post().to(action::post))))
            .service(only("POST", web::resource("/message").route(web::post().to(message::post))))
            .service(only(
                "GET, HEAD, DELETE",
                web::resource("/threads/{id}")
                    .route(web::route().guard(get_or_head()).to(threads::get))
                    .route(web::delete().to(threads::delete)),
            ))
            .service(only("GET, HEAD", web::resource("/actions").route(web::route().guard(get_or_head()).to(actions))))
            .default_service(web::to(async || Err::<&str, _>(Problem::not_found())));
        #[cfg(feature = "page")]
        let scope = super::page::add_routes(scope);
        scope
    }

    /// Gives the resource of actions a name of this chat's own, by which the page finds where the routes are.
    #[cfg(feature = "page")]
    fn named(&self, actions: Resource) -> Resource {
        actions.name(self.0.page.action_route())
    }

    #[cfg(not(feature = "page"))]
    #[expect(clippy::unused_self, reason = "there is no page that looks for it")]
    fn named(&self, actions: Resource) -> Resource {
        actions
    }
}

async fn actions(request: HttpRequest, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    admit(&chat, &request).await?;
    Ok(chat.catalogue.response(&chat.registry, chat.only_offered))
}

pub(super) fn get_or_head() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

/// Refuses other methods by a problem, where Actix would answer an empty 405.
pub(super) fn only(methods: &'static str, resource: Resource) -> Resource {
    resource.default_service(web::to(move || ready(Err::<&str, _>(Problem::method_not_allowed(methods)))))
}
