use serde_json::{Number, Value, json};

use super::violation;
use crate::{Violation, figures};

fn english(schema: &Value, value: &Value) -> String {
    violation(schema, value).english()
}

#[test]
fn a_whole_limit_is_said_and_held_without_a_fraction() {
    let five = || Number::from(5);
    assert_eq!(violation(&json!({"maximum": 5.0}), &json!(6)), Violation::Maximum(five()));
    assert_eq!(violation(&json!({"minimum": 5.0}), &json!(4)), Violation::Minimum(five()));
    assert_eq!(violation(&json!({"exclusiveMaximum": 5.0}), &json!(5)), Violation::ExclusiveMaximum(five()));
    assert_eq!(violation(&json!({"exclusiveMinimum": 5.0}), &json!(5)), Violation::ExclusiveMinimum(five()));
    assert_eq!(english(&json!({"maximum": 5.0}), &json!(6)), "must be at most 5");
    assert_eq!(english(&json!({"minimum": -5.0}), &json!(-6)), "must be at least -5");
    assert_eq!(english(&json!({"exclusiveMaximum": 5.0}), &json!(5)), "must be less than 5");
    assert_eq!(english(&json!({"exclusiveMinimum": -0.0}), &json!(0)), "must be more than 0");
    assert_eq!(english(&json!({"multipleOf": 5.0}), &json!(6)), "must be a multiple of 5");
}

#[test]
fn any_other_limit_is_said_as_it_is() {
    assert_eq!(english(&json!({"maximum": 0.5}), &json!(6)), "must be at most 0.5");
    assert_eq!(english(&json!({"minimum": u64::MAX}), &json!(6)), "must be at least 18446744073709551615");
    assert_eq!(english(&json!({"minimum": i64::MIN}), &json!(-1e300)), "must be at least -9223372036854775808");
    assert_eq!(english(&json!({"multipleOf": 0.01}), &json!(0.005)), "must be a multiple of 0.01");
}

#[test]
fn a_large_limit_has_an_exponent() {
    // Some versions of serde_json write `1e+21`.
    let said = |violation: Violation| violation.english().replace("e+", "e");
    for (number, text) in
        [(1e21, "1e21"), (1e16, "1e16"), (-1e300, "-1e300"), (1.5e20, "1.5e20"), (1e15, FIFTEEN_ZEROS)]
    {
        let limit = violation(&json!({ "exclusiveMaximum": number }), &json!(number));
        assert_eq!(said(limit), format!("must be less than {text}"));
        assert_eq!(said(Violation::MultipleOf(number)), format!("must be a multiple of {text}"));
    }
    assert_eq!(figures(9_007_199_254_740_994.0), "9007199254740994");
    assert_eq!(figures(f64::NAN), "NaN");
}

const FIFTEEN_ZEROS: &str = "1000000000000000";
