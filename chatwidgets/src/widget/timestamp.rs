//! Times on the wire: RFC 3339, in UTC, to the millisecond.

use std::time::{Duration, SystemTime};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What is further away than a person will wait is never: 100 years.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The time so long after another one, in whole milliseconds; `None` if that is never.
pub(super) fn after(now: SystemTime, time: Duration) -> Option<SystemTime> {
    if time > NEVER {
        return None;
    }
    let end = now.checked_add(time)?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let whole = Duration::from_secs(end.as_secs()) + Duration::from_millis(u64::from(end.subsec_millis()));
    SystemTime::UNIX_EPOCH.checked_add(whole)
}

#[expect(clippy::ref_option, reason = "serde passes members by reference")]
pub(super) fn serialize<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = time.and_then(|time| OffsetDateTime::from(time).format(&Rfc3339).ok());
    match text {
        Some(text) => serializer.serialize_str(&text),
        None => serializer.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SystemTime>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let time = text.map(|text| OffsetDateTime::parse(&text, &Rfc3339)).transpose();
    time.map(|time| time.map(SystemTime::from)).map_err(D::Error::custom)
}
