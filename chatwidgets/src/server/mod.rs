//! The only room that knows HTTP: the builder, the scope, one file a route family, problems.

mod action;
mod body;
mod builder;
mod catalogue;
mod drain;
mod envelope;
mod message;
mod problem;
mod run;
mod scope;
mod threads;

use std::fmt;
use std::sync::Arc;

use crate::action::{Messages, Registry};
use crate::thread::ThreadStore;

pub use builder::ChatWidgetsBuilder;

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
    messages: Option<Arc<dyn Messages>>,
    limits: builder::Limits,
    catalogue: catalogue::Catalogue,
    drain: drain::Drain,
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
