//! Numbers as people write them.

use serde_json::Number;

/// From here on a float is written with an exponent.
const LARGE: f64 = 1e16;

/// A number as people write it: `5` for the float 5.0, but `1e21` with its exponent.
///
/// ```
/// assert_eq!(chatwidgets_schema::figures(5.0), "5");
/// ```
pub fn figures(number: f64) -> String {
    Number::from_f64(number).map_or_else(|| number.to_string(), |number| plain(&number).to_string())
}

/// The same number, as an integer if it is whole. Schemas derived from Rust have every limit as a float.
pub(crate) fn plain(number: &Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < LARGE => whole(float).into(),
        _ => number.clone(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
fn whole(float: f64) -> i64 {
    float as i64
}
