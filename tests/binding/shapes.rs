//! Payloads with parts: structs in structs, lists, maps, types that contain themselves.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::{Bind, One};

const WHOLE: &str = "must be a whole number";

#[derive(Debug, Deserialize, JsonSchema)]
struct Person {
    name: String,
    address: Address,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Address {
    door: u8,
    city: Option<String>,
}

#[actix_web::test]
async fn a_struct_in_a_struct_is_bound_and_checked_in_depth() {
    let people = Bind::<Person>::new();
    let payload = r#"{"name":"Ada","address":{"door":"7","city":""}}"#;
    people.takes(&[(payload, r#"Person { name: "Ada", address: Address { door: 7, city: None } }"#)]).await;
    // As a form names the members of an inner struct.
    let dotted = r#"{"name":"Ada","address.door":"7","address.city":"Rome"}"#;
    people.takes(&[(dotted, r#"Person { name: "Ada", address: Address { door: 7, city: Some("Rome") } }"#)]).await;
    people
        .refuses(&[
            (r#"{"name":"Ada","address.door":"x"}"#, &[("/address/door", "type", WHOLE)]),
            (r#"{"name":"Ada","address.street":"x"}"#, &[("/address", "required", "is required")]),
            (r#"{"name":"Ada"}"#, &[("/address", "required", "is required")]),
            (r#"{"name":"Ada","address":null}"#, &[("/address", "type", "must be an object")]),
            (r#"{"name":"Ada","address":[7]}"#, &[("/address", "type", "must be an object")]),
            (r#"{"name":"Ada","address":{}}"#, &[("/address/door", "required", "is required")]),
            (
                r#"{"address":{"door":"x","city":5}}"#,
                &[
                    ("/name", "required", "is required"),
                    ("/address/door", "type", WHOLE),
                    ("/address/city", "type", "must be text"),
                ],
            ),
        ])
        .await;
}

#[actix_web::test]
async fn a_list_is_checked_item_by_item() {
    let lists = Bind::<One<Vec<u8>>>::new();
    lists.takes_each(&[("[]", "[]"), (r#"[1,"2",3.0]"#, "[1, 2, 3]")]).await;
    let expected = [("/n/1", "type", WHOLE), ("/n/3", "maximum", "must be at most 255"), ("/n/4", "type", WHOLE)];
    lists.refuses(&[(r#"{"n":[1,"x",3,256,""]}"#, &expected)]).await;
    lists.refuses_each("type", "must be a list", &["5", r#""5""#, "null", r#"{"0":1}"#]).await;
    let structs = Bind::<One<Vec<One<u8>>>>::new();
    structs.takes_each(&[(r#"[{"n":"5"}]"#, "[One { n: 5 }]")]).await;
    let expected =
        [("/n/0/n", "required", "is required"), ("/n/1/n", "type", WHOLE), ("/n/2", "type", "must be an object")];
    structs.refuses(&[(r#"{"n":[{},{"n":"x"},5]}"#, &expected)]).await;
    let options = Bind::<One<Vec<Option<u8>>>>::new();
    options.takes_each(&[(r#"["", null, "5"]"#, "[None, None, Some(5)]")]).await;
    let pairs = Bind::<One<(u8, String)>>::new();
    pairs.takes_each(&[(r#"["5","5"]"#, r#"(5, "5")"#)]).await;
    pairs.refuses(&[(r#"{"n":["x","x"]}"#, &[("/n/0", "type", WHOLE)])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Chosen {
    #[schemars(length(min = 1, max = 2))]
    items: Vec<String>,
    #[serde(default)]
    set: BTreeSet<u8>,
}

#[actix_web::test]
async fn a_list_has_a_length_and_a_set_no_doubles() {
    let chosen = Bind::<Chosen>::new();
    chosen.takes(&[(r#"{"items":["a"],"set":["1",2]}"#, r#"Chosen { items: ["a"], set: {1, 2} }"#)]).await;
    chosen
        .refuses(&[
            (r#"{"items":[]}"#, &[("/items", "min_items", "must have at least 1 item")]),
            (r#"{"items":["a","b","c"]}"#, &[("/items", "max_items", "must have at most 2 items")]),
            (r#"{"items":["a"],"set":[1,"1"]}"#, &[("/set", "unique_items", "must not have the same item twice")]),
        ])
        .await;
}

#[actix_web::test]
async fn a_map_keeps_every_key_and_checks_every_value() {
    let maps = Bind::<One<BTreeMap<String, u8>>>::new();
    maps.takes_each(&[("{}", "{}"), (r#"{"a":"1","b":2.0}"#, r#"{"a": 1, "b": 2}"#)]).await;
    // Keys that mean something elsewhere mean nothing here.
    let hostile = r#"{"__proto__":1,"constructor":2,"":3,"a/b":4,"~":5,"日":6}"#;
    let bound = r#"{"": 3, "__proto__": 1, "a/b": 4, "constructor": 2, "~": 5, "日": 6}"#;
    maps.takes_each(&[(hostile, bound)]).await;
    let wrong = r#"{"n":{"__proto__":"x","":"x","a/b":"x","~":"x","日":"x","~1":""}}"#;
    let pointers = ["/n/__proto__", "/n/", "/n/a~1b", "/n/~0", "/n/日", "/n/~01"];
    maps.refuses(&[(wrong, &pointers.map(|pointer| (pointer, "type", WHOLE)))]).await;
    let options = Bind::<One<BTreeMap<String, Option<u8>>>>::new();
    options.takes_each(&[(r#"{"a":"","b":null,"c":"1"}"#, r#"{"a": None, "b": None, "c": Some(1)}"#)]).await;
    let nested = Bind::<BTreeMap<String, BTreeMap<String, bool>>>::new();
    nested.takes(&[(r#"{"x":{"y":"on"}}"#, r#"{"x": {"y": true}}"#)]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Tree {
    value: u8,
    #[serde(default)]
    children: Vec<Tree>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Chapter {
    title: String,
    page: Option<Box<Page>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Page {
    number: u16,
    next: Option<Chapter>,
}

#[actix_web::test]
async fn a_type_that_contains_itself_is_coerced_and_checked_to_the_bottom() {
    let trees = Bind::<Tree>::new();
    let payload = r#"{"value":"1","children":[{"value":2,"children":[{"value":"3.0"}]}]}"#;
    let bound = "Tree { value: 1, children: [Tree { value: 2, children: [Tree { value: 3, children: [] }] }] }";
    trees.takes(&[(payload, bound)]).await;
    let wrong = r#"{"value":1,"children":[{"value":1},{"value":1,"children":[{},{"value":"x"}]}]}"#;
    let expected =
        [("/children/1/children/0/value", "required", "is required"), ("/children/1/children/1/value", "type", WHOLE)];
    trees.refuses(&[(wrong, &expected)]).await;
    // As deep as a body may be: the envelope is 1, each tree 2.
    let deep =
        (0..31).fold(r#"{"value":"7"}"#.to_owned(), |inner, _| format!(r#"{{"value":"7","children":[{inner}]}}"#));
    let answer = trees.post(&deep).await;
    assert_eq!(answer.turn().unwrap().content.matches("value: 7").count(), 32);

    let chapters = Bind::<Chapter>::new();
    let payload = r#"{"title":"I","page":{"number":"1","next":{"title":"II","page":{"number":"x"}}}}"#;
    chapters.refuses(&[(payload, &[("/page/next/page/number", "type", WHOLE)])]).await;
    let payload = r#"{"title":"I","page":{"number":"1","next":{"title":"II","page":""}}}"#;
    let bound =
        r#"Chapter { title: "I", page: Some(Page { number: 1, next: Some(Chapter { title: "II", page: None }) }) }"#;
    chapters.takes(&[(payload, bound)]).await;
}

#[actix_web::test]
async fn any_value_at_all_can_be_asked_for() {
    let any = Bind::<One<serde_json::Value>>::new();
    any.takes_each(&[(r#""5""#, r#"String("5")"#), ("5", "Number(5)"), (r#""""#, r#"String("")"#), ("null", "Null")])
        .await;
}
