//! `TestChat` with widgets: found by their labels, filled in, clicked, forged, and seen again.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::{HttpRequest, web};
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::widget::WidgetState;
use chatwidgets::{ChatWidgetsBuilder, ErrorCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How often a handler ran.
#[derive(Default)]
pub struct Runs(AtomicUsize);

#[widget_action("offers.book", once)]
pub async fn offers_book(Bound(table): Bound<u8>, runs: web::Data<Runs>) -> String {
    tokio::task::yield_now().await;
    format!("table {table}, run {}", runs.0.fetch_add(1, Ordering::SeqCst) + 1)
}

#[widget_action("offers.plain")]
pub async fn offers_plain(context: ActionContext) -> String {
    format!("{:?}", context.user().map(UserId::as_str))
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    city: String,
    #[serde(default)]
    zip: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Wish {
    name: String,
    note: Option<String>,
    #[schemars(range(min = 2, max = 12))]
    guests: u8,
    newsletter: bool,
    place: Place,
}

#[widget_action("offers.wish")]
pub async fn offers_wish(Payload(wish): Payload<Wish>) -> String {
    json!(wish).to_string()
}

#[widget_action("offers.cancel")]
pub async fn offers_cancel(Bound(n): Bound<u8>) -> String {
    format!("cancelled {n}")
}

#[widget_action("offers.look")]
pub async fn offers_look(Bound(n): Bound<u8>) -> String {
    format!("image {n}")
}

fn menu() -> Reply {
    let wish = Wish {
        name: "Ada".into(),
        note: Some("window".into()),
        guests: 4,
        newsletter: true,
        place: Place { city: "Bern".into(), zip: None },
    };
    let image = |n: u8| CollectionImage::new(format!("/{n}.png")).alt(format!("Room {n}")).action(OffersLook.bind(n));
    Reply::new("menu")
        .widget(Button::new("Book", OffersBook.bind(7)).expires_in(Duration::from_secs(600)))
        .widget(Card::new("Fondue", "Order it", OffersPlain))
        .widget(Form::new("Edit", OffersWish).initial(&wish).cancel_with("Rather not", OffersCancel.bind(9)))
        .widget(Form::new("Wish", OffersWish))
        .widget(ImageCollection::new("Rooms", [image(1), image(2), CollectionImage::new("/3.png").alt("Lobby")]))
        .widget(ProgressBar::new("Loading", 3, 10))
}

async fn assistant(UserMessage(message): UserMessage) -> Reply {
    match message.as_str() {
        "another" => Reply::new("another").widget(Button::new("Book", OffersBook.bind(8))),
        "twins" => Reply::new("twins")
            .widget(Button::new("Twin", OffersBook.bind(1)))
            .widget(Button::new("Twin", OffersBook.bind(2))),
        _ => menu(),
    }
}

async fn who(request: HttpRequest) -> Option<UserId> {
    request.headers().get("x-user").map(|name| UserId::from(name.to_str().unwrap()))
}

fn chats() -> ChatWidgetsBuilder {
    ChatWidgets::builder().assistant(assistant)
}

fn test(chat: &ChatWidgets) -> TestChat {
    TestChat::new(chat.clone()).app_data(web::Data::new(Runs::default()))
}

async fn menu_of(chat: ChatWidgetsBuilder) -> TestChat {
    let chat = test(&chat.build().unwrap());
    chat.say("the menu").await.unwrap();
    chat
}

/// The message of what panics.
fn panic_of<T>(what: impl FnOnce() -> T) -> String {
    let panic = std::panic::catch_unwind(AssertUnwindSafe(what)).err().expect("it panics");
    panic.downcast_ref::<String>().cloned().unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap()).to_owned())
}

/// What a click on a form sent, as the handler saw it.
fn wish(turn: &chatwidgets::ChatTurn) -> Value {
    serde_json::from_str(&turn.content).unwrap()
}

#[tokio::test]
async fn a_widget_is_found_by_its_label_or_its_title() {
    let chat = menu_of(chats()).await;
    for (label, kind) in
        [("Book", "button"), ("Order it", "card"), ("Fondue", "card"), ("Edit", "form"), ("Rooms", "imagecollection")]
    {
        assert_eq!(chat.widget(label).instance().widget.type_name(), kind, "{label}");
    }
    // Labels are compared whole.
    for label in ["book", "Boo", "Book ", "", "menu"] {
        assert!(panic_of(|| chat.widget(label)).contains(&format!("no open widget is labelled {label:?}; ")));
    }
}

#[tokio::test]
async fn the_newest_open_widget_is_meant_where_several_have_a_label() {
    let chat = menu_of(chats()).await;
    chat.say("another").await.unwrap();
    assert_eq!(chat.widget("Book").click().await.unwrap().content, "table 8, run 1");
    assert_eq!(chat.widget("Book").click().await.unwrap().content, "table 7, run 2", "the newest one is done");
    assert!(panic_of(|| chat.widget("Book")).contains("not open any more: button \"Book\", button \"Book\""));
    chat.say("twins").await.unwrap();
    assert_eq!(chat.widget("Twin").click().await.unwrap().content, "table 2, run 3", "the last of a turn");
}

#[tokio::test]
async fn a_widget_that_is_not_there_is_missed_with_all_that_are() {
    let chat = test(&chats().build().unwrap());
    let nothing = "no open widget is labelled \"Book\"; open: none; not open any more: none";
    assert_eq!(panic_of(|| chat.widget("Book")), nothing);
    chat.say("the menu").await.unwrap();
    chat.widget("Book").click().await.unwrap();
    let expected = "no open widget is labelled \"Bok\"; open: progressbar \"Loading\", imagecollection \"Rooms\", \
                    form \"Wish\", form \"Edit\", card \"Fondue\"; not open any more: button \"Book\"";
    assert_eq!(panic_of(|| chat.widget("Bok")), expected);
}

#[tokio::test]
async fn a_form_that_nobody_touched_sends_what_it_shows() {
    let chat = menu_of(chats()).await;
    let sent = wish(&chat.widget("Edit").click().await.unwrap());
    let place = json!({"city": "Bern", "zip": null});
    assert_eq!(sent, json!({"name": "Ada", "note": "window", "guests": 4, "newsletter": true, "place": place}));
    let posted = RefCell::new(Value::Null);
    let untouched = chat.widget("Wish").forge(|body| *posted.borrow_mut() = body["payload"].clone());
    let refused = untouched.click().await.unwrap_err();
    // The slider stands at its lower end, and the switch is off.
    assert_eq!(*posted.borrow(), json!({"guests": 2, "newsletter": false}));
    let pointers: Vec<_> = refused.errors.iter().map(|error| &*error.pointer).collect();
    assert_eq!((refused.code.as_str(), pointers), ("invalid_payload", vec!["/name", "/place"]), "{refused}");
    let rest = json!({"name": "Bea", "place": {"city": "Chur"}});
    let sent = wish(&chat.widget("Wish").fill(&rest).click().await.unwrap());
    assert_eq!((&sent["guests"], &sent["newsletter"], &sent["note"]), (&json!(2), &json!(false), &json!(null)));
}

#[tokio::test]
async fn what_is_filled_in_takes_the_place_of_what_the_form_shows() {
    let chat = menu_of(chats()).await;
    let filled = chat.widget("Edit").fill(&json!({"guests": 5})).fill(&json!({"newsletter": false, "note": null}));
    let sent = wish(&filled.click().await.unwrap());
    assert_eq!((&sent["guests"], &sent["newsletter"], &sent["note"]), (&json!(5), &json!(false), &json!(null)));
    assert_eq!(sent["name"], "Ada", "the rest stays");
    let place = json!({"place": Place { city: "Chur".into(), zip: Some("7000".into()) }});
    let sent = wish(&chat.widget("Edit").fill(&place).click().await.unwrap());
    assert_eq!(sent["place"], place["place"], "a struct is entered whole");
    let refused = chat.widget("Edit").fill(&json!({"guests": 13})).click().await.unwrap_err();
    assert_eq!((refused.status, &*refused.errors[0].pointer), (422, "/guests"));
}

#[tokio::test]
async fn a_field_that_the_form_does_not_have_cannot_be_filled_in() {
    let chat = menu_of(chats()).await;
    let panic = panic_of(|| chat.widget("Wish").fill(&json!({"name": "Ada", "gusts": 3})));
    assert!(
        panic.starts_with("the form \"Wish\" has no field \"gusts\"; it has name, note, guests, newsletter, "),
        "{panic}"
    );
    assert!(panic_of(|| chat.widget("Wish").fill(&5)).contains("what is entered is an object"));
    let _ = chat.widget("Wish").fill(&json!({}));
}

#[tokio::test]
async fn a_click_settles_what_is_seen_and_twice_is_once() {
    let chat = menu_of(chats()).await;
    let book = chat.widget("Book");
    assert_eq!(book.state(), WidgetState::Open);
    let (first, second) = book.click_twice().await;
    assert_eq!(first.unwrap().content, "table 7, run 1");
    let refused = second.unwrap_err();
    assert!([ErrorCode::AlreadyDone, ErrorCode::InProgress].contains(&refused.code), "{refused}");
    assert_eq!((book.state(), refused.status), (WidgetState::Done, 409));
    assert_eq!(book.instance().state, WidgetState::Open, "as it was found");
    assert_eq!(book.click().await.unwrap_err().code, ErrorCode::AlreadyDone);
    assert_eq!(chat.thread().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_retry_is_a_click_of_the_same_request_id() {
    let chat = menu_of(chats()).await;
    let book = chat.widget("Book").request_id("offers-1");
    let (first, second) = book.click_twice().await;
    let first = first.unwrap();
    assert_eq!((&first.content, &first), (&"table 7, run 1".to_owned(), &second.unwrap()));
    assert_eq!(book.click().await.unwrap().turn_id, first.turn_id);
    assert_eq!(chat.thread().await.unwrap().len(), 3);
    let other = chat.widget("Order it").request_id("offers-1").click().await.unwrap_err();
    assert_eq!((other.code.as_str(), other.request_id.as_deref()), ("conflict", Some("offers-1")));
    chat.advance(Duration::from_secs(24 * 60 * 60));
    chat.widget("Order it").request_id("offers-1").click().await.unwrap();
}

#[tokio::test]
async fn a_control_inside_a_widget_is_clicked_by_its_own_label() {
    let chat = menu_of(chats()).await;
    for n in 1..=2 {
        let turn = chat.widget("Rooms").control(&format!("Room {n}")).click().await.unwrap();
        assert_eq!(turn.content, format!("image {n}"));
    }
    assert_eq!(chat.widget("Edit").control("Rather not").click().await.unwrap().content, "cancelled 9");
    let panic = panic_of(|| chat.widget("Rooms").control("Lobby"));
    assert!(panic.contains("the imagecollection \"Rooms\" has no control \"Lobby\" with an action"), "{panic}");
    assert!(panic.contains("\"Room 1\", \"Room 2\""), "{panic}");
    let panic = panic_of(|| chat.widget("Book").control("Book"));
    assert!(panic.ends_with("it has none"), "{panic}");
}

#[tokio::test]
#[should_panic(expected = "the progressbar \"Loading\" has no action, so it cannot be clicked")]
async fn what_has_no_action_cannot_be_clicked() {
    let chat = menu_of(chats()).await;
    let _ = chat.widget("Loading").click().await;
}

#[tokio::test]
async fn what_is_forged_is_refused_or_in_vain() {
    let chat = menu_of(chats()).await;
    let other = test(&chats().build().unwrap());
    let foreign = other.say("the menu").await.unwrap();
    let forge = async |change: fn(&mut Value)| chat.widget("Book").forge(change).click().await.unwrap_err().code;
    assert_eq!(forge(|body| body["action"] = json!("offers.cancel")).await, ErrorCode::NotOffered);
    assert_eq!(
        forge(|body| body["widgetId"] = json!("6f0c9f1e-5b1a-4c55-9d6e-0a1b2c3d4e5f")).await,
        ErrorCode::NotOffered
    );
    assert_eq!(forge(|body| body["action"] = json!("offers.nothing")).await, ErrorCode::UnknownAction);
    let elsewhere = json!(foreign.thread_id);
    let refused = chat.widget("Book").forge(|body| body["threadId"] = elsewhere.clone()).click().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ThreadNotFound);
    assert_eq!(chat.forge("offers.book", json!({"table": 1})).await.unwrap_err().code, ErrorCode::NotOffered);
    assert_eq!(chat.forge("offers.plain", json!({})).await.unwrap().content, "None", "a plain one can be posted");
    let injected = chat.widget("Book").forge(|body| body["payload"] = json!({"table": 1, "bound": 1})).click().await;
    assert_eq!(injected.unwrap().content, "table 7, run 1");
}

#[tokio::test]
async fn somebody_else_sees_the_page_and_can_do_nothing() {
    // Without owners it would prove nothing.
    let nobody = menu_of(chats()).await;
    assert!(panic_of(|| nobody.as_user("ada")).starts_with("the chat has no users"));
    {
        let ada = test(&chats().user(who).build().unwrap()).as_user("ada");
        ada.say("the menu").await.unwrap();
        let bea = ada.as_user("bea");
        assert_eq!(bea.thread_id(), ada.thread_id());
        assert_eq!(bea.widget("Book").click().await.unwrap_err().code, ErrorCode::ThreadNotFound);
        assert_eq!(bea.reload().await.unwrap_err().code, ErrorCode::ThreadNotFound);
        assert_eq!(bea.delete().await.unwrap_err().code, ErrorCode::ThreadNotFound);
        assert_eq!(ada.widget("Order it").click().await.unwrap().content, r#"Some("ada")"#);
        bea.set_thread(None);
        bea.say("the menu").await.unwrap();
        assert_eq!(bea.widget("Order it").click().await.unwrap().content, r#"Some("bea")"#);
        assert_ne!(bea.thread_id(), ada.thread_id());
        assert_eq!(ada.widget("Book").click().await.unwrap().content, "table 7, run 1");
    }
    let ada = test(&chats().user(who).build().unwrap()).as_user("ada");
    ada.say("the menu").await.unwrap();
    assert_eq!(ada.as_user("bea").say("hi").await.unwrap_err().code, ErrorCode::ThreadNotFound);
}

#[tokio::test]
async fn each_request_can_be_changed_before_it_is_sent() {
    let chat = chats().user(who).requests_per_user(3).build().unwrap();
    let ada = test(&chat).each_request(|request| request.insert_header(("x-user", "ada")));
    ada.say("the menu").await.unwrap();
    assert_eq!(ada.widget("Order it").click().await.unwrap().content, r#"Some("ada")"#);
    let site = ada.as_user("ada").each_request(|request| request.insert_header(("sec-fetch-site", "cross-site")));
    assert_eq!(site.widget("Order it").click().await.unwrap_err().code, ErrorCode::Forbidden);
    ada.widget("Order it").click().await.unwrap();
    let refused = ada.widget("Order it").click().await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (429, "too_many_requests"));
    ada.advance(Duration::from_secs(20));
    ada.widget("Order it").click().await.unwrap();
    let later = ada.each_request(|request| request.insert_header(("x-user", "bea")));
    assert_eq!(later.reload().await.unwrap_err().code, ErrorCode::ThreadNotFound, "the last change holds");
}

#[tokio::test]
async fn time_goes_by_when_it_is_told_to() {
    let chat = menu_of(chats()).await;
    let book = chat.widget("Book");
    chat.advance(Duration::from_millis(599_999));
    chat.reload().await.unwrap();
    assert_eq!(book.state(), WidgetState::Open);
    chat.advance(Duration::from_millis(1));
    assert_eq!(book.state(), WidgetState::Open, "a page does not know before it asks");
    let refused = book.click().await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (410, "expired"));
    assert_eq!(refused.widget.unwrap().state, WidgetState::Expired);
    assert_eq!(book.state(), WidgetState::Expired, "the refusal draws it anew");
    assert!(panic_of(|| chat.widget("Book")).ends_with("not open any more: button \"Book\""));
}

#[tokio::test]
async fn a_page_that_is_loaded_again_shows_what_others_did() {
    let chat = chats().build().unwrap();
    let (here, there) = (test(&chat), test(&chat));
    here.say("the menu").await.unwrap();
    there.set_thread(here.thread_id());
    assert!(panic_of(|| there.widget("Book")).contains("open: none"), "nothing is seen before it is loaded");
    there.reload().await.unwrap();
    let elsewhere = test(&chat);
    elsewhere.set_thread(here.thread_id());
    elsewhere.reload().await.unwrap();
    let seen_elsewhere = elsewhere.widget("Book");
    there.widget("Book").click().await.unwrap();
    assert_eq!(seen_elsewhere.state(), WidgetState::Open);
    elsewhere.reload().await.unwrap();
    assert_eq!(seen_elsewhere.state(), WidgetState::Done);
    let seen = here.widget("Book");
    assert_eq!(seen.state(), WidgetState::Open, "here nothing is known of it");
    assert_eq!(seen.click().await.unwrap_err().code, ErrorCode::AlreadyDone);
    assert_eq!(seen.state(), WidgetState::Done, "the refusal draws it anew");
    there.say("another").await.unwrap();
    assert!(panic_of(|| here.widget("Book")).contains("not open any more: button \"Book\""));
    here.reload().await.unwrap();
    assert_eq!(here.widget("Book").instance().id, there.widget("Book").instance().id);
    here.delete().await.unwrap();
    assert_eq!(there.reload().await.unwrap_err().code, ErrorCode::ThreadNotFound);
    assert_eq!(there.widget("Book").click().await.unwrap_err().code, ErrorCode::ThreadNotFound);
}
