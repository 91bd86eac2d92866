//! Binding: coerce a payload by its schema, check it against the schema, deserialize it.

use std::sync::Arc;

use chatwidgets_schema::{Validator, Violation};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::compiled::Compiled;
use super::encoding::Encoding;
use super::fast_path::FastPath;
use super::{coerce, decimals, field_errors, known};
use crate::action::error::ActionError;
use crate::schema::Schema;
use crate::widget::{DerivedForm, derived_form};

/// A payload's type: its schema, and the form that is derived from it.
#[derive(Debug)]
pub struct PayloadType {
    schema: Arc<Schema>,
    derived_form: fn() -> Arc<DerivedForm>,
}

impl PayloadType {
    pub(crate) fn of<T: JsonSchema + DeserializeOwned + 'static>() -> Self {
        Self { schema: Schema::of::<T>(), derived_form: derived_form::<T> }
    }

    /// Lets the next registry read the type's schema again, for tests with many schemas.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    pub fn forget<T: 'static>() {
        Schema::forget::<T>();
    }
}

/// Binds the payloads of one action.
#[derive(Debug)]
pub(crate) struct Binder {
    schema: Arc<Schema>,
    fast_path: Option<FastPath>,
    validator: Compiled<Validator>,
    /// Whether the type has a message of its own for any violation.
    has_messages: bool,
    derived_form: fn() -> Arc<DerivedForm>,
}

impl Binder {
    /// Compiles the schema, or says what is wrong with it.
    pub(crate) fn new(payload: PayloadType) -> Result<Self, String> {
        let PayloadType { schema, derived_form } = payload;
        let name = schema.type_name();
        if !schema.may_be_object() {
            return Err(format!("`{name}` is not an object: a payload has named members"));
        }
        let (fast_path, has_messages) = (FastPath::new(&schema), schema.has_messages());
        let validator = if fast_path.as_ref().is_some_and(FastPath::covers_schema) {
            Compiled::deferred()
        } else {
            let compiled = schema.validator();
            Compiled::now(compiled.map_err(|error| format!("the schema of `{name}` cannot be compiled: {error}"))?)
        };
        if let Some(at) = schema.broken_default() {
            return Err(format!("the default of `{at}` of `{name}` breaks its own rules"));
        }
        if let Some(fault) = schema.fault() {
            return Err(format!("the schema of `{name}` and serde disagree: {fault}"));
        }
        Ok(Self { schema, fast_path, validator, has_messages, derived_form })
    }

    pub(crate) fn derived_form(&self) -> fn() -> Arc<DerivedForm> {
        self.derived_form
    }

    pub(crate) fn schema(&self) -> &Value {
        self.schema.json()
    }

    /// The rules of the type for a number.
    pub(crate) fn number_rules(&self, pointer: &str) -> Vec<Violation> {
        self.schema.number_rules(pointer)
    }

    /// The type's own message for a violation.
    pub(crate) fn message_at(&self, pointer: &str, code: &str) -> Option<String> {
        if self.has_messages { self.schema.message_at(pointer, code) } else { None }
    }

    /// Whether an empty payload is refused.
    pub(crate) fn needs_input(&self) -> bool {
        match &self.fast_path {
            Some(fast_path) if fast_path.covers_schema() => fast_path.has_required(),
            _ => self.validator().is_ok_and(|validator| !validator.is_valid(&Value::Object(Map::new()))),
        }
    }

    fn validator(&self) -> Result<&Validator, ActionError> {
        let validator = self.validator.get(|| self.schema.validator());
        validator.ok_or_else(|| ActionError::internal("the schema of the payload cannot be compiled"))
    }

    /// Binds a payload, or says what is wrong with each field, with the messages that `message` gives.
    ///
    /// A preset, which the server filled in, is a whole payload: what a client posts beside it is ignored.
    pub(crate) fn bind<T: DeserializeOwned>(
        &self,
        posted: &str,
        encoding: &Encoding,
        preset: Option<&Map<String, Value>>,
        message: &dyn Fn(&str, &Violation) -> String,
    ) -> Result<T, ActionError> {
        if let (Some(fast_path), Encoding::Json, None) = (&self.fast_path, encoding, preset)
            && let Some(payload) = fast_path.read(posted)
        {
            return Ok(payload);
        }
        let (mut payload, encoding) = match preset {
            Some(preset) => (Value::Object(preset.clone()), &Encoding::Json),
            None => (object(posted)?, encoding),
        };
        let validator = self.validator()?;
        let has_unknown = coerce::coerce(&self.schema, &mut payload, encoding);
        let in_numbers = decimals::as_numbers(&self.schema, &payload);
        for checked in [Some(&payload), in_numbers.as_ref()].into_iter().flatten() {
            if !validator.is_valid(checked) {
                let Some(violations) = validator.violations(checked) else {
                    return Err(ActionError::field("", "invalid", "is wrong, and too large to say where"));
                };
                return Err(ActionError::fields(field_errors::of_violations(violations, message)));
            }
        }
        if has_unknown {
            known::keep_known(&self.schema, &mut payload);
        }
        self.read(payload, message)
    }

    fn read<T: DeserializeOwned>(
        &self,
        mut payload: Value,
        message: &dyn Fn(&str, &Violation) -> String,
    ) -> Result<T, ActionError> {
        // The plain way first: a failure is rare, and only then another run finds its path.
        if let Ok(value) = T::deserialize(&payload) {
            return Ok(value);
        }
        // `#[serde(with)]` makes an optional member one that must be there, be it as `null`.
        known::say_null(&self.schema, &mut payload);
        serde_path_to_error::deserialize(&payload)
            .map_err(|error| ActionError::fields([field_errors::of_serde(&error, &self.schema, &payload, message)]))
    }
}

/// The payload as posted; `{}` if it is `null` or missing.
pub(super) fn object(posted: &str) -> Result<Value, ActionError> {
    if posted.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_str(posted) {
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        Ok(payload @ Value::Object(_)) => Ok(payload),
        Ok(_) => Err(ActionError::field("", "type", "must be an object")),
        // The envelope was valid JSON, so this is a number that no type holds, such as `1e400`, or half of a character.
        Err(error) => {
            let mut again = serde_json::Deserializer::from_str(posted);
            let place = serde_path_to_error::deserialize::<_, Value>(&mut again).err();
            let place = place
                .map(|error| field_errors::pointer_to(error.path()))
                .filter(|place| (1..200).contains(&place.len()));
            let what = place
                .map_or_else(|| "the payload".to_owned(), |place| format!("the value at {place:?} of the payload"));
            Err(ActionError::malformed(format!("{what} cannot be read: {error}")))
        }
    }
}
