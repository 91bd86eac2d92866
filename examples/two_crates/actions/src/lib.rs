//! The actions of a small library, in a crate of their own.
//!
//! Nothing here knows HTTP, and nobody calls a registration function. A program that links this crate has the actions.

#![warn(missing_docs)]

use std::collections::BTreeSet;
use std::sync::Mutex;

use actix_web::web;
use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The books of the library.
const BOOKS: [&str; 3] = ["Emma", "Middlemarch", "Ulysses"];

/// The books that are lent. The program hands this state to Actix as `web::Data`.
#[derive(Debug, Default)]
pub struct Lent(Mutex<BTreeSet<String>>);

/// The book that is meant.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Book {
    /// The title.
    #[schemars(length(min = 1, max = 100))]
    pub title: String,
}

/// Shows the books that can be borrowed.
#[widget_action("library.list")]
pub async fn list_books(lent: web::Data<Lent>) -> Reply {
    let lent = lent.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let free = BOOKS.into_iter().filter(|title| !lent.contains(*title));
    // The title is preset and stays on the server, so the person who clicks cannot change it.
    let cards = free.map(|title| {
        let book = Book { title: title.into() };
        Card::new(title, "Borrow", BorrowBook.with(book))
    });
    Reply::new("These are on the shelf:").widgets(cards)
}

/// Lends a book to the person who asked.
#[widget_action("library.borrow")]
pub async fn borrow_book(Payload(book): Payload<Book>, lent: web::Data<Lent>) -> Result<Reply, ActionError> {
    let title = BOOKS.into_iter().find(|title| *title == book.title);
    let title = title.ok_or_else(|| ActionError::field("/title", "unknown", "is not a book of this library"))?;
    if !lent.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(title.into()) {
        return Err(ActionError::conflict(format!("{title} was lent in the meantime")));
    }
    Ok(Reply::new(format!("{title} is yours for a month.")).widget(Button::new("Another one", ListBooks)))
}
