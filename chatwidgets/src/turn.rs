//! What is said: a turn of a thread, and the reply that a handler makes one of.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::widget::{Mistake, Widget, WidgetInstance, random_id};

random_id! {
    /// The id of a thread: 122 random bits, written as a UUID.
    ThreadId
}

random_id! {
    /// The id of a turn: 122 random bits, written as a UUID.
    TurnId
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person.
    User,
    /// The app.
    Assistant,
}

/// One message in a thread, as it is stored and as it is sent.
///
/// Its JSON is what a client sees, without what [`WidgetAction::with`](crate::WidgetAction::with) filled in; a store
/// that keeps text keeps a [`TurnRecord`](crate::thread::TurnRecord).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChatTurn {
    /// Who said it.
    pub role: Role,
    /// The text.
    pub content: String,
    /// The thread that it belongs to.
    pub thread_id: ThreadId,
    /// Its own id.
    pub turn_id: TurnId,
    /// The widgets below the text.
    #[serde(default)]
    pub widgets: Vec<WidgetInstance>,
    #[serde(skip)]
    json_length: JsonLength,
}

/// How long a turn's JSON was when it was last written, so that a store which counts bytes need not write it again.
#[derive(Default)]
struct JsonLength(AtomicUsize);

impl Clone for JsonLength {
    /// A copy is made to be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for JsonLength {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for JsonLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ChatTurn {
    /// A new turn with a text and no widgets.
    pub fn new(role: Role, thread_id: ThreadId, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
            thread_id,
            turn_id: TurnId::random(),
            widgets: Vec::new(),
            json_length: JsonLength::default(),
        }
    }

    /// Adds widgets, each with an id of its own.
    pub fn with_widgets(mut self, widgets: impl IntoIterator<Item = Widget>) -> Self {
        self.widgets.extend(widgets.into_iter().map(WidgetInstance::new));
        self
    }

    /// Its JSON, as a client sees it.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(512);
        // Texts and numbers: nothing in a turn can fail to be written.
        let _ = serde_json::to_writer(&mut json, self);
        self.json_length.0.store(json.len(), Ordering::Relaxed);
        json
    }

    /// The length of its JSON in bytes.
    pub(crate) fn json_length(&self) -> usize {
        match self.json_length.0.load(Ordering::Relaxed) {
            0 => self.to_json().len(),
            length => length,
        }
    }
}

/// What a handler answers: a text, and widgets below it.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct AskFeedback;
/// # impl WidgetAction for AskFeedback { const NAME: &'static str = "ask_feedback"; type Payload = NoPayload; }
/// let reply = Reply::new("Thank you!").widget(Button::new("Give more feedback", AskFeedback));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    content: String,
    widgets: Vec<Widget>,
}

impl Reply {
    /// A reply with a text.
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: content.into(), widgets: Vec::new() }
    }

    /// Adds a widget.
    pub fn widget(mut self, widget: impl Into<Widget>) -> Self {
        self.widgets.push(widget.into());
        self
    }

    /// Adds several widgets.
    pub fn widgets<W: Into<Widget>>(mut self, widgets: impl IntoIterator<Item = W>) -> Self {
        self.widgets.extend(widgets.into_iter().map(Into::into));
        self
    }

    /// The reply, if no mistake was made in building its widgets.
    ///
    /// # Errors
    ///
    /// The first mistake, with its place.
    pub fn build(self) -> Result<Self, Mistake> {
        match self.widgets.iter().find_map(Widget::mistake) {
            Some(mistake) => Err(mistake.clone()),
            None => Ok(self),
        }
    }

    pub(crate) fn into_turn(self, thread: ThreadId) -> ChatTurn {
        ChatTurn::new(Role::Assistant, thread, self.content).with_widgets(self.widgets)
    }
}
