//! The service on the framework.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use actix_web::web::{Data, ServiceConfig};
use chatwidgets::prelude::*;
use chatwidgets::thread::{MemoryStore, UserId};
use chatwidgets::{ActionEntry, BuildError};

use crate::case::Case;
use crate::payload::{Booking, Feedback};

/// What the handlers do: count, in memory.
#[derive(Debug, Default)]
pub struct Work {
    pub(crate) count: AtomicU64,
}

impl Work {
    /// Counts one more, and answers how many there were.
    pub fn count(&self, more: u64) -> u64 {
        self.count.fetch_add(more, Ordering::Relaxed)
    }
}

/// Counts a click.
#[widget_action("press")]
pub async fn press(work: Data<Work>) -> Reply {
    work.count(1);
    Reply::new("Pressed, and counted.").widget(Button::new("Press again", Press))
}

/// Stores a customer's rating.
#[widget_action("submit_feedback")]
pub async fn submit_feedback(Payload(feedback): Payload<Feedback>, work: Data<Work>) -> Reply {
    work.count(feedback.rating.into());
    Reply::new("Thank you for your feedback!").widget(Button::new("Rate again", Press))
}

/// Books a table.
#[widget_action("book_table")]
pub async fn book_table(Payload(booking): Payload<Booking>, work: Data<Work>) -> Reply {
    work.count(booking.guests.into());
    Reply::new(crate::service::booked(&booking)).widget(Button::new("Change it", Press))
}

/// Shows a button that can be used once.
#[widget_action("show_coupon")]
pub async fn show_coupon() -> Reply {
    Reply::new("Here is a coupon.").widget(Button::new("Redeem", Redeem))
}

/// Takes a coupon, and gives another one.
#[widget_action("redeem", once)]
pub async fn redeem(work: Data<Work>) -> Reply {
    work.count(1);
    Reply::new("Redeemed. Here is another one.").widget(Button::new("Redeem", Redeem))
}

/// Answers by rules.
async fn assistant(UserMessage(message): UserMessage) -> Reply {
    Reply::new(crate::service::answer(&message)).widget(Button::new("Press", Press))
}

/// The chat with so many actions: with one, that of the case alone; else with those of all cases, found at link time, and
/// others besides.
///
/// # Errors
///
/// If the registry cannot be built.
pub fn chat(case: Case, actions: usize) -> Result<ChatWidgets, BuildError> {
    let mut builder = ChatWidgets::builder()
        .assistant(assistant)
        .user(|request: HttpRequest| async move {
            let user = request.headers().get(Case::USER_HEADER).and_then(|user| user.to_str().ok()).map(UserId::new);
            Ok::<_, ActionError>(user)
        })
        // Every request is from one user at one address.
        .requests_per_user(None)
        .requests_per_address(None)
        .store(MemoryStore::builder().max_threads(4_000_000).max_bytes(8 << 30).max_thread_bytes(1 << 30).build());
    if actions == 1 {
        builder = builder.without_discovery();
        return match case {
            Case::Feedback | Case::Invalid => builder.action(ActionEntry::new("submit_feedback", submit_feedback)),
            Case::Booking => builder.action(ActionEntry::new("book_table", book_table)),
            Case::Once => {
                let redeem = ActionEntry::new("redeem", redeem).once();
                builder.action(redeem).action(ActionEntry::new("show_coupon", show_coupon))
            }
            Case::Click | Case::Message | Case::History => builder.action(ActionEntry::new("press", press)),
        }
        .build();
    }
    for number in Case::ALL.len()..actions {
        builder = builder.action(ActionEntry::new(format!("other_action_{number}").leak(), submit_feedback));
    }
    builder.build()
}

/// Its routes.
pub fn routes(chat: &ChatWidgets, work: Data<Work>) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let scope = chat.scope(Case::PREFIX);
    move |config| {
        config.app_data(work).service(scope);
    }
}
