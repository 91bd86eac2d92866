//! An action that says what it was given, for any type.

use std::fmt::Debug;
use std::marker::PhantomData;

use actix_web::http::header::ContentType;
use actix_web::test::TestRequest;
use chatwidgets::prelude::*;
use chatwidgets::testing::{Answer, TestChat};
use chatwidgets::{ActionEntry, FieldError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A payload with one member.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct One<T> {
    pub n: T,
}

/// What is wrong with a field: pointer, code, message.
pub type Fault<'a> = (&'a str, &'a str, &'a str);

/// Binds payloads to a type.
pub struct Bind<T> {
    chat: TestChat,
    bound: PhantomData<T>,
}

impl<T: Debug + DeserializeOwned + JsonSchema + 'static> Bind<T> {
    pub fn new() -> Self {
        let tell = |Payload(bound): Payload<T>| async move { format!("{bound:?}") };
        let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("bind", tell));
        Self { chat: TestChat::new(chat.build().unwrap()), bound: PhantomData }
    }

    /// Posts a payload as text, since a `Value` would change numbers and repeated keys.
    pub async fn post(&self, payload: &str) -> Answer {
        let body = format!(r#"{{"action":"bind","payload":{payload}}}"#);
        let request = TestRequest::post().uri("/api/chat/action").insert_header(ContentType::json());
        self.chat.send(request.set_payload(body)).await
    }

    /// Posts fields as a browser's form does.
    pub async fn post_fields(&self, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("~action", "bind")], fields].concat();
        self.chat.send(TestRequest::post().uri("/api/chat/action").set_form(fields)).await
    }

    /// Each payload is bound to the value that prints like this.
    pub async fn takes(&self, rows: &[(&str, &str)]) {
        for (payload, bound) in rows {
            match self.post(payload).await.turn() {
                Ok(turn) => assert_eq!(turn.content, *bound, "{payload}"),
                Err(refused) => panic!("{payload} is refused: {refused}"),
            }
        }
    }

    /// Each payload is refused with exactly these errors.
    pub async fn refuses(&self, rows: &[(&str, &[Fault<'_>])]) {
        for (payload, expected) in rows {
            let mut expected: Vec<_> =
                expected.iter().map(|&(pointer, code, message)| FieldError::new(pointer, code, message)).collect();
            let mut errors = self.errors(payload).await;
            let order = |a: &FieldError, b: &FieldError| (&a.pointer, &a.code).cmp(&(&b.pointer, &b.code));
            expected.sort_by(order);
            errors.sort_by(order);
            assert_eq!(errors, expected, "{payload}");
        }
    }

    /// The errors of a payload that is refused.
    pub async fn errors(&self, payload: &str) -> Vec<FieldError> {
        let answer = self.post(payload).await;
        match answer.turn() {
            Ok(turn) => panic!("{payload} is bound to {}", turn.content),
            Err(refused) => {
                assert_eq!((refused.status, refused.code.as_str()), (422, "invalid_payload"), "{payload}: {refused}");
                refused.errors
            }
        }
    }
}

impl<T: Debug + DeserializeOwned + JsonSchema + 'static> Bind<One<T>> {
    /// Each value of the one member is bound to what prints like this.
    pub async fn takes_each(&self, rows: &[(&str, &str)]) {
        for (value, bound) in rows {
            self.takes(&[(&format!(r#"{{"n":{value}}}"#), &format!("One {{ n: {bound} }}"))]).await;
        }
    }

    /// Each value of the one member is refused at it, with this code and message.
    pub async fn refuses_each(&self, code: &str, message: &str, values: &[&str]) {
        for value in values {
            self.refuses(&[(&format!(r#"{{"n":{value}}}"#), &[("/n", code, message)])]).await;
        }
    }
}
