//! Forms of every size, and in every script.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{bound, fields};

#[tokio::test]
async fn a_form_of_one_field() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct One {
        only: String,
    }
    assert_eq!(fields::<One>().len(), 1);
}

/// A struct of 200 members, as a derive would make it.
#[derive(Serialize, Deserialize)]
struct TwoHundred(Map<String, Value>);

impl JsonSchema for TwoHundred {
    fn schema_name() -> Cow<'static, str> {
        "TwoHundred".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = (0..200).map(|n| format!("member_{n}")).collect();
        let range = json!({"type": "integer", "minimum": 0, "maximum": 9});
        let properties: Map<String, Value> = names.iter().map(|name| (name.clone(), range.clone())).collect();
        Schema::try_from(json!({"type": "object", "properties": properties, "required": names})).expect("a schema")
    }
}

#[tokio::test]
async fn a_form_of_200_fields() {
    let fields = fields::<TwoHundred>();
    assert_eq!(fields.len(), 200);
    assert_eq!((&fields[0]["label"], &fields[199]["name"]), (&json!("Member 0"), &json!("member_199")));
    let sent: Map<String, Value> =
        fields.iter().map(|field| (field["name"].as_str().unwrap().into(), json!("7"))).collect();
    let got = bound::<TwoHundred>(&json!(sent)).await.unwrap();
    assert!(got.as_object().unwrap().values().all(|value| *value == 7));
    let errors = bound::<TwoHundred>(&json!({})).await.unwrap_err();
    assert_eq!(errors.len(), 100, "of very many errors 100 are told");
}

/// An enum of 500 variants, as a derive would make it.
#[derive(Serialize, Deserialize)]
struct FiveHundred(String);

impl JsonSchema for FiveHundred {
    fn schema_name() -> Cow<'static, str> {
        "FiveHundred".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let variants: Vec<_> = (0..500).map(|n| format!("v{n}")).collect();
        Schema::try_from(json!({"type": "string", "enum": variants})).expect("a schema")
    }
}

#[tokio::test]
async fn an_enum_of_500_variants() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Choice {
        one: FiveHundred,
    }
    let options = fields::<Choice>()[0]["options"].as_array().unwrap().clone();
    assert_eq!((options.len(), &options[0], &options[499]), (500, &json!("v0"), &json!("v499")));
    assert!(bound::<Choice>(&json!({"one": "v499"})).await.is_ok());
    let errors = bound::<Choice>(&json!({"one": "v500"})).await.unwrap_err();
    assert_eq!(errors[0].1, "enum");
    assert!(errors[0].2.ends_with(" or 488 others"), "{}", errors[0].2);
}

#[tokio::test]
async fn labels_in_any_script() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Scripts {
        /// お名前
        ///
        /// 全角で入力してください。
        #[schemars(length(max = 3))]
        namae: String,
        /// الاسم الكامل
        name: String,
        größe: Größe,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    enum Größe {
        /// 小
        Klein,
        Groß,
    }
    let fields = fields::<Scripts>();
    assert_eq!(fields[0]["label"], "お名前");
    assert_eq!(fields[0]["validationHint"], "全角で入力してください。");
    assert_eq!(fields[1]["label"], "الاسم الكامل");
    assert_eq!((&fields[2]["label"], &fields[2]["labels"]), (&json!("Größe"), &json!(["小", "Groß"])));
    let sent = json!({"namae": "山田一", "name": "ليلى", "größe": "Groß"});
    assert_eq!(bound::<Scripts>(&sent).await, Ok(sent));
    let errors = bound::<Scripts>(&json!({"namae": "山田一郎", "name": "", "größe": "Klein"})).await.unwrap_err();
    assert_eq!(errors.len(), 1, "lengths are counted in characters: {errors:?}");
}
