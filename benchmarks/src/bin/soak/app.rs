//! The app that is used, in a process of its own.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{App, HttpRequest, HttpServer};
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::framework::{Press, Redeem, SubmitFeedback, Work};
use chatwidgets_benchmarks::payload::Feedback;

/// The header that tells the address of who asks, as that of a proxy would.
pub(crate) const ADDRESS_HEADER: &str = "x-address";

/// More than anybody asks for: who asked is remembered all the same, and has to be forgotten.
const PER_MINUTE: u32 = 1_000_000;

/// Takes a table, whose number no client sees.
#[widget_action("take_table", once)]
pub(crate) async fn take_table(Bound(table): Bound<u32>, work: Data<Work>) -> Reply {
    tokio::time::sleep(Duration::from_millis(u64::from(table % 3))).await;
    work.count(1);
    Reply::new(format!("Table {table} is yours."))
}

/// Answers with Markdown and with a widget of each kind that the clients use.
async fn assistant(UserMessage(message): UserMessage) -> Reply {
    let feedback = Feedback { rating: 5, comments: Some(message.clone()) };
    Reply::new(format!("You said:\n\n> {message}\n\n| table | seats |\n| --- | ---: |\n| **1** | 4 |\n| `2` | 6 |\n"))
        .widget(Button::new("Press", Press))
        .widget(Button::new("Take", TakeTable.bind(7)).expires_in(Duration::from_secs(60)))
        .widget(Button::new("Great!", SubmitFeedback.with(feedback)))
        .widget(Button::new("Redeem", Redeem))
        .widget(Form::new("Feedback", SubmitFeedback))
}

/// Prints its port, and serves until it is stopped.
pub(crate) async fn serve() -> io::Result<()> {
    let chat = ChatWidgets::builder()
        .assistant(assistant)
        .user(|request: HttpRequest| async move {
            Ok::<_, ActionError>(header(&request, Case::USER_HEADER).map(UserId::new))
        })
        .address(|request| header(request, ADDRESS_HEADER).and_then(|address| address.parse::<IpAddr>().ok()))
        .requests_per_user(PER_MINUTE)
        .requests_per_address(PER_MINUTE)
        .reads_per_user(PER_MINUTE)
        .reads_per_address(PER_MINUTE)
        // Full after some seconds, so that from then on everything that comes puts something else out.
        .store(MemoryStore::builder().max_threads(2_000).max_bytes(16 << 20).build())
        .build()
        .map_err(io::Error::other)?;
    let work = Data::<Work>::default();
    let server = HttpServer::new(move || {
        App::new().app_data(Data::clone(&work)).service(chat.scope(Case::PREFIX)).service(chat.page("/"))
    });
    let server =
        server.workers(2).on_connect(chatwidgets::send_timeout(Duration::from_secs(5))).bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs()[0].port());
    server.run().await
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
