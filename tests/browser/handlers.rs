//! One handler for every widget. Each notes what it received, typed as it came, and answers that it did.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

/// A use of a widget, as its handler saw it.
#[derive(Debug, PartialEq)]
pub enum Used {
    Press,
    Card,
    Input(String),
    TextArea(String),
    Dropdown(String),
    Radio(String),
    Slider(i16),
    Toggle(bool),
    Files(Vec<input::FileInfo>),
    Theme(String),
    Day(String),
    Tags(Vec<String>),
    Image,
    Album,
    Order(Box<Order>),
    Dismiss,
    Once,
    Slow,
    Shaky,
    Free(String),
    Count(u32),
    Colour(Colour),
    Awkward(Box<Awkward>),
    Survey(Survey),
    Meeting(Meeting),
    Message(String),
}

/// All uses so far, and what the script decides about the handlers.
#[derive(Debug)]
pub struct Seen {
    uses: Mutex<Vec<Used>>,
    /// One permit for each slow handler that may end.
    pub ends: Semaphore,
    /// How many of the next calls of a shaky handler fail.
    pub failures: AtomicUsize,
}

impl Seen {
    pub fn new() -> Self {
        Self { uses: Mutex::default(), ends: Semaphore::new(0), failures: AtomicUsize::new(0) }
    }

    fn note(&self, used: Used) -> &'static str {
        self.uses.lock().unwrap().push(used);
        "noted"
    }

    pub fn take(&self) -> Vec<Used> {
        std::mem::take(&mut self.uses.lock().unwrap())
    }
}

type Noted = web::Data<Seen>;

#[widget_action("press")]
pub async fn press(seen: Noted) -> &'static str {
    seen.note(Used::Press)
}

#[widget_action("use_card")]
pub async fn use_card(seen: Noted) -> &'static str {
    seen.note(Used::Card)
}

#[widget_action("use_input")]
pub async fn use_input(Payload(input): Payload<input::Value>, seen: Noted) -> &'static str {
    seen.note(Used::Input(input.value))
}

#[widget_action("use_textarea")]
pub async fn use_textarea(Payload(input): Payload<input::Value>, seen: Noted) -> &'static str {
    seen.note(Used::TextArea(input.value))
}

#[widget_action("use_dropdown")]
pub async fn use_dropdown(Payload(input): Payload<input::Value>, seen: Noted) -> &'static str {
    seen.note(Used::Dropdown(input.value))
}

#[widget_action("use_radio")]
pub async fn use_radio(Payload(input): Payload<input::Value>, seen: Noted) -> &'static str {
    seen.note(Used::Radio(input.value))
}

#[widget_action("use_slider")]
pub async fn use_slider(Payload(input): Payload<input::Value<i16>>, seen: Noted) -> &'static str {
    seen.note(Used::Slider(input.value))
}

#[widget_action("use_toggle")]
pub async fn use_toggle(Payload(input): Payload<input::Checked>, seen: Noted) -> &'static str {
    seen.note(Used::Toggle(input.checked))
}

#[widget_action("use_files")]
pub async fn use_files(Payload(input): Payload<input::Files>, seen: Noted) -> &'static str {
    seen.note(Used::Files(input.files))
}

#[widget_action("use_theme")]
pub async fn use_theme(Payload(input): Payload<input::Theme>, seen: Noted) -> &'static str {
    seen.note(Used::Theme(input.theme))
}

#[widget_action("use_day")]
pub async fn use_day(Payload(input): Payload<input::Date>, seen: Noted) -> &'static str {
    seen.note(Used::Day(input.date.0))
}

#[widget_action("use_tags")]
pub async fn use_tags(Payload(input): Payload<input::Items>, seen: Noted) -> &'static str {
    seen.note(Used::Tags(input.items))
}

#[widget_action("use_image")]
pub async fn use_image(seen: Noted) -> &'static str {
    seen.note(Used::Image)
}

#[widget_action("use_album")]
pub async fn use_album(seen: Noted) -> &'static str {
    seen.note(Used::Album)
}

/// A member for every kind of field.
#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Order {
    #[schemars(length(min = 2, max = 20))]
    pub name: String,
    #[schemars(email)]
    pub email: String,
    #[schemars(url)]
    pub site: Option<String>,
    #[schemars(extend("x-widget" = "password"))]
    pub secret: String,
    #[schemars(range(min = 1, max = 12))]
    pub pieces: u8,
    pub price: Option<f64>,
    pub size: Size,
    pub wrapping: Option<Size>,
    pub express: bool,
    #[schemars(extend("formatMinimum" = "2026-03-01", "formatMaximum" = "2026-03-31"))]
    pub day: input::DateText,
    #[schemars(length(min = 1))]
    pub extras: Vec<Extra>,
    pub photos: Vec<input::FileInfo>,
    pub address: Address,
    #[schemars(length(max = 500))]
    pub notes: Option<String>,
}

/// Limits of every kind, to be tried with thousands of values.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its limits count")]
pub struct Limited {
    #[schemars(length(min = 2, max = 6))]
    text: String,
    #[schemars(range(min = -3, max = 9))]
    whole: Option<i32>,
    #[schemars(extend("multipleOf" = 7))]
    sevens: Option<i64>,
    #[schemars(extend("exclusiveMinimum" = -1.5, "exclusiveMaximum" = 2.5))]
    between: Option<f64>,
    #[schemars(extend("multipleOf" = 0.01))]
    cents: Option<f64>,
    #[schemars(range(min = 0.05, max = 5.0), extend("multipleOf" = 0.1))]
    tenths: Option<f64>,
    single: Option<f32>,
    #[schemars(extend("formatMinimum" = "2026-03-01", "formatMaximum" = "2026-03-31"))]
    day: Option<chrono::NaiveDate>,
    #[schemars(extend("formatMinimum" = "2026-03-14T09:30:00+01:00", "formatMaximum" = "2026-03-15T00:00:00Z"))]
    instant: Option<chrono::DateTime<chrono::Utc>>,
    #[schemars(extend("formatMinimum" = "2026-03-14T09:30:00"))]
    local: Option<chrono::NaiveDateTime>,
    #[schemars(extend("formatMinimum" = "09:30", "formatMaximum" = "17:00:00"))]
    time: Option<chrono::NaiveTime>,
    #[schemars(email)]
    email: Option<String>,
}

#[widget_action("keep_limits")]
pub async fn keep_limits(_: Payload<Limited>) -> &'static str {
    "kept"
}

/// When something takes place.
#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Meeting {
    #[schemars(extend("formatMinimum" = "2026-03-14T08:30:00Z", "formatMaximum" = "2026-12-31T23:00:00Z"))]
    pub at: chrono::DateTime<chrono::Utc>,
    #[schemars(extend("formatMinimum" = "2026-03-14T09:30:00"))]
    pub local: chrono::NaiveDateTime,
    #[schemars(extend("formatMinimum" = "09:00:00", "formatMaximum" = "18:00:00"))]
    pub until: Option<chrono::NaiveTime>,
}

#[widget_action("hold_meeting")]
pub async fn hold_meeting(Payload(meeting): Payload<Meeting>, seen: Noted) -> Reply {
    Reply::new(seen.note(Used::Meeting(meeting))).done()
}

/// Members about which a browser and a schema might not be of one mind.
#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Survey {
    #[schemars(range(min = 1, max = 5))]
    pub stars: u8,
    #[schemars(extend("multipleOf" = 0.01))]
    pub amount: f64,
    /// Between two of its positions there is nothing that the type allows.
    #[schemars(range(min = -0.95, max = 1.0), extend("multipleOf" = 0.1))]
    pub balance: f64,
    #[schemars(url)]
    pub site: String,
    pub answer: Sure,
    pub side: Option<Side>,
    pub note: String,
    #[schemars(extend("readOnly" = true))]
    pub number: Option<u32>,
    #[serde(default)]
    #[schemars(extend("readOnly" = true))]
    pub sides: Vec<Side>,
    #[serde(default)]
    #[schemars(extend("readOnly" = true))]
    pub paid: bool,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    /// Quite sure
    True,
    /// Not at all
    False,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub enum Side {
    /// Neither side
    #[serde(rename = "")]
    Neither,
    Left,
    Right,
}

#[widget_action("use_survey")]
pub async fn use_survey(Payload(survey): Payload<Survey>, seen: Noted) -> &'static str {
    seen.note(Used::Survey(survey))
}

#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Address {
    pub street: String,
    #[schemars(regex(pattern = "^[0-9]{5}$"))]
    pub code: String,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub enum Extra {
    Flowers,
    Cake,
    Candles,
}

#[widget_action("place_order")]
pub async fn place_order(Payload(order): Payload<Order>, seen: Noted) -> Result<Reply, ActionError> {
    if order.name == "Taken" {
        return Err(ActionError::field("/name", "taken", "is taken"));
    }
    Ok(Reply::new(seen.note(Used::Order(Box::new(order)))).done())
}

#[widget_action("dismiss", offered)]
pub async fn dismiss(seen: Noted) -> Reply {
    Reply::new(seen.note(Used::Dismiss)).done()
}

/// Members that are named like what a form has of its own in a browser.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
pub struct Awkward {
    pub matches: String,
    pub closest: String,
    pub append: String,
    #[serde(rename = "querySelector")]
    pub query_selector: String,
    #[serde(rename = "classList")]
    pub class_list: String,
    pub elements: String,
    pub id: String,
}

#[widget_action("take_awkward")]
pub async fn take_awkward(Payload(given): Payload<Awkward>, seen: Noted) -> Result<&'static str, ActionError> {
    shake(seen.clone()).await?;
    Ok(seen.note(Used::Awkward(Box::new(given))))
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub struct Progress {
    pub value: u32,
}

/// Shows a progress in the place of the one before.
#[widget_action("advance_to")]
pub async fn advance_to(Payload(progress): Payload<Progress>, context: ActionContext) -> Result<Reply, ActionError> {
    let turns = context.history(100).await?;
    let is_bar = |instance: &&chatwidgets::WidgetInstance| matches!(instance.widget, Widget::ProgressBar(_));
    let bar = turns.iter().flat_map(|turn| &turn.widgets).find(is_bar).expect("there is a bar");
    Ok(Reply::new("advanced").replace_widget(bar.id, ProgressBar::new("Upload", progress.value, 100)))
}

// What becomes of widgets.

#[widget_action("use_once", once)]
pub async fn use_once(seen: Noted) -> &'static str {
    seen.note(Used::Once)
}

/// Ends when the script says so.
#[widget_action("think")]
pub async fn think(seen: Noted) -> &'static str {
    seen.ends.acquire().await.unwrap().forget();
    seen.note(Used::Slow)
}

/// The same, and only one click at a time.
#[widget_action("think_once", once)]
pub async fn think_once(seen: Noted) -> &'static str {
    seen.ends.acquire().await.unwrap().forget();
    seen.note(Used::Slow)
}

/// Fails as often as the script has asked for.
#[widget_action("shake")]
pub async fn shake(seen: Noted) -> Result<&'static str, ActionError> {
    let failing = seen.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    if failing.is_ok() { Err(ActionError::internal("as asked")) } else { Ok(seen.note(Used::Shaky)) }
}

/// A name that only the handler knows to be wrong.
#[widget_action("choose_name")]
pub async fn choose_name(Payload(input): Payload<input::Value>, seen: Noted) -> Result<Reply, ActionError> {
    if input.value == "Taken" {
        return Err(ActionError::field("/value", "taken", "is taken"));
    }
    Ok(Reply::new(seen.note(Used::Free(input.value))).done())
}

#[widget_action("count")]
pub async fn count(Bound(before): Bound<u32>, seen: Noted) -> Reply {
    let times = before + 1;
    Reply::new(seen.note(Used::Count(times))).replace(Button::new(format!("Pressed: {times}"), Count.bind(times)))
}

/// What a custom widget sends.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
}

#[widget_action("mix")]
pub async fn mix(Payload(colour): Payload<Colour>, seen: Noted) -> &'static str {
    seen.note(Used::Colour(colour))
}

/// A message that asks for no widget is only noted.
pub fn noted(message: String, seen: &Seen) -> Reply {
    Reply::new(seen.note(Used::Message(message)))
}
