//! Everything that a chat can show: each widget, with a handler that says what it received, and each state.
//!
//! Run it with `cargo run --example gallery`, open it in a browser, and press a button or write a word: `slider`,
//! `form`, `everything`, `states`, `markdown`, …

use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use chatwidgets::prelude::*;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

// Widgets without input: a click runs the handler.

#[widget_action("press")]
pub async fn press() -> &'static str {
    "button was pressed"
}

#[widget_action("buy")]
pub async fn buy() -> &'static str {
    "card was pressed"
}

#[widget_action("open_photo")]
pub async fn open_photo() -> &'static str {
    "image was pressed"
}

// Widgets with input. Each sends a payload of its own shape; `input` has all of them. Where the payload is `Value<T>`, the
// handler chooses the type.

#[widget_action("set_name")]
pub async fn set_name(Payload(input::Value { value }): Payload<input::Value>) -> String {
    format!("input got {value}")
}

#[widget_action("tell")]
pub async fn tell(Payload(input::Value { value }): Payload<input::Value>) -> String {
    format!("textarea got {} characters", value.chars().count())
}

#[widget_action("set_colour")]
pub async fn set_colour(Payload(input::Value { value }): Payload<input::Value>) -> String {
    format!("dropdown got {value}")
}

#[widget_action("set_volume")]
pub async fn set_volume(Payload(input::Value { value }): Payload<input::Value<u8>>) -> String {
    format!("slider got {value}")
}

#[widget_action("set_sound")]
pub async fn set_sound(Payload(input::Checked { checked }): Payload<input::Checked>) -> String {
    format!("toggle got {}", if checked { "on" } else { "off" })
}

/// Only names, sizes and types are sent. An app uploads the contents by a route of its own.
#[widget_action("attach")]
pub async fn attach(Payload(input::Files { files }): Payload<input::Files>) -> String {
    let of_one = |file: &input::FileInfo| format!("{} ({} bytes, {})", file.name, file.size, file.media_type);
    format!("files got {}", listed(files.iter().map(of_one)))
}

#[widget_action("set_theme")]
pub async fn set_theme(Payload(input::Theme { theme }): Payload<input::Theme>) -> String {
    format!("theme got {theme}")
}

/// The payload can have any date type that implements the traits of `serde` and `schemars`.
#[widget_action("set_day")]
pub async fn set_day(Payload(input::Date { date }): Payload<input::Date<NaiveDate>>) -> String {
    format!("date got {date}")
}

#[widget_action("set_tags")]
pub async fn set_tags(Payload(input::Items { items }): Payload<input::Items>) -> String {
    format!("tags got {}", listed(items))
}

fn listed(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() { "nothing".into() } else { items.join(", ") }
}

/// What the form asks for. Every field is derived from this struct, and checked before the handler runs.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Trip {
    /// Your name
    #[schemars(length(min = 1, max = 40))]
    name: String,
    /// Travellers
    #[schemars(range(min = 1, max = 12))]
    travellers: u8,
    /// Your budget in euros
    budget: Option<f64>,
    /// Class
    class: Class,
    /// Day of departure
    #[schemars(extend("formatMinimum" = "2026-01-01"))]
    day: NaiveDate,
    /// With a bicycle
    bicycle: bool,
    /// Meals
    meals: Vec<Meal>,
    /// The form decides that these are files.
    tickets: Vec<input::FileInfo>,
    /// Anything else?
    #[schemars(length(max = 500))]
    notes: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub enum Class {
    /// First
    First,
    /// Second
    Second,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub enum Meal {
    /// Breakfast
    Breakfast,
    /// Lunch
    Lunch,
    /// Dinner
    Dinner,
}

#[widget_action("book_trip")]
pub async fn book_trip(Payload(trip): Payload<Trip>) -> Reply {
    let meals = listed(trip.meals.iter().map(|meal| format!("{meal:?}")));
    let tickets = listed(trip.tickets.iter().map(|file| file.name.clone()));
    let Trip { name, travellers, class, day, bicycle, .. } = trip;
    let budget = trip.budget.map_or("no budget".into(), |budget| format!("budget {budget}"));
    let bicycle = if bicycle { "a bicycle" } else { "no bicycle" };
    let notes = trip.notes.unwrap_or_else(|| "no notes".into());
    Reply::new(format!(
        "form got {name}, {travellers} travellers, {budget}, {class:?} class, {day}, {bicycle}, meals: {meals}, tickets: \
         {tickets}, {notes}"
    ))
    .done()
}

// States: what becomes of a widget after its use, and what can go wrong.

/// `once` settles the widget. A second click gets the error that it is already done.
#[widget_action("pay", once)]
pub async fn pay() -> &'static str {
    "once was pressed"
}

#[widget_action("think")]
pub async fn think() -> &'static str {
    rt::time::sleep(Duration::from_secs(3)).await;
    "slow is ready"
}

#[widget_action("fail")]
pub async fn fail() -> Result<&'static str, ActionError> {
    Err(ActionError::internal("the gallery was asked to fail"))
}

/// Errors that no schema can find are shown at the field, too.
#[widget_action("choose_name")]
pub async fn choose_name(Payload(input::Value { value }): Payload<input::Value>) -> Result<Reply, ActionError> {
    if value != "Ada" {
        return Err(ActionError::field("/value", "unknown", "must be Ada"));
    }
    Ok(Reply::new("name got Ada").done())
}

/// Another widget replaces the one that was clicked. The number of clicks stays on the server.
#[widget_action("count")]
pub async fn count(Bound(before): Bound<u32>) -> Reply {
    let times = before + 1;
    Reply::new(format!("counter got {times}")).replace(Button::new(format!("Pressed: {times}"), Count.bind(times)))
}

const MARKDOWN: &str = "### Markdown\n\nSome *emphasis*, **strength**, `code` and a [link](https://www.rust-lang.org).\n\n\
    - one\n- two\n\n1. first\n2. second\n\n> quoted\n\n| city | people |\n|---|--:|\n| Vienna | 2 000 000 |\n| Graz | 300 000 |\n\n\
    ```rust\nfn main() {\n    println!(\"This line is so long that it has to scroll in a box of its own on a small screen.\");\n}\n```\n";

/// The widgets and states by name.
const NAMES: &[&str] = &[
    "button", "card", "input", "textarea", "dropdown", "slider", "toggle", "files", "theme", "date", "tags",
    "progress", "image", "images", "form", "once", "expiring", "slow", "failing", "name", "counter",
];

fn widget(name: &str) -> Option<Widget> {
    Some(match name {
        "button" => Button::new("Press me", Press).into(),
        "card" => {
            Card::new("A lamp", "Buy it", Buy).description("It is warm and bright.").image_url("/picture.svg").into()
        }
        "input" => Input::new("Your name", SetName).placeholder("Ada").max_length(40).into(),
        "textarea" => TextArea::new("Your story", Tell).placeholder("Once upon a time …").rows(3).into(),
        "dropdown" => Dropdown::new("A colour", SetColour, COLOURS).into(),
        "slider" => Slider::new("The volume", SetVolume, 0..=100).step(5).default(30).into(),
        "toggle" => Toggle::new("Sound", SetSound).into(),
        "files" => FileUpload::new("Photos", Attach).accept("image/*,.pdf").max_bytes(1_000_000).into(),
        "theme" => ThemeSwitcher::new("The theme", SetTheme, ["system", "light", "dark", "corporate"]).into(),
        "date" => DatePicker::new("A day", SetDay).min("2026-01-01").max("2026-12-31").into(),
        "tags" => MultiSelect::new("Colours", SetTags, COLOURS).into(),
        "progress" => ProgressBar::new("The upload", 30, 100).into(),
        "image" => Image::new("A lamp", "/picture.svg").alt("A yellow lamp").size(320, 200).into(),
        "images" => ImageCollection::new(
            "Two lamps",
            [
                CollectionImage::new("/picture.svg").alt("A lamp that grows").size(320, 200),
                CollectionImage::new("/picture.svg").alt("A lamp that answers").size(320, 200).action(OpenPhoto),
            ],
        )
        .into(),
        "form" => Form::new("A trip", BookTrip)
            .field("tickets", Field::fileupload().label("Tickets that you have").optional())
            .field("notes", Field::textarea().rows(3).placeholder("A window seat, …"))
            .submit("Book")
            .cancel("Not now")
            .into(),
        "once" => Button::new("Pay once", Pay).into(),
        "expiring" => Button::new("Press me within 5 seconds", Press).expires_in(Duration::from_secs(5)).into(),
        "slow" => Button::new("Think for 3 seconds", Think).into(),
        "failing" => Button::new("Fail", Fail).into(),
        "name" => Input::new("A name that is not Ada is refused", ChooseName).into(),
        "counter" => Button::new("Press and see", Count.bind(0)).into(),
        _ => return None,
    })
}

const COLOURS: [&str; 9] = ["red", "orange", "yellow", "green", "blue", "indigo", "violet", "black", "white"];

/// What is shown for a word.
fn answer(word: &str) -> Reply {
    let word = word.trim().to_lowercase();
    let (widgets, states) = NAMES.split_at(15);
    let several = |names: &[&str]| names.iter().filter_map(|name| widget(name)).collect::<Vec<_>>();
    match &*word {
        "everything" => Reply::new("Here is everything.").widgets(several(widgets)),
        "states" => Reply::new("Here is every state.").widgets(several(states)),
        "markdown" => Reply::new(MARKDOWN),
        word => match widget(word) {
            Some(widget) => Reply::new(format!("Here is: {word}")).widget(widget),
            None => Reply::new(format!("Write one of: everything, states, markdown, {}.", NAMES.join(", "))),
        },
    }
}

/// A button that is bound to a word shows the same as the word itself.
#[widget_action("show")]
pub async fn show(Bound(word): Bound<String>) -> Reply {
    answer(&word)
}

#[widget_action("welcome")]
pub async fn welcome() -> Reply {
    let button = |word: &str| Button::new(format!("Show {word}"), Show.bind(word.to_owned()));
    Reply::new("What would you like to see? Press a button, or write the name of a widget, such as `slider`.")
        .widgets(["everything", "states", "markdown"].map(button))
}

async fn assistant(UserMessage(message): UserMessage) -> Reply {
    answer(&message)
}

const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><path fill="#27364f" d="M0 0h320v200H0z"/>
<path fill="#ffd75e" d="M130 40h60l30 70H100z"/><path fill="#8c6d46" d="M155 110h10v60h30v10h-70v-10h30z"/></svg>"##;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    let chat = ChatWidgets::builder().title("Gallery").welcome(Welcome).assistant(assistant).build()?;
    let drained = chat.drained();
    let picture = || async { HttpResponse::Ok().content_type("image/svg+xml").body(PICTURE) };
    let server = HttpServer::new(move || {
        App::new()
            .route("/picture.svg", web::get().to(picture))
            .service(chat.scope("/api/chat"))
            .service(chat.page("/"))
    });
    let server = server
        .h1_allow_half_closed(false)
        .on_connect(chatwidgets::send_timeout(Duration::from_secs(30)))
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;
    println!("Open http://{} in a browser.", server.addrs()[0]);
    server.run().await?;
    Ok(())
}
