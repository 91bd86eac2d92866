//! Handlers in every place and of every name where a macro could go wrong.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, missing_docs, missing_debug_implementations, unreachable_pub)]

mod bare;

use chatwidgets::ErrorCode;
use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;

// Names that stand for something in Actix, in this crate or in the macro's own output.

#[widget_action("config")]
async fn config() -> &'static str {
    "config"
}

#[widget_action("request")]
async fn request() -> &'static str {
    "request"
}

#[widget_action("type")]
async fn r#type() -> &'static str {
    "type"
}

#[widget_action("invocation")]
async fn invocation(context: ActionContext, again: ActionContext) -> String {
    assert_eq!(context.request_id(), again.request_id());
    "invocation".into()
}

#[widget_action("reply", as = SayReply)]
async fn reply() -> Reply {
    Reply::new("reply")
}

#[widget_action("option", as = TakeOption)]
async fn option() -> Result<&'static str, ActionError> {
    Ok("option")
}

#[widget_action("booking", as = BookTable)]
async fn booking(Payload(Booking { guests }): Payload<Booking>) -> String {
    format!("booking for {guests}")
}

/// A payload of the same name as its handler.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Booking {
    guests: u8,
}

// Attributes beside the macro's, above and below it.

#[cfg(any())]
#[widget_action("never_above")]
async fn never_above(_: NoSuchType) {}

#[widget_action("never_below")]
#[cfg(any())]
async fn never_below(_: NoSuchType) {}

#[widget_action("always")]
#[cfg(not(any()))]
async fn always() {}

#[widget_action("old")]
#[deprecated = "use `always`"]
async fn old() -> &'static str {
    "old"
}

#[widget_action("opaque")]
async fn opaque() -> impl IntoReply {
    "opaque"
}

#[widget_action("opaque_result")]
async fn opaque_result() -> Result<impl IntoReply, ActionError> {
    Ok("opaque result")
}

#[widget_action("dots.and:colons-too")]
async fn dots() -> &'static str {
    "dots"
}

/// Its words are in a file:
#[doc = include_str!("words.md")]
#[widget_action("included")]
async fn included() {}

mod private {
    use chatwidgets::prelude::*;

    #[widget_action("hidden")]
    async fn hidden() -> &'static str {
        "hidden"
    }

    #[widget_action("inner")]
    pub(super) async fn inner() -> &'static str {
        "inner"
    }
}

fn chat() -> TestChat {
    TestChat::new(ChatWidgets::builder().build().expect("no action clashes"))
}

#[tokio::test]
async fn handlers_of_awkward_names_and_places_run() {
    let chat = chat();
    let nothing = NoPayload {};
    assert_eq!(chat.act(Config, &nothing).await.unwrap().content, "config");
    assert_eq!(chat.act(Request, &nothing).await.unwrap().content, "request");
    assert_eq!(chat.act(Type, &nothing).await.unwrap().content, "type");
    assert_eq!(chat.act(Invocation, &nothing).await.unwrap().content, "invocation");
    assert_eq!(chat.act(SayReply, &nothing).await.unwrap().content, "reply");
    assert_eq!(chat.act(TakeOption, &nothing).await.unwrap().content, "option");
    assert_eq!(chat.act(BookTable, &Booking { guests: 4 }).await.unwrap().content, "booking for 4");
    assert_eq!(chat.act(Always, &nothing).await.unwrap().content, "");
    assert_eq!(chat.act(Old, &nothing).await.unwrap().content, "old");
    assert_eq!(chat.act(Opaque, &nothing).await.unwrap().content, "opaque");
    assert_eq!(chat.act(OpaqueResult, &nothing).await.unwrap().content, "opaque result");
    assert_eq!(chat.act(Dots, &nothing).await.unwrap().content, "dots");
    assert_eq!(chat.act(private::Inner, &nothing).await.unwrap().content, "inner");
    let checked = input::Checked { checked: true };
    assert_eq!(chat.act(bare::Bare, &checked).await.unwrap().content, "bare");
    let hidden = chat.post("action", &serde_json::json!({ "action": "hidden" })).await;
    assert_eq!(hidden.turn().unwrap().content, "hidden");
}

#[tokio::test]
async fn a_handler_without_a_prelude_takes_what_is_bound() {
    async fn assistant() -> Reply {
        Reply::new("On?").widget(Toggle::new("Bare", bare::BareBound.bind(7)))
    }
    let chat = TestChat::new(ChatWidgets::builder().assistant(assistant).build().expect("no action clashes"));
    chat.say("hello").await.unwrap();
    let toggle = chat.widget("Bare").fill(&input::Checked { checked: true });
    let (first, second) = toggle.click_twice().await;
    assert_eq!(first.unwrap().content, "bare 7");
    assert_eq!(second.unwrap_err().code, ErrorCode::AlreadyDone);
}

#[tokio::test]
async fn a_handler_stays_a_function_that_can_be_called() {
    assert_eq!(booking(Payload(Booking { guests: 2 })).await, "booking for 2");
    assert_eq!(private::inner().await, "inner");
}

#[tokio::test]
async fn a_handler_in_a_function_body_runs() {
    #[widget_action("local")]
    async fn local() -> &'static str {
        "local"
    }
    assert_eq!(chat().act(Local, &NoPayload {}).await.unwrap().content, "local");
}

#[test]
fn a_description_may_be_in_a_file() {
    assert_eq!(Included::DESCRIPTION.trim_end(), "Its words are in a file:\nWords of a file.");
}

#[test]
fn a_handler_under_a_false_condition_is_not_there() {
    let chat = ChatWidgets::builder().build().unwrap();
    assert!(chat.registry().action("never_above").is_err());
    assert!(chat.registry().action("never_below").is_err());
    assert!(chat.registry().action("always").is_ok());
}
