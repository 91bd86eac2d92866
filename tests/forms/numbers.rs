//! Numbers in forms: nothing is rounded without a word, and what is drawn has the grid of the schema.

use chatwidgets::prelude::*;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Drawn, bound, fields, fields_of, form};

/// What the one field of a form shows at first.
fn shown<T: Drawn>(value: &T) -> Value {
    let fields = fields_of(form::<T>().initial(value));
    json!([fields[0]["type"], fields[0].get("defaultValue")])
}

macro_rules! one {
    ($name:ident: $type:ty $(, $attribute:meta)*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        struct $name {
            $(#[$attribute])*
            n: $type,
        }
    };
}

one!(Wide: f64, schemars(range(min = 0.0, max = 1_000_000.0)));
one!(Narrow: f64, schemars(range(min = 0.0, max = 1.0)));
one!(Tens: u8, schemars(range(min = 0, max = 100), extend("multipleOf" = 10)));
one!(Rating: u8, schemars(range(min = 1, max = 5)));
one!(Halves: f64, schemars(range(min = 0.25, max = 9.9), extend("multipleOf" = 0.5)));
one!(Tenths: f64, schemars(range(min = -1.0, max = 1.0), extend("multipleOf" = 0.1)));

#[tokio::test]
async fn floats_between_two_bounds_are_typed_unless_they_have_a_step() {
    assert_eq!(shown(&Wide { n: 1234.5 }), json!(["number", 1234.5]));
    assert_eq!(shown(&Narrow { n: 0.123_456 }), json!(["number", 0.123_456]));
    assert_eq!(shown(&Tenths { n: 0.3 }), json!(["slider", 0.3]));
}

#[tokio::test]
async fn a_slider_has_the_positions_that_the_type_allows() {
    let range = |field: &Value| [field["min"].clone(), field["max"].clone(), field["step"].clone()];
    assert_eq!(range(&fields::<Halves>()[0]), [json!(0.5), json!(9.5), json!(0.5)]);
    assert_eq!(range(&fields::<Tenths>()[0]), [json!(-1), json!(1), json!(0.1)]);
    assert_eq!(range(&fields::<Tens>()[0]), [json!(0), json!(100), json!(10)]);
    for place in 1..=19 {
        let n = f64::from(place) / 2.0;
        assert_eq!(bound::<Halves>(&json!({"n": n.to_string()})).await, Ok(json!({"n": n})), "{n}");
    }
}

#[test]
fn a_slider_that_cannot_stand_at_a_value_becomes_a_field_for_it() {
    let with = |n: u8| fields_of(form::<Rating>().initial(&Rating { n }).field("n", Field::slider(0..=100).step(10)));
    let between = with(25);
    assert_eq!((&between[0]["type"], &between[0]["defaultValue"]), (&json!("number"), &json!(25)));
    assert_eq!((&between[0]["min"], &between[0]["max"]), (&json!(0), &json!(100)));
    assert_eq!(with(30)[0]["type"], "slider");
    let reason = |slider: Field<_>| form::<Rating>().field("n", slider).build().unwrap_err().reason().to_owned();
    let between = reason(Field::slider(0..=100).step(10).default(25));
    assert_eq!(between, "the default 25 is no position of the slider, which goes by 10 from 0");
}

one!(Single: f32, serde(default = "tenth"), schemars(range(min = 0.0, max = 0.1)));

fn tenth() -> f32 {
    0.1
}

#[tokio::test]
async fn numbers_of_single_precision_are_shown_and_checked_as_they_are_written() {
    let fields = fields::<Single>();
    assert_eq!((&fields[0]["type"], &fields[0]["defaultValue"]), (&json!("number"), &json!(0.1)));
    assert_eq!(shown(&Single { n: 0.1 }), json!(["number", 0.1]));
    let bound = async |n: Value| bound::<Single>(&json!({ "n": n })).await.map(|bound| bound["n"].as_f64());
    assert_eq!(bound(json!("0.1")).await, Ok(Some(0.1)));
    assert_eq!(bound(json!(f64::from(0.1_f32))).await, Ok(Some(0.1)), "as a program writes it that widens it");
    bound(json!("0.11")).await.expect_err("it is too large");
}

one!(AnySingle: f32);

#[tokio::test]
async fn the_largest_number_of_single_precision_is_one() {
    for n in [f32::MAX, f32::MIN, f32::MIN_POSITIVE] {
        let sent = shown(&AnySingle { n })[1].to_string();
        let bound = bound::<AnySingle>(&json!({ "n": sent })).await;
        assert_eq!(serde_json::from_value::<AnySingle>(bound.unwrap()).unwrap(), AnySingle { n });
    }
}

one!(Price: Decimal, schemars(range(min = 0, max = 1000), extend("multipleOf" = 0.01)));
one!(MaybePrice: Option<Decimal>);

#[tokio::test]
async fn an_exact_decimal_is_a_number_that_must_be_there() {
    assert_eq!(
        fields::<Price>(),
        [json!({"name": "n", "label": "N", "required": true, "type": "number", "min": 0, "max": 1000, "step": 0.01})]
    );
    assert_eq!(fields::<MaybePrice>(), [json!({"name": "n", "label": "N", "required": false, "type": "number"})]);
    let price = async |n: &str| bound::<Price>(&json!({ "n": n })).await;
    assert_eq!(price("12.50").await, Ok(json!({"n": "12.50"})), "not a digit is lost");
    let wrong = async |n: &str| price(n).await.unwrap_err();
    assert_eq!(
        wrong("12.505").await,
        [("/n".to_owned(), "multiple_of".to_owned(), "must be a multiple of 0.01".to_owned())]
    );
    assert_eq!(wrong("1000.01").await, [("/n".to_owned(), "maximum".to_owned(), "must be at most 1000".to_owned())]);
    assert_eq!(wrong("1e4").await[0].1, "maximum", "however it is written");
    assert_eq!(wrong("-1").await, [("/n".to_owned(), "minimum".to_owned(), "must be at least 0".to_owned())]);
    assert_eq!(bound::<MaybePrice>(&json!({"n": ""})).await, Ok(json!({"n": null})));
}

#[test]
fn an_exact_decimal_is_shown_exactly() {
    let exact = |text: &str| shown(&MaybePrice { n: Some(text.parse().unwrap()) });
    assert_eq!(exact("12.50"), json!(["number", 12.5]));
    assert_eq!(exact("-3"), json!(["number", -3]));
    // JSON has no such number, so it is typed as a text.
    assert_eq!(exact("12345678901234567890.01"), json!(["input", "12345678901234567890.01"]));
}

one!(Whole: u8, schemars(extend("maximum" = 5.0)));

#[tokio::test]
async fn a_limit_is_said_as_people_write_it() {
    let wrong = bound::<Whole>(&json!({"n": "6"})).await.unwrap_err();
    assert_eq!(wrong, [("/n".to_owned(), "maximum".to_owned(), "must be at most 5".to_owned())]);
}
