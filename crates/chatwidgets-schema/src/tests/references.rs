use serde_json::{Value, json};

use crate::References;

/// Each reference at a pointer leads to a pointer, or nowhere in this schema.
fn lead(schema: &Value, rows: &[(&str, &str, Option<&str>)]) {
    let references = References::of(schema);
    for (at, reference, expected) in rows {
        let (name, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        assert_eq!(references.target(at, name, fragment).as_deref(), *expected, "{reference} at {at:?}");
    }
}

#[test]
fn without_names_a_reference_is_a_pointer() {
    let rows =
        [("", "#", Some("")), ("/$defs/a", "#/$defs/a", Some("/$defs/a")), ("", "#a", None), ("", "other", None)];
    lead(&json!({"$defs": {"a": {}}}), &rows);
}

#[test]
fn a_name_and_an_anchor_lead_to_where_they_stand() {
    let schema = json!({"$id": "https://app.example/a/b", "$defs": {
        "c": {"$id": "c", "items": [{"$anchor": "item"}], "$defs": {"d": {}}},
        "e": {"$dynamicAnchor": "item"},
    }});
    lead(
        &schema,
        &[
            ("", "#", Some("")),
            ("", "#item", Some("/$defs/e")),
            ("", "c#item", Some("/$defs/c/items/0")),
            ("/$defs/c", "#item", Some("/$defs/c/items/0")),
            ("/$defs/c/items/0", "#/$defs/d", Some("/$defs/c/$defs/d")),
            ("/$defs/cc", "#/$defs/d", Some("/$defs/d")),
            ("", "https://app.example/a/c", Some("/$defs/c")),
            ("/$defs/c", "/a/b", Some("")),
            ("", "d", None),
            ("", "#d", None),
        ],
    );
}

#[test]
fn members_may_be_called_as_keywords_are_and_data_has_no_names() {
    let schema = json!({"properties": {"const": {"$anchor": "a"}, "$id": {"$anchor": "b"}}, "const": {"$anchor": "c"}});
    lead(
        &schema,
        &[
            ("", "#a", Some("/properties/const")),
            ("", "#b", Some("/properties/$id")),
            ("", "#c", None),
            ("", "#/properties", Some("/properties")),
        ],
    );
}
