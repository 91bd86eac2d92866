//! A refund that is bound, once, owned and audited: what a click may do, for whom, and how often.
//!
//! Two clerks work here, Ada and Bob. Run it with `cargo run --example refund` and follow the `curl` lines that it
//! prints: Ada pays an order back; a second click, a changed amount, and Bob, who saw her screen, get nowhere.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{App, FromRequest, HttpRequest, HttpServer, dev, error, web};
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is bound to a form: it stays on the server with it. No client sees it or can change it.
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

/// Who works here. An app would look a session or a token up in its database.
pub struct Staff {
    name: &'static str,
}

/// A clerk is extracted like anything else in Actix; without a known token the answer is 401.
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

/// Tells the chat who asks: a thread belongs to whom it was made for, and does not exist for anybody else.
async fn who(staff: Staff) -> UserId {
    UserId::from(staff.name)
}

/// Where the money is, and the book in which every refund is written.
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
// `once`: the first click that is accepted settles the form. A doubled click, or one on yesterday's card, is refused;
// one that failed can be tried again. With a time limit of its own, since banks are slow.
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

/// Shows what was paid back.
#[widget_action("show_book")]
pub async fn show_book(bank: web::Data<Bank>) -> String {
    bank.book()
}

/// Offers a refund for whatever the clerk writes. An app would ask a model here, which can offer it, and not do it.
async fn assistant() -> Reply {
    let order = Order { id: 42, amount: Cents(1_999) };
    // `Refund` cannot be put on a widget without an order: that does not compile.
    let form = Form::new("Refund order 42", Refund.bind(order)).submit("Pay 19.99 € back");
    Reply::new("Order 42 came back damaged.").widget(form.expires_in(Duration::from_secs(600)))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    let chat = ChatWidgets::builder()
        .user(who)
        // No action runs but for a click on a widget that was shown: this app has no other clients.
        .only_offered()
        .assistant(assistant)
        .build()?;
    let bank = web::Data::new(Bank::default());
    let drained = chat.drained();

    let server = HttpServer::new(move || App::new().app_data(bank.clone()).service(chat.scope("/api/chat")))
        .h1_allow_half_closed(false)
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
