//! What keywords of a schema that no derive writes say of texts: in schemas that an app writes by hand, or takes from elsewhere.

use serde_json::{Value, json};

use crate::given::Member;

/// Each value of a member with this schema is bound to another value, or refused.
fn bound(schema: &Value, rows: &[(&str, Option<Value>)]) {
    let member = Member::of(schema).unwrap();
    for (value, expected) in rows {
        assert_eq!(member.bind(value), *expected, "{value} by {schema}");
    }
}

#[test]
fn a_text_becomes_what_all_schemas_of_a_value_want_together() {
    let with_limit = json!({"allOf": [{"type": "integer"}, {"maximum": 5}]});
    bound(&with_limit, &[(r#""5""#, Some(json!(5))), (r#""6""#, None), (r#""x""#, None), (r#""""#, None)]);
    let narrowed = json!({"type": ["integer", "string"], "allOf": [{"type": ["number", "null"]}]});
    bound(&narrowed, &[(r#""5""#, Some(json!(5))), (r#""5.0""#, Some(json!(5))), ("null", None)]);
    let text_or_number = json!({"allOf": [{"type": ["integer", "string"]}, {"maximum": 5}]});
    bound(&text_or_number, &[(r#""5""#, Some(json!("5"))), ("6", None)]);
    let one_of_two = json!({"allOf": [{"maximum": 5}], "anyOf": [{"type": "integer"}, {"type": "boolean"}]});
    bound(&one_of_two, &[(r#""5""#, Some(json!(5))), (r#""true""#, Some(json!(true)))]);
}

#[test]
fn a_text_becomes_a_number_where_only_certain_numbers_match() {
    let sizes = json!({"enum": [1, 2.5, true, null]});
    bound(&sizes, &[(r#""1""#, Some(json!(1))), (r#""2.5""#, Some(json!(2.5))), (r#""true""#, Some(json!(true)))]);
    bound(&sizes, &[(r#""3""#, None), (r#""x""#, None)]);
    bound(&json!({"enum": [1, "1"]}), &[(r#""1""#, Some(json!("1"))), ("1", Some(json!(1)))]);
}

#[test]
fn a_schema_is_found_by_its_name_and_by_its_anchor() {
    let person = json!({"properties": {"name": {}}, "$ref": "#aged", "$defs": {
        "a": {"$anchor": "aged", "properties": {"age": {"type": "integer"}}},
    }});
    let named = json!({"$id": "https://app.example/person", "properties": {"name": {}}, "$ref": "aged#/$defs/age", "$defs": {
        "a": {"$id": "aged", "$defs": {"age": {"properties": {"age": {"$ref": "#/$defs/years"}}}, "years": {"type": "integer"}}},
        "years": {"type": "string"},
    }});
    for schema in [person, named] {
        bound(&schema, &[(r#"{"name":"Ada","age":"36"}"#, Some(json!({"name": "Ada", "age": 36})))]);
        bound(&schema, &[(r#"{"name":"Ada","age":"x"}"#, None)]);
    }
}

#[test]
fn nothing_is_left_out_that_a_schema_may_describe_which_only_the_validator_knows() {
    let schema = json!({"properties": {"name": {}}, "$ref": "https://json-schema.org/draft/2020-12/schema"});
    bound(
        &schema,
        &[(r#"{"name":"a","title":"b"}"#, Some(json!({"name": "a", "title": "b"}))), (r#"{"title":1}"#, None)],
    );
}

#[test]
fn what_follows_from_a_condition_is_coerced() {
    let schema = json!({"type": "object", "properties": {"kind": {"type": "integer"}},
        "if": {"properties": {"kind": {"$ref": "#/$defs/one"}}}, "$defs": {"one": {"const": 1}},
        "then": {"properties": {"size": {"type": "integer"}}},
        "else": {"properties": {"size": {"type": "boolean"}}},
    });
    bound(&schema, &[(r#"{"kind":"1","size":"5"}"#, Some(json!({"kind": 1, "size": 5})))]);
    bound(&schema, &[(r#"{"kind":"2","size":"true"}"#, Some(json!({"kind": 2, "size": true})))]);
    bound(&schema, &[(r#"{"kind":"2","size":"5"}"#, None)]);
}

#[test]
fn every_branch_that_matches_has_a_word_for_its_members() {
    let branch = |name: &str| json!({"properties": {name: {"const": name}}, "required": [name]});
    let schema = json!({"properties": {"n": {}}, "anyOf": [branch("a"), branch("b"), branch("c")]});
    bound(&schema, &[(r#"{"n":1,"a":"a","b":"b"}"#, Some(json!({"n": 1, "a": "a", "b": "b"})))]);
}

#[test]
fn white_space_is_kept_where_it_means_something() {
    bound(&json!({"format": "json-pointer"}), &[(r#""/a ""#, Some(json!("/a ")))]);
    bound(&json!({"format": "regex"}), &[(r#"" a""#, Some(json!(" a")))]);
    bound(&json!({"format": "relative-json-pointer"}), &[(r#""0/a ""#, Some(json!("0/a "))), (r#""0 ""#, None)]);
    bound(
        &json!({"format": "uuid"}),
        &[(r#"" 123e4567-e89b-42d3-a456-426614174000""#, Some(json!("123e4567-e89b-42d3-a456-426614174000")))],
    );
}

#[test]
fn a_whole_number_beyond_every_type_of_integers_stays_what_it_is() {
    let integer = json!({"type": "integer"});
    bound(&integer, &[("-1.5e52", Some(json!(-1.5e52))), ("1.5e52", Some(json!(1.5e52))), ("-5.0", Some(json!(-5)))]);
}
