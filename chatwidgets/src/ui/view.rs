//! What a widget is drawn with.

use std::fmt;
use std::time::SystemTime;

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::Words;
use super::pointer::is_at;
use crate::action::{FieldError, Violation};
use crate::widget::{ActionRef, Control, WidgetId, WidgetInstance};

/// What is the same for everything on a page.
pub(crate) struct Frame<'a> {
    pub(crate) words: &'a Words,
    /// The path of the chat's routes.
    pub(crate) prefix: &'a str,
    /// How the thread is named, if there is one.
    pub(crate) thread: Option<&'a str>,
    /// What is left of a widget's time is counted from now.
    pub(crate) now: SystemTime,
    /// What the server would say of a value: by the action's name, a pointer into its payload and what is wrong.
    pub(crate) say: &'a dyn Fn(&str, &str, &Violation) -> String,
    /// What the server asks of a number: by the action's name and a pointer into its payload.
    pub(crate) rules: &'a dyn Fn(&str, &str) -> Vec<Violation>,
    pub(crate) entered: Option<&'a Entered>,
}

/// What a person entered in a control, and what is wrong with it: to be shown again.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) control: WidgetId,
    /// By the field's name.
    pub(crate) values: Map<String, Value>,
    pub(crate) errors: Vec<FieldError>,
    /// What is wrong, if it is not one of the fields.
    pub(crate) detail: Option<String>,
}

/// What a custom widget is drawn with: its controls, and the language of the page.
///
/// See [`Render`].
pub struct View<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) instance: &'a WidgetInstance,
}

/// Draws a custom widget as HTML.
///
/// The page has a frame around it, and needs no script for it. What is drawn is escaped by `maud`, unless it is
/// [`PreEscaped`](maud::PreEscaped).
///
/// ```
/// use maud::{Markup, html};
/// use chatwidgets::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// /// Takes a rating.
/// #[widget_action("rate")]
/// async fn rate(Bound(stars): Bound<u8>) -> String {
///     format!("{stars} stars, thank you!")
/// }
///
/// #[derive(Serialize, Deserialize, Widget)]
/// struct Stars {
///     question: String,
///     rate: Vec<Control>,
/// }
///
/// impl Render for Stars {
///     fn render(&self, view: &View<'_>) -> Markup {
///         html! {
///             p { (self.question) }
///             @for control in &self.rate { (view.control(control)) }
///         }
///     }
/// }
///
/// let rate = (1..=5).map(|stars| Control::new(format!("{stars} ★"), Rate.bind(stars))).collect();
/// let reply = Reply::default().widget(Stars { question: "How was it?".into(), rate });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `Render`, which draws it on the page",
    label = "implement `Render` for this widget",
    note = "`impl Render for {Self} {{ fn render(&self, view: &View<'_>) -> Markup {{ html! {{ .. }} }} }}`"
)]
pub trait Render {
    /// The widget's HTML, apart from the frame around it.
    fn render(&self, view: &View<'_>) -> Markup;
}

impl View<'_> {
    /// The language of the page, as a BCP 47 tag.
    pub fn lang(&self) -> &str {
        &self.frame.words.lang
    }

    /// Whether the widget can be used; if not, its controls are drawn as texts.
    pub fn is_open(&self) -> bool {
        self.instance.state.is_open()
    }

    /// A button for a control.
    pub fn control(&self, control: &Control) -> Markup {
        self.form(control, html! {})
    }

    /// Inputs of the widget's own, and a button that sends them: each by its `name` is a member of the payload.
    #[expect(clippy::needless_pass_by_value, reason = "what `html!` makes is given away")]
    pub fn form(&self, control: &Control, inputs: Markup) -> Markup {
        let Some(id) = control.id().filter(|_| self.is_open()) else {
            return html! { span class="cw-used" { (control.label()) } };
        };
        let button = html! { div class="cw-actions" { button type="submit" class="cw-btn" { (control.label()) } } };
        self.posts(id, control.action(), html! { (inputs) }, button)
    }

    /// What was entered in an input of [`form`](Self::form) and refused, by the input's `name`: to be shown again. There is
    /// something only where the page is drawn anew, because the browser runs no script.
    ///
    /// A box that was ticked has the text that it sends, and several inputs with one name have a list.
    ///
    /// ```
    /// # use maud::{Markup, html};
    /// # use chatwidgets::prelude::*;
    /// fn colour(control: &Control, view: &View<'_>) -> Markup {
    ///     let entered = view.entered(control, "colour").and_then(|colour| colour.as_str()).unwrap_or("red");
    ///     view.form(control, html! { label { "Colour " input name="colour" value=(entered); } })
    /// }
    /// ```
    pub fn entered(&self, control: &Control, name: &str) -> Option<&Value> {
        self.refused(control.id()?)?.values.get(name)
    }

    /// A form that posts an action: fields, a place for an error that belongs to none of them, buttons.
    #[expect(clippy::needless_pass_by_value, reason = "what `html!` makes is given away")]
    pub(super) fn posts(&self, id: WidgetId, action: &ActionRef, fields: Markup, buttons: Markup) -> Markup {
        let Frame { prefix, thread, .. } = self.frame;
        let error = self.refused(id).and_then(|entered| self.error_of_no_field(entered));
        html! {
            form id={"cw-c-" (id)} class="cw-control" method="post" action={(prefix) "/action"} data-cw-action=(action.name()) {
                input type="hidden" name="~action" value=(action.name());
                input type="hidden" name="~threadId" value=(thread.unwrap_or_default());
                input type="hidden" name="~widgetId" value=(id);
                input type="hidden" name="~requestId" value=(WidgetId::random());
                (fields)
                p class="cw-error" data-cw-form-error role="alert" hidden[error.is_none()] { (error.as_deref().unwrap_or_default()) }
                (buttons)
            }
        }
    }

    /// What is wrong and stands at no field of the widget.
    fn error_of_no_field(&self, entered: &Entered) -> Option<String> {
        let fields = self.instance.widget.fields();
        let has_field = |error: &&FieldError| fields.iter().any(|field| is_at(&error.pointer, &field.name));
        let others =
            entered.errors.iter().filter(|error| !has_field(error)).map(|FieldError { pointer, message, .. }| {
                let name = pointer.trim_start_matches('/').replace('/', ".");
                if name.is_empty() { message.clone() } else { format!("{name}: {message}") }
            });
        let said: Vec<_> = entered.detail.iter().cloned().chain(others).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// What was entered in a control and refused.
    pub(super) fn refused(&self, control: WidgetId) -> Option<&Entered> {
        self.frame.entered.filter(|entered| entered.control == control)
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("lang", &self.lang()).field("is_open", &self.is_open()).finish_non_exhaustive()
    }
}
