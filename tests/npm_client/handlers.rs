//! One handler for every widget that can be used. Each notes what it received, typed as it came.

use std::sync::Mutex;

use actix_web::web;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

/// A use of a widget, as its handler saw it.
#[derive(Debug, PartialEq)]
pub enum Used {
    Press,
    Buy,
    Name(input::Value),
    Story(input::Value),
    Size(input::Value),
    Level(input::Value<i16>),
    Share(input::Value<f64>),
    Sound(input::Checked),
    Files(input::Files),
    Theme(input::Theme),
    Day(input::Date),
    Tags(input::Items),
    Photo,
    Album,
    Order(Order),
}

/// All uses so far, in order.
#[derive(Debug, Default)]
pub struct Seen(Mutex<Vec<Used>>);

impl Seen {
    fn note(&self, used: Used) -> String {
        let answer = format!("{used:?}");
        self.0.lock().unwrap().push(used);
        answer
    }

    pub fn take(&self) -> Vec<Used> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// What the form is for: a member for every kind of field, and for most kinds one that may be left empty.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
pub struct Order {
    #[schemars(length(min = 1))]
    pub name: String,
    pub notes: Option<String>,
    #[schemars(range(min = 1, max = 9))]
    pub pieces: u32,
    pub price: Option<f64>,
    #[schemars(range(max = 10))]
    pub rating: u8,
    #[serde(rename = "größe")]
    pub size: Size,
    pub wrapping: Option<Size>,
    pub express: bool,
    pub day: input::DateText,
    pub until: Option<input::DateText>,
    pub tags: Vec<String>,
    pub photos: Vec<input::FileInfo>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
pub enum Size {
    Small,
    #[serde(rename = "Extra <large> & \"wide\"")]
    Large,
}

impl Size {
    /// The values as JSON names them.
    pub const OPTIONS: [&str; 2] = ["Small", "Extra <large> & \"wide\""];
}

type Noted = web::Data<Seen>;

#[widget_action("press")]
pub async fn press(seen: Noted) -> String {
    seen.note(Used::Press)
}

#[widget_action("buy")]
pub async fn buy(seen: Noted) -> String {
    seen.note(Used::Buy)
}

#[widget_action("set_name")]
pub async fn set_name(Payload(name): Payload<input::Value>, seen: Noted) -> String {
    seen.note(Used::Name(name))
}

#[widget_action("tell")]
pub async fn tell(Payload(story): Payload<input::Value<String>>, seen: Noted) -> String {
    seen.note(Used::Story(story))
}

#[widget_action("set_size")]
pub async fn set_size(Payload(size): Payload<input::Value>, seen: Noted) -> String {
    seen.note(Used::Size(size))
}

#[widget_action("set_level")]
pub async fn set_level(Payload(level): Payload<input::Value<i16>>, seen: Noted) -> String {
    seen.note(Used::Level(level))
}

#[widget_action("set_share")]
pub async fn set_share(Payload(share): Payload<input::Value<f64>>, seen: Noted) -> String {
    seen.note(Used::Share(share))
}

#[widget_action("set_sound")]
pub async fn set_sound(Payload(sound): Payload<input::Checked>, seen: Noted) -> String {
    seen.note(Used::Sound(sound))
}

#[widget_action("attach")]
pub async fn attach(Payload(files): Payload<input::Files>, seen: Noted) -> String {
    seen.note(Used::Files(files))
}

#[widget_action("set_theme")]
pub async fn set_theme(Payload(theme): Payload<input::Theme>, seen: Noted) -> String {
    seen.note(Used::Theme(theme))
}

#[widget_action("set_day")]
pub async fn set_day(Payload(day): Payload<input::Date>, seen: Noted) -> String {
    seen.note(Used::Day(day))
}

#[widget_action("set_tags")]
pub async fn set_tags(Payload(tags): Payload<input::Items>, seen: Noted) -> String {
    seen.note(Used::Tags(tags))
}

#[widget_action("open_photo")]
pub async fn open_photo(seen: Noted) -> String {
    seen.note(Used::Photo)
}

#[widget_action("open_album")]
pub async fn open_album(seen: Noted) -> String {
    seen.note(Used::Album)
}

#[widget_action("place_order")]
pub async fn place_order(Payload(order): Payload<Order>, seen: Noted) -> String {
    seen.note(Used::Order(order))
}
