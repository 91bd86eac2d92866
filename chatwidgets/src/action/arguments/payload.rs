//! `Payload<T>`: what the person entered.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::argument::{Argument, ArgumentRole, Has, Nothing, Slot};
use crate::action::error::ActionError;
use crate::action::invocation::Invocation;
use crate::action::payload::{PayloadType, Violation};

/// What the person entered, as a handler takes it.
///
/// `T` is a struct with `#[derive(Deserialize, JsonSchema)]`, or another type whose schema is an object. The payload is
///
/// 1. coerced by the schema, since HTML forms send texts: `"5"` becomes 5 where an integer is expected, and `"2.5"` becomes
///    2.5 where a number is. `"true"`, `"on"` and `"false"` become booleans, and `5.0` becomes the integer 5. `""` means that
///    the field is absent where it cannot be a value (a number, a date, …) or may be left out (an `Option`). `address.city`,
///    which is how a form names a field of an inner struct, is put into `address`. A browser without a script sends nothing
///    for a box that is not ticked and for a list of which nothing is chosen, and one value for a list of one: these become
///    `false`, an empty list and a list of one. Nothing else is guessed;
/// 2. checked against the schema. All fields at fault are reported at once, as a 422 `invalid_payload`. The messages can be
///    your own: for all fields with [`ValidationMessages`](crate::ValidationMessages), and for one field with
///    `#[schemars(extend("x-message" = "is needed to reach you"))]` or, by the violation's code,
///    `"x-message" = {"required": "..", "pattern": ".."}`;
/// 3. deserialized. What only serde finds, such as the error of a custom `Deserialize`, is reported last and alone.
///
/// Tag a recursive enum: for an untagged one, this crate and serde try every variant at every level.
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
    const ROLE: ArgumentRole = ArgumentRole::Payload;
}

/// The slot of the payload.
#[derive(Debug)]
pub struct PayloadSlot;

impl<T: DeserializeOwned + JsonSchema + 'static> Slot<Payload<T>> for PayloadSlot {
    fn payload_type() -> Option<PayloadType> {
        Some(PayloadType::of::<T>())
    }

    async fn extract(invocation: &Invocation) -> Result<Payload<T>, ActionError> {
        let binder = invocation.binder().ok_or_else(|| ActionError::internal("the action takes no payload"))?;
        let message = |pointer: &str, violation: &Violation| {
            let of_type = binder.message_at(pointer, violation.code());
            let of_app = || invocation.messages()?.message(violation, invocation.locale().as_deref());
            of_type.or_else(of_app).unwrap_or_else(|| violation.english())
        };
        binder.bind(invocation.payload(), invocation.encoding(), invocation.preset().as_ref(), &message).map(Payload)
    }
}
