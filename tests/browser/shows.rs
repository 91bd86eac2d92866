//! What the server shows for a word: every widget, once with all that it can have, and what the scenarios need beside.

use std::time::Duration;

use actix_web::web;
use chatwidgets::prelude::*;

use crate::handlers::*;
use crate::hostile;
use crate::mixer::{Broken, Mixer};

/// Answers with the widget that a message names; `hostile 7` with those of the seed 7.
pub async fn assistant(UserMessage(message): UserMessage, seen: web::Data<Seen>) -> Result<Reply, ActionError> {
    if let Some(seed) = message.strip_prefix("hostile ").and_then(|seed| seed.parse().ok()) {
        return Ok(hostile::reply(seed));
    }
    let widgets: Option<Vec<Widget>> = message.split(", ").map(widget).collect();
    Ok(match (widgets, &*message) {
        (Some(widgets), _) => Reply::new(format!("Here is: {message}")).widgets(widgets),
        (None, "markdown") => Reply::new(MARKDOWN),
        (None, "right to left") => Reply::new("שלום עולם, זה טקסט מימין לשמאל.")
            .widget(Button::new("לחץ כאן", Press))
            .widget(Input::new("השם שלך", UseInput)),
        (None, "long") => Reply::new((1..=60).map(|line| format!("line {line}\n\n")).collect::<String>()),
        (None, "slow answer") => Reply::new(think(seen).await),
        (None, "shaky answer") => Reply::new(shake(seen).await?),
        (None, _) => noted(message, &seen),
    })
}

const MARKDOWN: &str = "A [link](https://example.com/) and `code`.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
    ```\na line of code that is far too long for a narrow screen, so that it has to scroll by itself and not the page\n```\n";

pub const TAGS: [&str; 3] = ["red", "green", "blue"];

fn widget(word: &str) -> Option<Widget> {
    Some(match word {
        "button" => Button::new("Press", Press).into(),
        "card" => Card::new("A lamp", "Buy", UseCard).description("Warm and bright.").image_url("/picture.svg").into(),
        "input" => Input::new("Your name", UseInput).placeholder("Ada").max_length(10).into(),
        "textarea" => TextArea::new("Your story", UseTextarea).max_length(100).rows(4).into(),
        "dropdown" => {
            Dropdown::new("Colour", UseDropdown, ["red", "orange", "yellow", "green", "blue", "indigo"]).into()
        }
        "radio" => Dropdown::new("Size", UseRadio, ["small", "medium", "large"]).into(),
        "slider" => Slider::new("Level", UseSlider, -10..=10).step(5).default(0).into(),
        "toggle" => Toggle::new("Sound", UseToggle).default(true).into(),
        "files" => FileUpload::new("Photos", UseFiles).accept("image/*,.pdf").max_bytes(1000).into(),
        "theme" => ThemeSwitcher::new("Theme", UseTheme, ["system", "light", "dark", "corporate"]).into(),
        "day" => DatePicker::new("Day", UseDay).min("2026-03-01").max("2026-03-31").into(),
        "tags" => MultiSelect::new("Tags", UseTags, TAGS).into(),
        "many tags" => MultiSelect::new("Many tags", UseTags, (1..=30).map(|number| format!("tag {number}"))).into(),
        "progress" => ProgressBar::new("Upload", 30, 120).into(),
        "image" => Image::new("A lamp", "/picture.svg").alt("A yellow lamp").size(64, 40).into(),
        "image button" => {
            Image::new("A button", "/picture.svg").alt("A lamp to press").size(64, 40).action(UseImage).into()
        }
        "images" => ImageCollection::new(
            "Lamps",
            [
                CollectionImage::new("/picture.svg").alt("The first lamp").size(64, 40),
                CollectionImage::new("/picture.svg").alt("The second lamp").size(64, 40).action(UseAlbum),
            ],
        )
        .into(),
        "form" => form().cancel("Not now").into(),
        "dismissible form" => form().cancel_with("No, thanks", Dismiss).into(),
        "filled form" => form().initial(&an_order()).submit("Change").into(),
        "limits" => Form::new("Limits", KeepLimits).into(),
        "meeting" => Form::new("A meeting", HoldMeeting).into(),
        "filled meeting" => Form::new("A meeting", HoldMeeting).initial(&a_meeting()).into(),
        "survey" => Form::new("A survey", UseSurvey).without("number").without("sides").without("paid").into(),
        "filled survey" => Form::new("A survey", UseSurvey).initial(&a_survey()).into(),
        "once" => Button::new("Once", UseOnce).into(),
        "expiring" => Button::new("Quick", Press).expires_in(Duration::from_secs(5)).into(),
        "late" => Button::new("Late", Press).expires_in(Duration::from_millis(1)).into(),
        "slow" => Button::new("Think", Think).into(),
        "slow once" => Button::new("Think once", ThinkOnce).into(),
        "shaky" => Button::new("Shake", Shake).into(),
        "name" => Input::new("A free name", ChooseName).max_length(10).into(),
        "counter" => Button::new("Pressed: 0", Count.bind(0)).into(),
        "advance" => Button::new("To 30", AdvanceTo.with(Progress { value: 30 })).into(),
        "advance more" => Button::new("To 90", AdvanceTo.with(Progress { value: 90 })).into(),
        "awkward" => Form::new("Awkward", TakeAwkward).into(),
        "broken" => Broken { parts: vec![] }.into(),
        "mixer" => Mixer::new("Your colour").into(),
        _ => return None,
    })
}

fn form() -> Form<Order> {
    Form::new("An order", PlaceOrder)
        .field("name", Field::input().label("Name").hint("At least two letters").placeholder("Ada").max_length(20))
        .field("notes", Field::textarea().label("Notes").rows(3).optional())
        .field("photos", Field::fileupload().label("Photos").accept("image/*").max_bytes(1000).optional())
        .submit("Order")
}

/// What the form is filled with by the scripts.
pub fn a_meeting() -> Meeting {
    Meeting {
        at: "2026-07-01T12:00:00Z".parse().unwrap(),
        local: "2026-03-29T02:30:15".parse().unwrap(),
        until: Some("09:00:00".parse().unwrap()),
    }
}

pub fn a_survey() -> Survey {
    Survey {
        stars: 4,
        amount: 2_000_000.13,
        balance: -0.3,
        site: "https://example.com/".into(),
        answer: Sure::False,
        side: Some(Side::Neither),
        note: "a \u{fffd} b".into(),
        number: Some(7),
        sides: vec![Side::Left, Side::Neither],
        paid: true,
    }
}

pub fn an_order() -> Order {
    Order {
        name: "Ada".into(),
        email: "ada@example.com".into(),
        site: Some("https://example.com/ada".into()),
        secret: "s3cret".into(),
        pieces: 7,
        price: Some(2.5),
        size: Size::Large,
        wrapping: Some(Size::Small),
        express: true,
        day: input::DateText("2026-03-14".into()),
        extras: vec![Extra::Flowers, Extra::Candles],
        photos: vec![],
        address: Address { street: "Main St 1".into(), code: "12345".into() },
        notes: Some("two\nlines".into()),
    }
}
