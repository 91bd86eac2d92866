//! The routes that the page adds to the scope.

use actix_web::{Scope, web};

use super::{assets, visit};
use crate::server::resource::{get_or_head, only};

/// The chat by itself, for `<chat-widgets>` in a page of somebody else's, and the files that it needs.
pub(super) fn of_scope(scope: Scope) -> Scope {
    let get = || web::route().guard(get_or_head());
    let file = web::resource("/assets/{version:[0-9a-f]{16}}/{file}").route(get().to(assets::file));
    let entry = web::resource("/assets/chat-widgets.js").route(get().to(assets::entry));
    scope
        .service(only("GET, HEAD", web::resource("").route(get().to(visit::embedded))))
        .service(only("GET, HEAD", file))
        .service(only("GET, HEAD", entry))
}
