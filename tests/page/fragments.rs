//! What the script gets for a click or a message: what has changed, and nothing else.

use std::time::Duration;

use actix_web::{rt, web};
use chatwidgets::prelude::*;
use scraper::ElementRef;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::dom::{Dom, text, within};
use crate::server::Server;

#[derive(Default)]
pub struct Gate {
    started: Notify,
    go_on: Notify,
}

#[widget_action("fragments.begin")]
pub async fn fragments_begin() -> Reply {
    Reply::new("Begin")
        .widget(Button::new("Once", FragmentsOnce))
        .widget(Button::new("Replace", FragmentsReplace))
        .widget(Button::new("Wait", FragmentsWait))
        .widget(Button::new("Late", FragmentsOnce).expires_in(Duration::from_millis(1)))
}

#[widget_action("fragments.once", once)]
pub async fn fragments_once() -> Reply {
    Reply::new("It *is* done").widget(Button::new("Again", FragmentsBegin))
}

#[widget_action("fragments.replace")]
pub async fn fragments_replace() -> Reply {
    Reply::new("").replace(ProgressBar::new("Progress", 1, 2))
}

#[widget_action("fragments.wait", once)]
pub async fn fragments_wait(gate: web::Data<Gate>) -> &'static str {
    gate.started.notify_one();
    gate.go_on.notified().await;
    "waited"
}

async fn assistant(UserMessage(message): UserMessage) -> Reply {
    Reply::new(format!("**{message}**")).widget(Button::new("Begin", FragmentsBegin))
}

struct Scene {
    server: Server,
    gate: web::Data<Gate>,
    thread: String,
    ids: Vec<String>,
}

impl Scene {
    async fn open() -> Self {
        let gate = web::Data::new(Gate::default());
        let (chat, state) = (ChatWidgets::builder().assistant(assistant).build().unwrap(), gate.clone());
        let server = Server::mounted(move |app| {
            app.app_data(state.clone()).service(chat.scope("/api/chat")).service(chat.page("/"));
        });
        let turn = server.post("action", &json!({"action": "fragments.begin"})).await.json();
        rt::time::sleep(Duration::from_millis(20)).await;
        let ids = turn["widgets"].as_array().unwrap().iter().map(|widget| widget["id"].as_str().unwrap().to_owned());
        let (ids, thread) = (ids.collect(), turn["threadId"].as_str().unwrap().to_owned());
        Self { server, gate, thread, ids }
    }

    fn click(&self, widget: usize, action: &str, request: &str) -> Value {
        json!({"action": action, "payload": {}, "threadId": self.thread, "widgetId": self.ids[widget], "requestId": request})
    }
}

/// The elements that are not inside of another one.
fn top(dom: &Dom) -> Vec<ElementRef<'_>> {
    dom.all("html > *")
}

fn turn_of(element: ElementRef<'_>) -> String {
    element.attr("data-cw-turn").unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn a_click_is_answered_by_its_turn_and_what_became_of_its_widget() {
    let scene = Scene::open().await;
    let answer = scene.server.script("action", &scene.click(0, "fragments.once", "r1")).await;
    assert_eq!(answer.header("x-thread-id"), scene.thread);
    let dom = answer.fragment();
    dom.is_sound();
    let [update, turn] = top(&dom)[..] else { panic!("{}", answer.text) };
    assert_eq!((update.value().name(), update.attr("data-cw-replace")), ("template", Some(&*scene.ids[0])));
    let widgets = within(update, ".cw-widget");
    assert_eq!(widgets.len(), 1);
    assert_eq!(widgets[0].attr("data-cw-widget"), Some(&*scene.ids[0]));
    assert_eq!((widgets[0].attr("data-cw-state"), widgets[0].attr("data-cw-revision")), (Some("done"), Some("1")));
    assert!(within(update, "form, button").is_empty());
    assert_eq!((turn.value().name(), turn.attr("class")), ("li", Some("cw-turn cw-assistant")));
    assert_eq!(within(turn, ".cw-text em").len(), 1);
    assert_eq!(within(turn, "form[data-cw-action='fragments.begin']").len(), 1);
    let stored = scene.server.thread(&scene.thread).await;
    assert_eq!(stored["turns"][1]["turnId"], turn_of(turn));
}

#[actix_web::test]
async fn another_widget_takes_the_place_of_one() {
    let scene = Scene::open().await;
    let answer = scene.server.script("action", &scene.click(1, "fragments.replace", "r1")).await;
    let dom = answer.fragment();
    let [update, turn] = top(&dom)[..] else { panic!("{}", answer.text) };
    assert_eq!(update.attr("data-cw-replace"), Some(&*scene.ids[1]));
    assert_eq!(within(update, ".cw-progressbar progress").len(), 1);
    assert!(within(turn, ".cw-text").is_empty(), "it says nothing");
}

#[actix_web::test]
async fn a_message_is_answered_by_what_was_said_and_the_reply() {
    let scene = Scene::open().await;
    let body = json!({"message": "a *b* <i>\n c", "threadId": scene.thread, "requestId": "m1"});
    let answer = scene.server.script("message", &body).await;
    let dom = answer.fragment();
    dom.is_sound();
    let [said, reply] = top(&dom)[..] else { panic!("{}", answer.text) };
    assert_eq!((said.attr("class"), reply.attr("class")), (Some("cw-turn cw-user"), Some("cw-turn cw-assistant")));
    assert_eq!(text(within(said, ".cw-text")[0]), "a *b* <i>\n c", "as it was written");
    let stored = scene.server.thread(&scene.thread).await;
    assert_eq!(
        (&stored["turns"][1]["turnId"], &stored["turns"][2]["turnId"]),
        (&json!(turn_of(said)), &json!(turn_of(reply)))
    );
}

#[actix_web::test]
async fn a_retry_of_a_click_is_answered_by_the_same_turn() {
    let scene = Scene::open().await;
    let body = scene.click(0, "fragments.once", "r1");
    let (first, again) = (scene.server.script("action", &body).await, scene.server.script("action", &body).await);
    let shape = |dom: &Dom| {
        let of = |element: &ElementRef<'_>| (element.attr("data-cw-replace").map(str::to_owned), turn_of(*element));
        top(dom).iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(shape(&again.fragment()), shape(&first.fragment()));
    assert_eq!(again.fragment().texts("li"), first.fragment().texts("li"));
    assert_eq!(scene.server.thread(&scene.thread).await["turns"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_retry_of_a_message_is_answered_by_the_same_turns() {
    let scene = Scene::open().await;
    let body = json!({"message": "hi", "threadId": scene.thread, "requestId": "m1"});
    let (first, again) = (scene.server.script("message", &body).await, scene.server.script("message", &body).await);
    let turns = |dom: &Dom| dom.all("li").into_iter().map(turn_of).collect::<Vec<_>>();
    assert_eq!(turns(&again.fragment()).last(), turns(&first.fragment()).last());
    assert_eq!(scene.server.thread(&scene.thread).await["turns"].as_array().unwrap().len(), 3);
    assert_eq!(turns(&again.fragment()), turns(&first.fragment()), "the person's turn takes the place of the bubble");
}

#[actix_web::test]
async fn all_turns_of_a_thread_are_a_fragment() {
    let scene = Scene::open().await;
    scene.server.script("message", &json!({"message": "hi", "threadId": scene.thread})).await;
    let answer = scene.server.visit(&format!("/api/chat/threads/{}", scene.thread)).await;
    let dom = answer.fragment();
    dom.is_sound();
    let ids: Vec<_> = top(&dom).into_iter().map(turn_of).collect();
    let stored = scene.server.thread(&scene.thread).await;
    let stored: Vec<_> = stored["turns"].as_array().unwrap().iter().map(|turn| turn["turnId"].clone()).collect();
    assert_eq!(json!(ids), json!(stored));
    let states: Vec<_> = dom.all(".cw-widget").iter().map(|widget| widget.attr("data-cw-state").unwrap()).collect();
    assert_eq!(states, ["open", "open", "open", "expired", "open"]);
    for form in dom.all("form.cw-control input[name='~threadId']") {
        assert_eq!(form.attr("value"), Some(&*scene.thread));
    }
}

/// The widget that a problem shows: one element.
fn shown(problem: &Value) -> (String, String) {
    let html = problem["html"].as_str().unwrap_or_else(|| panic!("{problem}"));
    let dom = Dom::fragment(html);
    dom.is_sound();
    assert_eq!(top(&dom).len(), 1, "{html}");
    let widget = top(&dom)[0];
    let attr = |name: &str| widget.attr(name).unwrap().to_owned();
    assert!(attr("class").starts_with("cw-widget "));
    (attr("data-cw-widget"), attr("data-cw-state"))
}

#[actix_web::test]
async fn a_problem_with_a_widget_shows_it_as_it_is_now() {
    let scene = Scene::open().await;
    let id = |widget: usize| scene.ids[widget].clone();
    let late = scene.server.script("action", &scene.click(3, "fragments.once", "r1")).await;
    assert_eq!(shown(&late.problem(410, "expired")), (id(3), "expired".into()));

    scene.server.script("action", &scene.click(0, "fragments.once", "r2")).await.fragment();
    let done = scene.server.script("action", &scene.click(0, "fragments.once", "r3")).await;
    assert_eq!(shown(&done.problem(409, "already_done")), (id(0), "done".into()));

    scene.server.script("action", &scene.click(1, "fragments.replace", "r4")).await.fragment();
    let replaced = scene.server.script("action", &scene.click(1, "fragments.replace", "r5")).await;
    shown(&replaced.problem(409, "already_done"));

    let wait = rt::spawn(crate::server::Answer::to(
        scene.server.posting("action", &scene.click(2, "fragments.wait", "r6")).header("accept", crate::server::SCRIPT),
    ));
    scene.gate.started.notified().await;
    let busy = scene.server.script("action", &scene.click(2, "fragments.wait", "r7")).await;
    let problem = busy.problem(409, "in_progress");
    assert_eq!(shown(&problem), (id(2), "open".into()));
    let dom = Dom::fragment(problem["html"].as_str().unwrap());
    assert_eq!(dom.form("fragments.wait").value("~threadId"), scene.thread);
    scene.gate.go_on.notify_one();
    wait.await.unwrap().fragment();
}

#[actix_web::test]
async fn errors_of_fields_are_a_problem_for_the_script_too() {
    let scene = Scene::open().await;
    let turn = scene.server.post("action", &json!({"action": "everything.ask"})).await.json();
    let body = json!({"action": "everything.take", "payload": {"name": "x"}, "threadId": turn["threadId"],
        "widgetId": turn["widgets"][0]["id"], "requestId": "r"});
    let problem = scene.server.script("action", &body).await.problem(422, "invalid_payload");
    assert!(problem.get("html").is_none(), "what was typed stays on the page");
    assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["pointer"] == "/name"));
}
