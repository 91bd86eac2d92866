//! What a browser's form sends without a script: nothing for what is not ticked, and a text for all else.

use std::fmt::Debug;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::bind::{Bind, Fault, One};

type Fields<'a> = &'a [(&'a str, &'a str)];

async fn takes<T: Debug + DeserializeOwned + JsonSchema + 'static>(rows: &[(Fields<'_>, &str)]) {
    let bind = Bind::<T>::new();
    for (fields, bound) in rows {
        match bind.post_fields(fields).await.turn() {
            Ok(turn) => assert_eq!(turn.content, *bound, "{fields:?}"),
            Err(refused) => panic!("{fields:?} is refused: {refused}"),
        }
    }
}

async fn takes_each<T: Debug + DeserializeOwned + JsonSchema + 'static>(rows: &[(&[&str], &str)]) {
    for (values, bound) in rows {
        let fields: Vec<_> = values.iter().map(|value| ("n", *value)).collect();
        takes::<One<T>>(&[(&fields, &format!("One {{ n: {bound} }}"))]).await;
    }
}

async fn refuses<T: Debug + DeserializeOwned + JsonSchema + 'static>(fields: Fields<'_>, expected: &[Fault<'_>]) {
    let refused = Bind::<T>::new().post_fields(fields).await.turn().unwrap_err();
    let errors: Vec<Fault<'_>> =
        refused.errors.iter().map(|error| (&*error.pointer, &*error.code, &*error.message)).collect();
    assert_eq!(errors, expected, "{fields:?}");
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

fn yes() -> bool {
    true
}

fn both() -> Vec<Size> {
    vec![Size::Small, Size::Large]
}

fn some_yes() -> Option<bool> {
    Some(true)
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Defaults {
    #[serde(default = "yes")]
    flag: bool,
    #[serde(default = "some_yes")]
    option: Option<bool>,
    #[serde(default = "both")]
    sizes: Vec<Size>,
}

#[actix_web::test]
async fn a_box_that_is_not_there_is_false() {
    takes_each::<bool>(&[
        (&[], "false"),
        (&[""], "false"),
        (&["on"], "true"),
        (&["true"], "true"),
        (&["false", "on"], "true"),
        (&["", "true"], "true"),
        (&["on", "false"], "false"),
        (&["on", ""], "false"),
    ])
    .await;
    refuses::<One<bool>>(&[("n", "yes")], &[("/n", "type", "must be true or false")]).await;
    takes_each::<Option<bool>>(&[
        (&[], "None"),
        (&[""], "None"),
        (&["true"], "Some(true)"),
        (&["", "on"], "Some(true)"),
    ])
    .await;
}

#[actix_web::test]
async fn one_value_for_a_list_is_a_list_of_one_and_none_an_empty_one() {
    takes_each::<Vec<Size>>(&[
        (&[], "[]"),
        (&[""], "[]"),
        (&["small"], "[Small]"),
        (&["", "small"], "[Small]"),
        (&["large", "small"], "[Large, Small]"),
    ])
    .await;
    takes_each::<Vec<u8>>(&[(&["7"], "[7]"), (&["7", "", "8"], "[7, 8]")]).await;
    takes_each::<Vec<bool>>(&[(&["on"], "[true]"), (&["false", "true"], "[false, true]")]).await;
    // Here the empty text can be meant.
    takes_each::<Vec<String>>(&[(&[], "[]"), (&[""], r#"[""]"#), (&["", "a"], r#"["", "a"]"#)]).await;
    takes_each::<Option<Vec<Size>>>(&[(&[], "None"), (&[""], "None"), (&["small"], "Some([Small])")]).await;
    refuses::<One<Vec<Size>>>(&[("n", "x")], &[("/n/0", "enum", "must be one of small, large")]).await;
}

#[actix_web::test]
async fn what_is_no_list_is_there_once() {
    refuses::<One<u8>>(&[("n", "1"), ("n", "2")], &[("/n", "type", "must be a whole number")]).await;
    refuses::<One<String>>(&[("n", "a"), ("n", "b")], &[("/n", "type", "must be text")]).await;
    refuses::<One<String>>(&[], &[("/n", "required", "is required")]).await;
}

#[actix_web::test]
async fn a_default_is_for_what_a_form_cannot_say() {
    takes::<Defaults>(&[
        (&[], "Defaults { flag: false, option: Some(true), sizes: [Small, Large] }"),
        (&[("flag", "on"), ("option", ""), ("sizes", "")], "Defaults { flag: true, option: None, sizes: [] }"),
        (&[("option", "false"), ("sizes", "small")], "Defaults { flag: false, option: Some(false), sizes: [Small] }"),
    ])
    .await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Trip {
    name: String,
    extras: Extras,
    room: Option<Room>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Extras {
    sauna: bool,
    deeper: Deeper,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Deeper {
    late: bool,
    sizes: Vec<Size>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Room {
    number: u8,
    quiet: bool,
}

#[actix_web::test]
async fn the_boxes_of_inner_structs_are_boxes_too() {
    let none = "Extras { sauna: false, deeper: Deeper { late: false, sizes: [] } }";
    let some = "Extras { sauna: false, deeper: Deeper { late: true, sizes: [Small] } }";
    takes::<Trip>(&[
        (&[("name", "Ada")], &format!(r#"Trip {{ name: "Ada", extras: {none}, room: None }}"#)),
        (
            &[("name", ""), ("extras.deeper.late", "on"), ("extras.deeper.sizes", "small")],
            &format!(r#"Trip {{ name: "", extras: {some}, room: None }}"#),
        ),
        (
            &[("name", ""), ("room.number", "7")],
            &format!(r#"Trip {{ name: "", extras: {none}, room: Some(Room {{ number: 7, quiet: false }}) }}"#),
        ),
    ])
    .await;
    let errors = [("/room/number", "type", "must be a whole number")];
    refuses::<Trip>(&[("name", ""), ("room.number", "x"), ("room.quiet", "on")], &errors).await;
}

#[actix_web::test]
async fn json_is_never_read_so_leniently() {
    let required = ("/n", "required", "is required");
    Bind::<One<bool>>::new().refuses(&[("{}", &[required]), (r#"{"n":""}"#, &[required])]).await;
    Bind::<One<bool>>::new().refuses_each("type", "must be true or false", &[r#"["on"]"#]).await;
    Bind::<One<Vec<Size>>>::new().refuses(&[("{}", &[required]), (r#"{"n":""}"#, &[required])]).await;
    Bind::<One<Vec<Size>>>::new().refuses_each("type", "must be a list", &[r#""small""#]).await;
    Bind::<Defaults>::new()
        .takes(&[("{}", "Defaults { flag: true, option: Some(true), sizes: [Small, Large] }")])
        .await;
}
