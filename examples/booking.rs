//! Booking a table: every kind of field, derived from one struct; a field error of the handler's own; a form that edits.
//!
//! Run it with `cargo run --example booking`, then talk to it with the `curl` lines that it prints.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::{App, HttpServer, web};
use chatwidgets::prelude::*;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a person enters. Each member becomes a field of the form, and is checked when the form is sent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Booking {
    /// Full name
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// E-mail
    #[schemars(email)]
    email: String,
    /// Guests
    #[schemars(range(min = 1, max = 12))]
    guests: u8,
    /// Room
    room: Room,
    /// Extras
    extras: Vec<Extra>,
    /// Day
    #[schemars(extend("formatMinimum" = "2026-01-01"))]
    day: NaiveDate,
    /// Window seat
    window: bool,
    /// Where may we reach you?
    address: Address,
    /// Anything else?
    #[schemars(length(max = 500))]
    notes: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// The hall
    Hall,
    /// The winter garden
    WinterGarden,
    /// On the roof (in summer)
    Roof,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// A high chair
    HighChair,
    /// Flowers on the table
    Flowers,
    /// A cake with candles
    Cake,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// Street and number
    street: String,
    /// Post code
    ///
    /// Five digits.
    #[schemars(regex(pattern = "^[0-9]{5}$"))]
    post_code: String,
}

/// The bookings so far. A real app has a database here.
#[derive(Default)]
pub struct Bookings(Mutex<Vec<Booking>>);

/// Asks for a booking. Every field is derived from `Booking`; one of them is chosen by hand.
#[widget_action("ask_booking")]
pub async fn ask_booking() -> Reply {
    Reply::new("When may we expect you?").widget(
        Form::new("Book a table", BookTable)
            .field("notes", Field::textarea().rows(4).placeholder("Allergies, a birthday, …"))
            .submit("Book")
            .cancel_with("Not now", Dismiss),
    )
}

/// Books a table. The action type gets a name of its own, because `Booking` is the name of the payload.
#[widget_action("book_table", as = BookTable)]
pub async fn booking(Payload(booking): Payload<Booking>, bookings: web::Data<Bookings>) -> Result<Reply, ActionError> {
    let mut bookings = bookings.0.lock().unwrap_or_else(PoisonError::into_inner);
    // Errors that no schema can find are shown at the field, too.
    let of_others = |other: &&Booking| other.email != booking.email;
    if bookings.iter().filter(of_others).any(|other| other.day == booking.day && other.room == booking.room) {
        return Err(ActionError::field("/room", "taken", "is taken on that day"));
    }
    // A second booking by the same person replaces the first one.
    bookings.retain(|other| other.email != booking.email);
    bookings.push(booking.clone());
    Ok(Reply::new(format!("Booked for {} on {}.", booking.guests, booking.day))
        .done()
        .widget(Button::new("Change it", EditBooking)))
}

/// Shows the last booking in the same form, so that it can be changed.
#[widget_action("edit_booking")]
pub async fn edit_booking(bookings: web::Data<Bookings>) -> Result<Reply, ActionError> {
    let bookings = bookings.0.lock().unwrap_or_else(PoisonError::into_inner);
    let last = bookings.last().ok_or_else(|| ActionError::not_found("there is no booking yet"))?;
    Ok(Reply::new("What shall we change?").widget(Form::new("Your booking", BookTable).initial(last).submit("Change")))
}

/// Says goodbye to a person who does not want to book.
#[widget_action("dismiss")]
pub async fn dismiss() -> &'static str {
    "Another time, then."
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();

    let chat = ChatWidgets::builder().title("Book a table").welcome(AskBooking).build()?;
    let bookings = web::Data::new(Bookings::default());
    let drained = chat.drained();
    let server = HttpServer::new(move || {
        App::new().app_data(bookings.clone()).service(chat.scope("/api/chat")).service(chat.page("/"))
    });
    let server = server
        .h1_allow_half_closed(false)
        .on_connect(chatwidgets::send_timeout(Duration::from_secs(30)))
        .shutdown_signal(drained)
        .bind(std::env::var("CHATWIDGETS_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".into()))?;

    let address = server.addrs()[0];
    println!("Listening on http://{address} (open it in a browser). Or try:\n");
    println!("  curl -s {address}/api/chat/action -H 'content-type: application/json' \\");
    println!(r#"    -d '{{"action":"ask_booking"}}'"#);
    println!("\n  curl -s {address}/api/chat/action -H 'content-type: application/json' \\");
    println!(
        r#"    -d '{{"action":"book_table","payload":{{"name":"Ada","email":"ada@example.com","guests":"4","room":"roof","extras":["cake"],"day":"2026-07-01","window":true,"address.street":"Main St 1","address.post_code":"12345","notes":""}}}}'"#
    );
    println!();
    server.run().await?;
    Ok(())
}
