//! What a browser posts without a script, read as the JSON that it stands for.

use std::collections::HashSet;

use bytes::Bytes;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::server::problem::Problem;

/// What the names of an envelope's members begin with, and no name of a field may.
const MARK: char = '~';

/// The most fields of one form.
const MOST_FIELDS: usize = 1_000;

/// The body of `POST action` as JSON.
pub(super) fn action(body: &[u8]) -> Result<Bytes, Problem> {
    let Form { mut envelope, fields } = Form::read(body, &["action", "threadId", "widgetId", "requestId"])?;
    if !envelope.contains_key("action") {
        return Err(Problem::malformed("the field `~action` is missing"));
    }
    envelope.insert("payload".to_owned(), Value::Object(fields));
    Ok(Value::Object(envelope).to_string().into())
}

/// The body of `POST message` as JSON.
pub(super) fn message(body: &[u8]) -> Result<Bytes, Problem> {
    let Form { mut envelope, mut fields } = Form::read(body, &["threadId", "requestId"])?;
    match fields.remove("message") {
        Some(message @ Value::String(_)) => envelope.insert("message".to_owned(), message),
        Some(_) => return Err(Problem::malformed("the field `message` is there twice")),
        None => return Err(Problem::malformed("the field `message` is missing")),
    };
    Ok(Value::Object(envelope).to_string().into())
}

struct Form {
    /// The members of the envelope that have a value.
    envelope: Map<String, Value>,
    /// All others: a text each, or a list of texts where the name is there more than once.
    fields: Map<String, Value>,
}

impl Form {
    fn read(body: &[u8], members: &[&'static str]) -> Result<Self, Problem> {
        // The parser would replace what is not UTF-8. The separators are ASCII, so the whole can be checked for its parts.
        if percent_decode(body).decode_utf8().is_err() {
            return Err(Problem::malformed("the body is not UTF-8"));
        }
        let mut form = Self { envelope: Map::new(), fields: Map::new() };
        let mut seen = HashSet::new();
        for (place, (name, value)) in form_urlencoded::parse(body).enumerate() {
            if place == MOST_FIELDS {
                return Err(Problem::malformed(format!("the form has more than {MOST_FIELDS} fields")));
            }
            let Some(member) = name.strip_prefix(MARK) else {
                // Browsers end the lines of a text area so, whatever the person or the page put in.
                form.add(name.into_owned(), value.replace("\r\n", "\n"));
                continue;
            };
            let Some(&member) = members.iter().find(|known| **known == member) else {
                return Err(Problem::malformed(format!(
                    "{name:?} is not known, and no field's name begins with `{MARK}`"
                )));
            };
            if !seen.insert(member) {
                return Err(Problem::malformed(format!("the field `{name}` is there twice")));
            }
            // A page has these fields in every form, also where there is nothing to put in.
            if !value.is_empty() {
                form.envelope.insert(member.to_owned(), value.into());
            }
        }
        Ok(form)
    }

    fn add(&mut self, name: String, value: String) {
        let value = Value::String(value);
        match self.fields.get_mut(&name) {
            None => drop(self.fields.insert(name, value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Read = fn(&[u8]) -> Result<Bytes, Problem>;

    fn reads(read: Read, rows: &[(&str, Value)]) {
        for (body, expected) in rows {
            let json = read(body.as_bytes()).unwrap_or_else(|problem| panic!("{body}: {problem:?}"));
            assert_eq!(&serde_json::from_slice::<Value>(&json).unwrap(), expected, "{body}");
        }
    }

    #[track_caller]
    fn refuses(read: Read, body: &[u8], reason: &str) {
        let problem = read(body).unwrap_err();
        assert_eq!(*problem.code(), crate::action::ErrorCode::MalformedRequest);
        assert!(format!("{problem:?}").contains(reason), "{problem:?}");
    }

    #[test]
    fn an_action_is_read_as_its_envelope() {
        let of = |payload: Value| json!({"action": "a", "payload": payload});
        reads(
            action,
            &[
                ("~action=a", of(json!({}))),
                ("~action=a&~threadId=&~widgetId=&~requestId=", of(json!({}))),
                (
                    "x=1&~threadId=t&~action=a&~requestId=r&~widgetId=w",
                    json!({"action": "a", "payload": {"x": "1"}, "threadId": "t", "widgetId": "w", "requestId": "r"}),
                ),
                ("%7Eaction=a&na%20me=%C3%A9+%26%3D%2B", of(json!({"na me": "é &=+"}))),
                ("~action=a&x=1&y=&x=2&z&x=", of(json!({"x": ["1", "2", ""], "y": "", "z": ""}))),
                ("~action=a&&=1&threadId=mine", of(json!({"": "1", "threadId": "mine"}))),
                ("~action=a&x=1%0D%0A2%0D%0A&y=%0D1%0A", of(json!({"x": "1\n2\n", "y": "\r1\n"}))),
                ("~action=a&x=%zz%&address.city=%22%00%5C", of(json!({"x": "%zz%", "address.city": "\"\0\\"}))),
            ],
        );
    }

    #[test]
    fn a_message_is_read_as_its_envelope() {
        reads(
            message,
            &[
                ("message=", json!({"message": ""})),
                ("message=a%0D%0Ab&send=Send&~threadId=t", json!({"message": "a\nb", "threadId": "t"})),
                ("message=a&~threadId=&~requestId=r", json!({"message": "a", "requestId": "r"})),
            ],
        );
    }

    #[test]
    fn what_is_no_envelope_is_refused() {
        let not_utf8 = ["~action=a&x=%ff", "~action=a&%C3=x", "~action=a&x=%E2%82&y=%AC", "~action=%ED%A0%80"];
        for body in not_utf8 {
            refuses(action, body.as_bytes(), "the body is not UTF-8");
        }
        refuses(action, b"~action=a&x=\xff", "the body is not UTF-8");
        for missing in ["", "x=1", "~action=", "action=a"] {
            refuses(action, missing.as_bytes(), "`~action` is missing");
        }
        for twice in ["~action=a&~action=a", "~action=a&~threadId=&%7EthreadId=t"] {
            refuses(action, twice.as_bytes(), "is there twice");
        }
        for unknown in ["~action=a&~payload=x", "~action=a&~=1", "~action=a&~~action=a", "~action=a&~Action=a"] {
            refuses(action, unknown.as_bytes(), "is not known");
        }
        refuses(message, b"~threadId=t", "`message` is missing");
        refuses(message, b"message=a&message=b", "`message` is there twice");
        refuses(message, b"message=a&~widgetId=w", "is not known");
    }

    #[test]
    fn a_form_has_a_thousand_fields_at_most() {
        let with = |fields: usize| format!("~action=a{}", "&x=1".repeat(fields - 1));
        assert!(action(with(1_000).as_bytes()).is_ok());
        refuses(action, with(1_001).as_bytes(), "more than 1000 fields");
    }
}
