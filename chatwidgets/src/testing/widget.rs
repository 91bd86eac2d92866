//! A widget that a person sees, and can use.

use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::page::in_words;
use super::{Refused, TestChat};
use crate::turn::ChatTurn;
use crate::widget::{FormWidget, Widget, WidgetId, WidgetInstance, WidgetState};

/// A widget that a person sees: found by [`TestChat::widget`].
///
/// It stays the same widget though the conversation goes on, as on a page that is not drawn anew: so it can be clicked
/// again when it is done.
#[must_use = "a widget does nothing until it is clicked"]
pub struct TestWidget<'a> {
    chat: &'a TestChat,
    found: WidgetInstance,
    /// What is clicked: the widget, or a control inside it.
    control: WidgetId,
    action: Option<String>,
    payload: Map<String, Value>,
    request_id: Option<String>,
    forgeries: Vec<Forge<'a>>,
}

type Forge<'a> = Box<dyn Fn(&mut Value) + 'a>;

impl<'a> TestWidget<'a> {
    pub(super) fn new(chat: &'a TestChat, found: WidgetInstance, label: &str) -> Self {
        let action = found.widget.action().map(|action| action.name().to_owned());
        let payload = if let Widget::Form(form) = &found.widget { held_at_first(form) } else { Map::new() };
        let widget = Self { chat, control: found.id, action, payload, found, request_id: None, forgeries: Vec::new() };
        let is_custom = widget.action.is_none() && widget.found.widget.parts().any(|part| part.label == label);
        if is_custom { widget.control(label) } else { widget }
    }

    /// The widget as it was found.
    pub fn instance(&self) -> &WidgetInstance {
        &self.found
    }

    /// The state that the person sees it in by now.
    pub fn state(&self) -> WidgetState {
        self.chat.page(|page| page.get(self.found.id).map_or(self.found.state, |instance| instance.state))
    }

    /// Enters what the members of a payload say; what is not entered stays as the form shows it at first.
    ///
    /// # Panics
    ///
    /// If it does not serialize to an object, or the form has no field for one of its members.
    #[track_caller]
    pub fn fill(mut self, payload: &impl Serialize) -> Self {
        let members = match serde_json::to_value(payload) {
            Ok(Value::Object(members)) => members,
            other => panic!("what is entered is an object, and this is {other:?}"),
        };
        if let Widget::Form(form) = &self.found.widget {
            for name in members.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name) {
                let is_there = |field: &str| field.split('.').next() == Some(name);
                let mut fields = form.fields().iter().map(|field| &*field.name);
                if !fields.any(is_there) {
                    let fields: Vec<_> = form.fields().iter().map(|field| &*field.name).collect();
                    panic!("the {} has no field {name:?}; it has {}", in_words(&self.found), fields.join(", "));
                }
            }
            // A struct is entered whole: its fields have dots in their names.
            self.payload.retain(|held, _| !members.keys().any(|name| held.split('.').next() == Some(&**name)));
        }
        self.payload.extend(members);
        self
    }

    /// Means a control inside the widget: an image of a collection by its `alt` text, a button of a form by its label.
    ///
    /// # Panics
    ///
    /// If the widget has no such control with an action of its own.
    #[track_caller]
    pub fn control(mut self, label: &str) -> Self {
        let part = self.found.widget.parts().find(|part| part.label == label);
        let Some((control, action)) = part.and_then(|part| part.id.zip(part.action)) else {
            let labels: Vec<_> = self.found.widget.parts().map(|part| format!("{:?}", part.label)).collect();
            let labels = if labels.is_empty() { "none".to_owned() } else { labels.join(", ") };
            panic!("the {} has no control {label:?} with an action of its own; it has {labels}", in_words(&self.found));
        };
        (self.control, self.action) = (control, Some(action.name().to_owned()));
        self
    }

    /// Sends the click under this id, so that sending it again is a retry. Defaults to a new id for each click.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Changes what is posted, as somebody with a tool would: `action`, `payload`, `threadId`, `widgetId`, `requestId`.
    ///
    /// ```
    /// # use chatwidgets::prelude::*;
    /// # use chatwidgets::testing::TestChat;
    /// #[widget_action("forget", once)]
    /// async fn forget(Bound(note): Bound<u64>) -> String {
    ///     format!("Note {note} is forgotten.")
    /// }
    ///
    /// # async fn assistant() -> Reply { Reply::new("A note").widget(Button::new("Forget it", Forget.bind(7))) }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build()?);
    /// chat.say("show me a note").await?;
    /// let turn = chat.widget("Forget it").forge(|body| body["payload"]["note"] = 8.into()).click().await?;
    /// assert_eq!(turn.content, "Note 7 is forgotten.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn forge(mut self, change: impl Fn(&mut Value) + 'a) -> Self {
        self.forgeries.push(Box::new(change));
        self
    }

    /// Clicks it, or sends it with what was entered.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead of a turn.
    ///
    /// # Panics
    ///
    /// If the widget has no action.
    pub async fn click(&self) -> Result<ChatTurn, Refused> {
        self.chat.turn(self.chat.post("action", &self.body()).await)
    }

    /// Clicks it twice at the same time, as an impatient person does; both answers, in the order of the clicks.
    ///
    /// # Errors
    ///
    /// The problem that the server answered instead of a turn.
    ///
    /// # Panics
    ///
    /// If the widget has no action.
    pub async fn click_twice(&self) -> (Result<ChatTurn, Refused>, Result<ChatTurn, Refused>) {
        let (first, second) = (self.body(), self.body());
        let answers =
            futures_util::future::join(self.chat.post("action", &first), self.chat.post("action", &second)).await;
        (self.chat.turn(answers.0), self.chat.turn(answers.1))
    }

    #[track_caller]
    fn body(&self) -> Value {
        let Some(action) = &self.action else {
            panic!("the {} has no action, so it cannot be clicked", in_words(&self.found));
        };
        let request_id = self.request_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let mut body =
            json!({"action": action, "payload": self.payload, "widgetId": self.control, "requestId": request_id});
        self.chat.add_thread(&mut body);
        for forge in &self.forgeries {
            forge(&mut body);
        }
        body
    }
}

impl std::fmt::Debug for TestWidget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestWidget").field("found", &self.found).field("payload", &self.payload).finish_non_exhaustive()
    }
}

/// What a form sends that nobody has touched: its initial values, switches that are off, sliders at their lower end.
fn held_at_first(form: &FormWidget) -> Map<String, Value> {
    let held = |field: &crate::widget::FormField| {
        let json = serde_json::to_value(field).ok()?;
        let initial = || json.get("defaultValue").or_else(|| json.get("default")).filter(|value| !value.is_null());
        let untouched = match json["type"].as_str()? {
            "toggle" | "checkbox" => Some(Value::Bool(false)),
            "slider" => Some(json["min"].clone()),
            _ => None,
        };
        Some((field.name.clone(), initial().cloned().or(untouched)?))
    };
    form.fields().iter().filter_map(held).collect()
}
