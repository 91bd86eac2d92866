//! A payload whose schema is given by a test: one member `n`, of any schema.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use chatwidgets::prelude::*;
use chatwidgets::private::PayloadType;
use chatwidgets::{ActionEntry, BuildError};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Value, json};

/// Held while the type has a certain schema, since all threads share what is known of a type.
static READING: Mutex<()> = Mutex::new(());

thread_local! {
    static SCHEMA: RefCell<Value> = RefCell::default();
}

/// Binds to anything, so that serde refuses nothing.
#[derive(Deserialize)]
struct Given(Value);

impl JsonSchema for Given {
    fn schema_name() -> Cow<'static, str> {
        "Given".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        SCHEMA.with_borrow(Clone::clone).try_into().unwrap()
    }
}

/// An app with one action, whose payload has the member `n` of some schema.
pub struct Member(ChatWidgets);

impl Member {
    /// Fails if an app with such a payload does not start.
    pub fn of(schema: &Value) -> Result<Self, BuildError> {
        let mut schema = schema.clone();
        move_to_member(&mut schema);
        let payload = json!({"type": "object", "properties": {"n": schema}, "required": ["n"]});
        SCHEMA.set(payload);
        let _reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
        PayloadType::forget::<Given>();
        let tell = |Payload(Given(given)): Payload<Given>| async move { given.to_string() };
        let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("given", tell));
        chat.build().map(Self)
    }

    /// What a value of the member, as JSON, is bound to; `None` if it is refused. Panics if it is not the schema that
    /// refuses it.
    pub fn bind(&self, value: &str) -> Option<Value> {
        let action = self.0.registry().action("given").unwrap();
        match action.bind::<Given>(&format!(r#"{{"n":{value}}}"#)) {
            Ok(Given(mut bound)) => Some(bound["n"].take()),
            Err(refused) => {
                assert!(format!("{refused:?}").contains("Invalid"), "{value}: {refused:?}");
                None
            }
        }
    }
}

/// Lets the references of a schema mean the same where it is a member. A reference into the whole schema goes into the
/// member, unless the schema has a name of its own (`$id`), which its references are relative to. An anchor is the same
/// everywhere.
fn move_to_member(schema: &mut Value) {
    if schema.get("$id").is_some_and(Value::is_string) {
        return;
    }
    match schema {
        Value::Object(members) => {
            // It may stand only where a schema has a name.
            members.remove("$schema");
            for (keyword, inner) in members {
                match inner {
                    Value::String(target) if keyword == "$ref" || keyword == "$dynamicRef" => {
                        if let Some(pointer) =
                            target.strip_prefix('#').filter(|rest| rest.is_empty() || rest.starts_with('/'))
                        {
                            *target = format!("#/properties/n{pointer}");
                        }
                    }
                    Value::Object(_) | Value::Array(_) if !["const", "enum"].contains(&keyword.as_str()) => {
                        move_to_member(inner)
                    }
                    _ => {}
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(move_to_member),
        _ => {}
    }
}
