//! The page and its script, used in a browser as people do.
//!
//! Rust makes the widgets and looks at what the handlers received; the scripts beside this file, in Node, open the page
//! in Chromium, use it, and look at what is shown.

mod browser;
mod example;
mod handlers;
mod hostile;
mod mixer;
#[path = "../node.rs"]
mod node;
mod server;
mod shows;

use chatwidgets::prelude::input;
use chatwidgets::ui::Words;

use handlers::{Meeting, Survey, Used};
use server::{drive, drive_at};
use shows::{a_meeting, a_survey, an_order};

fn file(name: &str, size: u64, media_type: &str) -> input::FileInfo {
    input::FileInfo { name: name.into(), size, media_type: media_type.into() }
}

/// The order with the photo that a script chose.
fn order_with_a_photo() -> Used {
    let mut order = an_order();
    order.photos.push(file("a.png", 3, "image/png"));
    Used::Order(Box::new(order))
}

fn tags(tags: &[&str]) -> Used {
    Used::Tags(tags.iter().map(|&tag| tag.into()).collect())
}

#[test]
fn the_script_of_the_page_is_well_typed() {
    match browser::browser() {
        Ok(browser) => drop(browser.check_types().unwrap()),
        Err(missing) => node::skip("browser", "types", missing),
    }
}

#[actix_web::test]
async fn every_widget_can_be_used_by_mouse() {
    let Some(used) = drive("mouse").await else { return };
    assert_eq!(
        used,
        [
            Used::Press,
            Used::Card,
            Used::Input("Grace".into()),
            Used::TextArea("one\ntwo".into()),
            Used::Dropdown("green".into()),
            Used::Radio("large".into()),
            Used::Slider(5),
            Used::Toggle(false),
            Used::Files(vec![file("a.png", 3, "image/png"), file("b.pdf", 4, "application/pdf")]),
            Used::Theme("dark".into()),
            Used::Day("2026-03-14".into()),
            tags(&["red", "blue"]),
            Used::Image,
            Used::Album,
        ]
    );
}

#[actix_web::test]
async fn every_widget_can_be_used_by_keyboard() {
    let Some(used) = drive("keyboard").await else { return };
    assert_eq!(
        used,
        [
            Used::Press,
            Used::Card,
            Used::Input("Grace".into()),
            Used::TextArea("one\ntwo".into()),
            Used::Dropdown("green".into()),
            Used::Radio("large".into()),
            Used::Slider(5),
            Used::Toggle(false),
            Used::Files(vec![file("a.png", 3, "image/png")]),
            Used::Theme("dark".into()),
            Used::Day("2026-03-14".into()),
            tags(&["red", "blue"]),
            Used::Image,
            Used::Album,
            order_with_a_photo(),
            Used::Press,
            Used::Press,
            Used::Once,
        ]
    );
}

#[actix_web::test]
async fn a_drawn_form_becomes_the_struct_that_it_was_drawn_from() {
    let Some(used) = drive("form").await else { return };
    assert_eq!(
        used,
        [
            order_with_a_photo(),
            Used::Order(Box::new(an_order())),
            Used::Dismiss,
            order_with_a_photo(),
            tags(&["tag 7", "tag 29"]),
        ]
    );
}

#[actix_web::test]
async fn what_is_wrong_is_said_at_its_field() {
    let Some(used) = drive("errors").await else { return };
    let mut order = order_with_a_photo();
    if let Used::Order(order) = &mut order {
        order.name = "Takenx".into();
    }
    let dropped = vec![file("a.png", 3, "image/png"), file("b.png", 4, "image/png")];
    let files = [Used::Files(vec![file("A.PDF", 1000, "")]), Used::Files(dropped)];
    let [pdf, dropped] = files;
    assert_eq!(used, [order, Used::Free("🙂".repeat(10)), pdf, dropped]);
}

#[actix_web::test]
async fn moments_are_those_of_the_readers_clocks() {
    let Some(used) = drive("moments").await else { return };
    let typed = Meeting { at: "2026-03-14T08:30:00Z".parse().unwrap(), ..a_meeting() };
    assert_eq!(used, [typed, a_meeting(), a_meeting()].map(Used::Meeting));
}

#[actix_web::test]
async fn a_browser_sends_what_the_type_takes() {
    let Some(used) = drive("survey").await else { return };
    let filled = Survey { number: None, sides: Vec::new(), paid: false, ..a_survey() };
    assert_eq!(used, [filled, a_survey(), a_survey()].map(Used::Survey));
}

#[actix_web::test]
async fn a_click_that_waits_fails_or_comes_too_late_says_so() {
    let Some(used) = drive("waiting").await else { return };
    assert_eq!(
        used,
        [
            Used::Press,
            Used::Slow,
            Used::Slow,
            Used::Slow,
            Used::Once,
            Used::Count(1),
            Used::Count(2),
            Used::Count(3),
            Used::Shaky,
            Used::Shaky,
            Used::Shaky,
            Used::Input("offline".into()),
            Used::Input("lost".into()),
            Used::Once,
            Used::Slow,
            Used::Message("hello there".into()),
        ]
    );
}

#[actix_web::test]
async fn who_clicks_too_often_waits() {
    drive_at("limits", |builder| builder.requests_per_address(12).max_message_bytes(200)).await;
}

#[actix_web::test]
async fn a_conversation_is_the_same_in_every_tab() {
    drive("tabs").await;
}

#[actix_web::test]
async fn what_comes_late_or_fails_at_first_leaves_the_page_in_order() {
    let Some(used) = drive("races").await else { return };
    let one = || "one".to_owned();
    let awkward = handlers::Awkward {
        matches: one(),
        closest: one(),
        append: one(),
        query_selector: one(),
        class_list: one(),
        elements: one(),
        id: one(),
    };
    let awkward = Used::Awkward(Box::new(awkward));
    assert_eq!(used, [Used::Shaky, Used::Shaky, Used::Shaky, awkward, Used::Dismiss]);
}

#[actix_web::test]
async fn the_newest_is_in_view_and_nothing_is_covered() {
    drive("view").await;
}

#[actix_web::test]
async fn what_was_typed_lasts_and_what_expires_turns_by_itself() {
    drive("lasting").await;
}

#[actix_web::test]
async fn the_page_scrolls_grows_and_enlarges() {
    drive("page").await;
}

#[actix_web::test]
async fn the_page_speaks_the_language_of_the_person() {
    drive("languages").await;
}

#[actix_web::test]
async fn a_language_from_right_to_left_turns_the_page() {
    drive_at("rtl", |builder| builder.words(Words { lang: "he".into(), right_to_left: true, ..Words::english() }))
        .await;
}

#[actix_web::test]
async fn without_a_script_everything_can_be_sent() {
    let Some(used) = drive("without_script").await else { return };
    assert_eq!(used, [Used::Once, Used::Order(Box::new(an_order_without_extras())), Used::Slider(10), Used::Shaky]);
}

/// What is filled in where no script is.
fn an_order_without_extras() -> handlers::Order {
    handlers::Order { site: None, price: None, wrapping: None, ..an_order() }
}

#[actix_web::test]
async fn a_custom_widget_is_used_as_any_other() {
    let Some(used) = drive("custom").await else { return };
    let mixed = |red, green| Used::Colour(handlers::Colour { red, green });
    assert_eq!(used, [mixed(200, 7), Used::Press, mixed(1, 8), mixed(0, 255), mixed(0, 9)]);
}

#[actix_web::test]
async fn chats_can_be_embedded_in_another_page() {
    drive("embedded").await;
}

#[actix_web::test]
async fn the_page_fits_every_screen() {
    drive("layout").await;
}

#[actix_web::test]
async fn axe_finds_nothing() {
    drive("axe").await;
}

#[actix_web::test]
async fn hostile_texts_are_texts() {
    drive("hostile").await;
}

#[actix_web::test]
async fn a_server_may_go_and_come_back() {
    example::drive("restart", "feedback").await;
}

#[actix_web::test]
async fn the_gallery_shows_everything() {
    example::drive("gallery", "gallery").await;
}

/// Makes pictures in the folder `screenshots` of the target folder, to be looked at.
#[ignore = "makes pictures, and finds nothing by itself"]
#[actix_web::test]
async fn screenshots() {
    drive("screenshots").await;
}
