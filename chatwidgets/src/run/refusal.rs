//! Why a call has no outcome.

use std::borrow::Cow;
use std::time::Duration;

use super::shares::Exhausted;
use crate::action::{ActionError, ErrorCode, Failure, RequestId, UnknownAction, chain};
use crate::thread::StoreError;
use crate::turn::ThreadId;
use crate::widget::WidgetInstance;

/// Why a call has no outcome: a code, a sentence, the fields at fault, and what it was about.
#[derive(Debug, Clone)]
pub(crate) struct Refusal(Box<Reason>);

/// What a refusal says.
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    pub(crate) failure: Failure,
    pub(crate) action: Option<Cow<'static, str>>,
    /// The thread, where there is one that the caller may not know yet.
    pub(crate) thread: Option<ThreadId>,
    /// What became of the widget that was clicked.
    pub(crate) widget: Option<WidgetInstance>,
    pub(crate) request_id: Option<RequestId>,
}

impl Refusal {
    fn of(failure: Failure) -> Self {
        Self(Box::new(Reason { failure, action: None, thread: None, widget: None, request_id: None }))
    }

    pub(crate) fn new(code: ErrorCode) -> Self {
        Self::of(Failure::new(code, None))
    }

    pub(crate) fn because(code: ErrorCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Failure::new(code, Some(detail.into())))
    }

    pub(crate) fn message_too_long(limit: usize) -> Self {
        Self::because(ErrorCode::PayloadTooLarge, format!("the message must not exceed {}", size(limit)))
    }

    pub(crate) fn empty_message() -> Self {
        Self::because(ErrorCode::EmptyMessage, "the message is empty")
    }

    pub(crate) fn unknown_action(unknown: &UnknownAction) -> Self {
        tracing::warn!(
            action = unknown.name,
            nearest = unknown.nearest,
            "an unknown action was called: its name is misspelt, or its handler is in a crate that no code names, which is \
             therefore not linked (`use that_crate as _;` or `ChatWidgets::builder().expect::<ItsAction>()` links it)"
        );
        Self::because(ErrorCode::UnknownAction, unknown.to_string()).for_action(unknown.name.clone())
    }

    pub(crate) fn thread_not_found() -> Self {
        Self::because(ErrorCode::ThreadNotFound, "there is no such thread")
    }

    pub(crate) fn already_done() -> Self {
        Self::because(ErrorCode::AlreadyDone, "this widget can no longer be used")
    }

    pub(crate) fn in_progress() -> Self {
        Self::because(ErrorCode::InProgress, "another click on this widget is still running")
    }

    pub(crate) fn request_conflict() -> Self {
        Self::because(ErrorCode::Conflict, "this `requestId` was already used for something else")
    }

    pub(crate) fn expired() -> Self {
        Self::because(ErrorCode::Expired, "this widget has expired")
    }

    pub(crate) fn not_offered() -> Self {
        Self::because(ErrorCode::NotOffered, "this widget does not offer this action in this thread")
    }

    pub(crate) fn too_many_requests(retry_after: Duration) -> Self {
        Self::new(ErrorCode::TooManyRequests).retry_after(retry_after)
    }

    pub(crate) fn thread_full() -> Self {
        Self::because(ErrorCode::ThreadFull, "this thread has no room for more; begin a new one")
    }

    pub(crate) fn reply_lost() -> Self {
        Self::new(ErrorCode::ReplyLost)
    }

    pub(crate) fn handler_failed() -> Self {
        Self::new(ErrorCode::HandlerFailed)
    }

    pub(crate) fn handler_timeout() -> Self {
        Self::because(ErrorCode::HandlerTimeout, "the handler took too long")
    }

    pub(crate) fn no_assistant() -> Self {
        Self::because(ErrorCode::NoAssistant, "this chat answers clicks only, not messages")
    }

    pub(crate) fn overloaded() -> Self {
        Self::new(ErrorCode::Overloaded).retry_after(Duration::from_secs(5))
    }

    /// There is no more for anybody, or not for this one.
    pub(crate) fn exhausted(exhausted: Exhausted) -> Self {
        match exhausted {
            Exhausted::All => Self::overloaded(),
            Exhausted::One => Self::too_many_requests(Duration::from_secs(1)),
        }
    }

    pub(crate) fn shutting_down() -> Self {
        Self::because(ErrorCode::ShuttingDown, "the server is shutting down").retry_after(Duration::from_secs(5))
    }

    fn retry_after(mut self, after: Duration) -> Self {
        self.0.failure.retry_after = Some(after);
        self
    }

    pub(crate) fn for_action(mut self, action: impl Into<Cow<'static, str>>) -> Self {
        self.0.action = Some(action.into());
        self
    }

    pub(crate) fn for_request(mut self, request_id: &RequestId) -> Self {
        self.0.request_id = Some(request_id.clone());
        self
    }

    pub(crate) fn in_thread(mut self, thread: ThreadId) -> Self {
        self.0.thread = Some(thread);
        self
    }

    /// Shows what became of the widget, so that a client can draw it again.
    pub(crate) fn with_widget(mut self, widget: WidgetInstance) -> Self {
        self.0.widget = Some(widget);
        self
    }

    pub(crate) fn code(&self) -> &ErrorCode {
        &self.0.failure.code
    }

    /// All that it says.
    pub(crate) fn reason(&self) -> &Reason {
        &self.0
    }
}

impl From<ActionError> for Refusal {
    fn from(error: ActionError) -> Self {
        Self::of(error.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ThreadNotFound => Self::thread_not_found(),
            StoreError::WidgetNotFound => Self::not_offered(),
            StoreError::ThreadFull => Self::thread_full(),
            StoreError::Full => Self::overloaded(),
            StoreError::Failed(_) => {
                tracing::error!(error = chain(&error), "the store failed");
                Self::handler_failed()
            }
        }
    }
}

/// A size in words.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes > 0 && bytes.is_multiple_of(1 << 20) => format!("{} MB", bytes >> 20),
        _ if bytes > 0 && bytes.is_multiple_of(1 << 10) => format!("{} kB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}
