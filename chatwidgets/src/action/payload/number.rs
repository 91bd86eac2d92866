//! Numbers as payloads have them.

use serde_json::Number;

/// Up to here, 2^53, every whole number is a float.
pub(super) const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
pub(super) const LARGEST_EXACT_WHOLE: i64 = 1 << 53;

/// The number in a text, as HTML's number inputs write it: no plus sign, no `inf`, but `05` and `.5`. `None` if a whole number
/// is wanted, and the text may have lost digits on its way through a float.
pub(super) fn of_text(text: &str, is_whole: bool) -> Option<Number> {
    if !is_whole {
        return read(text);
    }
    // `5.0` is exact, however large.
    let zeros = |(_, zeros): &(&str, &str)| zeros.bytes().all(|b| b == b'0');
    let text = text.split_once('.').filter(zeros).map_or(text, |(whole, _)| whole);
    let number = read(text)?;
    // Beyond any integer type it is out of range anyway.
    #[expect(clippy::cast_precision_loss, reason = "the bound need not be exact")]
    let is_large = |float: f64| (LARGEST_EXACT..=u64::MAX as f64).contains(&float.abs());
    let is_rounded = text.contains(['.', 'e', 'E']) && number.as_f64().is_some_and(is_large);
    (!is_rounded).then(|| whole(&number).unwrap_or(number))
}

/// `5.0` as 5 where an integer is wanted. A larger float may have lost digits when it was read: it stays one.
pub(super) fn whole(number: &Number) -> Option<Number> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0)?;
    #[expect(clippy::cast_precision_loss, reason = "the least integer is a power of two")]
    if float.total_cmp(&(i64::MIN as f64)).is_eq() {
        // The parser rounds what is just below the least integer to it: it stays out of range.
        return Number::from_f64(float.next_down());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
    (float.abs() <= LARGEST_EXACT).then(|| (float as i64).into())
}

fn read(text: &str) -> Option<Number> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
        && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if !is_number {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    Number::from_f64(text.parse().ok()?)
}
