//! Coercion and the schema's validator: what a payload needs that is not beyond doubt as it is.

use std::sync::OnceLock;

use chatwidgets_schema::Validator;
use serde_json::Value;

use super::plan::Plan;
use super::tags;

/// What coerces payloads and looks at them.
#[derive(Debug)]
pub(super) struct LongWay {
    pub(super) plan: Plan,
    pub(super) validator: Validator,
}

impl LongWay {
    /// Compiles a schema.
    pub(super) fn new(schema: &Value) -> Result<Self, String> {
        let mut followed = schema.clone();
        tags::follow(&mut followed);
        Ok(Self { plan: Plan::new(schema), validator: Validator::new(&followed)? })
    }
}

/// Something of a schema that takes time and memory to be compiled, and that most payloads never need: where it is known to
/// compile, that is done when it is first asked for.
#[derive(Debug)]
pub(super) struct Compiled<T>(OnceLock<Option<T>>);

impl<T> Compiled<T> {
    /// What is compiled already.
    pub(super) fn now(compiled: T) -> Self {
        Self(OnceLock::from(Some(compiled)))
    }

    /// What is known to compile.
    pub(super) fn deferred() -> Self {
        Self(OnceLock::new())
    }

    /// It; nothing if it was not what it was taken for, which is logged.
    pub(super) fn get(&self, compile: impl FnOnce() -> Result<T, String>) -> Option<&T> {
        let logged = |error: &String| tracing::error!(error, "a schema that looked simple cannot be compiled");
        self.0.get_or_init(|| compile().inspect_err(logged).ok()).as_ref()
    }
}
