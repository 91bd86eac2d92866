//! For every constraint: just inside passes, just outside is an error at that field.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bound;

/// Posts each value of the member `it`, which has these rules; those outside must be refused with code and message.
macro_rules! constraint {
    ($name:ident: $(#[$rule:meta])* $type:ty, inside $inside:tt, outside $($outside:expr => $code:literal $message:literal),+) => {
        #[tokio::test]
        async fn $name() {
            #[derive(Serialize, Deserialize, JsonSchema)]
            struct Payload {
                $(#[$rule])*
                it: $type,
            }
            let Value::Array(inside) = json!($inside) else { unreachable!() };
            for value in inside {
                let bound = bound::<Payload>(&json!({ "it": value })).await;
                assert!(bound.is_ok(), "{value} is inside: {bound:?}");
            }
            $(
                let value = json!($outside);
                let errors = bound::<Payload>(&json!({ "it": value })).await.expect_err("it is outside");
                assert_eq!(errors, [("/it".into(), $code.into(), $message.into())], "{value}");
            )+
        }
    };
}

constraint!(minimum_and_maximum: #[schemars(range(min = 1, max = 5))] u8,
    inside [1, 5, "1", "5"],
    outside 0 => "minimum" "must be at least 1", 6 => "maximum" "must be at most 5", "6" => "maximum" "must be at most 5");
constraint!(exclusive_bounds: #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 10))] f64,
    inside [0.1, "9.9"],
    outside 0 => "exclusive_minimum" "must be more than 0", 10 => "exclusive_maximum" "must be less than 10");
constraint!(multiple_of: #[schemars(extend("multipleOf" = 15))] u32,
    inside [0, 15, "45"],
    outside 16 => "multiple_of" "must be a multiple of 15");
constraint!(min_and_max_length: #[schemars(length(min = 2, max = 3))] String,
    inside ["ab", "äöü"],
    outside "a" => "min_length" "must be at least 2 characters long", "abcd" => "max_length" "must be at most 3 characters long");
constraint!(pattern: #[schemars(regex(pattern = "^[0-9]{5}$"))] String,
    inside ["12345"],
    outside "1234" => "pattern" "does not have the expected format");
constraint!(email: #[schemars(email)] String,
    inside ["ada@example.com"],
    outside "ada" => "format" "must be an e-mail address");
constraint!(uri: #[schemars(url)] String,
    inside ["https://example.com/a?b#c"],
    outside "example" => "format" "must be a URL such as https://example.com/");
constraint!(first_and_last_day: #[schemars(extend("formatMinimum" = "2026-03-01", "formatMaximum" = "2026-03-31"))] NaiveDate,
    inside ["2026-03-01", "2026-03-31"],
    outside "2026-02-28" => "format_minimum" "must not be before 2026-03-01",
        "2026-04-01" => "format_maximum" "must not be after 2026-03-31",
        "2025-02-30" => "format" "must be a date such as 2026-03-14",
        "" => "required" "is required");
constraint!(min_and_max_items: #[schemars(length(min = 1, max = 2))] Vec<Colour>,
    inside [["Red"], ["Red", "Blue"]],
    outside [""; 0] => "min_items" "must have at least 1 item", ["Red", "Blue", "Red"] => "max_items" "must have at most 2 items");
constraint!(options: Colour,
    inside ["Red", "Blue"],
    outside "Green" => "enum" "must be one of Red, Blue", "" => "required" "is required");
constraint!(types: bool,
    inside [true, "on", "false"],
    outside "maybe" => "type" "must be true or false", 1 => "type" "must be true or false");
constraint!(whole_numbers: i32,
    inside [5.0, "-2147483648", 2147483647],
    outside 5.5 => "type" "must be a whole number", "five" => "type" "must be a whole number",
        2_147_483_648_u64 => "maximum" "must be at most 2147483647");

#[derive(Serialize, Deserialize, JsonSchema)]
enum Colour {
    Red,
    Blue,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Outer {
    #[schemars(range(max = 3))]
    a: u8,
    inner: Inner,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Inner {
    #[schemars(length(min = 1))]
    city: String,
    zip: Option<u16>,
}

#[tokio::test]
async fn three_wrong_fields_are_three_errors_in_the_order_of_the_form() {
    let sent = json!({"a": "4", "inner.city": "", "inner.zip": "x"});
    let errors = bound::<Outer>(&sent).await.unwrap_err();
    let pointers: Vec<_> = errors.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/a", "/inner/city", "/inner/zip"], "each pointer is a field's name, `.` for `/`");
    let empty = bound::<Outer>(&json!({})).await.unwrap_err();
    assert_eq!(
        empty.iter().map(|(pointer, code, _)| (&**pointer, &**code)).collect::<Vec<_>>(),
        [("/a", "required"), ("/inner", "required")]
    );
}
