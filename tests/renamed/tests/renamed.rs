//! Handlers of a crate that knows `chatwidgets` by another name.

use std::time::Duration;

use chatwidgets_tests_renamed::bare::{ForgetNote, Ping, SetVolume};
use chatwidgets_tests_renamed::ordinary::Pong;
use widgets::prelude::{Button, Reply};
use widgets::testing::TestChat;
use widgets::widget::input;
use widgets::{ChatWidgets, ErrorCode, NoPayload, WidgetAction};

#[tokio::test]
async fn handlers_run_under_another_name_of_the_crate() {
    let chat = TestChat::new(ChatWidgets::builder().build().unwrap());
    assert_eq!(chat.act(Ping, &NoPayload {}).await.unwrap().content, "pong");
    assert_eq!(chat.act(Pong, &NoPayload {}).await.unwrap().content, "ping");
    assert_eq!(chat.act(SetVolume, &input::Value { value: 7 }).await.unwrap().content, "Volume 7");
}

#[tokio::test]
async fn what_is_bound_arrives_under_another_name_of_the_crate() {
    async fn assistant() -> Reply {
        Reply::new("A note").widget(Button::new("Forget it", ForgetNote.bind(7)))
    }
    let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build().unwrap());
    chat.say("show me a note").await.unwrap();
    let (first, second) = chat.widget("Forget it").click_twice().await;
    assert_eq!(first.unwrap().content, "Note 7 is forgotten.");
    assert_eq!(second.unwrap_err().code, ErrorCode::AlreadyDone);
}

#[test]
fn an_action_type_knows_its_handler() {
    assert_eq!(SetVolume::NAME, "set_volume");
    assert_eq!(SetVolume::DESCRIPTION, "Sets the volume.");
    assert!(SetVolume::LOCATION.file.ends_with("renamed/src/lib.rs"));
    assert_eq!(SetVolume::LOCATION.module, "chatwidgets_tests_renamed::bare");
    let chat = ChatWidgets::builder().build().unwrap();
    assert_eq!(chat.registry().action("set_volume").unwrap().timeout(), Duration::from_millis(250));
}
