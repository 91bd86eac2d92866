//! Mounts the routes.

use std::sync::Arc;

use actix_web::web::{self, JsonConfig, PayloadConfig};
use actix_web::{HttpRequest, HttpResponse, Scope};

use super::chat::{Chat, ChatWidgets};
use super::problem::Problem;
use super::resource::{get_or_head, only};
use super::{action, message, threads};

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
        let Chat { state, doors, .. } = &*self.0;
        let limit = state.bodies.limits.max_bytes;
        // By this name a door finds where the routes are.
        let actions_of_clients = web::resource("/action").name(&state.action_route);
        let scope = web::scope(path)
            .app_data(web::ThinData(Arc::clone(&self.0)))
            // For the routes that doors add.
            .app_data(web::ThinData(Arc::clone(state)))
            // What the scope lets through must not be too long for an extractor of the handler's.
            .app_data(PayloadConfig::new(limit))
            .app_data(JsonConfig::default().limit(limit))
            .service(only("POST", actions_of_clients.route(web::post().to(action::post))))
            .service(only("POST", web::resource("/message").route(web::post().to(message::post))))
            .service(only(
                "GET, HEAD, DELETE",
                web::resource("/threads/{id}")
                    .route(web::route().guard(get_or_head()).to(threads::get))
                    .route(web::delete().to(threads::delete)),
            ))
            .service(only("GET, HEAD", web::resource("/actions").route(web::route().guard(get_or_head()).to(actions))))
            .default_service(web::to(async || Err::<&str, _>(Problem::not_found())));
        doors.all().fold(scope, |scope, door| door.add_routes(scope))
    }
}

async fn actions(request: HttpRequest, chat: web::ThinData<Arc<Chat>>) -> Result<HttpResponse, Problem> {
    let engine = &chat.state.engine;
    chat.state.admission.admit(&request).await?;
    Ok(chat.catalogue.response(&engine.registry, engine.only_offered))
}
