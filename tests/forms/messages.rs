//! The words for what is wrong: built in, per field in the type, or all of them by the app.

use actix_web::test::TestRequest;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::{ActionEntry, ValidationMessages, Violation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    #[schemars(length(min = 8), extend("x-message" = "needs 8 characters to be safe"))]
    password: String,
    #[schemars(range(min = 18, max = 99), extend("x-message" = {"minimum": "is only for adults"}))]
    age: u8,
    home: Home,
    #[schemars(length(max = 3))]
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Home {
    #[schemars(regex(pattern = "^[0-9]{5}$"), extend("x-message" = {"pattern": "has five digits"}))]
    zip: String,
}

/// A language, for those who ask for it.
struct German;

impl ValidationMessages for German {
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String> {
        if !locale.is_some_and(|locale| locale.starts_with("de")) {
            return None;
        }
        match violation {
            Violation::Required => Some("ist erforderlich".into()),
            Violation::Maximum(limit) => Some(format!("darf höchstens {limit} sein")),
            Violation::MaxItems(limit) => Some(format!("darf höchstens {limit} Einträge haben")),
            _ => None,
        }
    }
}

async fn errors(language: &str, payload: Value) -> Vec<(String, String)> {
    async fn sign_up(_: Payload<Signup>) {}
    let chat = ChatWidgets::builder()
        .without_discovery()
        .action(ActionEntry::new("sign_up", sign_up))
        .validation_messages(German);
    let request = TestRequest::post().uri("/api/chat/action").insert_header(("accept-language", language));
    let request = request.set_json(json!({"action": "sign_up", "payload": payload}));
    let answer = TestChat::new(chat.build().unwrap()).send(request).await;
    let refused = answer.turn().unwrap_err();
    refused.errors.into_iter().map(|error| (error.pointer, error.message)).collect()
}

fn at(pointer: &str, message: &str) -> (String, String) {
    (pointer.into(), message.into())
}

#[tokio::test]
async fn a_type_has_the_first_word() {
    let payload = json!({"password": "short", "age": 17, "home": {"zip": "1"}, "tags": []});
    let expected = [
        at("/password", "needs 8 characters to be safe"),
        at("/age", "is only for adults"),
        at("/home/zip", "has five digits"),
    ];
    assert_eq!(errors("de", payload).await, expected);
}

#[tokio::test]
async fn an_app_has_the_second_word_in_the_language_of_the_request() {
    let payload = json!({"age": 100, "home.zip": "12345", "tags": ["a", "b", "c", "d"]});
    let german = [
        at("/password", "needs 8 characters to be safe"),
        at("/age", "darf höchstens 99 sein"),
        at("/tags", "darf höchstens 3 Einträge haben"),
    ];
    let mut told = errors("en;q=0.5, de-CH", payload.clone()).await;
    told.sort_by_key(|(pointer, _)| german.iter().position(|(at, _)| at == pointer));
    assert_eq!(told, german);
    let mut told = errors("en", payload).await;
    told.sort_by_key(|(pointer, _)| german.iter().position(|(at, _)| at == pointer));
    let english = [
        at("/password", "needs 8 characters to be safe"),
        at("/age", "must be at most 99"),
        at("/tags", "must have at most 3 items"),
    ];
    assert_eq!(told, english);
}

#[tokio::test]
async fn what_an_app_does_not_say_is_english() {
    let payload = json!({"password": "long enough", "age": "x", "home.zip": "12345", "tags": []});
    assert_eq!(errors("de", payload).await, [at("/age", "must be a whole number")]);
}

#[tokio::test]
async fn a_handlers_own_error_looks_the_same() {
    async fn taken() -> Result<(), ActionError> {
        Err(ActionError::field("/home/zip", "taken", "is taken"))
    }
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("taken", taken)).build().unwrap();
    let refused = TestChat::new(chat).post("action", &json!({"action": "taken"})).await.turn().unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (422, "invalid_payload"));
    assert_eq!(refused.detail.as_deref(), Some("1 field needs attention"));
    let error = &refused.errors[0];
    assert_eq!((&*error.pointer, &*error.code, &*error.message), ("/home/zip", "taken", "is taken"));
}
