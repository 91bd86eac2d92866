//! Widgets of an app's own: sent under their own type, kept with their turn, and clicked by the ids of their controls.

use chatwidgets::prelude::*;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Server, text};

#[widget_action("custom.rate", once)]
pub async fn custom_rate(Bound(stars): Bound<u32>) -> String {
    format!("{} stars", stars - 770_000)
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    why: String,
}

#[widget_action("custom.explain")]
pub async fn custom_explain(Bound(order): Bound<u32>, Payload(reason): Payload<Reason>) -> Reply {
    Reply::new(format!("{} because {}", order - 770_000, reason.why)).done()
}

/// Controls wherever serde finds them.
#[derive(Serialize, Deserialize, Widget)]
pub struct StarRating {
    question: String,
    rate: Vec<Control>,
    more: Option<More>,
}

#[derive(Serialize, Deserialize)]
pub enum More {
    Explain { control: Control },
}

impl Render for StarRating {
    fn render(&self, view: &View<'_>) -> Markup {
        html! {
            p class="question" { (self.question) }
            @for control in &self.rate { (view.control(control)) }
            @if let Some(More::Explain { control }) = &self.more { (view.form(control, html! { input name="why"; })) }
        }
    }
}

fn rating() -> StarRating {
    let rate =
        (1..=3).map(|stars| Control::new(format!("{stars} <stars>"), CustomRate.bind(770_000 + stars))).collect();
    let more = Some(More::Explain { control: Control::form("Explain", CustomExplain.bind(770_042)) });
    StarRating { question: "How was <it>?".into(), rate, more }
}

#[widget_action("custom.ask")]
pub async fn custom_ask() -> Reply {
    Reply::new("custom").widget(rating()).widget(rating())
}

/// Its serialization is no object.
#[derive(Serialize, Deserialize, Widget)]
pub struct Bare(u8);

impl Render for Bare {
    fn render(&self, _: &View<'_>) -> Markup {
        html! {}
    }
}

#[widget_action("custom.bare")]
pub async fn custom_bare() -> Reply {
    Reply::new("bare").widget(Bare(1))
}

async fn asked(server: &Server) -> (String, Value) {
    let turn = server.act("custom.ask", json!({})).await.ok();
    (text(&turn["threadId"]), turn["widgets"].clone())
}

#[actix_web::test]
async fn a_custom_widget_is_sent_under_its_own_type_with_ids_for_its_controls() {
    let server = Server::start();
    let (thread, widgets) = asked(&server).await;
    let widget = &widgets[0];
    assert_eq!(widget["type"], "star_rating");
    assert_eq!(widget["question"], "How was <it>?");
    assert_eq!(widget["rate"][1]["label"], "2 <stars>");
    assert_eq!(widget["rate"][1]["action"], "custom.rate");
    assert!(!widgets.to_string().contains("7700"), "what is bound stays on the server: {widgets}");
    let mut ids: Vec<_> = widgets
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|widget| {
            let rate = widget["rate"].as_array().unwrap().iter().map(|control| text(&control["id"]));
            rate.chain([text(&widget["id"]), text(&widget["more"]["Explain"]["control"]["id"])]).collect::<Vec<_>>()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10, "each has an id of its own");
    assert_eq!(server.widget(&thread, &widget["id"]).await, *widget, "the thread has the same");
}

#[actix_web::test]
async fn a_control_of_a_custom_widget_is_an_offer() {
    let server = Server::start();
    let (thread, widgets) = asked(&server).await;
    let rate = &widgets[0]["rate"];
    let turn = server.click(&thread, &rate[1]["id"], "custom.rate", json!({"payload": 7})).await;
    assert_eq!(turn.status, 422, "a payload is an object, here too");
    let turn = server.click(&thread, &rate[1]["id"], "custom.rate", json!({})).await.ok();
    assert_eq!(turn["content"], "2 stars");
    let updated = &turn["updates"][0]["widget"];
    assert_eq!((&updated["type"], &updated["state"]), (&json!("star_rating"), &json!("done")));
    server.click(&thread, &rate[2]["id"], "custom.rate", json!({})).await.problem(409, "already_done");
    let forged = json!("67e55044-10b1-426f-9247-bb680e5fe0c8");
    server.click(&thread, &forged, "custom.rate", json!({})).await.problem(403, "not_offered");
    server.click(&thread, &rate[0]["id"], "custom.explain", json!({})).await.problem(403, "not_offered");
    let explain = &widgets[1]["more"]["Explain"]["control"]["id"];
    let turn = server.click(&thread, explain, "custom.explain", json!({"payload": {"why": "so"}})).await.ok();
    assert_eq!(turn["content"], "42 because so");
}

#[actix_web::test]
async fn a_custom_widget_is_drawn_by_its_own_code_and_its_controls_as_forms() {
    let server = Server::start();
    let (thread, widgets) = asked(&server).await;
    let request = server.request(reqwest::Method::GET, &format!("threads/{thread}")).header("accept", "text/html");
    let html = request.send().await.unwrap().text().await.unwrap();
    assert!(html.contains(r#"<p class="question">How was &lt;it&gt;?</p>"#), "{html}");
    assert!(html.contains(r#"<button type="submit" class="cw-btn">2 &lt;stars&gt;</button>"#), "{html}");
    let id = text(&widgets[0]["rate"][1]["id"]);
    assert!(html.contains(&format!(r#"name="~widgetId" value="{id}""#)), "{html}");
    assert!(html.contains(r#"<input name="why">"#), "{html}");
    assert!(!html.contains("7700"), "{html}");
}

#[actix_web::test]
async fn a_custom_widget_that_is_no_object_is_a_mistake() {
    let server = Server::start();
    server.act("custom.bare", json!({})).await.problem(500, "reply_lost");
}
