use serde_json::{Value, json};

use super::{accepts, problem, refuses, violation};
use crate::{SCHEMES, Violation};

#[test]
fn an_email_address_is_what_browsers_take() {
    for format in ["email", "idn-email"] {
        let email = json!({ "format": format });
        accepts(
            &email,
            &["ada@example.com", "a@b", "a.b+c@example.co.uk", ".a..b.@example.com", "!#$%&'*+/=?^_`{|}~-@a"],
        );
        accepts(&email, &["a@bücher.example", "a@xn--bcher-kva.example", "a@例え。テスト", "a@127.0.0.1"]);
        accepts(&email, &[&format!("a@{}", "b".repeat(63))]);
        refuses(
            &email,
            &["", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com", "a@b c", "ada@-a.example", "ada@a-"],
        );
        refuses(
            &email,
            &["ada@example.", "ada@.example", "ada@a..b", "\"ada\"@example.com", "a@[127.0.0.1]", "a,b@c", "a@b_c"],
        );
        refuses(
            &email,
            &[" ada@example.com", "ada@example.com\n", "Ada <ada@example.com>", "adä@example.com", "a@b\u{a0}c"],
        );
        refuses(&email, &[&format!("a@{}", "b".repeat(64)), &format!("a@{}", "ü".repeat(63)), "a@ü＠b", "a@\u{ad}"]);
    }
}

#[test]
fn a_url_is_one_of_the_web() {
    for format in ["uri", "iri"] {
        let url = json!({ "format": format });
        accepts(
            &url,
            &["https://example.com/", "http://example.com", "HTTPS://EXAMPLE.com/a?b#c", "https://a:8080/b c"],
        );
        accepts(&url, &["https://bücher.example/ä", "http://127.0.0.1/", "http://[::1]/", "https://ada@example.com/"]);
        refuses(
            &url,
            &[
                "javascript:alert(1)",
                "JavaScript://example.com/%0aalert(1)",
                "java\nscript:alert(1)",
                "data:text/html,a",
            ],
        );
        refuses(
            &url,
            &[
                "mailto:ada@example.com",
                "ftp://example.com/",
                "file:///etc",
                "vbscript:a",
                "blob:https://example.com/a",
            ],
        );
        refuses(
            &url,
            &["", "example.com", "/help", "//example.com/", "https://", "https:///", "https://a:99999/", "http://a b/"],
        );
        refuses(
            &url,
            &[
                " https://example.com/",
                "https://example.com/ ",
                "https://exam\nple.com/",
                "\u{1}https://a/",
                "https://a/\t",
            ],
        );
        refuses(
            &url,
            &["\u{a0}https://example.com/", "https://example.com/\u{a0}", "https://exa%mple.com/", "http://1.2.3.256/"],
        );
    }
}

fn of_schemes(schemes: &Value) -> Value {
    json!({"format": "uri", SCHEMES: schemes})
}

#[test]
fn a_schema_lists_the_only_schemes() {
    let listed = of_schemes(&json!(["ftp", "MailTo"]));
    accepts(&listed, &["ftp://example.com/a", "FTP://example.com", "mailto:ada@example.com", "MAILTO:ada@example.com"]);
    refuses(
        &listed,
        &["https://example.com/", "javascript:alert(1)", "ftp:", "ftp://", "mailto", "", " mailto:a@b", "mailto:a@b\n"],
    );
    accepts(&json!({"format": "iri", SCHEMES: ["https"]}), &["https://example.com/"]);
    refuses(&json!({"format": "iri", SCHEMES: ["https"]}), &["http://example.com/", "https://"]);
    accepts(&of_schemes(&json!(["tel"])), &["tel:+49-30-1234"]);
}

#[test]
fn a_url_of_another_scheme_is_one_violation() {
    let listed = of_schemes(&json!(["ftp", "mailto"]));
    let found = violation(&listed, &json!("https://example.com/"));
    assert_eq!(found, Violation::Schemes(vec!["ftp".into(), "mailto".into()]));
    assert_eq!(found.code(), "format");
    assert_eq!(found.english(), "must be a URL that begins with ftp: or mailto:");
    let short = json!({"format": "uri", SCHEMES: ["ftp"], "minLength": 9});
    assert_eq!(violation(&short, &json!("a")), Violation::Schemes(vec!["ftp".into()]));
}

#[test]
fn schemes_are_a_list_of_names() {
    for listed in [
        json!("ftp"),
        json!([]),
        json!([7]),
        json!(["ftp", null]),
        json!([""]),
        json!(["mailto:"]),
        json!(["https://"]),
        json!(["7up"]),
        json!(["f tp"]),
        json!(["fŧp"]),
        json!({}),
        json!(null),
    ] {
        let text = format!("`x-schemes` must be a list of schemes such as [\"https\", \"mailto\"], but is {listed}");
        assert_eq!(problem(&of_schemes(&listed)), text);
    }
}

#[test]
fn schemes_stand_beside_the_format_of_a_url() {
    let text = "`x-schemes` [\"ftp\"] must stand beside the format \"uri\" or \"iri\"";
    assert_eq!(problem(&json!({SCHEMES: ["ftp"]})), text);
    for format in ["uri-reference", "email", "x-url"] {
        assert_eq!(problem(&json!({"format": format, SCHEMES: ["ftp"]})), text);
    }
}

#[test]
fn references_are_as_they_were() {
    accepts(
        &json!({"format": "uri-reference"}),
        &["", "/help", "#a", "mailto:ada@example.com", "https://example.com/"],
    );
    refuses(&json!({"format": "uri-reference"}), &["/hülfe", "a b"]);
    accepts(&json!({"format": "iri-reference"}), &["", "/hülfe"]);
}
