//! An action with some of its arguments given.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{ActionRef, IntoActionRef, Named, NoBound, NoPayload, WidgetAction};

/// An action with some of its arguments given: made by [`WidgetAction::with`] and [`WidgetAction::bind`].
///
/// `P` is what is left for the person to enter, `B` what is left to be bound.
pub struct Call<A, P, B> {
    action: A,
    reference: ActionRef,
    fault: Option<String>,
    left: PhantomData<fn() -> (P, B)>,
}

impl<A: WidgetAction> Call<A, A::Payload, A::Bound> {
    pub(super) fn new(action: A) -> Self {
        Self { action, reference: ActionRef::new(A::NAME), fault: None, left: PhantomData }
    }
}

impl<A, P, B> Call<A, P, B> {
    pub(super) fn with_payload(mut self, payload: &impl Serialize) -> Call<A, NoPayload, B> {
        match preset(payload) {
            Ok(preset) => self.reference.set_preset(&preset),
            Err(fault) => self.fault = self.fault.or(Some(fault)),
        }
        self.left()
    }

    pub(super) fn bind_arguments(mut self, bound: &impl Serialize) -> Call<A, P, NoBound> {
        match arguments(bound) {
            Ok(bound) => self.reference.set_bound(&bound),
            Err(fault) => self.fault = self.fault.or(Some(fault)),
        }
        self.left()
    }

    fn left<Q, C>(self) -> Call<A, Q, C> {
        let Self { action, reference, fault, .. } = self;
        Call { action, reference, fault, left: PhantomData }
    }
}

impl<A: WidgetAction, B> Call<A, A::Payload, B> {
    /// Fills the payload in as well; see [`WidgetAction::with`].
    pub fn with(self, payload: A::Payload) -> Call<A, NoPayload, B>
    where
        A::Payload: Serialize,
    {
        self.with_payload(&payload)
    }
}

impl<A: WidgetAction, P> Call<A, P, A::Bound> {
    /// Binds the arguments as well; see [`WidgetAction::bind`].
    pub fn bind(self, bound: A::Bound) -> Call<A, P, NoBound>
    where
        A::Bound: Serialize,
    {
        self.bind_arguments(&bound)
    }
}

impl<A: WidgetAction, P, B> IntoActionRef for Call<A, P, B> {
    type Action = A;
    type Input = P;
    type Unbound = B;

    fn into_action_ref(self) -> Named {
        let Self { action: _, reference, fault, .. } = self;
        Named { action: reference, fault, needs_input: false, derived_form: None }
    }
}

impl<A: WidgetAction, P, B> fmt::Debug for Call<A, P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("action", &self.reference).field("fault", &self.fault).finish_non_exhaustive()
    }
}

/// A preset payload as it is kept, or why it cannot be.
pub(crate) fn preset(payload: &impl Serialize) -> Result<Map<String, Value>, String> {
    match serde_json::to_value(payload) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("a payload is an object, and this one serializes to something else".into()),
        Err(error) => Err(format!("the payload does not serialize: {error}")),
    }
}

/// Bound arguments as they are kept, or why they cannot be.
pub(crate) fn arguments(bound: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(bound).map_err(|error| format!("the bound arguments do not serialize: {error}"))
}
