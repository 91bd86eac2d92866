//! Parts of a schema that are compiled when they are first needed.

use std::sync::OnceLock;

/// Something that takes time and memory to compile, and that most payloads never need. If it is known to compile, that waits
/// until it is first needed.
#[derive(Debug)]
pub(super) struct Compiled<T>(OnceLock<Option<T>>);

impl<T> Compiled<T> {
    /// Compiled already.
    pub(super) fn now(compiled: T) -> Self {
        Self(OnceLock::from(Some(compiled)))
    }

    /// Known to compile.
    pub(super) fn deferred() -> Self {
        Self(OnceLock::new())
    }

    /// Compiles it if it is not compiled yet. `None` if it does not compile after all, which is logged.
    pub(super) fn get(&self, compile: impl FnOnce() -> Result<T, String>) -> Option<&T> {
        let log = |error: &String| tracing::error!(error, "a schema that looked simple cannot be compiled");
        self.0.get_or_init(|| compile().inspect_err(log).ok()).as_ref()
    }
}
