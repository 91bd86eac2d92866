//! An app's chat.

use std::fmt;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::doors::Doors;
use super::state::State;
use crate::action::Registry;
use crate::thread::ThreadStore;

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
pub struct ChatWidgets(pub(super) Arc<Chat>);

/// What all clones and workers share.
pub(super) struct Chat {
    pub(super) state: Arc<State>,
    pub(super) doors: Doors,
    pub(super) catalogue: Catalogue,
}

impl ChatWidgets {
    /// Every action.
    pub fn registry(&self) -> &Registry {
        &self.0.state.engine.registry
    }

    /// Where the threads are kept.
    pub fn store(&self) -> &Arc<dyn ThreadStore> {
        &self.0.state.engine.store
    }

    /// The time by which offers and limits end.
    #[cfg(feature = "testing")]
    pub(crate) fn clock(&self) -> &crate::clock::Clock {
        &self.0.state.engine.clock
    }

    /// Whether the app tells who asks.
    #[cfg(feature = "testing")]
    pub(crate) fn knows_users(&self) -> bool {
        self.0.state.admission.knows_users()
    }
}

impl fmt::Debug for ChatWidgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatWidgets").field("actions", &self.registry().len()).finish_non_exhaustive()
    }
}
