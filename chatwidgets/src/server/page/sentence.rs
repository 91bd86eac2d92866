//! Problems in sentences for people.

use actix_web::http::header;

use crate::action::ErrorCode;
use crate::server::problem::Problem;
use crate::ui::Words;

/// A problem in a sentence: in the words of the page, or in those that a handler chose.
pub(super) fn sentence(problem: &Problem, words: &Words) -> String {
    let failure = &problem.reason().failure;
    if !failure.is_handlers
        && let Some(known) = of_code(&failure.code, words)
    {
        return known.to_owned();
    }
    let wait = problem.headers().iter().find(|(name, _)| name == header::RETRY_AFTER);
    if let Some(seconds) = wait.and_then(|(_, value)| value.to_str().ok()) {
        let is_theirs = failure.code == ErrorCode::TooManyRequests;
        let waits = if is_theirs { &words.wait_seconds } else { &words.busy };
        return waits.replace("{seconds}", seconds);
    }
    let mut sentence = failure.detail.as_deref().map_or_else(|| problem.title(), str::to_owned);
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// What the page says for a code, where the problem's own detail is not meant for people.
fn of_code<'a>(code: &ErrorCode, words: &'a Words) -> Option<&'a str> {
    match code {
        ErrorCode::AlreadyDone => Some(&words.already_done),
        ErrorCode::InProgress => Some(&words.in_progress),
        ErrorCode::Expired => Some(&words.expired),
        ErrorCode::NotOffered => Some(&words.gone),
        ErrorCode::ThreadNotFound => Some(&words.thread_gone),
        ErrorCode::ThreadFull => Some(&words.thread_full),
        ErrorCode::ReplyLost => Some(&words.reply_lost),
        ErrorCode::HandlerTimeout | ErrorCode::RequestTimeout => Some(&words.timeout),
        ErrorCode::PayloadTooLarge => Some(&words.too_much),
        ErrorCode::EmptyMessage => Some(&words.empty_message),
        ErrorCode::NoAssistant => Some(&words.no_assistant),
        ErrorCode::Unauthenticated => Some(&words.unauthenticated),
        // What is wrong is the app or the page, and the reason is for who writes that.
        ErrorCode::HandlerFailed
        | ErrorCode::MalformedRequest
        | ErrorCode::BadRequest
        | ErrorCode::Forbidden
        | ErrorCode::UnknownAction
        | ErrorCode::NotFound
        | ErrorCode::MethodNotAllowed
        | ErrorCode::Conflict
        | ErrorCode::UnsupportedMediaType
        | ErrorCode::InvalidPayload => Some(&words.failed),
        ErrorCode::TooManyRequests | ErrorCode::ShuttingDown | ErrorCode::Overloaded | ErrorCode::Custom(_) => None,
    }
}
