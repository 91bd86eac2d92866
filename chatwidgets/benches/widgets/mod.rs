//! One widget of each type.

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its form is drawn")]
struct Feedback {
    /// How did we do?
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    /// Anything to add?
    #[schemars(length(max = 500))]
    comments: Option<String>,
}

/// Action types that nothing is run for.
macro_rules! actions {
    ($($name:ident: $payload:ty;)*) => {
        $(
            struct $name;

            impl WidgetAction for $name {
                const NAME: &'static str = "never_run";
                type Payload = $payload;
                type Bound = NoBound;
            }
        )*
    };
}

actions! {
    Click: NoPayload;
    TakeText: input::Value;
    TakeNumber: input::Value<u8>;
    TakeSwitch: input::Checked;
    TakeFiles: input::Files;
    TakeTheme: input::Theme;
    TakeDay: input::Date;
    TakeItems: input::Items;
    TakeFeedback: Feedback;
}

const OPTIONS: [&str; 4] = ["Small", "Medium", "Large", "Huge"];

/// All of them.
pub(crate) fn every_widget() -> [Widget; 15] {
    let images = [CollectionImage::new("/a.png").alt("a"), CollectionImage::new("/b.png").alt("b")];
    [
        Button::new("Give feedback", Click).into(),
        Card::new("Margherita", "Order", Click).description("Tomato, mozzarella, basil").into(),
        Input::new("Name", TakeText).max_length(80).into(),
        TextArea::new("Story", TakeText).into(),
        Dropdown::new("Size", TakeText, OPTIONS).into(),
        Slider::new("Volume", TakeNumber, 0..=100).into(),
        Toggle::new("Sound", TakeSwitch).into(),
        FileUpload::new("Photo", TakeFiles).max_bytes(1_000_000).into(),
        ThemeSwitcher::new("Theme", TakeTheme, ["light", "dark"]).into(),
        DatePicker::new("Day", TakeDay).min("2026-01-01").into(),
        MultiSelect::new("Tags", TakeItems, OPTIONS).into(),
        ProgressBar::new("Upload", 30, 100).into(),
        Image::new("The harbour", "/a.png").into(),
        ImageCollection::new("Rooms", images).into(),
        Form::new("Your feedback", TakeFeedback).into(),
    ]
}

/// That many, of each type in turn.
pub(crate) fn mixed(count: usize) -> Vec<Widget> {
    every_widget().into_iter().cycle().take(count).collect()
}
