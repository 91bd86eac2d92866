#![expect(dead_code, reason = "what is read is looked at by `Debug`")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Debug};

use chatwidgets_schema::Validator;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::*;
use crate::action::payload::binder::object;
use crate::action::payload::coerce::coerce;
use crate::action::payload::encoding::Encoding;

fn compiled(schema: &Value) -> (Schema, Option<FastPath>, Validator) {
    let schema = Schema::new(schema.clone());
    let (fast_path, validator) = (FastPath::new(&schema), schema.validator().unwrap());
    (schema, fast_path, validator)
}

fn members() -> Vec<Value> {
    vec![
        json!({"type": "string"}),
        json!({"type": "string", "minLength": 2, "maxLength": 3}),
        json!({"type": ["string", "null"], "maxLength": 2, "description": "a", "x-widget": "textarea"}),
        json!({"type": ["string", "null"], "default": "x"}),
        json!({"type": "string", "format": "email"}),
        json!({"type": ["string", "null"], "format": "date", "formatMinimum": "2026-03-01"}),
        json!({"type": "string", "pattern": "^a"}),
        json!({"type": "string", "enum": ["a", "b"]}),
        json!({"type": "string", "enum": ["", "b"]}),
        json!({"type": "string", "const": "a"}),
        json!({"oneOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "string", "const": "c", "title": "C"}]}),
        json!({"oneOf": [{"type": "string", "const": "a"}, {"type": "string", "const": "a"}]}),
        json!({"anyOf": [{"oneOf": [{"type": "string", "const": "a"}]}, {"type": "null"}]}),
        json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        json!({"type": "integer", "format": "uint8", "minimum": 0, "maximum": 5}),
        json!({"type": "integer", "multipleOf": 2}),
        json!({"type": "integer", "exclusiveMinimum": 1}),
        json!({"type": "number", "minimum": 0.5, "maximum": 3}),
        json!({"type": ["integer", "string"]}),
        json!({"type": ["integer", "null"]}),
        json!({"type": "boolean"}),
        json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}),
        json!({"type": "array", "items": {"type": "integer"}, "uniqueItems": true}),
        json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!(true),
        json!({"type": "number", "maximum": 9_007_199_254_740_992.0}),
        json!({"type": "number", "minimum": 9_007_199_254_740_993_i64}),
        json!({"type": ["string", "null"], "const": "a"}),
        json!({"type": "string", "anyOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"oneOf": [{"type": "string", "const": "a", "minLength": 3}]}),
    ]
}

fn values() -> Vec<&'static str> {
    vec![
        "null",
        "true",
        "0",
        "1",
        "5",
        "6",
        "-1",
        "5.0",
        "0.5",
        "3.5",
        "1e3",
        "9007199254740992",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "3.4028235677973366e38",
        r#""""#,
        r#""a""#,
        r#""ab""#,
        r#""ä\u00e4ä""#,
        r#""abcd""#,
        r#""c""#,
        r#""5""#,
        r#"" 5 ""#,
        r#""true""#,
        r#""on""#,
        r#""a@example.com""#,
        r#""a@""#,
        r#""2026-03-14""#,
        r#""2026-02-14""#,
        r#""2026-3-1""#,
        "[]",
        "[1]",
        "[1, 1]",
        "[1, 2, 3]",
        r#"["a"]"#,
        r#"["a", ""]"#,
        r#"["a", "b", "c"]"#,
        "{}",
        r#"{"n": 1}"#,
        r#"{"n": "1"}"#,
        r#"{"n": 1, "n": 2}"#,
        r#"{"n": 1, "m": 2}"#,
        r#"{"n": 1, "m": 1e400}"#,
        r#"{"n": 1, "m": "\ud800"}"#,
        r#"{"$serde_json::private::RawValue": "1"}"#,
        "1e400",
        r#""\ud800""#,
        r#"{"n": 1, "a.n": 2}"#,
    ]
}

#[test]
fn what_the_fast_path_accepts_needs_no_coercion_and_is_valid() {
    let mut accepted = 0;
    for member in members() {
        for rest in [json!({}), json!({"required": ["m"]}), json!({"additionalProperties": false})] {
            let mut schema = json!({"type": "object", "properties": {"m": member}});
            schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            let (shapes, fast_path, validator) = compiled(&schema);
            let Some(fast_path) = fast_path else { continue };
            let payloads = values().into_iter().map(|value| format!(r#"{{"m": {value}}}"#));
            let odd = ["{}", r#"{"o": ""}"#, r#"{"m.n": 1}"#, r#"{"o.p": 1}"#, r#"{"m": 1, "m": "1"}"#, "null", "[]"];
            for payload in payloads.chain(odd.map(str::to_owned)) {
                let Some(read) = fast_path.read::<Value>(&payload) else { continue };
                accepted += 1;
                let mut coerced: Value = serde_json::from_str(&payload).unwrap();
                coerce(&shapes, &mut coerced, &Encoding::Json);
                assert_eq!(coerced, read, "{schema}");
                assert!(validator.is_valid(&coerced), "{payload} by {schema}");
            }
        }
    }
    assert!(accepted > 300, "{accepted}");
}

#[test]
fn what_a_client_usually_sends_takes_the_fast_path() {
    let schema = json!({"type": "object", "title": "Booking", "properties": {
        "name": members()[1], "email": members()[4], "day": members()[5], "size": members()[10], "guests": members()[14],
        "news": members()[20], "tags": members()[21], "address": members()[23], "more": members()[25],
    }, "required": ["name", "guests"]});
    let (_, fast_path, _) = compiled(&schema);
    let fast_path = fast_path.unwrap();
    let is_accepted = |payload: &str| fast_path.read::<Value>(payload).is_some();
    assert!(is_accepted(
        r#"{"name":"abc","email":"a@example.com","day":null,"size":"c","guests":4,"news":true,"tags":["x"],"address":{"n":1}}"#
    ));
    assert!(is_accepted(r#"{"guests": 5, "name": "ab"}"#), "in any order");
    assert!(!is_accepted(r#"{"guests": 5, "name": "ab", "other": 1}"#), "an unknown member takes the full path");
    assert!(!is_accepted(r#"{"guests": 5}"#), "the name is required");
    assert!(!is_accepted(r#"{"guests": "5", "name": "ab"}"#), "a text has to become a number");
    assert!(!is_accepted(r#"{"guests": 5, "name": "ab", "more": 1}"#), "a member of any type takes the full path");
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    #[serde(alias = "big")]
    Large,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Wrapped(#[schemars(length(min = 1))] String);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<u8>")]
#[schemars(with = "Vec<u8>")]
struct Even(usize);

impl TryFrom<Vec<u8>> for Even {
    type Error = &'static str;

    fn try_from(list: Vec<u8>) -> Result<Self, Self::Error> {
        if list.len().is_multiple_of(2) { Ok(Self(list.len())) } else { Err("odd") }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Inner {
    n: Option<u8>,
}

/// Sees every member, even one that comes twice.
#[derive(Debug)]
struct Entries(Vec<(String, u8)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(entries: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("entries")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Entries, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    all.push(entry);
                }
                Ok(Entries(all))
            }
        }
        entries.deserialize_map(Each)
    }
}

/// A value of every kind as the member `m`, and what else a derive can do.
macro_rules! types {
    ($($name:ident: $type:ty $(, $attribute:meta)*;)*) => {
        $(
            #[derive(Debug, Deserialize, JsonSchema)]
            struct $name {
                $(#[$attribute])*
                m: $type,
            }
        )*

        fn compare_all() -> usize {
            compare::<Option<Inner>>() $(+ compare::<$name>())*
        }
    };
}

types! {
    Text: String;
    Short: String, schemars(length(min = 2, max = 3));
    Borrowed: Cow<'static, str>;
    Letter: char;
    Maybe: Option<String>;
    Newtype: Wrapped;
    Choice: Size;
    MaybeChoice: Option<Size>;
    Small: i8;
    Whole: u64;
    Wide: i128;
    Widest: u128;
    NotNull: Option<String>, schemars(with = "String");
    OneOfSome: Option<String>, schemars(extend("enum" = ["a", "b"]));
    Ranged: Option<u8>, schemars(range(min = 1, max = 5));
    Float: f32;
    RangedFloat: f64, schemars(range(min = 0.5, max = 3.0));
    Flag: bool;
    Defaulted: u8, serde(default);
    Texts: Vec<String>, schemars(length(min = 1, max = 2));
    Pair: [u8; 2];
    TooShort: [u8; 2], schemars(extend("minItems" = 3));
    Tuple: (u8, String);
    Converted: Even;
    Nested: Inner;
    MaybeNested: Option<Inner>;
    Flat: Inner, serde(flatten);
    Map: BTreeMap<String, u8>;
    FlatMap: BTreeMap<String, Value>, serde(flatten);
    Renamed: u8, serde(rename = "other", alias = "m");
    Skipped: u8, serde(skip);
    Anything: Value;
    AnyText: Value, schemars(with = "String");
    Unit: ();
    Raw: Box<RawValue>, schemars(with = "Option<f64>");
    Pairs: Entries, schemars(with = "Inner");
    Ignored: IgnoredAny, schemars(with = "Option<u8>");
}

fn compare<T: DeserializeOwned + JsonSchema + Debug + 'static>() -> usize {
    let schema = Schema::of::<T>();
    let Some(fast_path) = FastPath::new(&schema) else { return 0 };
    let validator = schema.validator().unwrap();
    let odd =
        [r#"{"other": 1, "m": 2}"#, r#"{"n": 1}"#, r#"{"n": "1"}"#, r#"{"m": {"small": null}}"#, r#"{"m": "big"}"#];
    let payloads = values().into_iter().map(|value| format!(r#"{{"m": {value}}}"#)).chain(odd.map(str::to_owned));
    let mut count = 0;
    for payload in payloads.chain(["null".to_owned()]) {
        let Some(read) = fast_path.read::<T>(&payload) else { continue };
        count += 1;
        let mut full_path = object(&payload).unwrap();
        coerce(&schema, &mut full_path, &Encoding::Json);
        assert!(validator.is_valid(&full_path), "{payload} is not a {}", std::any::type_name::<T>());
        let full_path = T::deserialize(&full_path).map(|value| format!("{value:?}"));
        assert_eq!(format!("{read:?}"), full_path.unwrap(), "{payload}");
    }
    count
}

#[test]
fn both_paths_read_the_same_value() {
    let count = compare_all();
    assert!(count > 150, "{count}");
}

#[test]
fn what_may_not_be_a_schema_is_compiled_at_the_start() {
    let of_member = |member: Value| json!({"type": "object", "properties": {"m": member}});
    let covers_schema = |schema: Value| compiled(&schema).1.is_some_and(|fast_path| fast_path.covers_schema());
    assert!(covers_schema(of_member(json!({"type": "string", "format": "email", "maxLength": 9, "x-widget": 7}))));
    assert!(covers_schema(of_member(json!({"type": "string", "pattern": "^a"}))));
    assert!(!covers_schema(of_member(json!({"type": "string", "contentSchema": {}}))));
    assert!(!covers_schema(json!({"type": "object", "additionalProperties": {"type": "integer"}})));
    for not_a_schema in [
        json!({"type": "string", "title": 7}),
        json!({"type": "string", "minLength": -1}),
        json!({"type": "string", "pattern": "("}),
        json!({"type": "string", "formatMinimum": 7}),
        json!({"type": "integer", "minimum": "1"}),
        json!({"type": "array", "items": {"type": "string"}, "maxItems": 1.5}),
        json!({"type": "object", "required": ["n", 7]}),
        json!({"type": "object", "required": true}),
        json!({"type": "object", "properties": {"n": {"type": "string"}}, "required": ["n", "n"]}),
        json!({"type": "array", "items": {"type": "object", "properties": {"n": {"type": "string"}}, "required": ["n", "n"]}}),
        json!({"oneOf": []}),
        json!({"type": "integer", "format": 7}),
        json!({"type": "number", "format": 7}),
        json!({"type": "string", "format": 7}),
        json!({"type": "object", "properties": []}),
        json!({"type": "object", "additionalProperties": "no"}),
    ] {
        let schema = of_member(not_a_schema.clone());
        Validator::new(&schema).expect_err("this is not a schema");
        let fast_path = FastPath::new(&Schema::new(schema));
        assert!(!fast_path.is_some_and(|fast_path| fast_path.covers_schema()), "{not_a_schema}");
    }
}
