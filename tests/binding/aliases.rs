//! Names that serde takes and the schema does not know: they do not lead round a limit, and nothing is lost.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::bind::Bind;

const TOO_LONG: &str = "must be at most 5 characters long";
const NOT_EXPECTED: &str = "is not expected here";

#[derive(Debug, Deserialize, JsonSchema)]
struct Person {
    #[serde(alias = "nm", alias = "called")]
    #[schemars(length(max = 5))]
    name: Option<String>,
    #[serde(alias = "years")]
    age: Option<u8>,
}

#[actix_web::test]
async fn an_alias_is_moved_to_its_name_before_the_check() {
    let person = Bind::<Person>::new();
    person
        .takes(&[
            (r#"{"nm":"Ada","years":"36"}"#, r#"Person { name: Some("Ada"), age: Some(36) }"#),
            (r#"{"called":"Ada","years":""}"#, r#"Person { name: Some("Ada"), age: None }"#),
            (r#"{"called":null}"#, "Person { name: None, age: None }"),
        ])
        .await;
    person
        .refuses(&[
            (r#"{"nm":"far too long"}"#, &[("/name", "max_length", TOO_LONG)]),
            (r#"{"years":256}"#, &[("/age", "maximum", "must be at most 255")]),
        ])
        .await;
}

#[actix_web::test]
async fn two_spellings_at_once_are_an_error_at_the_field() {
    let person = Bind::<Person>::new();
    for payload in [
        r#"{"name":"Ada","nm":"Eve"}"#,
        r#"{"nm":"Eve","name":"Ada"}"#,
        r#"{"nm":"Eve","called":"Ada"}"#,
        r#"{"name":null,"nm":null}"#,
    ] {
        person.refuses(&[(payload, &[("/name", "duplicate", "is given twice, under different names")])]).await;
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Group {
    #[serde(alias = "lead")]
    leader: Person,
    #[serde(default)]
    others: Vec<Person>,
    #[serde(default)]
    by_role: BTreeMap<String, Person>,
    #[serde(default)]
    by_seat: BTreeMap<u32, Person>,
    #[serde(default, alias = "next")]
    deputy: Option<Box<Group>>,
}

#[actix_web::test]
async fn an_alias_is_moved_wherever_it_stands() {
    let group = Bind::<Group>::new();
    group
        .takes(&[(
            r#"{"lead":{"nm":"Ada"},"others":[{"years":"1"}],"by_role":{"cook":{"nm":"Bo"}},"by_seat":{"7":{"nm":"Cy"}},
                "next":{"lead":{"called":"Di"}}}"#,
            concat!(
                r#"Group { leader: Person { name: Some("Ada"), age: None }, others: [Person { name: None, age: Some(1) }], "#,
                r#"by_role: {"cook": Person { name: Some("Bo"), age: None }}, by_seat: {7: Person { name: Some("Cy"), age: None }}, "#,
                r#"deputy: Some(Group { leader: Person { name: Some("Di"), age: None }, others: [], by_role: {}, by_seat: {}, "#,
                "deputy: None }) }",
            ),
        )])
        .await;
    group
        .refuses(&[
            (r#"{"lead":{"nm":"far too long"}}"#, &[("/leader/name", "max_length", TOO_LONG)]),
            (r#"{"lead":{},"others":[{"nm":"far too long"}]}"#, &[("/others/0/name", "max_length", TOO_LONG)]),
            (r#"{"lead":{},"by_role":{"a":{"nm":"far too long"}}}"#, &[("/by_role/a/name", "max_length", TOO_LONG)]),
            (r#"{"lead":{},"by_seat":{"7":{"nm":"far too long"}}}"#, &[("/by_seat/7/name", "max_length", TOO_LONG)]),
            (
                r#"{"lead":{},"next":{"lead":{"nm":"far too long"}}}"#,
                &[("/deputy/leader/name", "max_length", TOO_LONG)],
            ),
            (r#"{"lead":{},"led":{}}"#, &[("/led", "additional_properties", NOT_EXPECTED)]),
        ])
        .await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Open {
    #[serde(alias = "nm")]
    #[schemars(length(max = 5))]
    name: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[actix_web::test]
async fn an_alias_is_found_beside_a_map_of_everything_else() {
    let open = Bind::<Open>::new();
    open.takes(&[(r#"{"nm":"Ada","x":1}"#, r#"Open { name: "Ada", rest: {"x": Number(1)} }"#)]).await;
    open.refuses(&[(r#"{"nm":"far too long"}"#, &[("/name", "max_length", TOO_LONG)])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Size {
    #[serde(alias = "s", alias = "tiny")]
    Small,
    /// Rather large
    Large,
    Made {
        #[serde(alias = "w")]
        #[schemars(range(max = 9))]
        width: u8,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Sized {
    size: Size,
    #[serde(default)]
    more: Vec<Size>,
}

#[actix_web::test]
async fn a_variants_alias_is_its_name() {
    let sized = Bind::<Sized>::new();
    sized
        .takes(&[
            (r#"{"size":"tiny"}"#, "Sized { size: Small, more: [] }"),
            (r#"{"size":"large","more":["s","tiny"]}"#, "Sized { size: Large, more: [Small, Small] }"),
            (r#"{"size":{"made":{"w":"5"}}}"#, "Sized { size: Made { width: 5 }, more: [] }"),
        ])
        .await;
    sized.refuses(&[(r#"{"size":{"made":{"w":10}}}"#, &[("/size/made/width", "maximum", "must be at most 9")])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
enum Payment {
    #[serde(alias = "credit_card")]
    Card {
        #[serde(alias = "no")]
        #[schemars(length(max = 5))]
        number: Option<String>,
    },
    Cash,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
enum Delivery {
    #[serde(alias = "mail")]
    Post(Person),
    Courier,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Colour {
    #[serde(alias = "rouge")]
    Red,
    #[serde(other)]
    Another,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Order {
    payment: Option<Payment>,
    delivery: Option<Delivery>,
    colour: Option<Colour>,
}

#[actix_web::test]
async fn a_tags_alias_is_its_name() {
    let order = Bind::<Order>::new();
    order
        .takes(&[
            (
                r#"{"payment":{"by":"credit_card","number":"1"}}"#,
                r#"Order { payment: Some(Card { number: Some("1") }), delivery: None, colour: None }"#,
            ),
            (
                r#"{"delivery":{"kind":"mail","with":{}}}"#,
                "Order { payment: None, delivery: Some(Post(Person { name: None, age: None })), colour: None }",
            ),
            (r#"{"colour":{"is":"rouge"}}"#, "Order { payment: None, delivery: None, colour: Some(Red) }"),
            (r#"{"colour":{"is":"red"}}"#, "Order { payment: None, delivery: None, colour: Some(Red) }"),
            (r#"{"colour":{"is":"mauve"}}"#, "Order { payment: None, delivery: None, colour: Some(Another) }"),
        ])
        .await;
}

#[actix_web::test]
async fn what_the_schema_does_not_know_does_not_reach_the_type() {
    // serde keeps the members of a tagged variant before it looks at them, so their aliases cannot be told.
    let order = Bind::<Order>::new();
    let payload = r#"{"payment":{"by":"card","no":"far too long"}}"#;
    order.takes(&[(payload, "Order { payment: Some(Card { number: None }), delivery: None, colour: None }")]).await;
    let hidden = Bind::<Hidden>::new();
    hidden.takes(&[(r#"{"shown":1,"secret":2}"#, "Hidden { shown: 1, secret: None }")]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Hidden {
    shown: u8,
    #[schemars(skip)]
    secret: Option<u8>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Extra {
    #[serde(alias = "nm")]
    name: Option<String>,
    #[serde(flatten)]
    rest: Value,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "is")]
enum Bag {
    Open {
        size: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    },
    Closed {
        size: u8,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Loose {
    Short { a: u8 },
    Long { a: String, b: Option<String> },
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Held {
    bag: Option<Bag>,
    loose: Option<Loose>,
    any: Option<Value>,
    #[serde(flatten)]
    person: Option<Person>,
}

#[actix_web::test]
async fn members_of_any_name_are_kept_where_the_type_takes_them() {
    Bind::<Extra>::new()
        .takes(&[(
            r#"{"nm":"Ada","x":{"y":[1]}}"#,
            r#"Extra { name: Some("Ada"), rest: Object {"x": Object {"y": Array [Number(1)]}} }"#,
        )])
        .await;
    Bind::<BTreeMap<String, u8>>::new().takes(&[(r#"{"a":"1","b.c":2}"#, r#"{"a": 1, "b.c": 2}"#)]).await;
    Bind::<BTreeMap<String, Value>>::new().takes(&[(r#"{"a":{"b":1}}"#, r#"{"a": Object {"b": Number(1)}}"#)]).await;
    Bind::<Held>::new()
        .takes(&[
            (
                r#"{"bag":{"is":"Open","size":"1","x":"2"},"y":1}"#,
                r#"Held { bag: Some(Open { size: 1, rest: {"x": 2} }), loose: None, any: None, person: Some(Person { name: None, age: None }) }"#,
            ),
            (
                r#"{"bag":{"is":"Closed","size":1,"x":2},"loose":{"a":"x","b":"y","c":1},"any":{"z":{"q":1}},"name":"Ada"}"#,
                concat!(
                    r#"Held { bag: Some(Closed { size: 1 }), loose: Some(Long { a: "x", b: Some("y") }), "#,
                    r#"any: Some(Object {"z": Object {"q": Number(1)}}), person: Some(Person { name: Some("Ada"), age: None }) }"#,
                ),
            ),
            // The alias of a flattened struct cannot be told.
            (
                r#"{"nm":"far too long","x":1}"#,
                "Held { bag: None, loose: None, any: None, person: Some(Person { name: None, age: None }) }",
            ),
        ])
        .await;
}
