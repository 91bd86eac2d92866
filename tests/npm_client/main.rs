//! The npm package `@bbq-chat/widgets` 1.0.0, unchanged, against a server of ours.
//!
//! Rust makes the widgets and looks at what the handlers received; `drive.mjs`, in Node, draws and uses the widgets by
//! the package's own classes, and looks at what is drawn.

mod client;
mod handlers;
#[path = "../node.rs"]
mod node;
mod server;
mod widgets;

use chatwidgets::prelude::input;

use handlers::{Order, Size, Used};
use widgets::hostile;

#[actix_web::test]
async fn the_npm_client_renders_every_widget() {
    server::drive("render_every").await;
}

#[actix_web::test]
async fn the_npm_client_renders_widgets_with_only_what_is_required() {
    server::drive("render_plain").await;
}

#[actix_web::test]
async fn a_use_of_every_widget_of_the_npm_client_reaches_its_handler_once() {
    let Some(used) = server::drive("use").await else { return };
    let file =
        |name: &str, size, media_type: &str| input::FileInfo { name: name.into(), size, media_type: media_type.into() };
    assert_eq!(
        used,
        [
            Used::Press,
            Used::Buy,
            Used::Name(input::Value { value: hostile("a name") }),
            Used::Story(input::Value { value: hostile("one line\nand another") }),
            Used::Size(input::Value { value: hostile("second option") }),
            Used::Level(input::Value { value: -5 }),
            Used::Share(input::Value { value: 1.0 }),
            // 0.75 was chosen: the client posts no fractions.
            Used::Share(input::Value { value: 0.0 }),
            Used::Sound(input::Checked { checked: false }),
            Used::Sound(input::Checked { checked: true }),
            Used::Files(input::Files { files: vec![file("größe \"1\".txt", 3, "text/plain"), file("empty", 0, "")] }),
            Used::Theme(input::Theme { theme: hostile("dark") }),
            Used::Day(input::Date { date: input::DateText("2026-03-14".into()) }),
            // The client posts a date at every keystroke: this is a year of which one digit is typed.
            Used::Day(input::Date { date: input::DateText("0002-03-14".into()) }),
            Used::Tags(input::Items { items: vec![hostile("first tag"), hostile("third tag")] }),
            Used::Tags(input::Items { items: vec![] }),
        ]
    );
}

#[actix_web::test]
async fn a_form_of_the_npm_client_reaches_its_handler_as_a_struct() {
    let Some(used) = server::drive("form").await else { return };
    let day = |text: &str| input::DateText(text.into());
    let only_required = Order {
        name: hostile("Ada"),
        notes: None,
        pieces: 7,
        price: None,
        rating: 3,
        size: Size::Small,
        wrapping: None,
        express: true,
        day: day("2026-03-14"),
        until: None,
        tags: vec![hostile("second tag")],
        photos: vec![],
    };
    let everything = Order {
        name: hostile("Ada"),
        notes: Some(hostile("two\nlines")),
        pieces: 8,
        price: Some(2.5),
        rating: 0,
        size: Size::Large,
        wrapping: Some(Size::Small),
        express: false,
        day: day("2026-03-02"),
        until: Some(day("2026-03-31")),
        tags: vec![hostile("first tag"), hostile("second tag")],
        photos: vec![input::FileInfo { name: "größe.png".into(), size: 4, media_type: "image/png".into() }],
    };
    assert_eq!(used, [Used::Order(only_required), Used::Order(everything)]);
}
