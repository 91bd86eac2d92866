//! The app that is attacked, and the judge: a count for each offer of how often its handler had its effect.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{App, HttpRequest, HttpServer};
use chatwidgets::prelude::*;
use chatwidgets::thread::MemoryStore;
use chatwidgets_benchmarks::case::Case;

/// How often each offer had its effect.
#[derive(Debug)]
pub(crate) struct Effects {
    of: Box<[AtomicU32]>,
    dealt: AtomicUsize,
}

impl Effects {
    pub(crate) fn new(most_offers: usize) -> Self {
        Self { of: (0..most_offers).map(|_| AtomicU32::new(0)).collect(), dealt: AtomicUsize::new(0) }
    }

    /// How often an offer had its effect.
    pub(crate) fn of(&self, offer: usize) -> u32 {
        self.of[offer].load(Ordering::SeqCst)
    }

    /// All effects of all offers.
    pub(crate) fn in_all(&self) -> u64 {
        self.of.iter().map(|count| u64::from(count.load(Ordering::SeqCst))).sum()
    }

    /// Numbers the next offers.
    fn deal(&self, count: usize) -> std::ops::Range<usize> {
        let first = self.dealt.fetch_add(count, Ordering::SeqCst);
        first..(first + count).min(self.of.len())
    }

    fn add(&self, offer: usize) {
        self.of[offer].fetch_add(1, Ordering::SeqCst);
    }
}

/// What a reply to a click on an offer says.
pub(crate) fn reply_of(offer: usize) -> String {
    format!("offer {offer}")
}

/// Takes an offer, which can be done once.
#[widget_action("take", once)]
pub(crate) async fn take(Bound(offer): Bound<usize>, effects: Data<Effects>) -> Reply {
    work(offer).await;
    effects.add(offer);
    Reply::new(reply_of(offer))
}

/// Presses a button, which can be done again and again.
#[widget_action("hold")]
pub(crate) async fn hold(Bound(offer): Bound<usize>, effects: Data<Effects>) -> Reply {
    work(offer).await;
    effects.add(offer);
    Reply::new(reply_of(offer))
}

/// Some handlers are done at once; others let the next request in before they are.
async fn work(offer: usize) {
    match offer % 4 {
        0 => {}
        1 => tokio::task::yield_now().await,
        _ => tokio::time::sleep(Duration::from_millis(1)).await,
    }
}

/// Deals offers: `take 10`, `hold 10`, or `brief 10`, which have expired a moment later.
async fn dealer(UserMessage(message): UserMessage, effects: Data<Effects>) -> Reply {
    let (kind, count) = message.split_once(' ').unwrap_or_default();
    let offers = effects.deal(count.parse().unwrap_or_default());
    let button = |offer: usize| {
        let label = offer.to_string();
        match kind {
            "hold" => Button::new(label, Hold.bind(offer)),
            "brief" => Button::new(label, Take.bind(offer)).expires_in(Duration::from_millis(1)),
            _ => Button::new(label, Take.bind(offer)),
        }
    };
    Reply::default().widgets(offers.map(button))
}

/// Serves in threads of this process, until it ends; answers where.
pub(crate) fn serve(effects: Data<Effects>) -> io::Result<SocketAddr> {
    let chat = ChatWidgets::builder()
        .assistant(dealer)
        .user(|request: HttpRequest| async move {
            let user = request.headers().get(Case::USER_HEADER).and_then(|user| user.to_str().ok()).map(UserId::new);
            user.ok_or_else(|| ActionError::internal("no user"))
        })
        // What limits attackers in other ways would keep most of these tries away from what they try.
        .requests_per_user(None)
        .requests_per_address(None)
        .reads_per_user(None)
        .reads_per_address(None)
        .address(|_| None)
        .store(MemoryStore::builder().max_bytes(4 << 30).build())
        .build()
        .map_err(io::Error::other)?;
    let server = HttpServer::new(move || App::new().app_data(Data::clone(&effects)).service(chat.scope(Case::PREFIX)));
    let server = server.workers(2).disable_signals().bind(("127.0.0.1", 0))?;
    let address = server.addrs()[0];
    let server = server.run();
    thread::spawn(move || actix_web::rt::System::new().block_on(server));
    Ok(address)
}
