//! Every widget can be read with the public API alone: here each is rendered as plain text.

use chatwidgets::prelude::*;
use chatwidgets::widget::form::{DateBounds, FieldKind, FileLimits, FormAction, FormField, Range};
use chatwidgets::widget::{ActionRef, Picture};
use chatwidgets::{Widget, WidgetAction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::widgets::{Press, SetDate, SetFiles, SetItems, SetNumber, SetSwitch, SetText, SetTheme};

/// A payload with every kind of field.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Everything {
    line: String,
    #[schemars(email)]
    email: String,
    #[schemars(url)]
    link: String,
    #[schemars(extend("format" = "password"))]
    secret: String,
    #[schemars(length(max = 5_000))]
    lines: String,
    number: f64,
    size: Size,
    extras: Vec<Size>,
    sure: bool,
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    #[schemars(extend("format" = "date"))]
    day: String,
    file: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

struct Fill;

impl WidgetAction for Fill {
    const NAME: &'static str = "fill";
    type Payload = Everything;
    type Bound = NoBound;
}

fn all() -> Vec<Widget> {
    let photo = || CollectionImage::new("/sea.jpg").alt("The sea").action(Press);
    vec![
        Button::new("Press it", Press).into(),
        Card::new("A card", "Open", Press).description("Of paper").image_url("/card.png").into(),
        Input::new("Name", SetText).placeholder("Ada").max_length(80).into(),
        TextArea::new("Story", SetText).placeholder("Once …").max_length(900).rows(4).into(),
        Dropdown::new("Size", SetText, ["S", "L"]).into(),
        Slider::new("Volume", SetNumber, 0..=10).step(2).default(4).into(),
        Toggle::new("Sound", SetSwitch).default(true).into(),
        FileUpload::new("Photo", SetFiles).accept("image/*").max_bytes(1_000).into(),
        ThemeSwitcher::new("Theme", SetTheme, ["light", "dark"]).into(),
        DatePicker::new("Day", SetDate).min("2026-01-01").max("2026-12-31").into(),
        MultiSelect::new("Toppings", SetItems, ["ham", "olives"]).into(),
        ProgressBar::new("Uploading", 3, 10).into(),
        Image::new("Room 7", "/room.jpg").alt("A room").size(320, 200).action(Press).into(),
        ImageCollection::new("Rooms", [photo(), CollectionImage::new("/hill.jpg")]).into(),
        Form::new("All of it", Fill).field("file", Field::fileupload().accept("image/*")).cancel("Not now").into(),
        serde_json::from_value(json!({"type": "map", "label": "Berlin", "action": "press"})).unwrap(),
    ]
}

fn render(widget: &Widget) -> String {
    match widget {
        Widget::Button(button) => format!("[{}]{}", button.label(), action(Some(button.action()))),
        Widget::Card(card) => {
            let (text, image) = (card.get_description().unwrap_or("-"), card.get_image_url().unwrap_or("-"));
            format!("{}: {text} ({image}) [{}]{}", card.title(), card.label(), action(Some(card.action())))
        }
        Widget::Image(image) => format!("{} {}{}", image.label(), picture(image.picture()), action(image.get_action())),
        Widget::ImageCollection(images) => {
            let one = |image: &CollectionImage| picture(image.picture()) + &action(image.get_action());
            let all: Vec<_> = images.images().iter().map(one).collect();
            format!("{}{}: {}", images.label(), action(images.get_action()), all.join(", "))
        }
        Widget::ProgressBar(bar) => format!("{}: {} of {}", bar.label(), bar.value(), bar.max()),
        Widget::Form(form) => {
            let fields = form.fields().iter().map(field);
            let buttons = form.actions().iter().map(|FormAction { label, kind, .. }| format!("[{label}: {kind:?}]"));
            let lines: Vec<_> = fields.chain(buttons).collect();
            format!("{}{}\n  {}", form.title(), action(Some(form.action())), lines.join("\n  "))
        }
        Widget::Dropdown(_)
        | Widget::FileUpload(_)
        | Widget::Input(_)
        | Widget::MultiSelect(_)
        | Widget::Slider(_)
        | Widget::TextArea(_)
        | Widget::ThemeSwitcher(_)
        | Widget::Toggle(_)
        | Widget::DatePicker(_) => {
            let fields: Vec<_> = widget.fields().iter().map(field).collect();
            fields.join(", ") + &action(widget.action())
        }
        Widget::Unknown(unknown) => {
            format!("{} {}{}", unknown.type_name(), unknown.members()["label"], action(widget.action()))
        }
        other => panic!("a kind of widget that this renderer does not know: {other:?}"),
    }
}

fn action(action: Option<&ActionRef>) -> String {
    action.map(|action| format!(" -> {}", action.name())).unwrap_or_default()
}

fn picture(Picture { image_url, alt, width, height, .. }: &Picture) -> String {
    let size = width.zip(*height).map(|(width, height)| format!(" {width}x{height}")).unwrap_or_default();
    format!("<{image_url} {}{size}>", alt.as_deref().unwrap_or("-"))
}

fn field(FormField { name, label, required, kind, .. }: &FormField) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let bound = |bound: Option<&serde_json::Number>| bound.map_or_else(|| "-".into(), ToString::to_string);
    let number = |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
    let members = match kind {
        FieldKind::Input(line) | FieldKind::Email(line) | FieldKind::Url(line) | FieldKind::Password(line) => {
            format!("{} ..{}", text(&line.placeholder), number(line.max_length))
        }
        FieldKind::TextArea(lines) => {
            format!("{} ..{} x{}", text(&lines.placeholder), number(lines.max_length), number(lines.rows))
        }
        FieldKind::Number(number) => format!("{}..{}", bound(number.min.as_ref()), bound(number.max.as_ref())),
        FieldKind::Dropdown(one) => format!("one of {}", one.options.join("/")),
        FieldKind::MultiSelect(any) => format!("any of {}", any.options.join("/")),
        FieldKind::Toggle(switch) => (if switch.default_value { "on" } else { "off" }).to_owned(),
        FieldKind::Slider(range) => {
            let Range { min, max, step, .. } = range;
            format!("{min}..{max} by {step} at {}", range.value().map_or_else(|| "-".into(), ToString::to_string))
        }
        FieldKind::DatePicker(DateBounds { min_date, max_date, .. }) => {
            format!("{}..{}", text(min_date), text(max_date))
        }
        FieldKind::FileUpload(FileLimits { accept, max_bytes, .. }) => format!("{} ..{max_bytes:?}", text(accept)),
        other => panic!("a kind of field that this renderer does not know: {other:?}"),
    };
    format!("{name} {label:?}{}: {} {members}", if *required { "*" } else { "" }, kind.type_name())
}

#[test]
fn every_widget_is_rendered_as_plain_text() {
    let widgets = all();
    let names: Vec<_> = widgets.iter().map(Widget::type_name).collect();
    assert_eq!(names[..Widget::BUILT_IN.len()], *Widget::BUILT_IN, "every kind is here");
    let rendered: Vec<_> = widgets.iter().map(render).collect();
    assert_eq!(rendered.join("\n"), include_str!("plain_text.txt").trim_end());
}
