//! The built-in page: the door for people, its routes, and what an app chooses for it.

mod accept;
mod assets;
mod choices;
mod conversation;
mod door;
mod drafts;
mod drawer;
mod fallback;
mod gzip;
mod routes;
mod sentence;
mod service;
mod settings;
mod urlencoded;
mod version;
mod visit;
mod welcome;

pub(super) use door::PageDoor;
pub use service::Page;
