//! Forms: drawn from the payload's type, filled by a browser, bound by the handler.

mod constraints;
mod differential;
mod drawing;
mod messages;
mod mistakes;
mod moments;
mod numbers;
mod odd;
mod round_trip;
mod sizes;
mod urlencoded;

use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ActionEntry, ChatWidgets, ErrorCode};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What a payload type needs to be drawn, sent and looked at.
trait Drawn: Serialize + DeserializeOwned + JsonSchema + 'static {}
impl<T: Serialize + DeserializeOwned + JsonSchema + 'static> Drawn for T {}

/// The action of any payload type.
struct Send<T>(std::marker::PhantomData<T>);

impl<T> Send<T> {
    fn action() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T> WidgetAction for Send<T> {
    const NAME: &'static str = "send";
    type Payload = T;
    type Bound = NoBound;
}

/// Answers what was bound, as JSON.
async fn echo<T: Drawn>(Payload(payload): Payload<T>) -> String {
    serde_json::to_string(&payload).expect("a payload serializes")
}

fn form<T: Drawn>() -> Form<T> {
    Form::new("Form", Send::<T>::action())
}

/// The fields of the form that is drawn of a type, as a client gets them.
fn fields<T: Drawn>() -> Vec<Value> {
    fields_of(form::<T>())
}

fn fields_of<T>(form: Form<T>) -> Vec<Value> {
    let form = form.build().unwrap_or_else(|mistake| panic!("{mistake}"));
    form.fields().iter().map(|field| json!(field)).collect()
}

fn chat<T: Drawn>() -> TestChat {
    let entry = ActionEntry::new("send", echo::<T>);
    TestChat::new(ChatWidgets::builder().without_discovery().action(entry).build().expect("the payload is usable"))
}

/// What the handler gets when a browser sends this.
async fn bound<T: Drawn>(payload: &Value) -> Result<Value, Vec<(String, String, String)>> {
    let answer = chat::<T>().post("action", &json!({ "action": "send", "payload": payload })).await;
    match answer.turn() {
        Ok(turn) => Ok(serde_json::from_str(&turn.content).expect("the handler answers JSON")),
        Err(refused) => {
            assert_eq!(refused.code, ErrorCode::InvalidPayload, "{refused}");
            Err(refused.errors.into_iter().map(|error| (error.pointer, error.code, error.message)).collect())
        }
    }
}
