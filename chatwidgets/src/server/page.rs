//! The built-in page: its routes, and what an app chooses for it.

mod assets;
mod settings;
mod visit;
mod welcome;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{Scope, web};

use super::ChatWidgets;
use super::scope::{get_or_head, only};

pub(super) use settings::{PageMessages, Settings};
pub(super) use visit::back_to_page;

impl ChatWidgets {
    /// The built-in page at a path, as a service for [`App::service`](actix_web::App::service). The same `App` has the
    /// [`scope`](Self::scope), which may stand before or after it.
    ///
    /// It is no part of the scope: middleware around the scope is not around the page. So a login that the page needs too
    /// stands around both, `web::scope("").wrap(..).service(chat.scope("/api/chat")).service(chat.page("/"))`.
    ///
    /// Below the path it takes `assets/`, followed by a version, for itself; anything else is the app's.
    ///
    /// ```no_run
    /// use actix_web::{App, HttpServer};
    /// use chatwidgets::prelude::*;
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let chat = ChatWidgets::builder().build()?;
    /// let server = HttpServer::new(move || App::new().service(chat.scope("/api/chat")).service(chat.page("/")));
    /// server.bind(("127.0.0.1", 8080))?.run().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn page(&self, path: &str) -> Page {
        Page { chat: self.clone(), path: format!("/{}", path.trim_matches('/')) }
    }
}

/// The built-in page, made by [`ChatWidgets::page`].
#[derive(Debug)]
pub struct Page {
    chat: ChatWidgets,
    path: String,
}

impl HttpServiceFactory for Page {
    fn register(self, config: &mut AppService) {
        let chat = web::ThinData(self.chat.0.clone());
        let below = self.path.trim_end_matches('/');
        let page = web::resource(&*self.path)
            .name(chat.0.page.page_route())
            .app_data(chat.clone())
            .route(web::route().guard(get_or_head()).to(visit::page));
        only("GET, HEAD", page).register(config);
        let file = web::resource(format!("{below}/assets/{{version:[0-9a-f]{{16}}}}/{{file}}"));
        only("GET, HEAD", file.route(web::route().guard(get_or_head()).to(assets::file))).register(config);
    }
}

/// The chat by itself, for `<chat-widgets>` in a page of somebody else's, and the files that it needs.
pub(super) fn add_routes(scope: Scope) -> Scope {
    let get = || web::route().guard(get_or_head());
    let file = web::resource("/assets/{version:[0-9a-f]{16}}/{file}").route(get().to(assets::file));
    let entry = web::resource("/assets/chat-widgets.js").route(get().to(assets::entry));
    scope
        .service(only("GET, HEAD", web::resource("").route(get().to(visit::embedded))))
        .service(only("GET, HEAD", file))
        .service(only("GET, HEAD", entry))
}
