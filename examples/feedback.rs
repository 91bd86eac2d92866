//! A chat that asks for feedback: a button, a form, an undo, and an assistant that knows one sentence.
//!
//! Run it with `cargo run --example feedback`, then talk to it with the `curl` line that it prints.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::{App, HttpServer, web};
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a person enters. The form is derived from this struct, and the server checks what is sent against it before the
/// handler runs. Fields, labels and limits are written in this one place.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Feedback {
    /// How did we do?
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    /// Anything to add?
    #[schemars(length(max = 500))]
    comments: Option<String>,
}

/// The feedback so far, by its id. A real app has a database here.
#[derive(Default)]
pub struct Feedbacks(Mutex<BTreeMap<u64, Feedback>>);

impl Feedbacks {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Feedback>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, feedback: Feedback) -> u64 {
        let mut feedbacks = self.lock();
        let id = feedbacks.last_key_value().map_or(1, |(last, _)| last + 1);
        feedbacks.insert(id, feedback);
        id
    }
}

/// Asks for a rating.
///
/// The attribute registers the function under its name, and makes a type beside it, `AskFeedback`. The form names the
/// action that it is sent to by such a type. So the compiler knows that the action exists, and the form knows its fields.
#[widget_action("ask_feedback")]
pub async fn ask_feedback() -> Reply {
    Reply::new("How was it?").widget(Form::new("Your feedback", SubmitFeedback).submit("Send"))
}

/// Stores a customer's rating.
///
/// Everything that Actix can extract from a request can be an argument, such as `web::Data` for the app's state. `Payload`
/// is what the person entered, already checked.
#[widget_action("submit_feedback")]
pub async fn submit_feedback(Payload(feedback): Payload<Feedback>, feedbacks: web::Data<Feedbacks>) -> Reply {
    println!("{} of 5: {}", feedback.rating, feedback.comments.as_deref().unwrap_or("(no comment)"));
    let id = feedbacks.add(feedback);
    Reply::new("Thank you for your feedback!")
        // `done` settles the form: it shows what was entered, and cannot be sent again.
        .done()
        .widget(Button::new("Give more feedback", AskFeedback))
        // The id is bound to this button and stays on the server, so nobody can undo another person's feedback.
        .widget(Button::new("Undo", UndoFeedback.bind(id)).expires_in(Duration::from_secs(600)))
}

/// Takes a rating back.
///
/// It runs only for a click on a button that is bound to a rating, and once for each button.
#[widget_action("undo_feedback", once)]
pub async fn undo_feedback(Bound(id): Bound<u64>, feedbacks: web::Data<Feedbacks>) -> Result<Reply, ActionError> {
    if feedbacks.lock().remove(&id).is_none() {
        return Err(ActionError::not_found("this feedback is gone already"));
    }
    println!("feedback {id} is taken back");
    Ok(Reply::new("It is as if you had said nothing.").widget(Button::new("Give other feedback", AskFeedback)))
}

/// Answers what a person writes. A real app may ask a model here.
async fn assistant(UserMessage(message): UserMessage) -> Reply {
    Reply::new(format!("You said “{message}”. May I ask how you like it here?"))
        .widget(Button::new("Give feedback", AskFeedback))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    // Finds all handlers that are linked into the program. If two of them clash, the program ends here, before it opens a port.
    let chat = ChatWidgets::builder().title("Feedback").welcome(AskFeedback).assistant(assistant).build()?;
    let feedbacks = web::Data::new(Feedbacks::default());
    // Waits for Ctrl-C or SIGTERM, refuses new clicks, and lets running handlers finish.
    let drained = chat.drained();

    let server = HttpServer::new(move || {
        App::new().app_data(feedbacks.clone()).service(chat.scope("/api/chat")).service(chat.page("/"))
    });
    let server = server
        // Handlers learn when their client disconnects.
        .h1_allow_half_closed(false)
        .on_connect(chatwidgets::send_timeout(Duration::from_secs(30)))
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;

    let address = server.addrs()[0];
    println!("Listening on http://{address} (open it in a browser). Or try:\n");
    println!("  curl -s {address}/api/chat/action -H 'content-type: application/json' \\");
    println!(r#"    -d '{{"action":"submit_feedback","payload":{{"rating":5,"comments":"great"}}}}'"#);
    println!();
    server.run().await?;
    Ok(())
}
