//! The page as a service of an app.

use std::sync::Arc;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::web;

use super::{assets, visit};
use crate::server::ChatWidgets;
use crate::server::resource::{get_or_head, only};

impl ChatWidgets {
    /// The built-in page at a path, as a service for [`App::service`](actix_web::App::service). The same `App` has the
    /// [`scope`](Self::scope), which may stand before or after it.
    ///
    /// The page is not part of the scope, so middleware around the scope does not see it. Put a login around both:
    /// `web::scope("").wrap(..).service(chat.scope("/api/chat")).service(chat.page("/"))`.
    ///
    /// Below its path the page uses `assets/`, followed by a version. Everything else is the app's.
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
        let (state, settings) = (&self.chat.0.state, &self.chat.0.doors.page.settings);
        let below = self.path.trim_end_matches('/');
        let page = web::resource(&*self.path)
            .name(&settings.route)
            .app_data(web::ThinData(Arc::clone(state)))
            .app_data(web::ThinData(Arc::clone(settings)))
            .route(web::route().guard(get_or_head()).to(visit::page));
        only("GET, HEAD", page).register(config);
        let file = web::resource(format!("{below}/assets/{{version:[0-9a-f]{{16}}}}/{{file}}"));
        only("GET, HEAD", file.route(web::route().guard(get_or_head()).to(assets::file))).register(config);
    }
}
