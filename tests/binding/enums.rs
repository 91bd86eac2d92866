//! Enums in all the ways that serde tags them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bind::{Bind, One};

const WHOLE: &str = "must be a whole number";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Size {
    Small,
    /// Most people take this one.
    Medium,
    ExtraLarge,
}

#[actix_web::test]
async fn an_enum_of_names_lists_them_when_it_is_given_another() {
    let sizes = Bind::<One<Size>>::new();
    sizes.takes_each(&[(r#""small""#, "Small"), (r#""medium""#, "Medium"), (r#""extra-large""#, "ExtraLarge")]).await;
    let options = Bind::<One<Option<Size>>>::new();
    options.takes_each(&[(r#""medium""#, "Some(Medium)"), ("null", "None"), (r#""""#, "None")]).await;
    let wrong = [r#""huge""#, r#""Small""#, r#"" small""#, "5", r#"["small"]"#];
    for value in wrong {
        for errors in
            [sizes.errors(&format!(r#"{{"n":{value}}}"#)).await, options.errors(&format!(r#"{{"n":{value}}}"#)).await]
        {
            assert_eq!(errors.len(), 1, "{value}: {errors:?}");
            assert_eq!((errors[0].pointer.as_str(), errors[0].code.as_str()), ("/n", "enum"), "{value}");
            let message = &errors[0].message;
            assert!(["small", "medium", "extra-large"].iter().all(|name| message.contains(name)), "{message}");
            assert!(!message.contains("null"), "{message}");
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Internal {
    Circle { radius: u8 },
    Rect { width: u8, height: Option<u8> },
    Point,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
enum Adjacent {
    Circle { radius: u8 },
    Number(u8),
    Point,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum External {
    Circle { radius: u8 },
    Number(u8),
    Point,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Circle { radius: u8 },
    Rect { width: u8, height: Option<u8> },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Amount {
    Number(u8),
    Text(String),
}

#[actix_web::test]
async fn an_internally_tagged_enum_is_bound_by_its_tag() {
    let fields = Bind::<One<Internal>>::new();
    fields
        .takes_each(&[
            (r#"{"type":"circle","radius":"5"}"#, "Circle { radius: 5 }"),
            (r#"{"type":"rect","width":5.0,"height":""}"#, "Rect { width: 5, height: None }"),
            (r#"{"type":"point"}"#, "Point"),
        ])
        .await;
    fields
        .refuses(&[
            (r#"{"n":{"type":"circle","radius":"x"}}"#, &[("/n/radius", "type", WHOLE)]),
            (r#"{"n":{"type":"circle"}}"#, &[("/n/radius", "required", "is required")]),
            (
                r#"{"n":{"type":"rect","width":300,"height":"x"}}"#,
                &[("/n/width", "maximum", "must be at most 255"), ("/n/height", "type", WHOLE)],
            ),
            (r#"{"n":{"type":"blob"}}"#, &[("/n/type", "enum", "must be one of circle, rect, point")]),
            (r#"{"n":{"type":5}}"#, &[("/n/type", "enum", "must be one of circle, rect, point")]),
            (r#"{"n":{"radius":5}}"#, &[("/n/type", "required", "is required")]),
            (r#"{"n":{}}"#, &[("/n/type", "required", "is required")]),
            (r#"{"n":"circle"}"#, &[("/n", "type", "must be an object")]),
            ("{}", &[("/n", "required", "is required")]),
        ])
        .await;
    // And as the payload itself.
    let whole = Bind::<Internal>::new();
    whole.takes(&[(r#"{"type":"circle","radius":"5"}"#, "Circle { radius: 5 }")]).await;
    whole
        .refuses(&[
            (r#"{"type":"circle","radius":"x"}"#, &[("/radius", "type", WHOLE)]),
            (r#"{"type":"blob"}"#, &[("/type", "enum", "must be one of circle, rect, point")]),
        ])
        .await;
    let options = Bind::<One<Option<Internal>>>::new();
    options.takes_each(&[(r#"{"type":"circle","radius":"5"}"#, "Some(Circle { radius: 5 })"), (r#""""#, "None")]).await;
    options
        .refuses(&[
            (r#"{"n":{"type":"circle","radius":"x"}}"#, &[("/n/radius", "type", WHOLE)]),
            (r#"{"n":{"type":"blob"}}"#, &[("/n/type", "enum", "must be one of circle, rect, point")]),
        ])
        .await;
}

#[actix_web::test]
async fn an_adjacently_tagged_enum_is_bound_by_its_tag() {
    let fields = Bind::<One<Adjacent>>::new();
    fields
        .takes_each(&[
            (r#"{"t":"circle","c":{"radius":"5"}}"#, "Circle { radius: 5 }"),
            (r#"{"t":"number","c":"5"}"#, "Number(5)"),
            (r#"{"t":"point"}"#, "Point"),
        ])
        .await;
    fields
        .refuses(&[
            (r#"{"n":{"t":"circle","c":{"radius":"x"}}}"#, &[("/n/c/radius", "type", WHOLE)]),
            (r#"{"n":{"t":"circle","c":{}}}"#, &[("/n/c/radius", "required", "is required")]),
            (r#"{"n":{"t":"circle"}}"#, &[("/n/c", "required", "is required")]),
            (r#"{"n":{"t":"number","c":256}}"#, &[("/n/c", "maximum", "must be at most 255")]),
            (r#"{"n":{"t":"blob","c":5}}"#, &[("/n/t", "enum", "must be one of circle, number, point")]),
            (r#"{"n":{"c":5}}"#, &[("/n/t", "required", "is required")]),
        ])
        .await;
}

#[actix_web::test]
async fn an_externally_tagged_enum_is_bound_by_its_only_member() {
    let fields = Bind::<One<External>>::new();
    fields
        .takes_each(&[
            (r#"{"circle":{"radius":"5"}}"#, "Circle { radius: 5 }"),
            (r#"{"number":"5"}"#, "Number(5)"),
            (r#""point""#, "Point"),
        ])
        .await;
    fields
        .refuses(&[
            (r#"{"n":{"circle":{"radius":"x"}}}"#, &[("/n/circle/radius", "type", WHOLE)]),
            (r#"{"n":{"circle":{}}}"#, &[("/n/circle/radius", "required", "is required")]),
            (r#"{"n":{"number":"256"}}"#, &[("/n/number", "maximum", "must be at most 255")]),
        ])
        .await;
    for wrong in
        [r#"{"n":{"blob":{}}}"#, r#"{"n":{}}"#, r#"{"n":"blob"}"#, r#"{"n":{"circle":{"radius":5},"number":5}}"#]
    {
        let errors = fields.errors(wrong).await;
        assert_eq!(
            (errors.len(), errors[0].pointer.as_str(), errors[0].code.as_str()),
            (1, "/n", "enum"),
            "{errors:?}"
        );
    }
    let unknown = &fields.errors(r#"{"n":{"blob":{}}}"#).await[0];
    assert_eq!(unknown.message, "must be one of point, circle, number");
}

#[actix_web::test]
async fn an_untagged_enum_is_bound_by_what_is_there() {
    let fields = Bind::<One<Untagged>>::new();
    fields
        .takes_each(&[
            (r#"{"radius":"5"}"#, "Circle { radius: 5 }"),
            (r#"{"width":"5","height":"6"}"#, "Rect { width: 5, height: Some(6) }"),
        ])
        .await;
    fields
        .refuses(&[
            (r#"{"n":{"radius":"x"}}"#, &[("/n/radius", "type", WHOLE)]),
            (
                r#"{"n":{"width":256,"height":"x"}}"#,
                &[("/n/width", "maximum", "must be at most 255"), ("/n/height", "type", WHOLE)],
            ),
            (r#"{"n":{"other":5}}"#, &[("/n", "enum", "does not have the expected format")]),
        ])
        .await;
    // A text where a text is one of the choices is that text: nothing is guessed.
    let amounts = Bind::<One<Amount>>::new();
    amounts
        .takes_each(&[("5", "Number(5)"), (r#""5""#, r#"Text("5")"#), ("5.0", "Number(5)"), (r#""""#, r#"Text("")"#)])
        .await;
    amounts.refuses(&[(r#"{"n":true}"#, &[("/n", "type", "must be a whole number or text")])]).await;
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Letter {
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
    J,
    K,
    L,
    M,
    N,
}

#[actix_web::test]
async fn a_long_list_of_choices_is_cut_short() {
    let message = "must be one of a, b, c, d, e, f, g, h, i, j, k, l or 2 others";
    Bind::<One<Letter>>::new().refuses_each("enum", message, &[r#""z""#]).await;
}
