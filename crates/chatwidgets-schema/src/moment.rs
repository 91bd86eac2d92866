//! Days, times, and days with times, as values that have an order.

use time::{Date, Month};

const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// A moment, comparable with others of the same format.
///
/// The fields are compared in this order. A leap second is second 60 of its minute, and so before the next minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    minute: i64,
    second: u32,
    nanosecond: u32,
}

/// `2026-03-14`.
pub(crate) fn date(text: &str) -> Option<Moment> {
    let mut rest = text;
    let day = day(&mut rest)?;
    rest.is_empty().then_some(Moment { minute: day * MINUTES_OF_A_DAY, second: 0, nanosecond: 0 })
}

/// `09:30:00Z`, as the time of day that it is in UTC: `23:30:00-10:00` is the same time as `09:30:00Z`.
pub(crate) fn time(text: &str) -> Option<Moment> {
    let mut rest = text;
    let local = clock(&mut rest, Seconds::Asked)?;
    let minute = (local.minute - offset(rest)?).rem_euclid(MINUTES_OF_A_DAY);
    // Leap seconds are at the end of a day in UTC.
    (local.second < 60 || minute == MINUTES_OF_A_DAY - 1).then_some(Moment { minute, ..local })
}

/// `2026-03-14T09:30:00Z`, as an instant.
pub(crate) fn date_time(text: &str) -> Option<Moment> {
    let mut rest = text;
    let day = day(&mut rest)?;
    rest = rest.strip_prefix(['T', 't'])?;
    time(rest)?;
    let local = clock(&mut rest, Seconds::Asked)?;
    Some(Moment { minute: day * MINUTES_OF_A_DAY + local.minute - offset(rest)?, ..local })
}

/// `2026-03-14T09:30:00+01:00[Europe/Zurich]`, as an instant (RFC 9557).
pub(crate) fn zoned_date_time(text: &str) -> Option<Moment> {
    let (moment, zone) = text.strip_suffix(']')?.split_once('[')?;
    let is_name = !zone.is_empty() && zone.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_+-:.!=[]".contains(&b));
    date_time(moment).filter(|_| is_name)
}

/// `09:30` or `09:30:00`, wherever that is.
pub(crate) fn partial_time(text: &str) -> Option<Moment> {
    let mut rest = text;
    let local = clock(&mut rest, Seconds::Optional)?;
    // Without an offset nobody can tell whether there is a leap second.
    (rest.is_empty() && local.second < 60).then_some(local)
}

/// `2026-03-14T09:30` or `2026-03-14T09:30:00`, wherever that is.
pub(crate) fn partial_date_time(text: &str) -> Option<Moment> {
    let mut rest = text;
    let day = day(&mut rest)?;
    let local = partial_time(rest.strip_prefix('T')?)?;
    Some(Moment { minute: day * MINUTES_OF_A_DAY + local.minute, ..local })
}

/// A moment of a schema as people write it, in any language: `2026-03-14 09:30 UTC` for `2026-03-14T09:30:00Z`.
///
/// ```
/// assert_eq!(chatwidgets_schema::readable_moment("09:30:00"), "09:30");
/// ```
pub fn readable_moment(moment: &str) -> String {
    let with_time = [date_time, time, partial_date_time, partial_time];
    if !with_time.iter().any(|read| read(moment).is_some()) {
        return moment.to_owned();
    }
    let (day, time) = moment.split_once(['T', 't']).map_or(("", moment), |(day, time)| (day, time));
    let (clock, offset) = time.split_at(time.find(['Z', 'z', '+', '-']).unwrap_or(time.len()));
    let clock = clock.strip_suffix(":00").filter(|short| short.contains(':')).unwrap_or(clock);
    let zone = match offset {
        "" => String::new(),
        "Z" | "z" | "+00:00" | "-00:00" => " UTC".to_owned(),
        offset => format!(" UTC{offset}"),
    };
    let space = if day.is_empty() { "" } else { " " };
    format!("{day}{space}{clock}{zone}")
}

#[derive(Clone, Copy, PartialEq)]
enum Seconds {
    Asked,
    Optional,
}

/// Days since some day.
fn day(rest: &mut &str) -> Option<i64> {
    let year = number(rest, 4)?;
    mark(rest, '-')?;
    let month = number(rest, 2)?;
    mark(rest, '-')?;
    let day = number(rest, 2)?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    Some(date.to_julian_day().into())
}

fn clock(rest: &mut &str, seconds: Seconds) -> Option<Moment> {
    let hour = number(rest, 2).filter(|hour| *hour < 24)?;
    mark(rest, ':')?;
    let minute = number(rest, 2).filter(|minute| *minute < 60)?;
    let minute = i64::from(hour * 60 + minute);
    if seconds == Seconds::Optional && !rest.starts_with(':') {
        return Some(Moment { minute, second: 0, nanosecond: 0 });
    }
    mark(rest, ':')?;
    let second = number(rest, 2).filter(|second| *second <= 60)?;
    Some(Moment { minute, second, nanosecond: fraction(rest)? })
}

/// The nanoseconds of a fraction. What is smaller does not count.
fn fraction(rest: &mut &str) -> Option<u32> {
    if mark(rest, '.').is_none() {
        return Some(0);
    }
    let (digits, after) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    *rest = after;
    let nine = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    (!digits.is_empty()).then(|| nine.fold(0, |nanoseconds, digit| nanoseconds * 10 + u32::from(digit - b'0')))
}

/// The minutes that a clock there is ahead of UTC: all of the text.
fn offset(mut rest: &str) -> Option<i64> {
    if matches!(rest, "Z" | "z") {
        return Some(0);
    }
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    rest = rest.strip_prefix(['+', '-'])?;
    let hours = number(&mut rest, 2).filter(|hours| *hours < 24)?;
    mark(&mut rest, ':')?;
    let minutes = number(&mut rest, 2).filter(|minutes| *minutes < 60)?;
    rest.is_empty().then_some(sign * i64::from(hours * 60 + minutes))
}

/// A number of so many digits, which are taken off the text.
fn number(rest: &mut &str, digits: usize) -> Option<u32> {
    let (number, after) = rest.split_at_checked(digits)?;
    let number = number.bytes().all(|digit| digit.is_ascii_digit()).then(|| number.parse().ok())??;
    *rest = after;
    Some(number)
}

fn mark(rest: &mut &str, mark: char) -> Option<()> {
    *rest = rest.strip_prefix(mark)?;
    Some(())
}
