//! Widgets of an app's own, as a store keeps them and as a test finds them.

use std::time::Duration;

use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets::thread::TurnRecord;
use chatwidgets::{ChatTurn, ErrorCode, Role, ThreadId};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[widget_action("custom.vote", once)]
pub async fn custom_vote(Bound(n): Bound<u32>) -> String {
    format!("vote {}", n - 880_000)
}

#[derive(Serialize, Deserialize, Widget)]
#[widget(type = "ballot-paper")]
pub struct Ballot {
    #[serde(rename = "choices")]
    votes: Vec<Control>,
}

impl Render for Ballot {
    fn render(&self, view: &View<'_>) -> Markup {
        html! { @for vote in &self.votes { (view.control(vote)) } }
    }
}

fn ballot() -> Ballot {
    let vote =
        |n: u32| Control::new(format!("Vote {n}"), CustomVote.bind(880_000 + n)).expires_in(Duration::from_secs(60));
    Ballot { votes: vec![vote(1), vote(2)] }
}

#[derive(Serialize, Deserialize, Widget)]
pub struct Taken {
    state: String,
}

impl Render for Taken {
    fn render(&self, _: &View<'_>) -> Markup {
        html! {}
    }
}

async fn assistant() -> Reply {
    Reply::new("your ballot").widget(ballot())
}

#[test]
fn a_store_that_keeps_text_gives_a_custom_widget_back_as_it_was() {
    let turn = ChatTurn::new(Role::Assistant, ThreadId::random(), "").with_widgets([ballot().into()]);
    let text = serde_json::to_string(&TurnRecord::from(turn.clone())).unwrap();
    let read = ChatTurn::from(serde_json::from_str::<TurnRecord>(&text).unwrap());
    assert_eq!(read, turn);
    let [_, control] = read.widgets[0].control_ids().take(2).collect::<Vec<_>>()[..] else { panic!("no control") };
    let offered = read.widgets[0].offers(control, "custom.vote").unwrap();
    assert_eq!(offered.bound(), Some(json!(880_001)), "what is bound is kept");
    assert!(!serde_json::to_string(&read).unwrap().contains("8800"), "and never sent");
}

#[test]
fn each_sending_has_ids_of_its_own() {
    let widget = Widget::from(ballot());
    let turn = ChatTurn::new(Role::Assistant, ThreadId::random(), "").with_widgets([widget.clone(), widget]);
    let mut ids: Vec<_> = turn.widgets.iter().flat_map(|widget| widget.control_ids().collect::<Vec<_>>()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    let json = serde_json::to_value(&turn).unwrap();
    let written = json["widgets"][1]["choices"][0]["id"].as_str().unwrap();
    assert!(turn.widgets[1].control_ids().any(|id| id.to_string() == written), "the JSON says the same");
}

#[test]
fn a_member_that_every_widget_has_is_a_mistake() {
    let widget = Widget::from(Taken { state: "open".into() });
    let mistake = widget.mistake().unwrap().to_string();
    assert!(mistake.contains(r#"cannot have a member "state""#), "{mistake}");
    assert!(mistake.contains("custom.rs"), "it says where: {mistake}");
}

#[test]
fn a_type_that_is_not_linked_stays_as_it_came() {
    let json = json!({"type": "never-heard-of", "choices": [{"label": "a", "action": "custom.vote"}]});
    let widget: Widget = serde_json::from_value(json.clone()).unwrap();
    assert!(matches!(widget, Widget::Unknown(_)));
    assert_eq!(serde_json::to_value(widget).unwrap(), json);
    let unreadable: Widget = serde_json::from_value(json!({"type": "ballot-paper", "choices": 7})).unwrap();
    assert!(matches!(unreadable, Widget::Unknown(_)), "as does one that its type cannot read");
}

#[test]
fn a_custom_widget_that_came_as_data_gets_ids_for_its_controls() {
    let data = json!({"type": "ballot-paper", "choices": [{"label": "a", "action": "custom.vote"}], "more": 1});
    let widget: Widget = serde_json::from_value(data).unwrap();
    let turn = ChatTurn::new(Role::Assistant, ThreadId::random(), "").with_widgets([widget]);
    let json = serde_json::to_value(&turn).unwrap();
    let id = json["widgets"][0]["choices"][0]["id"].as_str().unwrap();
    assert!(turn.widgets[0].control_ids().any(|known| known.to_string() == id));
    assert_eq!(json["widgets"][0]["more"], json!(null), "what its type does not know is dropped");
}

#[tokio::test]
async fn a_test_clicks_a_control_of_a_custom_widget_by_its_label() {
    let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build().unwrap());
    chat.say("ballot").await.unwrap();
    let other = chat.widget("Vote 1");
    assert_eq!(chat.widget("Vote 2").click().await.unwrap().content, "vote 2");
    assert_eq!(other.click().await.unwrap_err().code, ErrorCode::AlreadyDone);
    chat.say("ballot").await.unwrap();
    let late = chat.widget("Vote 1");
    chat.advance(Duration::from_secs(61));
    assert_eq!(late.click().await.unwrap_err().code, ErrorCode::Expired);
}
