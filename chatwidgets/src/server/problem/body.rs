//! The members of a problem document.

use std::borrow::Cow;

use actix_web::http::StatusCode;

use crate::action::{FieldError, RequestId};
use crate::json;
use crate::turn::ThreadId;
use crate::widget::WidgetInstance;

/// The members of a problem document, but for those that its status tells.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) code: &'static str,
    pub(super) detail: Option<Cow<'static, str>>,
    pub(super) action: Option<Cow<'static, str>>,
    pub(super) errors: Vec<FieldError>,
    pub(super) thread_id: Option<ThreadId>,
    /// What became of the widget that was clicked.
    pub(super) widget: Option<WidgetInstance>,
    /// The same, drawn.
    pub(super) html: Option<String>,
    pub(super) request_id: Option<RequestId>,
}

impl Body {
    pub(super) fn new(code: &'static str, detail: Option<Cow<'static, str>>) -> Self {
        let errors = Vec::new();
        Self { code, detail, action: None, errors, thread_id: None, widget: None, html: None, request_id: None }
    }

    /// The code in words, or the status where that says more.
    pub(super) fn title(&self, status: StatusCode) -> String {
        if self.code == "too_many_requests" || self.code.is_empty() {
            return status.canonical_reason().unwrap_or("Error").to_owned();
        }
        let mut title = self.code.as_bytes().to_vec();
        title[0].make_ascii_uppercase();
        for byte in &mut title {
            if matches!(byte, b'_' | b'-') {
                *byte = b' ';
            }
        }
        String::from_utf8(title).unwrap_or_default()
    }

    pub(super) fn to_json(&self, status: StatusCode) -> Vec<u8> {
        let mut json = Vec::with_capacity(512);
        json.extend_from_slice(b"{\"type\":\"about:blank\",\"title\":");
        json::text(&mut json, &self.title(status));
        json.extend_from_slice(b",\"status\":");
        json.extend_from_slice(status.as_str().as_bytes());
        json.extend_from_slice(b",\"code\":");
        json::text(&mut json, self.code);
        let mut member = |name: &[u8], text: Option<&str>| {
            if let Some(text) = text {
                json.extend_from_slice(name);
                json::text(&mut json, text);
            }
        };
        member(b",\"detail\":", self.detail.as_deref());
        member(b",\"action\":", self.action.as_deref());
        if !self.errors.is_empty() {
            json.extend_from_slice(b",\"errors\":[");
            json::list(&mut json, &self.errors, write_error);
            json.push(b']');
        }
        if let Some(thread) = self.thread_id {
            json.extend_from_slice(b",\"threadId\":");
            thread.write_json(&mut json);
        }
        if let Some(widget) = &self.widget {
            json.extend_from_slice(b",\"widget\":");
            widget.write_json(&mut json);
        }
        if let Some(html) = &self.html {
            json.extend_from_slice(b",\"html\":");
            json::text(&mut json, html);
        }
        if let Some(request) = &self.request_id {
            json.extend_from_slice(b",\"requestId\":");
            request.write_json(&mut json);
        }
        json.push(b'}');
        json
    }
}

fn write_error(json: &mut Vec<u8>, error: &FieldError) {
    json.extend_from_slice(b"{\"pointer\":");
    json::text(json, &error.pointer);
    json.extend_from_slice(b",\"code\":");
    json::text(json, &error.code);
    json.extend_from_slice(b",\"message\":");
    json::text(json, &error.message);
    json.push(b'}');
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::widget::{Button, NoBound, NoPayload, WidgetAction};

    struct Press;

    impl WidgetAction for Press {
        const NAME: &'static str = "press";
        type Payload = NoPayload;
        type Bound = NoBound;
    }

    #[test]
    fn every_member_is_written_in_its_place() {
        let widget = WidgetInstance::new(Button::new("\"Go\"", Press));
        let thread = ThreadId::random();
        let mut body = Body::new("invalid_payload", Some("2 <fields> need \"attention\"".into()));
        body.action = Some("press".into());
        body.errors = vec![FieldError::new("/a~1b", "odd\n", "is \\ odd"), FieldError::new("", "", "")];
        body.thread_id = Some(thread);
        body.widget = Some(widget.clone());
        body.html = Some("<p class=\"a\">\u{7f}</p>".to_owned());
        body.request_id = Some(RequestId::Given(Arc::from("id-\"7\"")));
        let expected = format!(
            r#"{{"type":"about:blank","title":"Invalid payload","status":422,"code":"invalid_payload","detail":"2 <fields> need \"attention\"","action":"press","errors":[{{"pointer":"/a~1b","code":"odd\n","message":"is \\ odd"}},{{"pointer":"","code":"","message":""}}],"threadId":"{thread}","widget":{},"html":{},"requestId":"id-\"7\""}}"#,
            serde_json::to_string(&widget).unwrap(),
            serde_json::to_string("<p class=\"a\">\u{7f}</p>").unwrap(),
        );
        let json = body.to_json(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(String::from_utf8(json).unwrap(), expected);
    }

    #[test]
    fn what_is_not_there_is_left_out_and_a_status_may_be_the_title() {
        let json = |code, status| String::from_utf8(Body::new(code, None).to_json(status)).unwrap();
        assert_eq!(
            json("too_many_requests", StatusCode::TOO_MANY_REQUESTS),
            r#"{"type":"about:blank","title":"Too Many Requests","status":429,"code":"too_many_requests"}"#
        );
        assert_eq!(
            json("", StatusCode::CONFLICT),
            r#"{"type":"about:blank","title":"Conflict","status":409,"code":""}"#
        );
        assert_eq!(
            json("über-voll", StatusCode::CONFLICT),
            r#"{"type":"about:blank","title":"über voll","status":409,"code":"über-voll"}"#
        );
    }
}
