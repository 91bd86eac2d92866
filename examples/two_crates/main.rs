//! A chat whose handlers are in another crate, as in a larger product.
//!
//! Run it with `cargo run --example two_crates`; the handlers are in `two_crates/actions`.

use std::time::Duration;

use actix_web::{App, HttpServer, web};
use chatwidgets::prelude::*;
use two_crates_actions::{BorrowBook, Lent, ListBooks};

/// Answers what a person writes.
async fn assistant() -> Reply {
    Reply::new("Welcome to the library!").widget(Button::new("Show me the books", ListBooks))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    let chat = ChatWidgets::builder()
        .title("Library")
        .welcome(ListBooks)
        .assistant(assistant)
        // Rust does not link a crate that no code names, and its actions would be missing. `expect` names one of
        // them, so the crate is linked.
        .expect::<BorrowBook>()
        .build()?;
    let lent = web::Data::new(Lent::default());
    let drained = chat.drained();

    let server = HttpServer::new(move || {
        App::new().app_data(lent.clone()).service(chat.scope("/api/chat")).service(chat.page("/"))
    });
    let server = server
        .h1_allow_half_closed(false)
        .on_connect(chatwidgets::send_timeout(Duration::from_secs(30)))
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;

    let address = server.addrs()[0];
    println!("Listening on http://{address} (open it in a browser). Or try:\n");
    println!("  curl -s {address}/api/chat/message -H 'content-type: application/json' -d '{{\"message\":\"hi\"}}'\n");
    server.run().await?;
    Ok(())
}
