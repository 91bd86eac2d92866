//! Coercion of a payload, its check by a schema, and what it is bound to.

use serde_json::Value;

use crate::app::{self, JSON};

/// The input is the payload's JSON; each action gets it.
pub fn check(input: &[u8]) {
    let Ok(payload) = std::str::from_utf8(input) else { return };
    for action in ["everything", "strict"] {
        let Some(bound) = bind(action, payload) else { continue };
        // What was bound is what was meant: it binds to itself, and so do its numbers as texts, as a form sends them.
        for same in [bound.clone(), in_texts(bound.clone())] {
            let again = bind(action, &same.to_string());
            assert!(
                again.as_ref().is_some_and(|again| agree(again, &bound)),
                "{payload} is bound to {bound}, and {same} to {again:?}"
            );
        }
    }
}

fn bind(action: &str, payload: &str) -> Option<Value> {
    app::take_bound();
    let answer = app::post("action", JSON, JSON, format!(r#"{{"action":"{action}","payload":{payload}}}"#));
    let bound = app::take_bound();
    assert_eq!(bound.is_some(), answer.status == 200, "{answer:?}");
    bound
}

/// The same, where numbers and what is true or false are texts.
fn in_texts(value: Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Array(values) => values.into_iter().map(in_texts).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, in_texts(value))).collect(),
        other => other,
    }
}

/// Whether two values are the same, but for the last digit of a fraction, which JSON may lose.
fn agree(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default());
            (one - other).abs() <= one.abs() * 1e-12
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| agree(value, other)))
        }
        _ => one == other,
    }
}
