//! The members of a problem document.

use actix_web::http::StatusCode;

use super::ForPage;
use crate::action::{ErrorCode, FieldError};
use crate::json;
use crate::run::Reason;

/// The code in words, or the status where that says more.
pub(super) fn title(code: &ErrorCode, status: StatusCode) -> String {
    let text = code.as_str();
    if *code == ErrorCode::TooManyRequests || text.is_empty() {
        return status.canonical_reason().unwrap_or("Error").to_owned();
    }
    let mut title = text.as_bytes().to_vec();
    title[0].make_ascii_uppercase();
    for byte in &mut title {
        if matches!(byte, b'_' | b'-') {
            *byte = b' ';
        }
    }
    String::from_utf8(title).unwrap_or_default()
}

pub(super) fn to_json(reason: &Reason, for_page: Option<&ForPage>, status: StatusCode) -> Vec<u8> {
    let (failure, code) = (&reason.failure, &reason.failure.code);
    let mut json = Vec::with_capacity(512);
    json.extend_from_slice(b"{\"type\":\"about:blank\",\"title\":");
    json::text(&mut json, &title(code, status));
    json.extend_from_slice(b",\"status\":");
    json.extend_from_slice(status.as_str().as_bytes());
    json.extend_from_slice(b",\"code\":");
    json::text(&mut json, code.as_str());
    let mut member = |name: &[u8], text: Option<&str>| {
        if let Some(text) = text {
            json.extend_from_slice(name);
            json::text(&mut json, text);
        }
    };
    member(b",\"detail\":", failure.detail.as_deref());
    member(b",\"sentence\":", for_page.map(|page| &*page.sentence).filter(|sentence| !sentence.is_empty()));
    member(b",\"action\":", reason.action.as_deref());
    if !failure.errors.is_empty() {
        json.extend_from_slice(b",\"errors\":[");
        json::list(&mut json, &failure.errors, write_error);
        json.push(b']');
    }
    if let Some(thread) = reason.thread {
        json.extend_from_slice(b",\"threadId\":");
        thread.write_json(&mut json);
    }
    if let Some(widget) = &reason.widget {
        json.extend_from_slice(b",\"widget\":");
        widget.write_json(&mut json);
    }
    if let Some(html) = for_page.and_then(|page| page.html.as_deref()) {
        json.extend_from_slice(b",\"html\":");
        json::text(&mut json, html);
    }
    if let Some(request) = &reason.request_id {
        json.extend_from_slice(b",\"requestId\":");
        request.write_json(&mut json);
    }
    json.push(b'}');
    json
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
    use crate::action::RequestId;
    use crate::run::Refusal;
    use crate::turn::ThreadId;
    use crate::widget::{Button, NoBound, NoPayload, WidgetAction, WidgetInstance};

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
        let refusal = Refusal::because(ErrorCode::InvalidPayload, "2 <fields> need \"attention\"")
            .for_action("press")
            .in_thread(thread)
            .with_widget(widget.clone())
            .for_request(&RequestId::Given(Arc::from("id-\"7\"")));
        let mut reason = refusal.reason().clone();
        reason.failure.errors = vec![FieldError::new("/a~1b", "odd\n", "is \\ odd"), FieldError::new("", "", "")];
        let html = "<p class=\"a\">\u{7f}</p>";
        let expected = format!(
            r#"{{"type":"about:blank","title":"Invalid payload","status":422,"code":"invalid_payload","detail":"2 <fields> need \"attention\"","sentence":"Two “fields”.","action":"press","errors":[{{"pointer":"/a~1b","code":"odd\n","message":"is \\ odd"}},{{"pointer":"","code":"","message":""}}],"threadId":"{thread}","widget":{},"html":{},"requestId":"id-\"7\""}}"#,
            serde_json::to_string(&widget).unwrap(),
            serde_json::to_string(html).unwrap(),
        );
        let for_page = ForPage { sentence: "Two “fields”.".to_owned(), html: Some(html.to_owned()) };
        let json = to_json(&reason, Some(&for_page), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(String::from_utf8(json).unwrap(), expected);
    }

    #[test]
    fn what_is_not_there_is_left_out_and_a_status_may_be_the_title() {
        let json = |code: &'static str, status| {
            let refusal = Refusal::new(code.into());
            String::from_utf8(to_json(refusal.reason(), None, status)).unwrap()
        };
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
