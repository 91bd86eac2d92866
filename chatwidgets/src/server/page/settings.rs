//! What an app chooses for its page.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use actix_web::HttpRequest;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::accept::languages_of;
use super::welcome::Welcome;
use crate::action::{BuildError, Fault, Registry, ValidationMessages, Violation};
use crate::thread::UserId;
use crate::ui::{self, Words};

/// What an app chooses for its page.
#[derive(Clone)]
pub(in crate::server) struct Settings {
    /// The name of the page's resource, by which its path is found.
    pub(super) route: String,
    pub(super) look: ui::Page,
    pub(super) welcome: Option<Welcome>,
    /// What digests that a client sees are made with.
    pub(super) secret: [u8; 32],
    /// What the app calls an origin and is none, and where.
    pub(super) no_origin: Option<(String, &'static Location<'static>)>,
    pub(super) catalogues: Vec<Arc<Words>>,
}

impl Default for Settings {
    fn default() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Self {
            route: format!("chatwidgets:{number}:page"),
            look: ui::Page::default(),
            welcome: None,
            secret: random(),
            no_origin: None,
            catalogues: vec![Arc::new(Words::english()), Arc::new(Words::german())],
        }
    }
}

impl Settings {
    /// The words in the first of these languages that there are some in.
    pub(super) fn words(&self, languages: &[String]) -> &Arc<Words> {
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::english()));
        Words::choose(&self.catalogues, languages).unwrap_or(&ENGLISH)
    }

    /// What is wrong with a payload, in the app's words, or else in those of the page in the language of who asks.
    pub(super) fn messages(
        &self,
        own: Option<Arc<dyn ValidationMessages>>,
        request: &HttpRequest,
    ) -> Arc<dyn ValidationMessages> {
        Arc::new(PageMessages { own, words: Arc::clone(self.words(&languages_of(request))) })
    }

    /// Tells one person from another, and nothing else of them.
    pub(super) fn who(&self, user: &UserId) -> String {
        let digest = Sha256::new().chain_update(self.secret).chain_update(user.as_str()).finalize();
        let mut who = [0; 8];
        who.copy_from_slice(&digest[..8]);
        format!("{:016x}", u64::from_be_bytes(who))
    }

    /// Looks for the action that welcomes.
    pub(super) fn check(&self, registry: &Registry) -> Result<(), BuildError> {
        if let Some((origin, place)) = &self.no_origin {
            return Err(BuildError::of(Fault::Origin { place, origin: origin.clone() }));
        }
        let Some(Welcome { action, fault, place, .. }) = &self.welcome else { return Ok(()) };
        let found = registry.find(action.name());
        let unusable = || match &found {
            Ok(found) => found.check_bound(action.bound().as_ref()).err(),
            Err(unknown) => Some(unknown.to_string()),
        };
        match fault.clone().or_else(unusable) {
            Some(reason) => Err(BuildError::of(Fault::Welcome { place, reason })),
            None => Ok(()),
        }
    }
}

/// 32 bytes that nobody can guess.
fn random() -> [u8; 32] {
    Sha256::new()
        .chain_update(Uuid::new_v4())
        .chain_update(Uuid::new_v4())
        .chain_update(Uuid::new_v4())
        .finalize()
        .into()
}

/// What is wrong with a payload, as a page says it: in the app's words; where it has none, in those of the page.
struct PageMessages {
    own: Option<Arc<dyn ValidationMessages>>,
    words: Arc<Words>,
}

impl ValidationMessages for PageMessages {
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String> {
        let own = self.own.as_ref().and_then(|own| own.message(violation, locale));
        own.or_else(|| (self.words.violation)(violation))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("look", &self.look).finish_non_exhaustive()
    }
}
