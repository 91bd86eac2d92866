//! The widgets that the client is shown: every type, once with all that it can have, once with only what it must have.

use chatwidgets::prelude::*;

use crate::handlers::{
    Attach, Buy, OpenAlbum, OpenPhoto, Order, PlaceOrder, Press, SetDay, SetLevel, SetName, SetShare, SetSize,
    SetSound, SetTags, SetTheme, Size, Tell,
};

/// What a page must not take for HTML, in every text: it is in no ASCII alone, and `&lt;` must not become `<`.
pub const HOSTILE: &str = "<script>alert(1)</script> \"a\" 'b' & &lt; größe 日本 🙂";

/// A text that tells where it comes from, and is hostile.
pub fn hostile(name: &str) -> String {
    format!("{name} {HOSTILE}")
}

/// An address that is allowed, and wants escaping.
const PHOTO: &str = "/photos/a'b.jpg?x=\"1\"&y=<2>";

/// Every widget with all optional members.
#[widget_action("show_every_widget")]
pub async fn show_every_widget() -> Reply {
    Reply::new(hostile("every widget"))
        .widget(Button::new(hostile("button label"), Press))
        .widget(
            Card::new(hostile("card title"), hostile("card label"), Buy)
                .description(hostile("card description"))
                .image_url(PHOTO),
        )
        .widget(Input::new(hostile("input label"), SetName).placeholder(hostile("input placeholder")).max_length(120))
        .widget(
            TextArea::new(hostile("textarea label"), Tell)
                .placeholder(hostile("textarea placeholder"))
                .max_length(500)
                .rows(6),
        )
        .widget(Dropdown::new(
            hostile("dropdown label"),
            SetSize,
            [hostile("first option"), hostile("second option"), "plain".into()],
        ))
        // A default of 0 is one.
        .widget(Slider::new(hostile("slider label"), SetLevel, -10..=10).step(5).default(0))
        .widget(Toggle::new(hostile("toggle label"), SetSound).default(true))
        .widget(FileUpload::new(hostile("fileupload label"), Attach).accept("image/*,.pdf").max_bytes(5_000_000))
        .widget(ThemeSwitcher::new(
            hostile("themeswitcher label"),
            SetTheme,
            [hostile("light"), hostile("dark"), "plain".into()],
        ))
        .widget(DatePicker::new(hostile("datepicker label"), SetDay).min("2026-03-01").max("2026-03-31"))
        .widget(MultiSelect::new(
            hostile("multiselect label"),
            SetTags,
            [hostile("first tag"), hostile("second tag"), hostile("third tag")],
        ))
        .widget(ProgressBar::new(hostile("progressbar label"), 30, 120))
        .widget(Image::new(hostile("image label"), PHOTO).alt(hostile("image alt")).size(640, 480).action(OpenPhoto))
        .widget(
            ImageCollection::new(
                hostile("imagecollection label"),
                [
                    CollectionImage::new(PHOTO).alt(hostile("first alt")).size(64, 48).action(OpenPhoto),
                    CollectionImage::new("https://example.com/2.jpg").alt(hostile("second alt")),
                ],
            )
            .action(OpenAlbum),
        )
        .widget(order_form())
}

fn order_form() -> Form<Order> {
    let tags = [hostile("first tag"), hostile("second tag")];
    Form::new(hostile("form title"), PlaceOrder)
        .field(
            "name",
            Field::input()
                .label(hostile("name label"))
                .hint(hostile("name hint"))
                .placeholder(hostile("name placeholder"))
                .max_length(120),
        )
        .field(
            "notes",
            Field::textarea()
                .label(hostile("notes label"))
                .placeholder(hostile("notes placeholder"))
                .max_length(500)
                .rows(3)
                .optional(),
        )
        .field("pieces", Field::number().label(hostile("pieces label")).min(1).max(9).step(1))
        .field("price", Field::number().label(hostile("price label")).min(0.5).max(99.5).step(0.5).optional())
        .field("rating", Field::slider(0..=10).label(hostile("rating label")).step(1).default(3))
        .field("größe", Field::dropdown(Size::OPTIONS).label(hostile("size label")))
        .field("wrapping", Field::dropdown(Size::OPTIONS).label(hostile("wrapping label")).optional())
        .field("express", Field::toggle().label(hostile("express label")).default(true))
        .field("day", Field::datepicker().label(hostile("day label")).min("2026-03-01").max("2026-03-31"))
        .field("until", Field::datepicker().label(hostile("until label")).optional())
        .field("tags", Field::multiselect(tags).label(hostile("tags label")).hint(hostile("tags hint")))
        .field(
            "photos",
            Field::fileupload().label(hostile("photos label")).accept("image/*").max_bytes(5_000_000).optional(),
        )
        .submit(hostile("submit label"))
        .cancel(hostile("cancel label"))
}

/// Every widget with only what its constructor asks for.
#[widget_action("show_plain_widgets")]
pub async fn show_plain_widgets() -> Reply {
    Reply::new("")
        .widget(Button::new(hostile("button label"), Press))
        .widget(Card::new(hostile("card title"), hostile("card label"), Buy))
        .widget(Input::new(hostile("input label"), SetName))
        .widget(TextArea::new(hostile("textarea label"), Tell))
        .widget(Dropdown::new(hostile("dropdown label"), SetSize, [hostile("only option")]))
        .widget(Slider::new(hostile("slider label"), SetShare, 0.0..=1.0))
        .widget(Toggle::new(hostile("toggle label"), SetSound))
        .widget(FileUpload::new(hostile("fileupload label"), Attach))
        .widget(ThemeSwitcher::new(hostile("themeswitcher label"), SetTheme, [hostile("only theme")]))
        .widget(DatePicker::new(hostile("datepicker label"), SetDay))
        .widget(MultiSelect::new(hostile("multiselect label"), SetTags, [hostile("only tag")]))
        .widget(ProgressBar::new(hostile("progressbar label"), 0, 1))
        .widget(Image::new(hostile("image label"), PHOTO))
        .widget(ImageCollection::new(hostile("imagecollection label"), [CollectionImage::new(PHOTO)]))
        .widget(
            Form::new(hostile("form title"), PlaceOrder)
                .field("tags", Field::multiselect([hostile("only tag")]))
                .field("photos", Field::fileupload()),
        )
}
