//! What the server keeps of a widget: presets and bound arguments, on every kind of widget, and for how long.

use std::marker::PhantomData;
use std::time::Duration;

use chatwidgets::prelude::*;
use chatwidgets::widget::{Call, Mistake};
use chatwidgets::{ActionEntry, NamedAction, WidgetInstance};
use serde::Serialize;
use serde_json::{Value, json};

const SECRET: &str = "only the server knows";

/// An action with bound arguments that takes any payload, so that each kind of widget can name it.
struct Act<P>(PhantomData<P>);

impl<P> WidgetAction for Act<P> {
    const NAME: &'static str = "act";
    type Payload = P;
    type Bound = Secret;
}

#[derive(Serialize)]
struct Secret {
    secret: &'static str,
}

/// A payload that a form can be drawn of.
#[derive(Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Reason {
    reason: String,
}

/// The action, bound: every widget takes it.
fn bound<P>() -> Call<Act<P>, P, NoBound> {
    Act(PhantomData).bind(Secret { secret: SECRET })
}

/// A payload that may be empty, so that a widget without input can name its action, and a form too.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Note {
    #[expect(dead_code, reason = "only a form is drawn of it")]
    note: Option<String>,
}

/// An action whose name arrived as data, and that has bound arguments.
fn named() -> NamedAction {
    async fn act(_: Payload<Note>, _: Bound<u64>) {}
    let chat = ChatWidgets::builder().without_discovery().action(ActionEntry::new("named", act)).build().unwrap();
    chat.registry().get("named").unwrap()
}

#[expect(clippy::extra_unused_type_parameters, reason = "called as the typed ones are")]
fn named_unbound<P>() -> NamedAction {
    named()
}

#[expect(clippy::extra_unused_type_parameters, reason = "called as the typed ones are")]
fn named_with_another_type<P>() -> NamedAction {
    named().bind(&"seven")
}

#[expect(clippy::extra_unused_type_parameters, reason = "called as the typed ones are")]
fn named_with_what_does_not_serialize<P>() -> NamedAction {
    named().bind(&std::collections::HashMap::from([([1], 2)]))
}

#[expect(clippy::extra_unused_type_parameters, reason = "called as the typed ones are")]
fn named_and_bound<P>() -> NamedAction {
    named().bind(&7)
}

/// Every kind of widget that has an action: `$act::<P>()`, where `P` is what it sends; each with the same setters.
macro_rules! every_widget {
    ($act:ident $($setters:tt)*) => {
        [
            Widget::from(Button::new("x", $act::<NoPayload>())$($setters)*),
            Widget::from(Card::new("x", "y", $act::<NoPayload>())$($setters)*),
            Widget::from(Image::new("x", "a.png").action($act::<NoPayload>())$($setters)*),
            Widget::from(ImageCollection::new("x", [CollectionImage::new("a")]).action($act::<NoPayload>())$($setters)*),
            Widget::from(Input::new("x", $act::<input::Value>())$($setters)*),
            Widget::from(TextArea::new("x", $act::<input::Value>())$($setters)*),
            Widget::from(Dropdown::new("x", $act::<input::Value>(), ["a"])$($setters)*),
            Widget::from(Slider::new("x", $act::<input::Value<i64>>(), 1..=5)$($setters)*),
            Widget::from(Toggle::new("x", $act::<input::Checked>())$($setters)*),
            Widget::from(FileUpload::new("x", $act::<input::Files>())$($setters)*),
            Widget::from(ThemeSwitcher::new("x", $act::<input::Theme>(), ["a"])$($setters)*),
            Widget::from(DatePicker::new("x", $act::<input::Date>())$($setters)*),
            Widget::from(MultiSelect::new("x", $act::<input::Items>(), ["a"])$($setters)*),
            Widget::from(Form::new("x", $act::<Reason>())$($setters)*),
        ]
    };
}

/// The mistake of a chain in this file.
fn mistake(widget: impl Into<Widget>) -> Mistake {
    let mistake = widget.into().mistake().expect("the chain remembers a mistake").clone();
    assert_eq!(mistake.place().file(), file!());
    mistake
}

/// What a browser gets of a widget: as it is, and as it is sent.
fn seen(widget: Widget) -> String {
    assert_eq!(widget.mistake(), None);
    serde_json::to_string(&(&widget, WidgetInstance::new(widget.clone()))).unwrap()
}

#[test]
fn every_widget_takes_an_action_that_is_bound_and_shows_nothing_of_it() {
    for widget in every_widget!(bound) {
        assert_eq!(widget.mistake(), None);
        assert_eq!(widget.action().unwrap().bound(), Some(json!({"secret": SECRET})), "{}", widget.type_name());
        let seen = seen(widget);
        assert!(seen.contains("\"action\":\"act\"") && !seen.contains("secret") && !seen.contains(SECRET), "{seen}");
    }
}

#[test]
fn every_widget_takes_a_named_action_that_is_bound() {
    for widget in every_widget!(named_and_bound) {
        assert_eq!(widget.mistake(), None);
        assert_eq!(widget.action().unwrap().bound(), Some(json!(7)), "{}", widget.type_name());
    }
}

#[test]
fn a_named_action_that_is_not_bound_is_a_mistake_on_every_widget() {
    for widget in every_widget!(named_unbound) {
        assert_eq!(mistake(widget).reason(), "the action `named` has bound arguments, and none are given");
    }
}

#[test]
fn a_named_action_bound_to_what_its_handler_cannot_read_is_a_mistake_on_every_widget() {
    for widget in every_widget!(named_with_another_type) {
        let mistake = mistake(widget);
        assert!(mistake.reason().contains("cannot be read as `u64`"), "{mistake}");
    }
    for widget in every_widget!(named_with_what_does_not_serialize) {
        let mistake = mistake(widget);
        assert!(
            mistake.reason().starts_with("the action `named`: the bound arguments do not serialize: "),
            "{mistake}"
        );
    }
}

#[test]
fn a_payload_and_bound_arguments_are_given_in_either_order() {
    let bind_first = bound::<Reason>().with(Reason { reason: SECRET.into() });
    let with_first = Act(PhantomData).with(Reason { reason: SECRET.into() }).bind(Secret { secret: SECRET });
    let [first, second] = [Button::new("x", bind_first), Button::new("x", with_first)].map(Widget::from);
    assert_eq!(first, second);
    let action = first.action().unwrap();
    assert_eq!(json!(action.preset()), json!({"reason": SECRET}));
    assert_eq!(action.bound(), Some(json!({"secret": SECRET})));
}

#[test]
fn nothing_that_is_kept_is_in_the_json_of_a_control() {
    let kept = || bound::<Reason>().with(Reason { reason: SECRET.into() });
    let image = |url| CollectionImage::new(url).action(kept());
    let form = Form::new("x", bound::<Reason>()).cancel_with("No", kept());
    let widgets = [
        Widget::from(Button::new("x", kept())),
        Card::new("x", "y", kept()).into(),
        Image::new("x", "a.png").action(kept()).into(),
        ImageCollection::new("x", [image("a"), image("b")]).action(kept()).into(),
        form.into(),
    ];
    for widget in widgets {
        let name = widget.type_name().to_owned();
        let seen = seen(widget.clone());
        assert!(!seen.contains(SECRET) && !seen.contains("bound") && !seen.contains("preset"), "{seen}");
        // What a client posts back as a widget brings nothing along.
        let read: Widget = serde_json::from_value(json!(widget)).unwrap();
        let action = read.action().unwrap();
        assert_eq!((action.preset(), action.bound()), (None, None), "{name}");
    }
}

#[test]
fn arguments_may_be_bound_to_nothing() {
    async fn maybe(_: Bound<Option<u8>>) {}
    let chat = ChatWidgets::builder().action(ActionEntry::new("maybe", maybe)).build().unwrap();
    let maybe = chat.registry().get("maybe").unwrap();
    let button = Widget::from(Button::new("x", maybe.bind(&None::<u8>)).build().unwrap());
    assert_eq!(button.action().unwrap().bound(), Some(Value::Null));
}

#[test]
fn arguments_that_do_not_serialize_are_a_mistake() {
    struct Odd;
    impl WidgetAction for Odd {
        const NAME: &'static str = "odd";
        type Payload = NoPayload;
        type Bound = std::collections::HashMap<[u8; 1], u8>;
    }
    let mistake = mistake(Button::new("x", Odd.bind([([1], 2)].into())));
    assert!(mistake.reason().starts_with("the bound arguments do not serialize: "), "{mistake}");
}

#[test]
fn every_widget_can_expire_but_not_at_once() {
    for widget in every_widget!(bound.expires_in(Duration::from_millis(1))) {
        assert_eq!(widget.mistake(), None);
        let name = widget.type_name().to_owned();
        assert!(!seen(widget.clone()).contains("expiresIn"), "{name}");
        assert!(WidgetInstance::new(widget).expires_at.is_some(), "{name}");
    }
    for widget in every_widget!(bound.expires_in(Duration::ZERO)) {
        assert_eq!(mistake(widget).reason(), "a widget that expires is there for longer than nothing");
    }
}

#[test]
fn what_has_no_action_cannot_expire() {
    let hour = Duration::from_secs(3600);
    let reason = "what has no action cannot expire: give the action first";
    assert_eq!(mistake(Image::new("x", "a.png").expires_in(hour)).reason(), reason);
    assert_eq!(mistake(Image::new("x", "a.png").expires_in(hour).action(bound::<NoPayload>())).reason(), reason);
    let images = || ImageCollection::new("x", [CollectionImage::new("a")]);
    assert_eq!(mistake(images().expires_in(hour)).reason(), reason);
    let image = CollectionImage::new("a").action(bound::<NoPayload>());
    assert_eq!(Widget::from(ImageCollection::new("x", [image]).expires_in(hour)).mistake(), None);
    let image = Image::new("x", "a.png").action(bound::<NoPayload>()).expires_in(hour).action(bound::<NoPayload>());
    assert!(WidgetInstance::new(image).expires_at.is_some(), "another action expires at the same time");
}
