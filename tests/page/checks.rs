//! The checks that a browser makes before it sends: they say what the server would say.

use chatwidgets::prelude::*;
use chrono::NaiveDate;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::everything::{Extra, good};
use crate::server::{Answer, SCRIPT, Server};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Texts {
    #[schemars(length(min = 1, max = 1))]
    one: String,
    #[schemars(length(min = 3, max = 300))]
    lines: Option<String>,
    #[schemars(length(max = 2), extend("x-message" = {"required": "is wanted", "max_length": "is too much"}))]
    own: String,
    #[schemars(extend("x-message" = "is simply wrong"), length(min = 2))]
    always: String,
    #[schemars(length(min = 2, max = 2))]
    several: Vec<Extra>,
    #[schemars(length(min = 1))]
    some: Option<Vec<Extra>>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Numbers {
    byte: u8,
    #[schemars(range(min = 18))]
    age: u8,
    #[schemars(range(min = -5))]
    long: i64,
    maybe: Option<i16>,
    #[schemars(range(min = 0.5, max = 2.5))]
    float: Option<f64>,
    #[schemars(range(max = -1.5))]
    only_max: f64,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Odd {
    #[schemars(extend("exclusiveMinimum" = 0))]
    positive: i64,
    #[schemars(range(min = 1), extend("multipleOf" = 5))]
    by_fives: i64,
    #[schemars(extend("exclusiveMaximum" = 0.5))]
    below: f64,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Days {
    day: NaiveDate,
    #[schemars(extend("formatMinimum" = "2026-03-01"))]
    from: Option<NaiveDate>,
    #[schemars(extend("formatMinimum" = "2026-03-01", "formatMaximum" = "2026-03-31"))]
    march: NaiveDate,
}

macro_rules! forms {
    ($($action:literal $function:ident $payload:ty, $ask:literal $asking:ident $name:ident;)*) => {
        $(
            #[widget_action($action)]
            pub async fn $function(_: Payload<$payload>) {}

            #[widget_action($ask)]
            pub async fn $asking() -> Reply {
                Reply::new("").widget(Form::new("Checked", $name))
            }
        )*
    };
}

forms! {
    "checks.texts" checks_texts Texts, "checks.ask_texts" checks_ask_texts ChecksTexts;
    "checks.numbers" checks_numbers Numbers, "checks.ask_numbers" checks_ask_numbers ChecksNumbers;
    "checks.odd" checks_odd Odd, "checks.ask_odd" checks_ask_odd ChecksOdd;
    "checks.days" checks_days Days, "checks.ask_days" checks_ask_days ChecksDays;
}

/// A value that breaks a check; `None` if that is to be missing.
fn breaking(check: &[Value], options: &[String]) -> Option<Value> {
    let limit = &check[1];
    let count = || usize::try_from(limit.as_u64().unwrap()).unwrap();
    let beside = |step: i64| match limit.as_i64() {
        Some(i64::MIN | i64::MAX) => json!(limit.as_f64().unwrap() * 2.0),
        Some(limit) => json!(limit + step),
        None => json!(limit.as_f64().unwrap() + if step < 0 { -0.25 } else { 0.25 }),
    };
    Some(match check[0].as_str().unwrap() {
        "required" => return None,
        "type" => json!("twelve"),
        "minimum" => beside(-1),
        "maximum" => beside(1),
        "exclusive_minimum" | "exclusive_maximum" => limit.clone(),
        "multiple_of" => json!(limit.as_f64().unwrap() + 1.0),
        "min_length" => json!("ü".repeat(count() - 1)),
        "max_length" => json!("ü".repeat(count() + 1)),
        "min_items" => json!(options[..count() - 1]),
        "max_items" => json!(options[..=count()]),
        "format" => json!("2026-02"),
        "format_minimum" => json!("1999-12-31"),
        "format_maximum" => json!("2999-01-01"),
        other => panic!("{other}"),
    })
}

/// Breaks each check that a form draws, and compares what the server says with it. Answers what was checked, and what is
/// said otherwise.
async fn compare(ask: &str, action: &str, base: &Value, language: &str) -> (Vec<String>, Vec<String>) {
    let server = Server::start();
    let turn = server.post("action", &json!({ "action": ask })).await.json();
    let path = format!("/?thread={}", turn["threadId"].as_str().unwrap());
    let dom = server.visit_in(language, &path).await.page(200);
    let (mut seen, mut wrong) = (Vec::new(), Vec::new());
    for field in turn["widgets"][0]["fields"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        let options: Vec<String> = serde_json::from_value(field["options"].clone()).unwrap_or_default();
        for check in dom.checks(name) {
            let (code, words) = (check[0].as_str().unwrap(), check.last().unwrap());
            let mut payload = base.clone();
            let mut holder = &mut payload;
            let (outer, last) = name.rsplit_once('.').map_or((None, name), |(outer, last)| (Some(outer), last));
            if let Some(outer) = outer {
                holder = &mut holder[outer];
            }
            match breaking(&check, &options) {
                Some(value) => holder[last] = value,
                None => drop(holder.as_object_mut().unwrap().remove(last)),
            }
            let body = json!({"action": action, "payload": payload, "threadId": turn["threadId"],
                "widgetId": turn["widgets"][0]["id"]});
            let request = server.posting("action", &body).header(ACCEPT, SCRIPT).header(ACCEPT_LANGUAGE, language);
            let answer = Answer::to(request).await;
            let problem = answer.json();
            let pointer = format!("/{}", name.replace('.', "/"));
            let errors = problem["errors"].as_array().cloned().unwrap_or_default();
            let of_field = errors.iter().filter(|error| error["pointer"] == pointer).collect::<Vec<_>>();
            if !of_field.iter().any(|error| error["message"] == *words) {
                let said: Vec<_> = of_field.iter().map(|error| error["message"].as_str().unwrap_or_default()).collect();
                wrong.push(format!("{name} {code}: the browser says {words}, the server {said:?}"));
            }
            seen.push(format!("{name} {code}"));
        }
    }
    (seen, wrong)
}

async fn all_agree(ask: &str, action: &str, base: Value, expected: &[&str]) {
    for language in ["en", "de"] {
        let (seen, wrong) = compare(ask, action, &base, language).await;
        assert!(wrong.is_empty(), "{language}: {wrong:#?}");
        for check in expected {
            assert!(seen.iter().any(|seen| seen == check), "{check} is not drawn: {seen:?}");
        }
    }
}

#[actix_web::test]
async fn every_kind_of_field_says_what_the_server_says() {
    let expected =
        ["name required", "name min_length", "extras max_items", "day format_maximum", "address.city min_length"];
    all_agree("everything.ask", "everything.take", good(), &expected).await;
}

#[actix_web::test]
async fn texts_and_lists_say_what_the_server_says() {
    let base = json!({"one": "1", "lines": "line", "own": "o", "always": "always", "several": ["cake", "flowers"], "some": ["cake"]});
    let expected = [
        "one required",
        "one min_length",
        "one max_length",
        "lines max_length",
        "own required",
        "own max_length",
        "always required",
        "always min_length",
        "several min_items",
        "several max_items",
        "some min_items",
    ];
    all_agree("checks.ask_texts", "checks.texts", base, &expected).await;
}

#[actix_web::test]
async fn numbers_say_what_the_server_says() {
    let base = json!({"byte": 1, "age": 20, "long": 0, "maybe": null, "float": 1.0, "only_max": -2.0});
    let expected = ["byte required", "byte type", "age minimum", "long minimum", "maybe type", "only_max maximum"];
    all_agree("checks.ask_numbers", "checks.numbers", base, &expected).await;
}

#[actix_web::test]
async fn odd_numbers_say_what_the_server_says() {
    let base = json!({"positive": 1, "by_fives": 5, "below": 0.0});
    all_agree("checks.ask_odd", "checks.odd", base, &["positive required", "below type"]).await;
}

#[actix_web::test]
async fn days_say_what_the_server_says() {
    let base = json!({"day": "2026-03-03", "from": "2026-03-03", "march": "2026-03-03"});
    let expected =
        ["day required", "day format", "from format_minimum", "march format_minimum", "march format_maximum"];
    all_agree("checks.ask_days", "checks.days", base, &expected).await;
}

#[actix_web::test]
async fn what_is_optional_may_be_missing() {
    let server = Server::start();
    let (_, page) = server.begin("checks.ask_texts").await;
    let dom = page.page(200);
    for name in ["lines", "some"] {
        assert!(dom.checks(name).iter().all(|check| check[0] != "required"), "{name}");
        assert!(crate::dom::text(dom.field(name)).contains("(optional)"), "{name}");
    }
    assert!(!crate::dom::text(dom.field("one")).contains("(optional)"));
}

#[actix_web::test]
async fn a_choice_of_files_is_checked_by_the_browser_alone() {
    #[widget_action("checks.files")]
    pub async fn files() -> Reply {
        let upload =
            FileUpload::new("Photos", crate::everything::LoneFiles).accept("image/*,.pdf").max_bytes(5_000_000);
        Reply::new("").widget(upload)
    }
    let server = Server::start();
    let (thread, page) = server.begin("checks.files").await;
    let checks = json!(page.page(200).checks("files"));
    assert_eq!(
        checks,
        json!([
            ["required", "is required"],
            ["accept", "image/*,.pdf", "must be one of these kinds of file: pictures, PDF"],
            ["max_bytes", 5_000_000, "must have at most 5 MB"]
        ])
    );
    let german = server.visit_in("de", &format!("/?thread={thread}")).await.page(200).checks("files");
    assert_eq!(german[2][2], "darf höchstens 5 MB haben");
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    name: String,
    #[schemars(email)]
    work_email: String,
    phone_number: Option<String>,
    street: String,
    postal_code: String,
    city: String,
    birthday: Option<NaiveDate>,
    nickname: Option<String>,
}

#[widget_action("checks.person")]
pub async fn checks_person(Payload(_): Payload<Person>) {}

#[widget_action("checks.ask_person")]
pub async fn checks_ask_person() -> Reply {
    Reply::new("Who are you?").widget(Form::new("You", ChecksPerson))
}

#[actix_web::test]
async fn a_browser_may_fill_in_names_and_addresses() {
    let server = Server::start();
    let dom = server.script("action", &json!({"action": "checks.ask_person"})).await.fragment();
    let filled = |name: &str| dom.one(&format!("[name={name}]")).attr("autocomplete").map(str::to_owned);
    let expected = [
        ("name", Some("name")),
        ("work_email", Some("email")),
        ("phone_number", Some("tel")),
        ("street", Some("street-address")),
        ("postal_code", Some("postal-code")),
        ("city", Some("address-level2")),
        ("birthday", Some("bday")),
        ("nickname", None),
    ];
    for (name, autocomplete) in expected {
        assert_eq!(filled(name).as_deref(), autocomplete, "{name}");
    }
    assert!(dom.all("[required]").iter().all(|input| input.attr("aria-invalid") == Some("false")));
}
