//! A form with every kind of field, and every input that stands alone.

use std::time::Duration;

use chatwidgets::FieldError;
use chatwidgets::prelude::*;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Everything {
    /// Name
    #[schemars(length(min = 2, max = 20))]
    name: String,
    /// E-mail
    #[schemars(email)]
    email: String,
    /// Site
    #[schemars(url)]
    site: Option<String>,
    /// Secret
    #[schemars(length(min = 3), extend("x-widget" = "password"))]
    secret: String,
    /// Notes
    #[schemars(length(max = 60), extend("x-widget" = "textarea"))]
    notes: String,
    /// Room
    room: Room,
    /// Size
    size: Size,
    /// Extras
    #[schemars(length(min = 1, max = 2))]
    extras: Vec<Extra>,
    /// Window
    window: bool,
    /// Music
    #[serde(default)]
    music: bool,
    /// Volume
    #[schemars(range(min = 0, max = 20))]
    volume: u8,
    /// Age
    #[schemars(range(min = 18))]
    age: u8,
    /// Day
    #[schemars(extend("formatMinimum" = "2026-01-01", "formatMaximum" = "2026-12-31"))]
    day: NaiveDate,
    /// Address
    address: Address,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// The hall
    Hall,
    Garden,
    /// On the <roof>
    Roof,
    Cellar,
    Attic,
    Kitchen,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Quite small
    Small,
    Large,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// High chair
    HighChair,
    Flowers,
    Cake,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// City
    #[schemars(length(min = 2))]
    city: String,
    /// Post code
    #[schemars(range(min = 1, max = 99_999))]
    code: u32,
    /// Deliver
    deliver: bool,
}

#[widget_action("everything.ask")]
pub async fn everything_ask() -> Reply {
    let form = Form::new("All of it", EverythingTake)
        .field("name", Field::input().hint("As on the door").placeholder("Ada"))
        .field("address.code", Field::number().min(1).max(99_999))
        .field("music", Field::toggle().default(true))
        .submit("Order")
        .cancel_with("Rather not", EverythingLeave);
    Reply::new("Please **fill in**").widget(form)
}

#[widget_action("everything.take", once)]
pub async fn everything_take(Payload(all): Payload<Everything>) -> Result<String, ActionError> {
    match &*all.name {
        "taken" => Err(ActionError::field("/name", "taken", "is taken")),
        "two" => {
            let of = |pointer: &str, message: &str| FieldError::new(pointer, "odd", message);
            Err(ActionError::fields([of("/name", "is one"), of("/name", "is two"), of("/address/city", "is three")]))
        }
        "nobody" => Err(ActionError::invalid("nobody may do that")),
        "nowhere" => Err(ActionError::field("/elsewhere", "lost", "is lost")),
        "root" => Err(ActionError::field("", "whole", "is wrong as a whole")),
        "later" => Err(ActionError::too_many_requests(Duration::from_secs(7))),
        "broken" => Err(ActionError::internal("a secret reason")),
        _ => Ok(format!("{all:?}").replace(['"', '{', '}'], "")),
    }
}

#[widget_action("everything.leave")]
pub async fn everything_leave() -> &'static str {
    "Another time"
}

macro_rules! takes {
    ($($action:literal $function:ident $payload:ty;)*) => {
        $(
            #[widget_action($action, once)]
            pub async fn $function(Payload(payload): Payload<$payload>) -> String {
                format!("{payload:?}").replace(['"', '{', '}'], "")
            }
        )*
    };
}

takes! {
    "lone.text" lone_text input::Value;
    "lone.lines" lone_lines input::Value;
    "lone.dropdown" lone_dropdown input::Value;
    "lone.slider" lone_slider input::Value<i64>;
    "lone.toggle" lone_toggle input::Checked;
    "lone.theme" lone_theme input::Theme;
    "lone.date" lone_date input::Date<NaiveDate>;
    "lone.items" lone_items input::Items;
    "lone.files" lone_files input::Files;
}

/// Every input that stands alone.
#[widget_action("lone.ask")]
pub async fn lone_ask() -> Reply {
    Reply::new("Each alone")
        .widget(Input::new("A line", LoneText))
        .widget(TextArea::new("Some lines", LoneLines))
        .widget(Dropdown::new("One of", LoneDropdown, ["red", "green", "blue"]))
        .widget(Slider::new("Some number", LoneSlider, 0..=10))
        .widget(Toggle::new("A switch", LoneToggle))
        .widget(ThemeSwitcher::new("A theme", LoneTheme, ["light", "dark"]))
        .widget(DatePicker::new("A day", LoneDate))
        .widget(MultiSelect::new("Any of", LoneItems, ["salt", "pepper", "herbs"]))
        .widget(FileUpload::new("Some files", LoneFiles))
}

/// What a person enters that is right.
pub fn good() -> serde_json::Value {
    serde_json::json!({
        "name": "Ada <b>", "email": "ada@example.com", "site": "https://ada.example/", "secret": "xyzzy-4711",
        "notes": "\nfirst\n\nlast ", "room": "roof", "size": "large", "extras": ["high_chair", "cake"], "window": true,
        "music": false, "volume": 7, "age": 36, "day": "2026-05-01",
        "address": {"city": "Ulm", "code": 89_073, "deliver": true},
    })
}

/// The same in a form.
pub fn fill(form: crate::dom::Form) -> crate::dom::Form {
    form.set("name", "Ada <b>")
        .set("email", "ada@example.com")
        .set("site", "https://ada.example/")
        .set("secret", "xyzzy-4711")
        .set("notes", "\nfirst\n\nlast ")
        .set("room", "roof")
        .set("size", "large")
        .tick("extras", "high_chair")
        .tick("extras", "cake")
        .set("window", "true")
        .unset("music")
        .set("volume", "7")
        .set("age", "36")
        .set("day", "2026-05-01")
        .set("address.city", "Ulm")
        .set("address.code", "89073")
        .set("address.deliver", "true")
}
