//! What is said: a turn of a thread, and the reply that a handler makes one of.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::json;
use crate::widget::{ChangeTo, Mistake, Widget, WidgetChange, WidgetId, WidgetInstance, random_id};

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
#[non_exhaustive]
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
    /// What became of widgets of earlier turns; in an answer only, a store keeps the widgets themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<WidgetUpdate>,
    #[serde(skip)]
    json_length: JsonLength,
}

/// What became of a widget of an earlier turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum WidgetUpdate {
    /// It is another one now, or in another state.
    Replace {
        /// The instance's id.
        widget_id: WidgetId,
        /// What it is now; another widget that can be used has an id of its own.
        widget: WidgetInstance,
    },
}

/// How long a turn's JSON was when it was last written, so that a store which counts bytes need not write it again.
#[derive(Default)]
struct JsonLength {
    bytes: AtomicUsize,
    /// How many texts are in its widgets, names of members included.
    texts: AtomicUsize,
}

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
        self.bytes.fmt(f)
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
            updates: Vec::new(),
            json_length: JsonLength::default(),
        }
    }

    /// Adds widgets, each with an id of its own.
    pub fn with_widgets(mut self, widgets: impl IntoIterator<Item = Widget>) -> Self {
        self.widgets.extend(widgets.into_iter().map(WidgetInstance::new));
        self.widgets.shrink_to_fit();
        self
    }

    /// Gives it and its widgets ids that are made from the thread's: made again, it has the same.
    pub(crate) fn derive_ids(&mut self) {
        let thread = self.thread_id.to_u128().to_le_bytes();
        let mut number = 0_u32;
        let mut next = || {
            number += 1;
            let mut bytes = [0; 16];
            bytes.copy_from_slice(
                &Sha256::new().chain_update(thread).chain_update(number.to_le_bytes()).finalize()[..16],
            );
            uuid::Builder::from_random_bytes(bytes).into_uuid()
        };
        self.turn_id = TurnId::of(next());
        self.widgets.iter_mut().for_each(|widget| widget.set_ids(|| WidgetId::of(next())));
    }

    /// Its JSON, as a client sees it: the same bytes as those of serde, written quicker.
    ///
    /// ```
    /// # use chatwidgets::{ChatTurn, Role, ThreadId};
    /// let turn = ChatTurn::new(Role::User, ThreadId::random(), "hello");
    /// assert_eq!(turn.to_json(), serde_json::to_vec(&turn)?);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(512);
        self.write_json(&mut json);
        json
    }

    /// Adds its JSON, member by member as serde would.
    pub(crate) fn write_json(&self, json: &mut Vec<u8>) {
        let start = json.len();
        json.extend_from_slice(match self.role {
            Role::User => b"{\"role\":\"user\",\"content\":",
            Role::Assistant => b"{\"role\":\"assistant\",\"content\":",
        });
        json::text(json, &self.content);
        json.extend_from_slice(b",\"threadId\":");
        self.thread_id.write_json(json);
        json.extend_from_slice(b",\"turnId\":");
        self.turn_id.write_json(json);
        json.extend_from_slice(b",\"widgets\":[");
        let widgets = json.len();
        json::list(json, &self.widgets, |json, widget| widget.write_json(json));
        // They are counted once, when the turn is first written.
        if !self.widgets.is_empty() && self.json_length.texts.load(Ordering::Relaxed) == 0 {
            self.json_length.texts.store(json::texts_in(&json[widgets..]), Ordering::Relaxed);
        }
        json.extend_from_slice(b"]}");
        append_updates(json, &self.updates);
        self.json_length.bytes.store(json.len() - start, Ordering::Relaxed);
    }

    /// Its JSON with what became of earlier widgets, which is not stored with it.
    pub(crate) fn to_json_with(&self, updates: &[WidgetUpdate]) -> Vec<u8> {
        let mut json = self.to_json();
        append_updates(&mut json, updates);
        json
    }

    /// Puts another instance in a place; its JSON has another length then.
    pub(crate) fn set_widget(&mut self, place: usize, widget: WidgetInstance) {
        self.widgets[place] = widget;
        self.json_length = JsonLength::default();
    }

    /// The length of its JSON in bytes.
    pub(crate) fn json_length(&self) -> usize {
        match self.json_length.bytes.load(Ordering::Relaxed) {
            // A text alone, such as a person's message, is not written to be measured.
            0 if self.widgets.is_empty() && self.updates.is_empty() => {
                let length = self.role.around_a_text() + escaped(&self.content);
                self.json_length.bytes.store(length, Ordering::Relaxed);
                length
            }
            0 => self.to_json().len(),
            length => length,
        }
    }

    /// How many texts are in its widgets, names of members included.
    pub(crate) fn texts_in_widgets(&self) -> usize {
        if self.widgets.is_empty() {
            return 0;
        }
        self.json_length();
        self.json_length.texts.load(Ordering::Relaxed)
    }
}

impl Role {
    /// How long the JSON of a turn without a text is.
    fn around_a_text(self) -> usize {
        match self {
            Self::User => 139,
            Self::Assistant => 144,
        }
    }
}

/// The length of a text in JSON, without its quotes, as serde writes it.
fn escaped(text: &str) -> usize {
    let length = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 2,
        ..32 => 6,
        _ => 1,
    };
    if json::is_plain(text) {
        return text.len();
    }
    text.bytes().map(length).sum()
}

/// Adds what became of earlier widgets to the JSON of a turn, which is then not written twice.
pub(crate) fn append_updates(json: &mut Vec<u8>, updates: &[WidgetUpdate]) {
    if updates.is_empty() {
        return;
    }
    json.pop();
    json.extend_from_slice(b",\"updates\":[");
    json::list(json, updates, |json, WidgetUpdate::Replace { widget_id, widget }| {
        json.extend_from_slice(b"{\"op\":\"replace\",\"widgetId\":");
        widget_id.write_json(json);
        json.extend_from_slice(b",\"widget\":");
        widget.write_json(json);
        json.push(b'}');
    });
    json.extend_from_slice(b"]}");
}

/// What a handler replies: a text, widgets below it, and changes to widgets of earlier turns.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct AskFeedback;
/// # impl WidgetAction for AskFeedback { const NAME: &'static str = "ask_feedback"; type Payload = NoPayload; type Bound = NoBound; }
/// let reply = Reply::new("Thank you!").widget(Button::new("Give more feedback", AskFeedback));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    content: String,
    widgets: Vec<Widget>,
    changes: Vec<(Target, ChangeTo)>,
}

/// Which widget of an earlier turn is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Target {
    /// The one that was clicked.
    Clicked,
    Widget(WidgetId),
}

impl Reply {
    /// A reply with a text.
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Adds a widget.
    pub fn widget(mut self, widget: impl Into<Widget>) -> Self {
        // Most replies have one, and room for four is more than half a kilobyte.
        if self.widgets.is_empty() {
            self.widgets.reserve_exact(1);
        }
        self.widgets.push(widget.into());
        self
    }

    /// Adds several widgets.
    pub fn widgets<W: Into<Widget>>(mut self, widgets: impl IntoIterator<Item = W>) -> Self {
        self.widgets.extend(widgets.into_iter().map(Into::into));
        self
    }

    /// Settles the widget that was clicked: it can no longer be used. An action that is `once` settles its widget anyway.
    /// Nothing happens if no widget was clicked.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// #[widget_action("finish_survey")]
    /// async fn finish_survey() -> Reply {
    ///     Reply::new("Thank you, that was all.").done()
    /// }
    /// ```
    pub fn done(self) -> Self {
        self.change(Target::Clicked, ChangeTo::Done)
    }

    /// Puts another widget in the place of the one that was clicked. Nothing happens if no widget was clicked, or if another
    /// click settled it first.
    ///
    /// If the new widget can be used, it gets an id of its own: a click on a page that still shows the old widget does not
    /// count for the new one.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// #[widget_action("like")]
    /// async fn like() -> Reply {
    ///     Reply::default().replace(Button::new("Liked", Like))
    /// }
    /// ```
    pub fn replace(self, widget: impl Into<Widget>) -> Self {
        self.change(Target::Clicked, ChangeTo::Widget(Box::new(widget.into())))
    }

    /// Leaves the widget that was clicked open until it expires, even if its action is `once`. Nothing happens if no widget was
    /// clicked, or if another click settled it first.
    pub fn reopen(self) -> Self {
        self.change(Target::Clicked, ChangeTo::Open)
    }

    /// Settles a widget of an earlier turn of the thread. A widget that is not there is skipped, with a warning in the log.
    pub fn widget_done(self, widget: WidgetId) -> Self {
        self.change(Target::Widget(widget), ChangeTo::Done)
    }

    /// Puts another widget in the place of one in an earlier turn of the thread. A widget that is not there is skipped, with a
    /// warning in the log.
    pub fn replace_widget(self, widget: WidgetId, by: impl Into<Widget>) -> Self {
        self.change(Target::Widget(widget), ChangeTo::Widget(Box::new(by.into())))
    }

    /// Opens a widget of an earlier turn of the thread again. If it had expired, it does not expire a second time. A widget that
    /// is not there is skipped, with a warning in the log.
    pub fn reopen_widget(self, widget: WidgetId) -> Self {
        self.change(Target::Widget(widget), ChangeTo::Open)
    }

    fn change(mut self, target: Target, to: ChangeTo) -> Self {
        self.changes.push((target, to));
        self
    }

    /// The reply, if no mistake was made in building its widgets.
    ///
    /// # Errors
    ///
    /// The first mistake, with its place.
    pub fn build(self) -> Result<Self, Mistake> {
        let mistake = self.all_widgets().find_map(Widget::mistake).cloned();
        mistake.map_or(Ok(self), Err)
    }

    /// Its widgets, and those that it puts in the place of others.
    pub(crate) fn all_widgets(&self) -> impl Iterator<Item = &Widget> {
        let replacing = self.changes.iter().filter_map(|(_, to)| match to {
            ChangeTo::Widget(widget) => Some(&**widget),
            ChangeTo::Done | ChangeTo::DoneWith(_) | ChangeTo::Open => None,
        });
        self.widgets.iter().chain(replacing)
    }

    /// How many widgets it sends or changes.
    pub(crate) fn count(&self) -> usize {
        self.widgets.len() + self.changes.len()
    }

    /// What becomes of earlier widgets, where `clicked` is the one that was clicked, and is settled by that if it can be
    /// used `once`; `payload` is asked for if it is settled. What was said last about a widget holds.
    pub(crate) fn take_changes(
        &mut self,
        clicked: Option<WidgetId>,
        once: bool,
        payload: impl Fn() -> Option<Box<Map<String, Value>>>,
    ) -> Vec<WidgetChange> {
        let mut changes: Vec<WidgetChange> = Vec::new();
        let settled = clicked.filter(|_| once).map(|_| (Target::Clicked, ChangeTo::Done));
        for (target, to) in settled.into_iter().chain(std::mem::take(&mut self.changes)) {
            let (widget, unless_done) = match target {
                Target::Clicked => (clicked, true),
                Target::Widget(widget) => (Some(widget), clicked == Some(widget)),
            };
            if let Some(widget) = widget {
                let is_used = to == ChangeTo::Done && clicked == Some(widget);
                let to = if is_used { payload().map_or(to, ChangeTo::DoneWith) } else { to };
                changes.retain(|change| change.widget != widget);
                changes.push(WidgetChange { widget, to, unless_done });
            }
        }
        changes
    }

    pub(crate) fn into_turn(self, thread: ThreadId, now: SystemTime) -> ChatTurn {
        let mut content = self.content;
        // A turn is kept for long, and what it was built in may be twice as large.
        if content.capacity() > content.len() + content.len() / 4 {
            content.shrink_to_fit();
        }
        let mut turn = ChatTurn::new(Role::Assistant, thread, content);
        // Collected, so that there is no room for more: a turn is kept for long.
        turn.widgets = self.widgets.into_iter().map(|widget| WidgetInstance::sent_at(widget, now)).collect();
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_its_json_without_writing_it() {
        let every_byte: String = (0..=300).filter_map(char::from_u32).collect();
        for (role, text) in [(Role::User, "When do you open?"), (Role::User, &every_byte), (Role::Assistant, "")] {
            let said = ChatTurn::new(role, ThreadId::random(), text);
            let measured = said.json_length();
            assert_eq!(measured, said.to_json().len());
        }
    }
}
