//! The page speaks the language that a browser likes best.

use chatwidgets::prelude::*;
use chatwidgets::ui::Words;
use chatwidgets::{ChatWidgetsBuilder, ValidationMessages, Violation};
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::everything::fill;
use crate::server::{Answer, SCRIPT, Server};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Spoken {
    #[schemars(length(max = 3), extend("x-message" = {"max_length": "own words"}))]
    own: String,
    #[schemars(length(max = 3))]
    plain: String,
    #[schemars(range(max = 7))]
    number: Option<u8>,
}

#[widget_action("languages.take", once)]
pub async fn languages_take(_: Payload<Spoken>) {}

#[widget_action("languages.ask")]
pub async fn languages_ask() -> Reply {
    Reply::new("").widget(Form::new("Spoken", LanguagesTake))
}

async fn assistant() -> &'static str {
    "hello"
}

fn server(chat: ChatWidgetsBuilder) -> Server {
    Server::serve(&chat.assistant(assistant).build().unwrap())
}

fn italian() -> Words {
    Words { lang: "it".into(), send: "Inviare".into(), violation: |_| Some("non va".into()), ..Words::english() }
}

/// What the page says in the languages that a browser likes: its own, and the button that sends.
async fn said(server: &Server, language: &str) -> (String, String) {
    let dom = server.visit_in(language, "/").await.page(200);
    let lang = dom.attr("html", "lang").to_owned();
    assert_eq!(dom.attr("section.cw", "lang"), lang);
    (lang, dom.text("form[data-cw-message] button"))
}

#[actix_web::test]
async fn english_and_german_are_built_in() {
    let server = server(ChatWidgets::builder());
    let rows = [
        ("de", "de", "Senden"),
        ("de-CH", "de", "Senden"),
        ("DE-at", "de", "Senden"),
        ("fr", "en", "Send"),
        ("fr, de;q=0.5", "de", "Senden"),
        ("de;q=0.5, en;q=0.9", "en", "Send"),
        ("en-GB, de", "en", "Send"),
        ("*", "en", "Send"),
        ("", "en", "Send"),
        ("=;,", "en", "Send"),
        ("deu", "en", "Send"),
    ];
    for (language, lang, send) in rows {
        assert_eq!(said(&server, language).await, (lang.to_owned(), send.to_owned()), "{language}");
    }
    assert_eq!(server.get("/").await.page(200).attr("html", "lang"), "en");
}

#[actix_web::test]
async fn a_language_that_is_refused_is_not_spoken() {
    let server = server(ChatWidgets::builder());
    assert_eq!(said(&server, "de;q=0").await.0, "en");
    assert_eq!(said(&server, "de;q=0, en;q=0.1").await.0, "en");
}

#[actix_web::test]
async fn an_app_adds_words_and_replaces_them() {
    let server = server(ChatWidgets::builder().words(italian()));
    let rows = [("it", "it", "Inviare"), ("it-CH", "it", "Inviare"), ("de", "de", "Senden"), ("fr", "it", "Inviare")];
    for (language, lang, send) in rows {
        assert_eq!(said(&server, language).await, (lang.to_owned(), send.to_owned()), "{language}");
    }
    let informal = Words { send: "Los".into(), ..Words::german() };
    let server = self::server(ChatWidgets::builder().words(informal));
    assert_eq!(said(&server, "de").await, ("de".to_owned(), "Los".to_owned()));
    assert_eq!(said(&server, "en").await, ("en".to_owned(), "Send".to_owned()));
}

#[actix_web::test]
async fn a_language_may_be_written_from_right_to_left() {
    let arabic = Words { lang: "ar".into(), right_to_left: true, ..Words::english() };
    let server = server(ChatWidgets::builder().words(arabic));
    for (language, direction) in [("ar", "rtl"), ("de", "ltr")] {
        let dom = server.visit_in(language, "/").await.page(200);
        assert_eq!((dom.attr("html", "dir"), dom.attr("section.cw", "dir")), (direction, direction));
        dom.is_sound();
    }
}

#[actix_web::test]
async fn all_of_the_page_is_in_its_language() {
    let server = server(ChatWidgets::builder());
    let thread = server.act("everything.ask").await;
    let answer = server.visit_in("de", &format!("/?thread={thread}")).await;
    for english in
        ["New conversation", "Your message", ">Send<", "Choose …", "(optional)", "is required", "You:", "Assistant:"]
    {
        assert!(!answer.text.contains(english), "{english}");
    }
    let dom = answer.page(200);
    let words: serde_json::Value = serde_json::from_str(dom.attr("section.cw", "data-cw-words")).unwrap();
    assert_eq!(words["offline"], Words::german().offline.as_ref());
    let gone = server.visit_in("de", "/?thread=x").await.page(404);
    assert_eq!(gone.notice(), "Diese Unterhaltung gibt es nicht mehr.");
    let fragment = server.posting("message", &json!({"message": "hi"})).header(ACCEPT, "text/html");
    let fragment = Answer::to(fragment.header(ACCEPT_LANGUAGE, "de")).await.fragment();
    assert_eq!(fragment.texts("li > .cw-hidden"), ["Sie:", "Assistent:"]);
}

/// The error that a form shows for a text that is too long, and the one that JSON has, in a language.
async fn errors(server: &Server, language: &str, field: &str) -> (String, String) {
    let turn = server.post("action", &json!({"action": "languages.ask"})).await.json();
    let body = json!({"action": "languages.take", "payload": {"own": "1234", "plain": "1234", "number": 8},
        "threadId": turn["threadId"], "widgetId": turn["widgets"][0]["id"]});
    let in_json = Answer::to(server.posting("action", &body).header(ACCEPT_LANGUAGE, language)).await;
    let script = server.posting("action", &body).header(ACCEPT, "text/html").header(ACCEPT_LANGUAGE, language);
    let message = |answer: &Answer| {
        let problem = answer.problem(422, "invalid_payload");
        let errors = problem["errors"].as_array().unwrap();
        let pointer = format!("/{field}");
        let error = errors.iter().find(|error| error["pointer"] == pointer).unwrap();
        error["message"].as_str().unwrap().to_owned()
    };
    let page = server.visit_in(language, &format!("/?thread={}", turn["threadId"].as_str().unwrap())).await.page(200);
    let form = page.form("languages.take").set("own", "1234").set("plain", "1234").set("number", "8");
    let dom = Answer::to(server.submitting(&form).header(ACCEPT_LANGUAGE, language)).await.page(422);
    assert_eq!(dom.error(field), message(&Answer::to(script).await), "the script is told the same");
    let checks = page.checks(field);
    let check = checks.iter().find(|check| matches!(check[0].as_str(), Some("max_length" | "maximum"))).unwrap();
    assert_eq!(check.last().unwrap(), &json!(dom.error(field)), "before it is sent the same is said");
    (dom.error(field), message(&in_json))
}

#[actix_web::test]
async fn errors_are_in_the_language_of_the_page_and_in_english_for_json() {
    let server = server(ChatWidgets::builder());
    let english = "must be at most 3 characters long".to_owned();
    let german = "darf höchstens 3 Zeichen lang sein".to_owned();
    for language in ["de", "de-CH", "de, en"] {
        assert_eq!(errors(&server, language, "plain").await, (german.clone(), english.clone()), "{language}");
    }
    for language in ["en", "fr", "*"] {
        assert_eq!(errors(&server, language, "plain").await, (english.clone(), english.clone()), "{language}");
    }
    assert_eq!(errors(&server, "de", "number").await.0, "darf höchstens 7 sein");
}

#[actix_web::test]
async fn errors_are_in_the_language_of_the_page_where_that_is_the_second_best() {
    let server = server(ChatWidgets::builder());
    let (page, json) = errors(&server, "fr, de;q=0.5", "plain").await;
    assert_eq!((&*page, &*json), ("darf höchstens 3 Zeichen lang sein", "must be at most 3 characters long"));
}

#[actix_web::test]
async fn errors_are_in_the_words_of_the_app() {
    let server = server(ChatWidgets::builder().words(italian()));
    assert_eq!(errors(&server, "it", "plain").await.0, "non va");
    assert_eq!(errors(&server, "fr", "plain").await.0, "non va");
    assert_eq!(errors(&server, "de", "plain").await.0, "darf höchstens 3 Zeichen lang sein");
}

struct Pirate;

impl ValidationMessages for Pirate {
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String> {
        matches!(violation, Violation::MaxLength(_)).then(|| format!("arr, too long ({})", locale.unwrap_or("-")))
    }
}

#[actix_web::test]
async fn the_messages_of_the_app_win_everywhere() {
    let server = server(ChatWidgets::builder().validation_messages(Pirate));
    let arr = "arr, too long (de)".to_owned();
    assert_eq!(errors(&server, "de", "plain").await, (arr.clone(), arr));
    assert_eq!(errors(&server, "de", "number").await, ("darf höchstens 7 sein".into(), "must be at most 7".into()));
}

#[actix_web::test]
async fn what_a_type_says_wins_over_all() {
    let own = "own words".to_owned();
    let with_messages = server(ChatWidgets::builder().validation_messages(Pirate));
    for server in [server(ChatWidgets::builder()), with_messages] {
        assert_eq!(errors(&server, "de", "own").await, (own.clone(), own.clone()));
    }
}

#[actix_web::test]
async fn the_notice_after_a_post_is_in_the_language_of_the_page() {
    let server = server(ChatWidgets::builder());
    let (_, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take"));
    server.submit(&form).await.place();
    let again = form.set("~requestId", "another");
    let dom = Answer::to(server.submitting(&again).header(ACCEPT_LANGUAGE, "de")).await.page(409);
    assert_eq!(dom.notice(), Words::german().already_done);
}

#[actix_web::test]
async fn an_error_at_a_field_is_a_whole_sentence_with_the_label() {
    let server = server(ChatWidgets::builder());
    for (language, sentence) in
        [("en", "“Plain” must be at most 3 characters long."), ("de", "„Plain“ darf höchstens 3 Zeichen lang sein.")]
    {
        let turn = server.post("action", &json!({"action": "languages.ask"})).await.json();
        let path = format!("/?thread={}", turn["threadId"].as_str().unwrap());
        let page = server.visit_in(language, &path).await.page(200);
        let around = |part: &str| page.field("plain").attr(part).unwrap().to_owned();
        let checks = page.checks("plain");
        let fault = checks.iter().find(|check| check[0] == "max_length").unwrap().last().unwrap().as_str().unwrap();
        let written = [&around("data-cw-before"), fault, &around("data-cw-after")].concat();
        assert_eq!(written, sentence, "what the script writes");
        let form = page.form("languages.take").set("own", "1").set("plain", "1234").set("number", "1");
        let dom = Answer::to(server.submitting(&form).header(ACCEPT_LANGUAGE, language)).await.page(422);
        assert_eq!(dom.sentence("plain"), sentence);
    }
}

#[actix_web::test]
async fn the_script_gets_a_sentence_in_the_language_of_the_page() {
    let server = Server::serve(&ChatWidgets::builder().max_message_bytes(100).build().unwrap());
    let say = |language: &'static str, body: serde_json::Value| {
        let request = server.posting("message", &body).header(ACCEPT, SCRIPT).header(ACCEPT_LANGUAGE, language);
        Answer::to(request)
    };
    for (language, sentence) in
        [("en", "Messages are not answered here."), ("de", "Nachrichten werden hier nicht beantwortet.")]
    {
        let problem = say(language, json!({ "message": "hello" })).await.json();
        assert_eq!((&problem["code"], &problem["sentence"]), (&json!("no_assistant"), &json!(sentence)));
    }
    // A program gets what is meant for who writes it.
    let problem = server.post("message", &json!({ "message": "hello" })).await.json();
    assert_eq!(problem.get("sentence"), None);
    let problem = say("de", json!({ "message": "x".repeat(101) })).await.json();
    assert_eq!(problem["sentence"], "Das ist zu viel, um es auf einmal zu senden.");
    let problem = say("de", json!({ "message": "x".repeat(2 << 20) })).await.json();
    assert_eq!(problem["sentence"], "Das ist zu viel, um es auf einmal zu senden.");
}
