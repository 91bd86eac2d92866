//! Numbers as the decimals that they are written as: a browser counts steps in decimals, and so do people.

use rust_decimal::Decimal;
use serde_json::Number;

/// A number as the decimal that it is written as; `None` if that has more than 28 digits.
pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    let is_scientific = text.contains(['e', 'E']);
    if is_scientific { Decimal::from_scientific(&text) } else { Decimal::from_str_exact(&text) }.ok()
}

/// A decimal as a JSON number.
fn of_decimal(decimal: Decimal) -> Option<Number> {
    let text = decimal.normalize().to_string();
    text.parse::<i64>().map(Number::from).ok().or_else(|| Number::from_f64(text.parse().ok()?))
}

/// Whether a number is a whole number of steps from the start, counted in decimals as browsers do.
pub(crate) fn is_on_grid(number: &Number, start: &Number, step: &Number) -> bool {
    let distance = || decimal(number)?.checked_sub(decimal(start)?)?.checked_rem(decimal(step)?);
    distance().is_some_and(|rest| rest.is_zero())
}

/// The nearest multiple of the step that is not less, or not greater.
pub(crate) fn multiple(number: &Number, step: &Number, is_up: bool) -> Option<Number> {
    let (number, step) = (decimal(number)?, decimal(step)?);
    let steps = number.checked_div(step)?;
    let steps = if is_up { steps.ceil() } else { steps.floor() };
    of_decimal(steps.checked_mul(step)?)
}

/// A number of single precision by its shortest decimal: `0.1`, not `0.10000000149011612`.
pub(crate) fn single(number: &Number) -> Option<Number> {
    #[expect(clippy::cast_possible_truncation, reason = "it is of single precision")]
    let single = number.as_f64()? as f32;
    // By way of the shortest decimal.
    Number::from_f64(single.to_string().parse().ok()?)
}

/// Whether a text is a number in digits, as types of exact decimals are serialized.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.split('.').count() <= 2
}

/// The number in a text, if a JSON number says exactly the same.
pub(crate) fn exact(text: &str) -> Option<Number> {
    let written = Decimal::from_str_exact(text).ok().filter(|_| is_number(text))?;
    of_decimal(written).filter(|number| decimal(number) == Some(written))
}
