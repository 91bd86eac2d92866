//! The only room that knows HTTP: the builder, the scope, one file a route family, problems.

mod action;
mod body;
mod builder;
mod catalogue;
mod claim;
mod drain;
mod envelope;
mod held;
#[cfg(feature = "page")]
mod html;
mod limits;
mod message;
mod origin;
#[cfg(feature = "page")]
mod page;
mod problem;
mod run;
mod scope;
mod threads;
#[cfg(feature = "page")]
mod urlencoded;
mod visitor;

use std::fmt;
use std::sync::Arc;

use crate::action::{Registry, ValidationMessages};
use crate::clock::Clock;
use crate::thread::ThreadStore;

pub use builder::ChatWidgetsBuilder;
#[cfg(feature = "page")]
pub use page::Page;
#[cfg(feature = "testing")]
pub(crate) use visitor::Impersonated;

/// An app's chat: its actions, its threads and its assistant; cheap to clone.
///
/// ```no_run
/// use actix_web::{App, HttpServer};
/// use chatwidgets::prelude::*;
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let chat = ChatWidgets::builder().build()?;
///     let drained = chat.drained();
///     HttpServer::new(move || App::new().service(chat.scope("/api/chat")))
///         .h1_allow_half_closed(false)
///         .shutdown_signal(drained)
///         .bind(("127.0.0.1", 8080))?
///         .run()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct ChatWidgets(Arc<Chat>);

/// What all clones and workers share.
struct Chat {
    registry: Registry,
    store: Arc<dyn ThreadStore>,
    assistant: Option<builder::Assistant>,
    messages: Option<Arc<dyn ValidationMessages>>,
    user: Option<visitor::AskUser>,
    address: Option<visitor::AskAddress>,
    allowed_origins: Vec<String>,
    only_offered: bool,
    limits: limits::Limits,
    rates: limits::Rates,
    catalogue: catalogue::Catalogue,
    drain: drain::Drain,
    clock: Clock,
    #[cfg(feature = "page")]
    page: page::Settings,
}

#[cfg(not(feature = "page"))]
impl Chat {
    fn messages_for(&self, _: &actix_web::HttpRequest, _: bool) -> Option<Arc<dyn ValidationMessages>> {
        self.messages.clone()
    }
}

impl ChatWidgets {
    /// A chat with every action linked into the program, threads in memory and no assistant; all of which the builder
    /// can change.
    pub fn builder() -> ChatWidgetsBuilder {
        ChatWidgetsBuilder::default()
    }

    /// Every action.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The time by which offers and limits end.
    #[cfg(feature = "testing")]
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Whether it knows who asks.
    #[cfg(feature = "testing")]
    pub(crate) fn knows_users(&self) -> bool {
        self.0.user.is_some()
    }

    /// Where the threads are kept.
    pub fn store(&self) -> &Arc<dyn ThreadStore> {
        &self.0.store
    }
}

impl fmt::Debug for ChatWidgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatWidgets").field("actions", &self.registry().len()).finish_non_exhaustive()
    }
}
