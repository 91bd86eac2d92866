//! Numbers as payloads have them.

use serde_json::Number;

/// Up to here, 2^53, every whole number is a float.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The number in a text, as HTML's number inputs write it: no plus sign, no `inf`, but `05` and `.5`. `None` if a whole number
/// is wanted, and the text may have lost digits on its way through a float.
pub(super) fn of_text(text: &str, is_whole: bool) -> Option<Number> {
    let number = read(text).filter(|number| !(is_whole && is_rounded(text, number)))?;
    Some(if is_whole { whole(&number).unwrap_or(number) } else { number })
}

/// `5.0` as 5 where an integer is wanted.
pub(super) fn whole(number: &Number) -> Option<Number> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0)?;
    // The casts saturate, so only a float that comes back the same is within the type.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
    if (float as i64) as f64 == float && float < i64::MAX as f64 {
        if float > i64::MIN as f64 {
            return Some((float as i64).into());
        }
        // The parser rounds what is just below the least integer to it: it stays out of range.
        return Number::from_f64(float.next_down());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::float_cmp)]
    if (float as u64) as f64 == float && float < u64::MAX as f64 {
        return Some((float as u64).into());
    }
    None
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

/// Whether a whole number was written with a point or an exponent, and is too large to have come through a float as it
/// was; beyond any integer type it is out of range anyway.
fn is_rounded(text: &str, number: &Number) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "the bound need not be exact")]
    let suspicious = LARGEST_EXACT..=u64::MAX as f64;
    text.contains(['.', 'e', 'E']) && number.as_f64().is_some_and(|float| suspicious.contains(&float.abs()))
}
