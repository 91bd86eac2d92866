//! What all sides share: the words that they answer, the sides themselves, and a server for each.

use std::io;

use actix_web::dev::Server;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer};

use crate::by_hand::{bare, same};
use crate::case::Case;
use crate::framework::{self, Work};
use crate::payload::Booking;

/// Who serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// By hand, with none of the framework's guarantees.
    Bare,
    /// By hand, with the same guarantees as far as the case needs them.
    Same,
    /// The framework, with so many actions.
    Framework(usize),
}

impl Side {
    /// What is measured against each other.
    pub const ALL: [Self; 5] =
        [Self::Same, Self::Bare, Self::Framework(1), Self::Framework(100), Self::Framework(1_000)];

    /// Its name on a command line and in tables.
    pub fn name(self) -> String {
        match self {
            Self::Bare => "bare".to_owned(),
            Self::Same => "same".to_owned(),
            Self::Framework(actions) => format!("framework-{actions}"),
        }
    }

    /// The side of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "bare" => Some(Self::Bare),
            "same" => Some(Self::Same),
            _ => name.strip_prefix("framework-")?.parse().ok().map(Self::Framework),
        }
    }

    /// Whether it can answer the case: what checks nothing has no errors to give.
    pub fn can(self, case: Case) -> bool {
        self != Self::Bare || case != Case::Invalid
    }

    /// What puts its routes into an app, once for each worker; its state is shared by all of them.
    ///
    /// # Errors
    ///
    /// If the framework's registry cannot be built.
    pub fn routes(self, case: Case) -> io::Result<impl Fn(&mut ServiceConfig) + Clone + Send + 'static> {
        let chat = match self {
            Self::Framework(actions) => Some(framework::chat(case, actions).map_err(io::Error::other)?),
            Self::Bare | Self::Same => None,
        };
        let (work, bare, same) = (Data::<Work>::default(), Data::<bare::Threads>::default(), Data::default());
        Ok(move |config: &mut ServiceConfig| match (self, &chat) {
            (Self::Bare, _) => bare::routes(case, bare.clone(), work.clone())(config),
            (Self::Same, _) => same::routes(case, Data::clone(&same), work.clone())(config),
            (Self::Framework(_), Some(chat)) => framework::routes(chat, work.clone())(config),
            (Self::Framework(_), None) => {}
        })
    }

    /// A server on a free port of this host, and the port.
    ///
    /// # Errors
    ///
    /// If the registry cannot be built, or no port is free.
    pub fn serve(self, case: Case, workers: usize) -> io::Result<(Server, u16)> {
        let routes = self.routes(case)?;
        let server = HttpServer::new(move || App::new().configure(routes.clone()));
        let server = server.workers(workers).h1_allow_half_closed(false).bind(("127.0.0.1", 0))?;
        let port = server.addrs()[0].port();
        Ok((server.run(), port))
    }
}

/// What a booking is answered.
pub(crate) fn booked(booking: &Booking) -> String {
    let Booking { name, guests, date, .. } = booking;
    format!("A table for {guests} on {date}, {name}. See you then!")
}

/// The rules of the assistant.
pub(crate) fn answer(message: &str) -> &'static str {
    let asks_for = |word: &str| message.contains(word);
    match () {
        () if asks_for("open") => "We open at noon, on Sundays at eleven.",
        () if asks_for("table") => "Shall I book a table?",
        () => "I know when we open, and how to book a table.",
    }
}
