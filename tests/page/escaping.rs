//! No text of an app or a person becomes an element: a page of hostile texts is built as one of harmless ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets::ui::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::dom::Dom;
use crate::everything::{
    EverythingLeave, LoneDate, LoneDropdown, LoneFiles, LoneItems, LoneLines, LoneSlider, LoneText, LoneTheme,
    LoneToggle,
};
use crate::server::Server;

const HOSTILE: &str = "\"'><b id=x onclick='a'></textarea></template></title></script></option></select><script>alert(1)</script>\
                       <!-- &quot;&lt; {{x}} \u{0} </li></ol></form>`";

/// Which text to use.
#[derive(Clone)]
pub struct Texts(Arc<AtomicBool>);

impl Texts {
    fn get(&self) -> &'static str {
        if self.0.load(Ordering::SeqCst) { HOSTILE } else { "harmless" }
    }
}

#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Entered {
    name: String,
    #[schemars(extend("x-widget" = "textarea"))]
    notes: String,
    #[schemars(extend("x-widget" = "password"))]
    secret: String,
    one: String,
    many: Vec<String>,
    on: bool,
    number: f64,
    day: Option<input::DateText>,
    small: u8,
}

#[widget_action("escaping.take", once)]
pub async fn escaping_take(Payload(entered): Payload<Entered>, texts: web::Data<Texts>) -> Result<String, ActionError> {
    if entered.small == 1 { Err(ActionError::field("/name", "x", texts.get())) } else { Ok(texts.get().to_owned()) }
}

#[widget_action("escaping.ask")]
pub async fn escaping_ask(texts: web::Data<Texts>) -> Reply {
    let text = texts.get();
    let options = [text.to_owned(), format!("{text}2")];
    let initial = Entered { name: text.into(), notes: text.into(), secret: text.into(), ..Entered::default() };
    let form = Form::new(text, EscapingTake)
        .initial(&initial)
        .field("name", Field::input().label(text).hint(text).placeholder(text))
        .field("notes", Field::textarea().label(text).hint(text).placeholder(text))
        .field("one", Field::dropdown(options.clone()).label(text).hint(text))
        .field("many", Field::multiselect(options.clone()).label(text).hint(text))
        .field("on", Field::toggle().label(text).hint(text))
        .field("number", Field::number().label(text).hint(text))
        .field("day", Field::datepicker().label(text).hint(text))
        .field("small", Field::slider(0_u8..=9).label(text).hint(text))
        .submit(text)
        .cancel_with(text, EverythingLeave);
    // No URL has a control character.
    let url = format!("/i?{text}").replace('\0', "");
    let picture = || CollectionImage::new(url.clone()).alt(text);
    Reply::new("plain")
        .widget(form)
        .widget(Button::new(text, EverythingLeave))
        .widget(Card::new(text, text, EverythingLeave).description(text).image_url(url.clone()))
        .widget(Input::new(text, LoneText).placeholder(text))
        .widget(TextArea::new(text, LoneLines).placeholder(text))
        .widget(Dropdown::new(text, LoneDropdown, options.clone()))
        .widget(Slider::new(text, LoneSlider, 0..=10))
        .widget(Toggle::new(text, LoneToggle))
        .widget(FileUpload::new(text, LoneFiles).accept(text))
        .widget(ThemeSwitcher::new(text, LoneTheme, options.clone()))
        .widget(DatePicker::new(text, LoneDate))
        .widget(MultiSelect::new(text, LoneItems, options))
        .widget(ProgressBar::new(text, 1, 3))
        .widget(Image::new(text, url.clone()).alt(text))
        .widget(Image::new(text, url.clone()).action(EverythingLeave))
        .widget(ImageCollection::new(text, [picture(), picture().action(EverythingLeave)]))
}

async fn assistant() -> &'static str {
    "fine"
}

struct Scene {
    server: Server,
    texts: Texts,
}

impl Scene {
    fn open() -> Self {
        let texts = Texts(Arc::default());
        let state = web::Data::new(texts.clone());
        let words = Words { lang: "xx".into(), ..of(HOSTILE) };
        let harmless = Words { lang: "yy".into(), ..of("harmless") };
        let chat = ChatWidgets::builder().assistant(assistant).title(HOSTILE).words(words).words(harmless);
        let chat = chat.build().unwrap();
        let server = Server::mounted(move |app| {
            app.app_data(state.clone()).service(chat.scope("/api/chat")).service(chat.page("/"));
        });
        Self { server, texts }
    }

    fn is_hostile(&self, is_hostile: bool) {
        self.texts.0.store(is_hostile, Ordering::SeqCst);
    }

    /// The shape of a page on which everything has the one text or the other.
    async fn shapes<F: AsyncFn(&Self, &'static str) -> Dom>(&self, draw: F) -> [Vec<String>; 2] {
        self.is_hostile(false);
        let harmless = draw(self, "harmless").await;
        self.is_hostile(true);
        let hostile = draw(self, HOSTILE).await;
        hostile.is_sound();
        [shape(&harmless), shape(&hostile)]
    }
}

/// A catalogue all of whose words are one text.
fn of(text: &'static str) -> Words {
    let word = || text.into();
    Words {
        chat: word(),
        new_conversation: word(),
        conversation: word(),
        you: word(),
        assistant: word(),
        typing: word(),
        newest: word(),
        your_message: word(),
        send: word(),
        confirm: word(),
        attach: word(),
        apply: word(),
        open_again: word(),
        done: word(),
        expired_state: word(),
        close: word(),
        enlarge: word(),
        image: word(),
        choose: word(),
        drop_files: word(),
        progress: word(),
        on: word(),
        off: word(),
        nothing: word(),
        optional: word(),
        wrong_type: word(),
        offline: word(),
        thread_gone: word(),
        ..Words::english()
    }
}

/// All elements with the names of their attributes, in order.
fn shape(dom: &Dom) -> Vec<String> {
    let of = |element: scraper::ElementRef<'_>| {
        let mut names: Vec<_> = element.value().attrs().map(|(name, _)| name).collect();
        names.sort_unstable();
        format!("{} {}", element.value().name(), names.join(" "))
    };
    dom.all("*").into_iter().map(of).collect()
}

#[track_caller]
fn are_the_same(shapes: &[Vec<String>; 2]) {
    let [harmless, hostile] = shapes;
    assert!(harmless.len() > 20, "{harmless:?}");
    assert_eq!(harmless.len(), hostile.len());
    assert_eq!(harmless, hostile);
}

#[actix_web::test]
async fn the_texts_of_all_widgets_are_texts() {
    let scene = Scene::open();
    let shapes = scene.shapes(async |scene: &Scene, _| scene.server.begin("escaping.ask").await.1.page(200)).await;
    assert!(shapes[0].len() > 200, "{}", shapes[0].len());
    are_the_same(&shapes);
}

#[actix_web::test]
async fn the_words_of_the_app_are_texts() {
    let scene = Scene::open();
    scene.is_hostile(false);
    let thread = scene.server.act("escaping.ask").await;
    let body = json!({"action": "escaping.ask", "threadId": thread});
    scene.server.post("action", &body).await;
    let path = format!("/?thread={thread}");
    let hostile = scene.server.visit_in("xx", &path).await.page(200);
    hostile.is_sound();
    let harmless = scene.server.visit_in("yy", &path).await.page(200);
    are_the_same(&[shape(&harmless), shape(&hostile)]);
    let words: Value = serde_json::from_str(hostile.attr("section.cw", "data-cw-words")).unwrap();
    assert_eq!(
        words["offline"].as_str().map(|text| text.replace('\u{0}', "\u{fffd}")).unwrap(),
        HOSTILE.replace('\u{0}', "\u{fffd}")
    );
    let gone = ["xx", "yy"].map(|language| scene.server.visit_in(language, "/?thread=x"));
    let [hostile, harmless] = gone;
    are_the_same(&[shape(&harmless.await.page(404)), shape(&hostile.await.page(404))]);
}

#[actix_web::test]
async fn what_is_entered_again_is_text() {
    let scene = Scene::open();
    let shapes = scene
        .shapes(async |scene: &Scene, text| {
            let (_, page) = scene.server.begin("escaping.ask").await;
            let form = page.page(200).form("escaping.take").set("name", text).set("notes", text).set("small", "1");
            let form = form.set("secret", text).set("number", "2").set("day", text).tick("many", text);
            let dom = scene.server.submit(&form).await.page(422);
            let again = dom.form("escaping.take");
            let read = |value: &str| value.replace('\u{fffd}', "\u{0}");
            assert_eq!((read(again.value("name")), read(again.value("notes"))), (text.to_owned(), text.to_owned()));
            dom
        })
        .await;
    are_the_same(&shapes);
}

#[actix_web::test]
async fn errors_of_a_handler_are_texts() {
    let scene = Scene::open();
    let shapes = scene
        .shapes(async |scene: &Scene, text| {
            let (_, page) = scene.server.begin("escaping.ask").await;
            let form = page.page(200).form("escaping.take").set("number", "1").set("small", "1").set("one", text);
            let dom = scene.server.submit(&form).await.page(422);
            // A parser drops what is no character.
            assert_eq!(dom.error("name"), text.replace('\0', ""));
            dom
        })
        .await;
    are_the_same(&shapes);
}

#[actix_web::test]
async fn what_was_chosen_is_text() {
    let scene = Scene::open();
    let shapes = scene
        .shapes(async |scene: &Scene, text| {
            let turn = scene.server.post("action", &json!({"action": "escaping.ask"})).await.json();
            let form = json!({"name": text, "notes": text, "secret": "s", "one": text, "many": [text], "on": true,
                "number": 1, "small": 2});
            let files = json!({"files": [{"name": text, "size": 1, "type": text}]});
            let value = json!({"value": text});
            let clicks = [
                (0, form),
                (3, value.clone()),
                (4, value.clone()),
                (5, value),
                (8, files),
                (9, json!({"theme": text})),
                (11, json!({"items": [text]})),
            ];
            for (widget, payload) in clicks {
                let widget = &turn["widgets"][widget];
                let body = json!({"action": widget["action"], "threadId": turn["threadId"], "widgetId": widget["id"],
                    "payload": payload});
                assert!(scene.server.post("action", &body).await.json()["updates"].is_array(), "{body}");
            }
            let path = format!("/?thread={}", turn["threadId"].as_str().unwrap());
            let dom = scene.server.visit(&path).await.page(200);
            assert_eq!(dom.all("[data-cw-state=done]").len(), 7);
            // What the handlers said is Markdown, and drawn otherwise.
            let first = dom.all("[data-cw-log] > li")[0].html();
            Dom::fragment(&first)
        })
        .await;
    are_the_same(&shapes);
}

#[actix_web::test]
async fn a_message_is_text() {
    let scene = Scene::open();
    let shapes = scene
        .shapes(async |scene: &Scene, text| {
            let composer = scene.server.visit("/").await.page(200).composer();
            let back = scene.server.submit(&composer.set("message", text)).await;
            scene.server.visit(back.place()).await.page(200)
        })
        .await;
    are_the_same(&shapes);
}

#[actix_web::test]
async fn an_address_is_text() {
    let scene = Scene::open();
    let shapes = scene
        .shapes(async |scene: &Scene, text| {
            let path: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            scene.server.visit(&format!("/?thread={path}")).await.page(404)
        })
        .await;
    are_the_same(&shapes);
}
