#![doc = include_str!("../docs/tour.md")]
// Dead code is looked for where all of it can be used. A program without the page has one door, which needs less of a run.
#![cfg_attr(not(feature = "page"), allow(dead_code))]

pub mod action;
mod clock;
mod json;
mod run;
mod schema;
mod server;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
pub mod thread;
mod turn;
#[cfg(feature = "page")]
pub mod ui;
pub mod widget;

#[doc(hidden)]
pub mod private;

pub use action::{
    ActionContext, ActionEntry, ActionError, Bound, BuildError, ErrorCode, Fault, FieldError, IntoReply, NamedAction,
    Payload, RegisteredAction, Registry, UnknownAction, UserMessage, ValidationMessages, ValueType, Violation,
};
/// Makes a struct a widget of its own type.
#[cfg(feature = "macros")]
pub use chatwidgets_macros::Widget;
/// Makes an `async fn` the handler of an action.
#[cfg(feature = "macros")]
pub use chatwidgets_macros::widget_action;
#[cfg(feature = "page")]
pub use server::Page;
pub use server::{ChatWidgets, ChatWidgetsBuilder, send_timeout};
pub use thread::UserId;
pub use turn::{ChatTurn, Reply, Role, ThreadId, TurnId, WidgetUpdate};
pub use widget::{NoBound, NoPayload, Widget, WidgetAction, WidgetId, WidgetInstance, WidgetState};

/// What an app's handlers and `main` use: `use chatwidgets::prelude::*;`.
pub mod prelude {
    pub use crate::action::{ActionContext, ActionError, Bound, IntoReply, Payload, UserMessage};
    pub use crate::server::ChatWidgets;
    pub use crate::thread::UserId;
    pub use crate::turn::Reply;
    #[cfg(feature = "page")]
    pub use crate::ui::{Render, View};
    pub use crate::widget::{
        Button, Card, CollectionImage, Control, DatePicker, Dropdown, Field, FileUpload, Form, Image, ImageCollection,
        Input, MultiSelect, NoBound, NoPayload, ProgressBar, Slider, TextArea, ThemeSwitcher, Toggle, Widget,
        WidgetAction, input,
    };
    #[cfg(feature = "macros")]
    pub use crate::widget_action;
    #[cfg(feature = "macros")]
    pub use chatwidgets_macros::Widget;
}
