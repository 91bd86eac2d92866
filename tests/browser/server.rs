//! The server under test, on a port of its own, and what a script can ask of it.

use std::sync::atomic::Ordering;

use actix_web::{HttpResponse, web};
use chatwidgets::ChatWidgetsBuilder;
use chatwidgets::prelude::*;
use chatwidgets_tests::serving::Serving;

use crate::browser;
use crate::handlers::{Seen, Used};
use crate::node;
use crate::shows::assistant;

const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="64" height="40" viewBox="0 0 64 40"><rect width="64" height="40" fill="#d90"/></svg>"##;

/// Lets a script act at a new server; says what the handlers received, or nothing if the test is skipped.
pub async fn drive(script: &'static str) -> Option<Vec<Used>> {
    drive_at(script, |builder| builder).await
}

/// The same, at a server with settings of its own.
pub async fn drive_at(
    script: &'static str,
    set: impl FnOnce(ChatWidgetsBuilder) -> ChatWidgetsBuilder,
) -> Option<Vec<Used>> {
    let browser = match web::block(browser::browser).await.unwrap() {
        Ok(browser) => browser,
        Err(missing) => {
            node::skip("browser", script, missing);
            return None;
        }
    };
    // Shown with the test that failed.
    let _ = tracing_subscriber::fmt()
        .with_test_writer()
        .with_max_level(tracing_subscriber::filter::LevelFilter::ERROR)
        .try_init();
    let chat = set(ChatWidgets::builder().assistant(assistant)).build().unwrap();
    let seen = web::Data::new(Seen::new());
    let serving = start(chat, seen.clone());
    let url = format!("http://{}", serving.address);
    let outcome = web::block(move || browser.run(script, &url)).await.unwrap();
    drop(serving);
    match outcome {
        Ok(output) => println!("{output}"),
        Err(output) => panic!("not everything in {script} went well:\n{output}"),
    }
    Some(seen.take())
}

fn start(chat: ChatWidgets, seen: web::Data<Seen>) -> Serving {
    Serving::start(move |app| {
        app.app_data(seen.clone())
            .route("/picture.svg", web::get().to(async || file("image/svg+xml", PICTURE)))
            .route("/foreign", web::get().to(async || file("text/html; charset=utf-8", include_str!("foreign.html"))))
            .route("/host", web::get().to(async || file("text/html; charset=utf-8", include_str!("host.html"))))
            .route("/test/end", web::post().to(end))
            .route("/test/fail", web::post().to(fail))
            .service(chat.scope("/api/chat"))
            .service(chat.page("/"));
    })
}

fn file(media_type: &str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type(media_type).body(text)
}

/// Lets one slow handler end.
async fn end(seen: web::Data<Seen>) -> HttpResponse {
    seen.ends.add_permits(1);
    HttpResponse::NoContent().finish()
}

/// Lets the next shaky handler fail.
async fn fail(seen: web::Data<Seen>) -> HttpResponse {
    seen.failures.fetch_add(1, Ordering::SeqCst);
    HttpResponse::NoContent().finish()
}
