//! Widgets: their JSON in both directions, and the mistakes that a chain remembers.

use chatwidgets::prelude::*;
use chatwidgets::widget::Mistake;
use chatwidgets::{Widget, WidgetInstance};
use serde_json::{Value, json};

macro_rules! actions {
    ($($type:ident = $name:literal: $payload:ty;)*) => {
        $(
            pub struct $type;
            impl WidgetAction for $type {
                const NAME: &'static str = $name;
                type Payload = $payload;
                type Bound = NoBound;
            }
        )*
    };
}

actions! {
    Press = "press": NoPayload;
    SetText = "set_text": input::Value;
    SetNumber = "set_number": input::Value<i64>;
    SetRatio = "set_ratio": input::Value<f64>;
    SetSwitch = "set_switch": input::Checked;
    SetTheme = "set_theme": input::Theme;
    SetDate = "set_date": input::Date;
    SetItems = "set_items": input::Items;
    SetFiles = "set_files": input::Files;
    Tell = "tell": About;
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[expect(dead_code, reason = "only a form is drawn of it")]
pub struct About {
    value: String,
    more: Option<String>,
    age: i32,
    size: String,
    tags: Vec<String>,
    sound: bool,
    stars: u8,
    day: String,
    photo: Vec<input::FileInfo>,
}

/// Each widget beside its JSON, member for member as the wire page has it.
pub fn widgets() -> Vec<(Widget, Value)> {
    let image = || Image::new("Harbour", "/harbour.jpg");
    vec![
        (Button::new("Go", Press).into(), json!({"type": "button", "label": "Go", "action": "press"})),
        (
            Card::new("Pizza", "Order", Press).description("Hot").image_url("https://example.com/p.png").into(),
            json!({"type": "card", "label": "Order", "action": "press", "title": "Pizza", "description": "Hot",
                   "imageUrl": "https://example.com/p.png"}),
        ),
        (
            Card::new("Pizza", "Order", Press).into(),
            json!({"type": "card", "label": "Order", "action": "press", "title": "Pizza"}),
        ),
        (
            Input::new("Name", SetText).placeholder("Ada").max_length(80).into(),
            json!({"type": "input", "label": "Name", "action": "set_text", "placeholder": "Ada", "maxLength": 80}),
        ),
        (
            TextArea::new("Story", SetText).placeholder("Once").max_length(900).rows(6).into(),
            json!({"type": "textarea", "label": "Story", "action": "set_text", "placeholder": "Once",
                   "maxLength": 900, "rows": 6}),
        ),
        (
            Dropdown::new("Size", SetText, ["S", "L"]).into(),
            json!({"type": "dropdown", "label": "Size", "action": "set_text", "options": ["S", "L"]}),
        ),
        (
            Slider::new("Volume", SetNumber, 0..=100).step(5).default(50).into(),
            json!({"type": "slider", "label": "Volume", "action": "set_number", "min": 0, "max": 100, "step": 5,
                   "default": 50, "defaultValue": 50}),
        ),
        (
            Slider::new("Ratio", SetRatio, 0.0..=1.0).into(),
            json!({"type": "slider", "label": "Ratio", "action": "set_ratio", "min": 0.0, "max": 1.0, "step": 0.01}),
        ),
        (
            Toggle::new("Sound", SetSwitch).into(),
            json!({"type": "toggle", "label": "Sound", "action": "set_switch", "defaultValue": false}),
        ),
        (
            FileUpload::new("Photo", SetFiles).accept("image/*").max_bytes(5_000_000).into(),
            json!({"type": "fileupload", "label": "Photo", "action": "set_files", "accept": "image/*",
                   "maxBytes": 5_000_000}),
        ),
        (
            ThemeSwitcher::new("Theme", SetTheme, ["light", "dark"]).into(),
            json!({"type": "themeswitcher", "label": "Theme", "action": "set_theme", "themes": ["light", "dark"]}),
        ),
        (
            DatePicker::new("Day", SetDate)
                .min("2026-03-01")
                .max(chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap())
                .into(),
            json!({"type": "datepicker", "label": "Day", "action": "set_date", "minDate": "2026-03-01",
                   "maxDate": "2026-03-31"}),
        ),
        (
            MultiSelect::new("Tags", SetItems, ["a", "b"]).into(),
            json!({"type": "multiselect", "label": "Tags", "action": "set_items", "options": ["a", "b"]}),
        ),
        (
            ProgressBar::new("Upload", 30, 100).into(),
            json!({"type": "progressbar", "label": "Upload", "value": 30, "max": 100}),
        ),
        (
            image().alt("Boats").size(640, 480).action(Press).into(),
            json!({"type": "image", "label": "Harbour", "action": "press", "imageUrl": "/harbour.jpg", "alt": "Boats",
                   "width": 640, "height": 480}),
        ),
        (image().into(), json!({"type": "image", "label": "Harbour", "imageUrl": "/harbour.jpg"})),
        (
            ImageCollection::new(
                "Rooms",
                [CollectionImage::new("1.jpg").alt("One").action(Press), CollectionImage::new("2.jpg").size(9, 9)],
            )
            .action(Press)
            .into(),
            json!({"type": "imagecollection", "label": "Rooms", "action": "press", "images": [
                {"imageUrl": "1.jpg", "alt": "One", "action": "press"}, {"imageUrl": "2.jpg", "width": 9, "height": 9}]}),
        ),
        (
            form().into(),
            json!({"type": "form", "label": "About you", "action": "tell", "title": "About you", "fields": [
                {"name": "value", "label": "Value", "type": "input", "required": true, "placeholder": "Ada",
                 "maxLength": 8},
                {"name": "more", "label": "More", "type": "textarea", "required": false, "validationHint": "All of it",
                 "rows": 3},
                {"name": "age", "label": "Age", "type": "number", "required": true, "min": 18, "max": 99, "step": 1},
                {"name": "size", "label": "Size", "type": "dropdown", "required": true, "options": ["S", "L"]},
                {"name": "tags", "label": "Tags", "type": "multiselect", "required": false, "options": ["a"]},
                {"name": "sound", "label": "Sound", "type": "toggle", "required": false, "defaultValue": true},
                {"name": "stars", "label": "Stars", "type": "slider", "required": true, "min": 1, "max": 5, "step": 2,
                 "default": 3, "defaultValue": 3},
                {"name": "day", "label": "Day", "type": "datepicker", "required": true, "minDate": "2026-01-01"},
                {"name": "photo", "label": "Photo", "type": "fileupload", "required": false, "maxBytes": 9}],
                "actions": [{"type": "submit", "label": "Send"}, {"type": "cancel", "label": "Not now"}]}),
        ),
    ]
}

fn form() -> Form<About> {
    Form::new("About you", Tell)
        .field("value", Field::input().placeholder("Ada").max_length(8))
        .field("more", Field::textarea().rows(3).hint("All of it"))
        .field("age", Field::number().min(18).max(99).step(1))
        .field("size", Field::dropdown(["S", "L"]))
        .field("tags", Field::multiselect(["a"]))
        .field("sound", Field::toggle().default(true))
        .field("stars", Field::slider(1..=5).step(2).default(3))
        .field("day", Field::datepicker().min("2026-01-01"))
        .field("photo", Field::fileupload().max_bytes(9))
        .submit("Send")
        .cancel("Not now")
}

#[test]
fn every_widget_is_the_json_that_the_wire_promises() {
    for (widget, json) in widgets() {
        assert_eq!(widget.mistake(), None);
        assert_eq!(serde_json::to_value(&widget).unwrap(), json);
    }
}

#[test]
fn every_widget_comes_back_from_its_json() {
    for (widget, json) in widgets() {
        assert_eq!(serde_json::from_value::<Widget>(json.clone()).unwrap(), widget);
        let instance = WidgetInstance::new(widget);
        let text = serde_json::to_string(&instance).unwrap();
        assert_eq!(serde_json::from_str::<WidgetInstance>(&text).unwrap(), instance);
    }
}

#[test]
fn unknown_members_are_ignored_and_unknown_types_are_kept() {
    let button = json!({"type": "button", "label": "Go", "action": "press", "colour": "red"});
    assert_eq!(serde_json::from_value::<Widget>(button).unwrap(), Button::new("Go", Press).into());
    let chart = json!({"type": "chart", "points": [1, 2], "label": "Sales"});
    let widget: Widget = serde_json::from_value(chart.clone()).unwrap();
    assert_eq!(widget.type_name(), "chart");
    assert_eq!(serde_json::to_value(&widget).unwrap(), chart);
    let field = json!({"type": "form", "label": "x", "action": "a", "title": "x", "actions": [],
                       "fields": [{"name": "c", "label": "C", "type": "colour", "required": true, "palette": [1]}]});
    let widget: Widget = serde_json::from_value(field.clone()).unwrap();
    assert_eq!(serde_json::to_value(&widget).unwrap(), field);
}

#[test]
fn json_of_a_widget_that_breaks_its_rules_is_refused() {
    for (json, reason) in [
        (json!({"type": "slider", "label": "x", "action": "a", "min": 5, "max": 5, "step": 1}), "lower end"),
        (json!({"type": "slider", "label": "x", "action": "a", "min": 0, "max": 5, "step": 0}), "step"),
        (
            json!({"type": "slider", "label": "x", "action": "a", "min": 0, "max": 5, "step": 1, "default": 6}),
            "default",
        ),
        (json!({"type": "slider", "label": "x", "action": "a", "min": "<b>", "max": 5, "step": 1}), "number"),
        (json!({"type": "dropdown", "label": "x", "action": "a", "options": []}), "at least one option"),
        (json!({"type": "image", "label": "x", "imageUrl": "javascript:alert(1)"}), "not the URL of an image"),
        (
            json!({"type": "form", "label": "x", "action": "a", "title": "x", "actions": [], "fields": [
                {"name": "n", "label": "n", "type": "slider", "min": "<b>", "max": 5, "step": 1}]}),
            "number",
        ),
        (json!({"type": "button", "label": "x"}), "action"),
        (json!({"label": "x"}), "type"),
    ] {
        let error = serde_json::from_value::<Widget>(json).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

/// The mistake of a chain, with the line where it was made.
fn mistake(widget: impl Into<Widget>) -> Mistake {
    widget.into().mistake().expect("the chain remembers a mistake").clone()
}

#[test]
fn a_chain_remembers_its_first_mistake_and_where_it_was() {
    let line = line!() + 1;
    let slider = Slider::new("x", SetNumber, 0..=10).step(0).default(99).step(1);
    let mistake = slider.build().unwrap_err();
    assert_eq!(mistake.reason(), "the step must be greater than 0");
    assert_eq!((mistake.place().file(), mistake.place().line()), (file!(), line));
    assert_eq!(mistake.to_string(), format!("the step must be greater than 0, at {}", mistake.place()));
}

#[test]
fn every_rule_of_the_wire_is_a_mistake_when_broken() {
    let field = |form: Form<input::Value>| mistake(form);
    let form = || Form::new("x", SetText);
    for (mistake, reason) in [
        (mistake(Slider::new("x", SetNumber, 5..=5)), "the lower end of the range must be less than the upper one"),
        (mistake(Slider::new("x", SetNumber, 0..=5).step(-1)), "the step must be greater than 0"),
        (mistake(Slider::new("x", SetNumber, 0..=5).default(6)), "the default must be within the range"),
        (
            mistake(Slider::new("x", SetNumber, 0..=5).step(0.5)),
            "a slider over whole numbers has a whole step and default",
        ),
        (mistake(Slider::new("x", SetRatio, 0.0..=f64::INFINITY)), "a slider's numbers must be finite"),
        (mistake(Slider::new("x", SetRatio, 0.0..=1.0).step(f64::NAN)), "a slider's numbers must be finite"),
        (mistake(Dropdown::new("x", SetText, [""; 0])), "there must be at least one option"),
        (mistake(Dropdown::new("x", SetText, ["a", "b", "a"])), "the option \"a\" is there twice"),
        (mistake(MultiSelect::new("x", SetItems, [""; 0])), "there must be at least one option"),
        (mistake(ThemeSwitcher::new("x", SetTheme, ["a", "a"])), "the option \"a\" is there twice"),
        (
            mistake(DatePicker::new("x", SetDate).min("2026-02-30")),
            "\"2026-02-30\" is not a date: `YYYY-MM-DD` is expected",
        ),
        (
            mistake(DatePicker::new("x", SetDate).min("2026-03-02").max("2026-03-01")),
            "the first day must not be after the last one",
        ),
        (mistake(ProgressBar::new("x", 11, 10)), "`value` must be between 0 and `max`"),
        (mistake(ProgressBar::new("x", 0, 0)), "`max` must be greater than 0"),
        (mistake(Input::new("x", SetText).max_length(0)), "`max_length` must be at least 1"),
        (mistake(TextArea::new("x", SetText).rows(0)), "`rows` must be at least 1"),
        (mistake(FileUpload::new("x", SetFiles).max_bytes(0)), "`max_bytes` must be at least 1"),
        (mistake(ImageCollection::new("x", [])), "there must be at least one image"),
        (mistake(Image::new("x", "a.png").size(0, 1)), "an image's width and height must be at least 1"),
        (field(form().field("value", Field::slider(1..=5).step(0))), "the step must be greater than 0"),
        (
            field(form().field("value", Field::number().min(2).max(1))),
            "the lower bound must not be greater than the upper one",
        ),
        (field(form().field("value", Field::dropdown([""; 0]))), "there must be at least one option"),
    ] {
        assert_eq!(mistake.reason(), reason);
        assert_eq!(mistake.place().file(), file!(), "{reason}");
    }
}

#[test]
fn an_image_is_http_or_relative_or_image_data() {
    for good in [
        "http://a/b.png",
        "HTTPS://a/b.png",
        "/a.png",
        "a b.png",
        "../a.png?x=a:b",
        "data:image/png;base64,AA",
        "//a/b",
    ] {
        assert_eq!(Image::new("x", good).build().err(), None, "{good}");
    }
    for bad in [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "java\nscript:x",
        " javascript:x",
        "file:///etc",
        "ftp://a",
    ] {
        assert!(mistake(Image::new("x", bad)).reason().contains("not the URL of an image"), "{bad}");
        assert!(
            mistake(Card::new("x", "y", Press).image_url(bad)).reason().contains("not the URL of an image"),
            "{bad}"
        );
        let collection = ImageCollection::new("x", [CollectionImage::new("a.png"), CollectionImage::new(bad)]);
        assert!(mistake(collection).reason().contains("not the URL of an image"), "{bad}");
    }
}

#[test]
fn a_mistake_keeps_a_reply_from_being_built() {
    let reply = Reply::new("x").widget(Button::new("Go", Press)).widget(ProgressBar::new("x", 2, 1));
    assert_eq!(reply.build().unwrap_err().reason(), "`value` must be between 0 and `max`");
}

#[test]
fn a_preset_payload_is_in_no_json() {
    let button = Button::new("Mute", SetSwitch.with(input::Checked { checked: false }));
    let widget = Widget::from(button);
    assert_eq!(
        serde_json::to_value(&widget).unwrap(),
        json!({"type": "button", "label": "Mute", "action": "set_switch"})
    );
    let preset = widget.action().unwrap().preset().unwrap();
    assert_eq!(json!(preset), json!({"checked": false}));
}
