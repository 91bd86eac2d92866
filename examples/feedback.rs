//! A chat that asks for feedback: a button, a form, and an assistant that knows one sentence.
//!
//! Run it with `cargo run --example feedback`, then talk to it with the `curl` line that it prints.

use std::sync::{Mutex, PoisonError};

use actix_web::{App, HttpServer, web};
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a person enters. The form is drawn from this struct, and what is sent is checked against it before the handler
/// runs: here is the only place where fields, labels and limits are written.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Feedback {
    /// How did we do?
    #[schemars(range(min = 1, max = 5))]
    rating: u8,
    /// Anything to add?
    #[schemars(length(max = 500))]
    comments: Option<String>,
}

/// Where feedback goes: an app would have a database here.
#[derive(Default)]
pub struct Feedbacks(Mutex<Vec<Feedback>>);

/// Asks for a rating.
///
/// The attribute makes a type beside the function, `AskFeedback`, and registers the function under its name. The
/// form names the action that it is sent to by such a type: so the compiler knows that there is one, and the form knows
/// its fields.
#[widget_action("ask_feedback")]
pub async fn ask_feedback() -> Reply {
    Reply::new("How was it?").widget(Form::new("Your feedback", SubmitFeedback).submit("Send"))
}

/// Stores a customer's rating.
///
/// Whatever Actix can extract from a request can be an argument: `web::Data` is the app's state. `Payload` is what
/// the person entered, already checked.
#[widget_action("submit_feedback")]
pub async fn submit_feedback(Payload(feedback): Payload<Feedback>, feedbacks: web::Data<Feedbacks>) -> Reply {
    println!("{} of 5: {}", feedback.rating, feedback.comments.as_deref().unwrap_or("(no comment)"));
    feedbacks.0.lock().unwrap_or_else(PoisonError::into_inner).push(feedback);
    Reply::new("Thank you for your feedback!").widget(Button::new("Give more feedback", AskFeedback))
}

/// Answers whatever a person writes. An app would ask a model here.
async fn assistant(UserMessage(message): UserMessage) -> Reply {
    Reply::new(format!("You said “{message}”. May I ask how you like it here?"))
        .widget(Button::new("Give feedback", AskFeedback))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    // Finds all handlers that are linked into the program; any clash among them ends it here, before a port is open.
    let chat = ChatWidgets::builder().assistant(assistant).build()?;
    let feedbacks = web::Data::new(Feedbacks::default());
    // Waits for Ctrl-C or SIGTERM, refuses new clicks, and lets running handlers finish.
    let drained = chat.drained();

    let server = HttpServer::new(move || App::new().app_data(feedbacks.clone()).service(chat.scope("/api/chat")))
        // So that handlers learn of a client that has gone.
        .h1_allow_half_closed(false)
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;

    let address = server.addrs()[0];
    println!("Listening on http://{address}. Try:\n");
    println!("  curl -s {address}/api/chat/action -H 'content-type: application/json' \\");
    println!(r#"    -d '{{"action":"submit_feedback","payload":{{"rating":5,"comments":"great"}}}}'"#);
    println!();
    server.run().await?;
    Ok(())
}
