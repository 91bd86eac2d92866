//! Moments in forms: what is shown is what there is, to the last digit.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{bound, fields_of, form};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Moments {
    at: DateTime<Utc>,
    local: NaiveDateTime,
    time: NaiveTime,
    #[schemars(extend("formatMinimum" = "2026-03-14T09:30:00Z", "formatMaximum" = "2026-03-14T12:00:00+01:00"))]
    soon: Option<DateTime<Utc>>,
}

fn shown(at: &str, local: &str, time: &str) -> Vec<Value> {
    let value =
        Moments { at: at.parse().unwrap(), local: local.parse().unwrap(), time: time.parse().unwrap(), soon: None };
    let fields = fields_of(form::<Moments>().initial(&value));
    fields.iter().take(3).map(|field| json!([field["type"], field["defaultValue"]])).collect()
}

#[test]
fn a_moment_is_shown_by_its_input_as_far_as_that_is_exact() {
    assert_eq!(
        shown("2026-03-14T09:30:00Z", "2026-03-14T09:30:15.5", "09:30:00"),
        [
            json!(["datetime", "2026-03-14T09:30:00Z"]),
            json!(["datetime", "2026-03-14T09:30:15.500"]),
            json!(["time", "09:30:00"])
        ]
    );
    // Browsers count milliseconds only: more is typed as a text.
    assert_eq!(
        shown("2026-03-14T09:30:00.123456789Z", "2026-03-14T09:30:00.0001", "09:30:00.0001"),
        [
            json!(["input", "2026-03-14T09:30:00.123456789Z"]),
            json!(["input", "2026-03-14T09:30:00.000100"]),
            json!(["input", "09:30:00.000100"]),
        ]
    );
}

#[tokio::test]
async fn the_bounds_of_instants_are_instants() {
    let soon = async |soon: &str| {
        let sent = json!({"at": "2026-03-14T09:30Z", "local": "2026-03-14T09:30", "time": "09:30", "soon": soon});
        bound::<Moments>(&sent).await.map(|bound| bound["soon"].clone())
    };
    assert_eq!(soon("2026-03-14T10:30:00+01:00").await, Ok(json!("2026-03-14T09:30:00Z")));
    assert_eq!(soon("2026-03-14T01:00-10:00").await, Ok(json!("2026-03-14T11:00:00Z")));
    let wrong = |code: &str, message: &str| Err(vec![("/soon".to_owned(), code.to_owned(), message.to_owned())]);
    let early = wrong("format_minimum", "must not be before 2026-03-14 09:30 UTC");
    assert_eq!(soon("2026-03-14T10:29:59+01:00").await, early, "letter by letter it is later");
    assert_eq!(
        soon("2026-03-14T11:01:00Z").await,
        wrong("format_maximum", "must not be after 2026-03-14 12:00 UTC+01:00")
    );
}
