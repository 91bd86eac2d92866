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
