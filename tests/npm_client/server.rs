//! The server under test, on a port of its own.

use actix_web::web;
use chatwidgets::prelude::*;
use chatwidgets_tests::serving::Serving;

use crate::client;
use crate::handlers::{Seen, Used};
use crate::node;
use crate::widgets::HOSTILE;

/// Lets the client do the task at a new server; says what the handlers received, or nothing if the test is skipped.
pub async fn drive(task: &'static str) -> Option<Vec<Used>> {
    let client = match web::block(client::client).await.unwrap() {
        Ok(client) => client,
        Err(missing) => {
            node::skip("npm_client", task, missing);
            return None;
        }
    };
    let chat = ChatWidgets::builder().build().unwrap();
    let seen = web::Data::new(Seen::default());
    let noted = seen.clone();
    let serving = Serving::start(move |app| {
        app.app_data(noted.clone()).service(chat.scope("/api/chat"));
    });
    let action_url = format!("http://{}/api/chat/action", serving.address);

    let outcome = web::block(move || client.run(&[task, &action_url, HOSTILE])).await.unwrap();

    drop(serving);
    outcome.unwrap_or_else(|output| panic!("the client did not do {task:?}:\n{output}"));
    Some(seen.take())
}
