//! A refund with bound arguments, which happens once, for one clerk, and is recorded.
//!
//! Two clerks work here, Ada and Bob. Run it with `cargo run --example refund`, and follow the `curl` lines that it prints.
//! Ada pays an order back. A second click, a changed amount, and Bob, who saw her screen, are refused.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{App, FromRequest, HttpRequest, HttpServer, dev, error, web};
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is bound to a form. It stays on the server: no client can see or change it.
#[derive(Serialize, Deserialize)]
pub struct Order {
    id: u64,
    amount: Cents,
}

/// An amount of money.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Cents(u64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} €", self.0 / 100, self.0 % 100)
    }
}

/// What the clerk enters.
#[derive(Deserialize, JsonSchema)]
pub struct Reason {
    /// Why is it paid back?
    #[schemars(length(min = 3, max = 200))]
    reason: String,
}

/// A clerk. A real app looks a session or a token up in its database.
pub struct Staff {
    name: &'static str,
}

/// A clerk is extracted like anything else in Actix. Without a known token, the answer is 401.
impl FromRequest for Staff {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let token = request.headers().get(AUTHORIZATION).and_then(|token| token.to_str().ok());
        ready(match token {
            Some("Bearer ada-token") => Ok(Self { name: "Ada" }),
            Some("Bearer bob-token") => Ok(Self { name: "Bob" }),
            _ => Err(error::ErrorUnauthorized("show a token: `authorization: Bearer ada-token`")),
        })
    }
}

/// Tells the chat who asks. A thread belongs to the clerk it was made for, and does not exist for anybody else.
async fn who(staff: Staff) -> UserId {
    UserId::from(staff.name)
}

/// The money, and the book in which every refund is recorded.
#[derive(Default)]
pub struct Bank(Mutex<Vec<String>>);

impl Bank {
    fn pay_back(&self, line: String) {
        println!("AUDIT {line}");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn book(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

/// Pays an order back.
// `once`: the first click that is accepted settles the form. A second click, or a click on yesterday's card, is refused. A
// click that failed can be tried again. Banks are slow, so the handler has a time limit of its own.
#[widget_action("refund", once, timeout = "20s")]
pub async fn refund(
    Bound(order): Bound<Order>,
    Payload(reason): Payload<Reason>,
    staff: Staff,
    bank: web::Data<Bank>,
) -> Reply {
    let Order { id, amount } = order;
    bank.pay_back(format!("{} paid {amount} of order {id} back: {}", staff.name, reason.reason));
    Reply::new(format!("{amount} of order {id} are on their way back.")).widget(Button::new("Show the book", ShowBook))
}

/// Shows the refunds so far.
#[widget_action("show_book")]
pub async fn show_book(bank: web::Data<Bank>) -> String {
    bank.book()
}

/// Offers a refund, whatever the clerk writes. A real app may ask a model here. The model can offer a refund, but not run it.
async fn assistant() -> Reply {
    let order = Order { id: 42, amount: Cents(1_999) };
    // `Refund` without an order does not compile here.
    let form = Form::new("Refund order 42", Refund.bind(order)).submit("Pay 19.99 € back");
    Reply::new("Order 42 came back damaged.").widget(form.expires_in(Duration::from_secs(600)))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    let chat = ChatWidgets::builder()
        .user(who)
        // Actions run only for clicks on widgets that were shown. This app has no other clients.
        .only_offered()
        .assistant(assistant)
        .build()?;
    let bank = web::Data::new(Bank::default());
    let drained = chat.drained();

    let server = HttpServer::new(move || App::new().app_data(bank.clone()).service(chat.scope("/api/chat")))
        .h1_allow_half_closed(false)
        .on_connect(chatwidgets::send_timeout(Duration::from_secs(30)))
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;

    let address = server.addrs()[0];
    println!("Listening on http://{address}. Try:\n\nAs Ada:\n");
    println!("  curl -s {address}/api/chat/message -H 'authorization: Bearer ada-token' \\");
    println!("    -H 'content-type: application/json' -d '{{\"message\":\"a parcel came back\"}}'\n");
    println!("Then, twice, with the `threadId` and the widget's `id` of the answer, and as Bob (`bob-token`):\n");
    println!("  curl -s {address}/api/chat/action -H 'authorization: Bearer ada-token' \\");
    println!("    -H 'content-type: application/json' \\");
    println!(
        "    -d '{{\"action\":\"refund\",\"payload\":{{\"reason\":\"damaged\"}},\"threadId\":\"…\",\"widgetId\":\"…\"}}'\n"
    );
    server.run().await?;
    Ok(())
}
