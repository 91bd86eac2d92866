//! A widget of an app's own, in a browser without a script.

use chatwidgets::prelude::*;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::server::Server;

#[derive(Deserialize, JsonSchema)]
pub struct Paint {
    colour: String,
    #[schemars(range(max = 9))]
    litres: u8,
    #[serde(default)]
    tools: Vec<String>,
}

#[widget_action("custom.paint")]
pub async fn custom_paint(Payload(paint): Payload<Paint>) -> String {
    format!("{} litres of {} with {:?}", paint.litres, paint.colour, paint.tools)
}

#[derive(Serialize, Deserialize, Widget)]
pub struct PaintPot {
    paint: Control,
}

impl Render for PaintPot {
    fn render(&self, view: &View<'_>) -> Markup {
        let entered = |name: &str| view.entered(&self.paint, name);
        let text = |name: &str| entered(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let has = |tool: &str| {
            entered("tools")
                .is_some_and(|tools| tools == tool || tools.as_array().is_some_and(|all| all.contains(&tool.into())))
        };
        view.form(
            &self.paint,
            html! {
                input name="colour" value=(text("colour"));
                input name="litres" value=(text("litres"));
                @for tool in ["brush", "roller", "ladder"] {
                    input type="checkbox" name="tools" value=(tool) checked[has(tool)];
                }
            },
        )
    }
}

#[widget_action("custom.ask")]
pub async fn custom_ask() -> Reply {
    Reply::default().widget(PaintPot { paint: Control::form("Paint", CustomPaint) })
}

#[actix_web::test]
async fn what_was_refused_in_it_is_shown_again() {
    let server = Server::start();
    let (_, page) = server.begin("custom.ask").await;
    let form = page.page(200).form("custom.paint");
    let form = form.set("colour", "\"red\" <b>").set("litres", "10").tick("tools", "brush").tick("tools", "ladder");
    let dom = server.submit(&form).await.page(422);
    dom.is_sound();
    let again = dom.form("custom.paint");
    assert_eq!((again.value("colour"), again.value("litres")), ("\"red\" <b>", "10"));
    assert_eq!(again.get("tools"), ["brush", "ladder"]);
    assert!(dom.text("[data-cw-form-error]").contains("litres"), "{}", dom.text("[data-cw-form-error]"));
    let back = server.submit(&again.set("litres", "2")).await;
    let dom = server.visit(back.place()).await.page(200);
    assert!(dom.texts(".cw-text").concat().contains("2 litres of"));
}
