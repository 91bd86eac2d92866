//! Fields for times, and for days with times.

use std::borrow::Cow;

use chatwidgets_schema::is_moment;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// A day with a time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DateTimeBounds {
    /// Whether it is an instant, such as `2026-03-14T09:30:00Z`, which everybody sees in their own time zone; else it is the
    /// time of some place that is known otherwise, such as `2026-03-14T09:30:00`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zoned: bool,
    /// The first moment that can be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The last moment that can be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The moment that it holds at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

/// A time of day, such as `09:30:00`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TimeBounds {
    /// The first time that can be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The last time that can be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The time that it holds at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

impl DateTimeBounds {
    /// The name of the format in a schema.
    pub(crate) fn format(&self) -> &'static str {
        if self.zoned { "date-time" } else { "partial-date-time" }
    }

    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        broken(self.format(), [&self.min, &self.max, &self.default_value])
    }

    /// Whether a browser's input can hold it.
    pub(super) fn can_show(&self, text: &str) -> bool {
        is_moment(self.format(), text) && has_milliseconds(text) && !text.starts_with("0000")
    }
}

impl TimeBounds {
    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        broken("partial-time", [&self.min, &self.max, &self.default_value])
    }

    /// Whether a browser's input can hold it.
    pub(super) fn can_show(text: &str) -> bool {
        is_moment("partial-time", text) && has_milliseconds(text)
    }
}

/// An instant as the clocks of UTC show it, which an input of a browser holds: without an offset.
pub(crate) fn in_utc(instant: &str) -> Option<String> {
    let in_utc = OffsetDateTime::parse(instant, &Rfc3339).ok()?.to_offset(UtcOffset::UTC);
    in_utc.format(&Rfc3339).ok()?.strip_suffix('Z').map(str::to_owned)
}

/// Browsers count no smaller parts of a second.
fn has_milliseconds(text: &str) -> bool {
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let is_leap = text.split('.').next().is_some_and(|start| start.contains(":60"));
    digits <= 3 && !is_leap
}

fn broken(format: &str, moments: [&Option<String>; 3]) -> Option<Cow<'static, str>> {
    let odd = moments.into_iter().flatten().find(|moment| !is_moment(format, moment))?;
    Some(format!("{odd:?} is not of the format `{format}`").into())
}
