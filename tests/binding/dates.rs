//! Dates of the crates that people use: `format: date`, checked before the type is.

use chrono::{DateTime, NaiveDate, Utc};
use jiff::civil::Date;

use crate::bind::{Bind, One};

const DATE: &str = "must be a date such as 2026-03-14";

const NO_DATES: [&str; 7] = [
    r#""2026-02-30""#,
    r#""2025-02-29""#,
    r#""2026-3-14""#,
    r#""14.03.2026""#,
    r#""2026-03-14T00:00:00""#,
    r#""tomorrow""#,
    r#""20260314""#,
];

#[actix_web::test]
async fn a_date_of_chronos_is_checked_as_a_date() {
    let dates = Bind::<One<NaiveDate>>::new();
    // The npm client posts dates that are only half typed.
    let taken = ["2026-03-14", "2024-02-29", "0002-03-14", "9999-12-31"];
    for date in taken {
        dates.takes_each(&[(&format!("\"{date}\""), date)]).await;
    }
    dates.refuses_each("format", DATE, &NO_DATES).await;
    dates.refuses_each("type", "must be text", &["20260314", "null"]).await;
    let options = Bind::<One<Option<NaiveDate>>>::new();
    options.takes_each(&[(r#""2026-03-14""#, "Some(2026-03-14)"), ("null", "None"), (r#""""#, "None")]).await;
    options.refuses_each("format", DATE, &NO_DATES).await;
}

#[actix_web::test]
async fn a_date_of_jiffs_is_checked_as_a_date() {
    let dates = Bind::<One<Date>>::new();
    dates.takes_each(&[(r#""2026-03-14""#, "2026-03-14"), (r#""0002-03-14""#, "0002-03-14")]).await;
    dates.refuses_each("format", DATE, &NO_DATES).await;
    let options = Bind::<One<Option<Date>>>::new();
    options.takes_each(&[(r#""2026-03-14""#, "Some(2026-03-14)"), (r#""""#, "None")]).await;
}

#[actix_web::test]
async fn a_moment_is_checked_as_one() {
    let moments = Bind::<One<DateTime<Utc>>>::new();
    moments.takes_each(&[(r#""2026-03-14T09:30:00Z""#, "2026-03-14T09:30:00Z")]).await;
    let wanted = "must be a date and time such as 2026-03-14T09:30:00Z";
    moments.refuses_each("format", wanted, &[r#""2026-03-14""#, r#""2026-03-14T25:00:00Z""#]).await;
}

#[actix_web::test]
async fn seconds_may_be_missing_as_browsers_leave_them_out() {
    let local = Bind::<One<chrono::NaiveDateTime>>::new();
    local
        .takes_each(&[
            (r#""2026-03-14T09:30""#, "2026-03-14T09:30:00"),
            (r#"" 2026-03-14T09:30:15 ""#, "2026-03-14T09:30:15"),
        ])
        .await;
    local
        .refuses_each(
            "format",
            "must be a date and time such as 2026-03-14T09:30",
            &[r#""2026-03-14T9:30""#, r#""2026-03-14T09:3""#],
        )
        .await;
    let instant = Bind::<One<Option<chrono::DateTime<chrono::Utc>>>>::new();
    instant
        .takes_each(&[
            (r#""2026-03-14T09:30Z""#, "Some(2026-03-14T09:30:00Z)"),
            (r#""2026-03-14T09:30+01:00""#, "Some(2026-03-14T08:30:00Z)"),
            (r#""2026-03-14T09:30:15.5Z""#, "Some(2026-03-14T09:30:15.500Z)"),
        ])
        .await;
    // Only a form without a script leaves the offset out: it was shown in UTC, and said so.
    let local = [r#""2026-03-14T09:30:00""#, r#""2026-03-14T09:30""#];
    instant.refuses_each("format", "must be a date and time such as 2026-03-14T09:30:00Z", &local).await;
    let posted = instant.post_fields(&[("n", "2026-03-14T09:30")]).await.turn().unwrap().content;
    assert_eq!(posted, "One { n: Some(2026-03-14T09:30:00Z) }");
    Bind::<One<chrono::NaiveTime>>::new()
        .takes_each(&[(r#""09:30""#, "09:30:00"), (r#""09:30:15""#, "09:30:15")])
        .await;
}
