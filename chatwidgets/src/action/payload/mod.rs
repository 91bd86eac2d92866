//! Payload binding: coerce by schema, check against the schema, deserialize.

mod as_is;
mod coerce;
#[cfg(feature = "page")]
mod complete;
mod long_way;
mod plan;
mod schema;
mod tags;
mod told;
mod words;

use std::any::type_name;
use std::sync::Arc;

use chatwidgets_schema::Validator;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arguments::{Argument, Has, Nothing, Role, Slot};
use super::error::ActionError;
use super::invocation::{Encoding, Invocation};
use crate::widget::{DerivedForm, derived_form};
use as_is::AsIs;
pub use chatwidgets_schema::{ValueType, Violation};
use long_way::{Compiled, LongWay};
pub use words::Messages;

/// What the person entered, as a handler takes it.
///
/// `T` needs `#[derive(Deserialize, JsonSchema)]` and is an object. In this order the payload is
///
/// 1. coerced by the schema, since HTML forms send texts: `"5"` where an integer is wanted is 5, `"2.5"` for a number
///    2.5, `"true"` and `"on"` for a boolean true, `"false"` false, and `5.0` for an integer 5; `""` is absent where
///    it cannot be a value (a number, a date, …) or may be left out (an `Option`); `address.city`, as a form names a
///    member of an inner struct, is put into `address`. Nothing else is guessed; but of what a browser posts without a
///    script, a box that is not there is false, one value for a list is a list of one, and no value for it an empty one;
/// 2. checked against the schema: all fields at fault are reported at once, as a 422 `invalid_payload`. The words can be
///    the app's, for all fields ([`Messages`]) or for one: `#[schemars(extend("x-message" = "is needed to reach you"))]`,
///    or `"x-message" = {"required": "..", "pattern": ".."}`, by the code of the violation;
/// 3. deserialized: what only serde finds, such as a custom `Deserialize`, is reported last and alone.
///
/// A recursive enum should be tagged: of an untagged one every branch is tried at every level, here as in serde.
///
/// ```
/// use chatwidgets::prelude::*;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// pub struct Feedback {
///     #[schemars(range(min = 1, max = 5))]
///     rating: u8,
///     #[schemars(length(max = 500))]
///     comments: Option<String>,
/// }
///
/// #[widget_action("submit_feedback")]
/// pub async fn submit_feedback(Payload(feedback): Payload<Feedback>) -> String {
///     format!("{} of 5, {}", feedback.rating, feedback.comments.unwrap_or_default())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload<T>(pub T);

impl<T> Argument for Payload<T> {
    type Slot = PayloadSlot;
    type Payload = Has<T>;
    type Bound = Nothing;
    const ROLE: Role = Role::Payload;
}

/// The slot of the payload.
#[derive(Debug)]
pub struct PayloadSlot;

impl<T: DeserializeOwned + JsonSchema + 'static> Slot<Payload<T>> for PayloadSlot {
    fn payload_type() -> Option<PayloadType> {
        Some(PayloadType::of::<T>())
    }

    async fn extract(invocation: &Invocation) -> Result<Payload<T>, ActionError> {
        let binder = invocation.action().and_then(|action| action.binder());
        let binder = binder.ok_or_else(|| ActionError::internal("this is no action with a payload"))?;
        let words = |pointer: &str, violation: &Violation| {
            let own = binder.message_at(pointer, violation.code());
            let of_app = || invocation.messages()?.message(violation, invocation.locale().as_deref());
            own.or_else(of_app).unwrap_or_else(|| violation.english())
        };
        binder.bind(invocation.payload(), invocation.encoding(), invocation.preset(), &words).map(Payload)
    }
}

/// A payload's type with its schema, before the registry compiles it.
#[derive(Debug)]
pub struct PayloadType {
    name: &'static str,
    schema: Value,
    derived_form: fn() -> Arc<DerivedForm>,
}

impl PayloadType {
    fn of<T: JsonSchema + DeserializeOwned + 'static>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        });
        Self {
            name: type_name::<T>(),
            schema: settings.into_generator().into_root_schema_for::<T>().into(),
            derived_form: derived_form::<T>,
        }
    }
}

/// Binds one action's payloads.
#[derive(Debug)]
pub(crate) struct Binder {
    schema: Value,
    as_is: Option<AsIs>,
    long_way: Compiled<LongWay>,
    /// Whether the type has words of its own for any violation.
    has_messages: bool,
    derived_form: fn() -> Arc<DerivedForm>,
}

impl Binder {
    /// Compiles the schema.
    pub(crate) fn new(payload: PayloadType) -> Result<Self, String> {
        let PayloadType { name, mut schema, derived_form } = payload;
        if !schema::may_be_object(&schema) {
            return Err(format!("`{name}` is no object: a payload has named members"));
        }
        schema::write_bounds(&mut schema);
        let (as_is, has_messages) = (AsIs::new(&schema), schema::has_messages(&schema));
        let long_way = if as_is.as_ref().is_some_and(AsIs::knows_all) {
            Compiled::deferred()
        } else {
            let compiled = LongWay::new(&schema);
            Compiled::now(compiled.map_err(|error| format!("the schema of `{name}` cannot be compiled: {error}"))?)
        };
        check_defaults(&schema, "").map_err(|at| format!("the default of `{at}` of `{name}` breaks its own rules"))?;
        Ok(Self { schema, as_is, long_way, has_messages, derived_form })
    }

    pub(crate) fn derived_form(&self) -> fn() -> Arc<DerivedForm> {
        self.derived_form
    }

    pub(crate) fn schema(&self) -> &Value {
        &self.schema
    }

    /// What the type asks of a number.
    #[cfg(feature = "page")]
    pub(crate) fn number_rules(&self, pointer: &str) -> Vec<Violation> {
        schema::number_rules(&self.schema, pointer)
    }

    /// What the type itself says of a violation.
    pub(crate) fn message_at(&self, pointer: &str, code: &str) -> Option<String> {
        if self.has_messages { schema::message_at(&self.schema, pointer, code) } else { None }
    }

    /// Whether an empty payload is refused.
    pub(crate) fn needs_input(&self) -> bool {
        match &self.as_is {
            Some(as_is) if as_is.knows_all() => !as_is.faults("{}").is_empty(),
            _ => self.long_way().is_ok_and(|way| !way.validator.is_valid(&Value::Object(Map::new()))),
        }
    }

    fn long_way(&self) -> Result<&LongWay, ActionError> {
        let way = self.long_way.get(|| LongWay::new(&self.schema));
        way.ok_or_else(|| ActionError::internal("the schema of the payload cannot be compiled"))
    }

    /// Binds a payload, or what the server filled in: a preset is a whole payload, so what it leaves out is left out, and
    /// nothing that a client posts beside it is looked at. Or says what is wrong with each field.
    pub(crate) fn bind<T: DeserializeOwned>(
        &self,
        posted: &str,
        encoding: &Encoding,
        preset: Option<&Map<String, Value>>,
        words: &dyn Fn(&str, &Violation) -> String,
    ) -> Result<T, ActionError> {
        if let (Some(as_is), Encoding::Json, None) = (&self.as_is, encoding, preset) {
            if let Some(payload) = as_is.read(posted) {
                return Ok(payload);
            }
            let faults = as_is.faults(posted);
            if !faults.is_empty() {
                return Err(ActionError::fields(told::in_words(faults, words)));
            }
        }
        let (mut payload, encoding) = match preset {
            Some(preset) => (Value::Object(preset.clone()), &Encoding::Json),
            None => (object(posted)?, encoding),
        };
        let LongWay { plan, validator } = self.long_way()?;
        plan.coerce(&mut payload, encoding);
        if !validator.is_valid(&payload) {
            let Some(violations) = validator.violations(&payload) else {
                return Err(ActionError::field("", "invalid", "is wrong, and too large to say where"));
            };
            return Err(ActionError::fields(told::in_words(violations, words)));
        }
        // By reference first, since a failure is rare and costs a second run, which knows the path.
        T::deserialize(&payload).or_else(|_| {
            serde_path_to_error::deserialize(&payload).map_err(|error| ActionError::fields([told::by_serde(&error)]))
        })
    }
}

/// Looks for a member whose default its own schema refuses.
fn check_defaults(schema: &Value, at: &str) -> Result<(), String> {
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        if let Some(default) = property.get("default")
            && Validator::new(property).is_ok_and(|validator| !validator.is_valid(default))
        {
            return Err(at);
        }
        check_defaults(property, &at)?;
    }
    Ok(())
}

/// The payload as posted, which is `{}` where it is `null` or none.
fn object(posted: &str) -> Result<Value, ActionError> {
    if posted.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_str(posted) {
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        Ok(payload @ Value::Object(_)) => Ok(payload),
        Ok(_) => Err(ActionError::field("", "type", "must be an object")),
        // The envelope was read as JSON: what is left is a number that no type holds, such as `1e400`.
        Err(error) => Err(ActionError::malformed(format!("the payload cannot be read: {error}"))),
    }
}
