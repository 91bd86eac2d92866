//! How widgets of an app's own are drawn.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

use maud::Markup;
use serde_json::{Map, Value};

use super::view::{Render, View};
use crate::widget::custom::read;
use crate::widget::{CustomWidget, Location, WidgetType};

/// How a type of widget is drawn. It is registered apart from the type itself, which the page does not concern.
#[derive(Debug)]
pub struct CustomDrawing {
    name: &'static str,
    location: Location,
    render: fn(&Map<String, Value>, &View<'_>) -> Option<Markup>,
}

inventory::collect!(CustomDrawing);

impl CustomDrawing {
    /// The drawing of the type `T`.
    pub const fn of<T: WidgetType + Render>() -> Self {
        Self { name: T::TYPE, location: T::LOCATION, render: render::<T> }
    }
}

fn render<T: WidgetType + Render>(members: &Map<String, Value>, view: &View<'_>) -> Option<Markup> {
    Some(read::<T>(members)?.render(view))
}

/// The HTML of a custom widget; nothing if its type is not known any more.
pub(super) fn draw(custom: &CustomWidget, view: &View<'_>) -> Option<Markup> {
    static DRAWINGS: LazyLock<HashMap<&'static str, &'static CustomDrawing>> =
        LazyLock::new(|| inventory::iter::<CustomDrawing>().map(|drawing| (drawing.name, drawing)).collect());
    let drawing = DRAWINGS.get(custom.type_name())?;
    // The turn is stored by now: what cannot be drawn must not take the conversation with it.
    let drawn = std::panic::catch_unwind(AssertUnwindSafe(|| (drawing.render)(&custom.members(), view)));
    drawn.unwrap_or_else(|_| {
        tracing::error!(widget = drawing.name, at = %drawing.location, "a widget panicked while it was drawn");
        None
    })
}
